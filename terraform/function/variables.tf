# SPDX-License-Identifier: GPL-3.0-or-later
# variables.tf - what a function is told; ../variables.tf has the rules

variable "name" {
  description = "The function's name."
  type        = string
}

variable "common" {
  description = "What all functions share."
  type = object({
    account_id           = string
    partition            = string
    region               = string
    image_uri            = string
    architecture         = string
    memory               = number
    timeout              = number
    ephemeral_storage    = number
    reserved_concurrency = number
    bucket               = string
    kms_key_arn          = string
    trigger              = string
    batch_size           = number
    batch_window         = number
    max_receives         = number
    max_concurrency      = number
    workers              = bool
    log_retention_days   = number
    log_level            = string
    alarm_topics         = list(string)
  })
}

variable "pipeline" {
  description = "FFTPIPE_PIPELINE."
  type        = string
}

variable "settings" {
  description = "FFTPIPE_SET, by section.key."
  type        = map(string)
  default     = {}
}

variable "input_prefix" {
  description = "FFTPIPE_INPUT_PREFIX."
  type        = string
}

variable "suffixes" {
  description = "Ends of the names to work on."
  type        = list(string)
}

variable "output_bucket" {
  description = "Where results go: FFTPIPE_OUTPUT_BUCKET, unless it is the pictures' own."
  type        = string
}

variable "output_prefix" {
  description = "FFTPIPE_OUTPUT_PREFIX."
  type        = string
}
