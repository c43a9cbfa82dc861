# SPDX-License-Identifier: GPL-3.0-or-later
# role.tf - what a function may do: read its inputs, write its outputs and its
# log, and nothing else.  ARNs are spelled out, so that tests see them in a plan.

locals {
  # The pipeline, when it is an object.
  pipeline_arn = startswith(var.pipeline, "s3://") ? ["arn:${var.common.partition}:s3:::${trimprefix(var.pipeline, "s3://")}"] : []

  pictures = concat([
    {
      Sid      = "ReadInputs"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:GetObjectVersion"]
      Resource = ["${local.arn_of.bucket}/${var.input_prefix}*"]
    },
    {
      # With it a missing object answers 404, without it 403.
      Sid      = "TellMissingFromForbidden"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = [local.arn_of.bucket]
    },
    {
      Sid      = "WriteOutputs"
      Effect   = "Allow"
      Action   = ["s3:PutObject"]
      Resource = ["${local.arn_of.output}/${var.output_prefix}*"]
    },
    ], [for arn in local.pipeline_arn : {
      Sid      = "ReadPipeline"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = [arn]
      }], var.common.kms_key_arn == null ? [] : [{
      Sid      = "UseKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = [var.common.kms_key_arn]
  }])

  queue = {
    Sid      = "ReadQueue"
    Effect   = "Allow"
    Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
    Resource = [local.arn_of.queue]
  }

  policy = {
    Version = "2012-10-17"
    Statement = concat(local.pictures, [
      {
        Sid      = "WriteLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${local.arn_of.logs}:*"]
      }
      ], [for statement in [local.queue] : statement if var.common.trigger == "sqs"],
      var.common.trigger == "sqs" ? [] : [{
        Sid      = "ReportFailure"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [local.arn_of.failed]
    }])
  }

  # The same job done by a container that reads the queue.
  worker_policy = {
    Version   = "2012-10-17"
    Statement = concat(local.pictures, [local.queue])
  }
}

resource "aws_iam_role" "this" {
  name        = "${var.name}-role"
  description = "What ${var.name} may do"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "${var.name}-policy"
  role   = aws_iam_role.this.id
  policy = jsonencode(local.policy)
}
