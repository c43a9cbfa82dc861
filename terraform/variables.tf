# SPDX-License-Identifier: GPL-3.0-or-later
# variables.tf - what can be chosen; nothing has to be

# ---------------------------------------------------------------------------
# Where, and what things are called

variable "region" {
  description = "The AWS region."
  type        = string
  default     = "us-west-2"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A region looks like us-west-2."
  }
}

variable "account_id" {
  description = "The account that this is meant for; null: the caller's. Credentials of another account are refused."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account id has 12 digits."
  }
}

variable "function_name" {
  description = "The function; its role, log group, queues and alarms are called after it."
  type        = string
  default     = "fft-processor"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,44}$", var.function_name))
    error_message = "1 to 44 letters, digits, - or _: what is called after it must fit, too."
  }
}

variable "repository_name" {
  description = "The ECR repository of the image."
  type        = string
  default     = "fft-tool"

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.repository_name)) && length(var.repository_name) >= 2 && length(var.repository_name) <= 256
    error_message = "2 to 256 lower-case letters and digits, parted by single . _ - or /."
  }
}

variable "bucket_name" {
  description = "The bucket of the pictures; null: fft-pipeline-ACCOUNT."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_name == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "3 to 63 lower-case letters, digits or -; no dots, which TLS certificates do not cover."
  }
}

variable "tags" {
  description = "Tags for everything that can have them."
  type        = map(string)
  default     = {}
}

# ---------------------------------------------------------------------------
# What runs

variable "image_tag" {
  description = "The image to run; null: the one pushed last. The function gets it by digest either way."
  type        = string
  default     = null

  validation {
    condition     = var.image_tag == null || can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.image_tag))
    error_message = "1 to 128 letters, digits, . _ or -, the first one neither . nor -."
  }
}

variable "architecture" {
  description = "What the image was built for."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "x86_64 or arm64."
  }
}

variable "memory" {
  description = "MB for the function; a vCPU belongs to each 1769."
  type        = number
  default     = 1024

  validation {
    condition     = var.memory >= 128 && var.memory <= 10240 && floor(var.memory) == var.memory
    error_message = "A whole number from 128 to 10240."
  }
}

variable "timeout" {
  description = "Seconds for one event."
  type        = number
  default     = 60

  validation {
    condition     = var.timeout >= 5 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "A whole number from 5 to 900."
  }
}

variable "ephemeral_storage" {
  description = "MB of /tmp. Pictures do not touch it; plugins of one's own may."
  type        = number
  default     = 512

  validation {
    condition     = var.ephemeral_storage >= 512 && var.ephemeral_storage <= 10240 && floor(var.ephemeral_storage) == var.ephemeral_storage
    error_message = "A whole number from 512 to 10240."
  }
}

variable "reserved_concurrency" {
  description = "How many may run at once; -1: what the account has left; 0: none, a switch to stop by."
  type        = number
  default     = -1

  validation {
    condition     = var.reserved_concurrency >= -1 && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "-1, 0 or a whole number above."
  }
}

variable "pipeline" {
  description = "What runs on every upload: a pipeline that ships, a path in the image, or s3://BUCKET/KEY."
  type        = string
  default     = "spectra"

  validation {
    condition     = can(regex("^([A-Za-z0-9_-]+|/[^[:cntrl:]]+\\.ini|s3://[a-z0-9.-]{3,63}/[^[:cntrl:]*?]+)$", var.pipeline))
    error_message = "A name such as spectra, an absolute path that ends in .ini, or s3://BUCKET/KEY."
  }
}

variable "settings" {
  description = "Changes to the pipeline, as --set on the command line: { \"magnitude.depth\" = \"16\" }."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key, value in var.settings : can(regex("^[A-Za-z0-9_.-]+\\.[A-Za-z0-9_-]+$", key)) && !can(regex("[[:cntrl:]]", value))])
    error_message = "Keys are section.key; a value is one line."
  }

  validation {
    condition     = length(join("", [for key, value in var.settings : "${key}=${value}\n"])) <= 3072
    error_message = "All settings together may have 3072 characters: a function's environment is small. Put the pipeline into a file."
  }
}

