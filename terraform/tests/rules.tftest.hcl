# SPDX-License-Identifier: GPL-3.0-or-later
# rules.tftest.hcl - every rule refuses what it should; one run each

mock_provider "aws" {
  source = "./tests/aws"
}

run "a_region_that_is_none" {
  command = plan

  variables {
    region = "Oregon"
  }

  expect_failures = [var.region]
}

run "an_account_id_of_11_digits" {
  command = plan

  variables {
    account_id = "12345678901"
  }

  expect_failures = [var.account_id]
}

run "a_function_name_with_a_dot" {
  command = plan

  variables {
    function_name = "fft.processor"
  }

  expect_failures = [var.function_name]
}

run "a_function_name_that_leaves_no_room" {
  command = plan

  variables {
    function_name = "a23456789b23456789c23456789d23456789e23456789f23456789"
  }

  expect_failures = [var.function_name]
}

# The second function's rule has the longest name: -reconstruct-uploads.
run "a_function_name_of_45_letters" {
  command = plan

  variables {
    function_name = "a23456789b23456789c23456789d23456789e23456789"
  }

  expect_failures = [var.function_name]
}

run "a_function_name_of_44_letters" {
  command = plan

  variables {
    function_name = "a23456789b23456789c23456789d23456789e2345678"
    reconstruct   = true
    trigger       = "eventbridge"
  }
}

run "a_repository_name_in_capitals" {
  command = plan

  variables {
    repository_name = "FFT-tool"
  }

  expect_failures = [var.repository_name]
}

run "a_repository_name_of_one_letter" {
  command = plan

  variables {
    repository_name = "f"
  }

  expect_failures = [var.repository_name]
}

run "a_bucket_name_with_a_dot" {
  command = plan

  variables {
    bucket_name = "fft.pipeline"
  }

  expect_failures = [var.bucket_name]
}

run "a_bucket_name_of_two_letters" {
  command = plan

  variables {
    bucket_name = "ab"
  }

  expect_failures = [var.bucket_name]
}

run "an_image_tag_that_begins_with_a_dot" {
  command = plan

  variables {
    image_tag = ".1"
  }

  expect_failures = [var.image_tag]
}

run "an_architecture_that_lambda_has_not" {
  command = plan

  variables {
    architecture = "riscv64"
  }

  expect_failures = [var.architecture]
}

run "memory_below_128_mb" {
  command = plan

  variables {
    memory = 127
  }

  expect_failures = [var.memory]
}

run "memory_above_10_gb" {
  command = plan

  variables {
    memory = 10241
  }

  expect_failures = [var.memory]
}

run "half_a_megabyte" {
  command = plan

  variables {
    memory = 1024.5
  }

  expect_failures = [var.memory]
}

run "a_timeout_of_nothing" {
  command = plan

  variables {
    timeout = 0
  }

  expect_failures = [var.timeout]
}

run "a_timeout_of_more_than_15_minutes" {
  command = plan

  variables {
    timeout = 901
  }

  expect_failures = [var.timeout]
}

run "ephemeral_storage_below_512_mb" {
  command = plan

  variables {
    ephemeral_storage = 511
  }

  expect_failures = [var.ephemeral_storage]
}

run "ephemeral_storage_above_10_gb" {
  command = plan

  variables {
    ephemeral_storage = 10241
  }

  expect_failures = [var.ephemeral_storage]
}

run "concurrency_below_none" {
  command = plan

  variables {
    reserved_concurrency = -2
  }

  expect_failures = [var.reserved_concurrency]
}

run "a_relative_path_as_pipeline" {
  command = plan

  variables {
    pipeline = "pipelines/my.ini"
  }

  expect_failures = [var.pipeline]
}

run "a_bucket_without_a_key_as_pipeline" {
  command = plan

  variables {
    pipeline = "s3://bucket/"
  }

  expect_failures = [var.pipeline]
}

run "a_pipeline_object_with_a_wildcard" {
  command = plan

  variables {
    pipeline = "s3://bucket/pipelines/*"
  }

  expect_failures = [var.pipeline]
}

run "a_setting_without_a_section" {
  command = plan

  variables {
    settings = { depth = "16" }
  }

  expect_failures = [var.settings]
}

run "a_setting_of_two_lines" {
  command = plan

  variables {
    settings = { "magnitude.save" = "a.png\nb.png" }
  }

  expect_failures = [var.settings]
}

run "settings_that_an_environment_cannot_hold" {
  command = plan

  variables {
    settings = { "magnitude.save" = format("%03100d", 0) }
  }

  expect_failures = [var.settings]
}
