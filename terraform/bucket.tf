# SPDX-License-Identifier: GPL-3.0-or-later
# bucket.tf - where pictures come and go: private, encrypted, TLS only

resource "aws_s3_bucket" "pictures" {
  bucket        = local.bucket
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_public_access_block" "pictures" {
  bucket                  = aws_s3_bucket.pictures.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "pictures" {
  bucket = aws_s3_bucket.pictures.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "pictures" {
  bucket = aws_s3_bucket.pictures.id

  rule {
    # Without a bucket key each object would cost a call to KMS.
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_policy" "pictures" {
  bucket = aws_s3_bucket.pictures.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  # A policy that names everybody is looked at closely while the block is made.
  depends_on = [aws_s3_bucket_public_access_block.pictures]
}

resource "aws_s3_bucket_versioning" "pictures" {
  count = var.versioning ? 1 : 0

  bucket = aws_s3_bucket.pictures.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "pictures" {
  bucket = aws_s3_bucket.pictures.id

  # Parts of uploads that never ended are invisible and cost as much as others.
  rule {
    id     = "unfinished"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = var.versioning ? [var.expire_noncurrent_days] : []

    content {
      id     = "replaced"
      status = "Enabled"
      filter {}

      noncurrent_version_expiration {
        noncurrent_days = rule.value
      }

      expiration {
        expired_object_delete_marker = true
      }
    }
  }

  dynamic "rule" {
    for_each = var.expire_days

    content {
      id     = "expire ${rule.key}"
      status = "Enabled"

      filter {
        prefix = rule.key
      }

      expiration {
        days = rule.value
      }
    }
  }

  # Rules about versions hold only once there are some.
  depends_on = [aws_s3_bucket_versioning.pictures]
}

locals {
  bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${local.bucket}"
}
