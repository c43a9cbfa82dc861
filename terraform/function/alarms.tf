# SPDX-License-Identifier: GPL-3.0-or-later
# alarms.tf - what somebody should look at

locals {
  of_function = { FunctionName = aws_lambda_function.this.function_name }
  of_failed   = { QueueName = aws_sqs_queue.failed.name }

  alarms = merge({
    errors = {
      says       = "Events failed."
      namespace  = "AWS/Lambda"
      metric     = "Errors"
      statistic  = "Sum"
      above      = 0
      dimensions = local.of_function
    }
    throttles = {
      says       = "Events had to wait: all of the concurrency is in use."
      namespace  = "AWS/Lambda"
      metric     = "Throttles"
      statistic  = "Sum"
      above      = 0
      dimensions = local.of_function
    }
    duration = {
      says       = "An event took more than 4/5 of the timeout."
      namespace  = "AWS/Lambda"
      metric     = "Duration"
      statistic  = "Maximum"
      above      = 800 * var.common.timeout
      dimensions = local.of_function
    }
    failed = {
      says       = "Uploads were given up; they are in the failure queue."
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      statistic  = "Maximum"
      above      = 0
      dimensions = local.of_failed
    }
    }, var.common.trigger != "sqs" ? {} : {
    backlog = {
      says       = "An upload has been waiting for a quarter of an hour."
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      statistic  = "Maximum"
      above      = 900
      dimensions = { QueueName = aws_sqs_queue.uploads[0].name }
    }
  })
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.says
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.above
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.common.alarm_topics
  ok_actions          = var.common.alarm_topics
}
