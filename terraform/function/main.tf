# SPDX-License-Identifier: GPL-3.0-or-later
# main.tf - a function, its log group, and a queue for what it could not do

locals {
  arn_of = {
    account  = "${var.common.region}:${var.common.account_id}"
    bucket   = "arn:${var.common.partition}:s3:::${var.common.bucket}"
    output   = "arn:${var.common.partition}:s3:::${var.output_bucket}"
    function = "arn:${var.common.partition}:lambda:${var.common.region}:${var.common.account_id}:function:${var.name}"
    logs     = "arn:${var.common.partition}:logs:${var.common.region}:${var.common.account_id}:log-group:/aws/lambda/${var.name}"
    failed   = "arn:${var.common.partition}:sqs:${var.common.region}:${var.common.account_id}:${var.name}-failed"
    queue    = "arn:${var.common.partition}:sqs:${var.common.region}:${var.common.account_id}:${var.name}-uploads"
  }
}

resource "aws_lambda_function" "this" {
  function_name                  = var.name
  description                    = "fftpipe: ${var.pipeline} on ${var.input_prefix}"
  role                           = aws_iam_role.this.arn
  package_type                   = "Image"
  image_uri                      = var.common.image_uri
  architectures                  = [var.common.architecture]
  memory_size                    = var.common.memory
  timeout                        = var.common.timeout
  reserved_concurrent_executions = var.common.reserved_concurrency

  ephemeral_storage {
    size = var.common.ephemeral_storage
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.this.name
    application_log_level = var.common.log_level
    system_log_level      = "INFO"
  }

  environment {
    variables = merge({
      FFTPIPE_PIPELINE      = var.pipeline
      FFTPIPE_INPUT_PREFIX  = var.input_prefix
      FFTPIPE_OUTPUT_PREFIX = var.output_prefix
      }, length(var.settings) == 0 ? {} : {
      FFTPIPE_SET = join("\n", [for key, value in var.settings : "${key}=${value}"])
      }, var.output_bucket == var.common.bucket ? {} : {
      FFTPIPE_OUTPUT_BUCKET = var.output_bucket
    })
  }

  # A role without its rights would fail the first uploads.
  depends_on = [aws_iam_role_policy.this]
}

# Made here, so that it ends some day, and so that the role need not make it.
resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.common.log_retention_days
}

# What failed every time: S3 and EventBridge call without waiting, and Lambda
# puts here what it gave up; with a queue in between, the queue does.
resource "aws_sqs_queue" "failed" {
  name                      = "${var.name}-failed"
  message_retention_seconds = 14 * 24 * 3600
  sqs_managed_sse_enabled   = true
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count = var.common.trigger == "sqs" ? 0 : 1

  function_name                = aws_lambda_function.this.function_name
  maximum_event_age_in_seconds = 6 * 3600
  maximum_retry_attempts       = 2

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed.arn
    }
  }
}
