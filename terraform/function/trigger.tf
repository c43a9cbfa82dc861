# SPDX-License-Identifier: GPL-3.0-or-later
# trigger.tf - the three ways that an upload reaches a function; the bucket's
# side is in ../main.tf

# ---------------------------------------------------------------------------
# s3: the bucket calls the function

resource "aws_lambda_permission" "bucket" {
  count = var.common.trigger == "s3" ? 1 : 0

  statement_id   = "bucket"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.this.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = local.arn_of.bucket
  source_account = var.common.account_id
}

# ---------------------------------------------------------------------------
# sqs: the bucket fills a queue, the function empties it

resource "aws_sqs_queue" "uploads" {
  count = var.common.trigger == "sqs" ? 1 : 0

  name                      = "${var.name}-uploads"
  message_retention_seconds = 4 * 24 * 3600
  sqs_managed_sse_enabled   = true

  # Longer than all tries that Lambda makes on its own.
  visibility_timeout_seconds = 6 * var.common.timeout + var.common.batch_window

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed.arn
    maxReceiveCount     = var.common.max_receives
  })
}

resource "aws_sqs_queue_policy" "uploads" {
  count = var.common.trigger == "sqs" ? 1 : 0

  queue_url = aws_sqs_queue.uploads[0].url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FromBucket"
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = local.arn_of.queue
      Condition = {
        ArnEquals    = { "aws:SourceArn" = local.arn_of.bucket }
        StringEquals = { "aws:SourceAccount" = var.common.account_id }
      }
    }]
  })
}

resource "aws_lambda_event_source_mapping" "uploads" {
  count = var.common.trigger == "sqs" ? 1 : 0

  event_source_arn                   = aws_sqs_queue.uploads[0].arn
  function_name                      = aws_lambda_function.this.arn
  enabled                            = !var.common.workers
  batch_size                         = var.common.batch_size
  maximum_batching_window_in_seconds = var.common.batch_window
  function_response_types            = ["ReportBatchItemFailures"]

  dynamic "scaling_config" {
    for_each = var.common.max_concurrency == null ? [] : [var.common.max_concurrency]

    content {
      maximum_concurrency = scaling_config.value
    }
  }
}

# ---------------------------------------------------------------------------
# eventbridge: the bucket tells the bus, a rule picks and calls

resource "aws_cloudwatch_event_rule" "uploads" {
  count = var.common.trigger == "eventbridge" ? 1 : 0

  name        = "${var.name}-uploads"
  description = "Uploads for ${var.name}"
  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    account       = [var.common.account_id]
    detail = {
      bucket = { name = [var.common.bucket] }
      object = { key = [for suffix in var.suffixes : { wildcard = "${var.input_prefix}*${suffix}" }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "uploads" {
  count = var.common.trigger == "eventbridge" ? 1 : 0

  rule = aws_cloudwatch_event_rule.uploads[0].name
  arn  = aws_lambda_function.this.arn

  # What could not be handed over; the function's own failures come by its
  # event_invoke_config.
  dead_letter_config {
    arn = aws_sqs_queue.failed.arn
  }
}

resource "aws_lambda_permission" "rule" {
  count = var.common.trigger == "eventbridge" ? 1 : 0

  statement_id  = "rule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.uploads[0].arn
}

resource "aws_sqs_queue_policy" "failed" {
  count = var.common.trigger == "eventbridge" ? 1 : 0

  queue_url = aws_sqs_queue.failed.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FromRule"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = local.arn_of.failed
      Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.uploads[0].arn } }
    }]
  })
}
