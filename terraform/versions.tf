# SPDX-License-Identifier: GPL-3.0-or-later
# versions.tf - what this configuration was tested with, pinned

terraform {
  required_version = ">= 1.6.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = var.region

  # Another account's credentials are refused before anything is made.
  allowed_account_ids = var.account_id == null ? null : [var.account_id]

  default_tags {
    tags = merge({ Project = "fftpipe" }, var.tags)
  }
}
