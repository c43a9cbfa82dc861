# SPDX-License-Identifier: GPL-3.0-or-later
# outputs.tf - what cloud.sh and people need to know

output "s3_bucket_name" {
  description = "The bucket of the pictures."
  value       = aws_s3_bucket.pictures.bucket
}

output "ecr_repo_url" {
  description = "Where the image is pushed."
  value       = aws_ecr_repository.image.repository_url
}

output "region" {
  description = "The region that everything is in."
  value       = var.region
}

output "input_prefix" {
  description = "Uploads below it are worked on."
  value       = var.input_prefix
}

output "output" {
  description = "Where results are put."
  value       = "s3://${local.output_bucket}/${var.output_prefix}"
}

output "rebuilt" {
  description = "Where the second function puts its results; null: there is none."
  value       = var.reconstruct ? "s3://${local.bucket}/${var.rebuilt_prefix}" : null
}

output "trigger" {
  description = "How uploads reach the functions."
  value       = var.trigger
}

output "functions" {
  description = "The functions, each with its role, its policy, its log group and its queues."
  value       = concat([module.function], module.reconstruct)
}
