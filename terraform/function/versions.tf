# SPDX-License-Identifier: GPL-3.0-or-later
# versions.tf - the provider of the configuration above

terraform {
  required_version = ">= 1.6.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
