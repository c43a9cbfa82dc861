# SPDX-License-Identifier: GPL-3.0-or-later
# outputs.tf - a function, as others need to know it

output "name" {
  description = "Its name."
  value       = aws_lambda_function.this.function_name
}

output "arn" {
  description = "Its ARN."
  value       = aws_lambda_function.this.arn
}

output "role_arn" {
  description = "Its role."
  value       = aws_iam_role.this.arn
}

output "policy" {
  description = "What it may do."
  value       = jsonencode(local.policy)
}

output "worker_policy" {
  description = "What a container needs that reads its queue instead."
  value       = var.common.trigger == "sqs" ? jsonencode(local.worker_policy) : null
}

output "log_group" {
  description = "Its log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "failed_queue_url" {
  description = "What it could not do."
  value       = aws_sqs_queue.failed.url
}

output "queue_arn" {
  description = "Where uploads wait for it; null: nowhere."
  value       = one(aws_sqs_queue.uploads[*].arn)
}

output "queue_url" {
  description = "The same, as workers name it."
  value       = one(aws_sqs_queue.uploads[*].url)
}