# ---------------------------------------------------------------------------
# What starts it

variable "trigger" {
  description = "How an upload reaches the function: s3 (directly), sqs (through a queue, in batches) or eventbridge."
  type        = string
  default     = "s3"

  validation {
    condition     = contains(["s3", "sqs", "eventbridge"], var.trigger)
    error_message = "s3, sqs or eventbridge."
  }
}

variable "input_prefix" {
  description = "Uploads below it are worked on."
  type        = string
  default     = "input/"

  validation {
    condition     = can(regex("^[A-Za-z0-9!_.'()-]+(/[A-Za-z0-9!_.'()-]+)*/$", var.input_prefix)) && length(var.input_prefix) <= 512
    error_message = "One or more folder names, each with a / behind it, of letters, digits and !_.'()-."
  }

  validation {
    condition     = !can(regex("(^|/)[.]{1,2}/", var.input_prefix))
    error_message = "No folder may be called . or ..: keys with such parts are refused."
  }
}

variable "output_prefix" {
  description = "Results are put below it."
  type        = string
  default     = "output/"

  validation {
    condition     = can(regex("^[A-Za-z0-9!_.'()-]+(/[A-Za-z0-9!_.'()-]+)*/$", var.output_prefix)) && length(var.output_prefix) <= 512
    error_message = "One or more folder names, each with a / behind it, of letters, digits and !_.'()-."
  }

  validation {
    condition     = !can(regex("(^|/)[.]{1,2}/", var.output_prefix))
    error_message = "No folder may be called . or ..: keys with such parts are refused."
  }
}

variable "output_bucket" {
  description = "Another bucket, which exists, for the results; null: the pictures' own."
  type        = string
  default     = null

  validation {
    condition     = var.output_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.output_bucket))
    error_message = "The name of a bucket: 3 to 63 lower-case letters, digits, - or dots."
  }
}

variable "suffixes" {
  description = "Uploads whose names end so are worked on. With more than one, settings must save under names with {name}."
  type        = list(string)
  default     = [".png"]

  validation {
    condition     = length(var.suffixes) > 0 && alltrue([for suffix in var.suffixes : can(regex("^[A-Za-z0-9!_.'()-]{1,64}$", suffix))])
    error_message = "At least one, each of 1 to 64 letters, digits and !_.'()-."
  }

  validation {
    condition     = alltrue([for i, a in var.suffixes : alltrue([for j, b in var.suffixes : i == j || !endswith(a, b)])])
    error_message = "None may end in another one: S3 refuses two rules that match the same name."
  }
}

variable "batch_size" {
  description = "Trigger sqs: pictures given to the function at a time, at most."
  type        = number
  default     = 4

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 100 && floor(var.batch_size) == var.batch_size
    error_message = "A whole number from 1 to 100."
  }
}

variable "batch_window" {
  description = "Trigger sqs: seconds to wait for a batch to fill."
  type        = number
  default     = 0

  validation {
    condition     = var.batch_window >= 0 && var.batch_window <= 300 && floor(var.batch_window) == var.batch_window
    error_message = "A whole number from 0 to 300."
  }
}

variable "max_receives" {
  description = "Trigger sqs: tries before a message goes to the failure queue."
  type        = number
  default     = 5

  validation {
    condition     = var.max_receives >= 2 && var.max_receives <= 1000 && floor(var.max_receives) == var.max_receives
    error_message = "A whole number from 2 to 1000; a throttled function uses tries up, so 5 or more."
  }
}

