# SPDX-License-Identifier: GPL-3.0-or-later
# main.tf - names, the functions, and what tells them of uploads

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# The digest, so that a new image is a change that Terraform sees.
data "aws_ecr_image" "pushed" {
  repository_name = aws_ecr_repository.image.name
  image_tag       = var.image_tag
  most_recent     = var.image_tag == null ? true : null
}

locals {
  account_id    = coalesce(var.account_id, data.aws_caller_identity.current.account_id)
  bucket        = coalesce(var.bucket_name, "fft-pipeline-${local.account_id}")
  output_bucket = coalesce(var.output_bucket, local.bucket)

  # What both functions have in common.
  function = {
    account_id           = local.account_id
    partition            = data.aws_partition.current.partition
    region               = var.region
    image_uri            = "${aws_ecr_repository.image.repository_url}@${data.aws_ecr_image.pushed.image_digest}"
    architecture         = var.architecture
    memory               = var.memory
    timeout              = var.timeout
    ephemeral_storage    = var.ephemeral_storage
    reserved_concurrency = var.reserved_concurrency
    bucket               = local.bucket
    kms_key_arn          = var.kms_key_arn
    trigger              = var.trigger
    batch_size           = var.batch_size
    batch_window         = var.batch_window
    max_receives         = var.max_receives
    max_concurrency      = var.max_concurrency
    workers              = var.workers
    log_retention_days   = var.log_retention_days
    log_level            = var.log_level
    alarm_topics         = var.alarm_topics
  }

  # Uploads to watch for, one rule each: S3 knows no "or".
  watched = merge(
    { for suffix in var.suffixes : "${var.function_name}${suffix}" => {
      prefix   = var.input_prefix
      suffix   = suffix
      function = module.function
    } },
    var.reconstruct ? { for suffix in var.pair_suffixes : "${var.function_name}-reconstruct${suffix}" => {
      prefix   = var.output_prefix
      suffix   = suffix
      function = module.reconstruct[0]
    } } : {}
  )

  # Names that settings save under, for the rule below.
  saves = { for key, value in var.settings : key => value if endswith(key, ".save") }
  # The pipelines that ship save two stages without {name}.
  must_save = contains(["spectra", "reference"], var.pipeline) ? ["magnitude.save", "phase.save"] : []

  prefixes = concat(
    [var.input_prefix],
    local.output_bucket == local.bucket ? [var.output_prefix] : [],
    var.reconstruct ? [var.rebuilt_prefix] : []
  )
}

module "function" {
  source = "./function"

  name          = var.function_name
  common        = local.function
  pipeline      = var.pipeline
  settings      = var.settings
  input_prefix  = var.input_prefix
  suffixes      = var.suffixes
  output_bucket = local.output_bucket
  output_prefix = var.output_prefix
}

module "reconstruct" {
  source = "./function"
  count  = var.reconstruct ? 1 : 0

  name          = "${var.function_name}-reconstruct"
  common        = local.function
  pipeline      = "reconstruct"
  input_prefix  = var.output_prefix
  suffixes      = var.pair_suffixes
  output_bucket = local.bucket
  output_prefix = var.rebuilt_prefix
}

# A bucket has one notification for all who listen: another one, made anywhere
# else, would take this one's place.
resource "aws_s3_bucket_notification" "uploads" {
  bucket      = aws_s3_bucket.pictures.id
  eventbridge = var.trigger == "eventbridge"

  dynamic "lambda_function" {
    for_each = var.trigger == "s3" ? local.watched : {}

    content {
      id                  = lambda_function.key
      lambda_function_arn = lambda_function.value.function.arn
      events              = ["s3:ObjectCreated:*"]
      filter_prefix       = lambda_function.value.prefix
      filter_suffix       = lambda_function.value.suffix
    }
  }

  dynamic "queue" {
    for_each = var.trigger == "sqs" ? local.watched : {}

    content {
      id            = queue.key
      queue_arn     = queue.value.function.queue_arn
      events        = ["s3:ObjectCreated:*"]
      filter_prefix = queue.value.prefix
      filter_suffix = queue.value.suffix
    }
  }

  # S3 tries the target when it learns of it: the permission comes first.
  depends_on = [module.function, module.reconstruct]

  lifecycle {
    precondition {
      condition     = alltrue([for i, a in local.prefixes : alltrue([for j, b in local.prefixes : i == j || !startswith(a, b)])])
      error_message = "input_prefix, output_prefix and rebuilt_prefix must not lie within each other: results would be taken for uploads, for ever."
    }

    precondition {
      condition = length(var.suffixes) == 1 || (
        length(local.saves) > 0 &&
        alltrue([for save in values(local.saves) : strcontains(save, "{name}")]) &&
        alltrue([for key in local.must_save : contains(keys(local.saves), key)])
      )
      error_message = "With more than one suffix, a.png and a.tif would lead to the same results: set names with {name}, such as settings = { \"magnitude.save\" = \"{dir}/{name}_magnitude.png\", \"phase.save\" = \"{dir}/{name}_phase.png\" }."
    }

    precondition {
      condition     = !var.reconstruct || var.output_bucket == null
      error_message = "reconstruct works on results in the pictures' own bucket: leave output_bucket at null."
    }

    precondition {
      condition     = var.batch_size <= 10 || var.batch_window >= 1
      error_message = "batch_size above 10 needs a batch_window of at least 1 second."
    }

    precondition {
      condition     = !var.workers || var.trigger == "sqs"
      error_message = "workers read a queue: trigger must be sqs."
    }
  }
}