variable "max_concurrency" {
  description = "Trigger sqs: functions that the queue may keep busy at once; null: no bound of its own."
  type        = number
  default     = null

  validation {
    condition     = var.max_concurrency == null ? true : var.max_concurrency >= 2 && var.max_concurrency <= 1000 && floor(var.max_concurrency) == var.max_concurrency
    error_message = "A whole number from 2 to 1000."
  }
}

variable "workers" {
  description = "Trigger sqs: the queue is read by containers (fftpipe-lambda --worker); the function stays, but is not fed."
  type        = bool
  default     = false
}

# ---------------------------------------------------------------------------
# The second function

variable "reconstruct" {
  description = "A second function, which puts each pair of results back together."
  type        = bool
  default     = false
}

variable "rebuilt_prefix" {
  description = "The second function's results are put below it."
  type        = string
  default     = "rebuilt/"

  validation {
    condition     = can(regex("^[A-Za-z0-9!_.'()-]+(/[A-Za-z0-9!_.'()-]+)*/$", var.rebuilt_prefix)) && length(var.rebuilt_prefix) <= 512
    error_message = "One or more folder names, each with a / behind it, of letters, digits and !_.'()-."
  }

  validation {
    condition     = !can(regex("(^|/)[.]{1,2}/", var.rebuilt_prefix))
    error_message = "No folder may be called . or ..: keys with such parts are refused."
  }
}

variable "pair_suffixes" {
  description = "Names of results that the second function looks at: a pair's halves, since the later one runs it."
  type        = list(string)
  default     = ["_magnitude.png", "_phase.png"]

  validation {
    condition     = length(var.pair_suffixes) > 0 && alltrue([for suffix in var.pair_suffixes : can(regex("^[A-Za-z0-9!_.'()-]{1,64}$", suffix))])
    error_message = "At least one, each of 1 to 64 letters, digits and !_.'()-."
  }

  validation {
    condition     = alltrue([for i, a in var.pair_suffixes : alltrue([for j, b in var.pair_suffixes : i == j || !endswith(a, b)])])
    error_message = "None may end in another one: S3 refuses two rules that match the same name."
  }
}

# ---------------------------------------------------------------------------
# Keeping, watching, deleting

variable "kms_key_arn" {
  description = "A KMS key for the bucket; null: keys that S3 manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "The ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID. An alias will not do."
  }
}

variable "versioning" {
  description = "Keep what uploads replace or delete."
  type        = bool
  default     = false
}

variable "expire_days" {
  description = "Days after which objects are deleted, by prefix: { \"output/\" = 30 }."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for prefix, days in var.expire_days : endswith(prefix, "/") && days >= 1 && floor(days) == days])
    error_message = "Prefixes end in /, days are whole numbers from 1."
  }
}

variable "expire_noncurrent_days" {
  description = "Days that replaced and deleted versions are kept, where versioning is on."
  type        = number
  default     = 30

  validation {
    condition     = var.expire_noncurrent_days >= 1 && floor(var.expire_noncurrent_days) == var.expire_noncurrent_days
    error_message = "A whole number from 1."
  }
}

variable "keep_images" {
  description = "Images that the repository keeps."
  type        = number
  default     = 10

  validation {
    condition     = var.keep_images >= 1 && var.keep_images <= 1000 && floor(var.keep_images) == var.keep_images
    error_message = "A whole number from 1 to 1000."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept; 0: for ever."
  type        = number
  default     = 30

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch knows 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 and 3653 days."
  }
}

variable "log_level" {
  description = "The least important log lines that are kept."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"], var.log_level)
    error_message = "TRACE, DEBUG, INFO, WARN, ERROR or FATAL."
  }
}

variable "alarm_topics" {
  description = "ARNs of the SNS topics that alarms are sent to; empty: alarms are only shown."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for topic in var.alarm_topics : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", topic))])
    error_message = "ARNs of topics: arn:aws:sns:REGION:ACCOUNT:NAME."
  }
}

variable "force_destroy" {
  description = "Let destroy delete the pictures and the images, too."
  type        = bool
  default     = false
}
