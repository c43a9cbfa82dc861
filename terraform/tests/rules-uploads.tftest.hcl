# SPDX-License-Identifier: GPL-3.0-or-later
# rules-uploads.tftest.hcl - the same for what triggers, what is kept, and what
# variables say together

mock_provider "aws" {
  source = "./tests/aws"
}

run "a_trigger_that_is_none" {
  command = plan

  variables {
    trigger = "sns"
  }

  expect_failures = [var.trigger]
}

run "an_input_prefix_without_a_slash" {
  command = plan

  variables {
    input_prefix = "input"
  }

  expect_failures = [var.input_prefix]
}

run "an_input_prefix_that_is_the_whole_bucket" {
  command = plan

  variables {
    input_prefix = ""
  }

  expect_failures = [var.input_prefix]
}

run "an_input_prefix_with_a_wildcard" {
  command = plan

  variables {
    input_prefix = "in*/"
  }

  expect_failures = [var.input_prefix]
}

run "an_output_prefix_that_begins_with_a_slash" {
  command = plan

  variables {
    output_prefix = "/output/"
  }

  expect_failures = [var.output_prefix]
}

run "an_input_prefix_with_two_dots" {
  command = plan

  variables {
    input_prefix = "a/../"
  }

  expect_failures = [var.input_prefix]
}

run "an_output_prefix_of_a_dot" {
  command = plan

  variables {
    output_prefix = "./"
  }

  expect_failures = [var.output_prefix]
}

run "a_rebuilt_prefix_of_two_dots" {
  command = plan

  variables {
    rebuilt_prefix = "../"
  }

  expect_failures = [var.rebuilt_prefix]
}

run "prefixes_whose_folders_begin_with_dots" {
  command = plan

  variables {
    input_prefix  = ".in/v1.2/"
    output_prefix = ".../"
  }
}

run "an_output_bucket_that_is_a_url" {
  command = plan

  variables {
    output_bucket = "s3://results"
  }

  expect_failures = [var.output_bucket]
}

run "no_suffix_at_all" {
  command = plan

  variables {
    suffixes = []
  }

  expect_failures = [var.suffixes]
}

run "a_suffix_with_a_wildcard" {
  command = plan

  variables {
    suffixes = [".*"]
  }

  expect_failures = [var.suffixes]
}

run "a_suffix_that_ends_in_another" {
  command = plan

  variables {
    suffixes = [".png", "g"]
  }

  expect_failures = [var.suffixes]
}

run "the_same_suffix_twice" {
  command = plan

  variables {
    suffixes = [".png", ".png"]
  }

  expect_failures = [var.suffixes]
}

run "a_batch_of_nothing" {
  command = plan

  variables {
    batch_size = 0
  }

  expect_failures = [var.batch_size]
}

run "a_batch_above_100" {
  command = plan

  variables {
    batch_size = 101
  }

  expect_failures = [var.batch_size]
}

run "a_window_above_five_minutes" {
  command = plan

  variables {
    batch_window = 301
  }

  expect_failures = [var.batch_window]
}

run "a_single_receive" {
  command = plan

  variables {
    max_receives = 1
  }

  expect_failures = [var.max_receives]
}

run "a_concurrency_of_one_for_a_queue" {
  command = plan

  variables {
    max_concurrency = 1
  }

  expect_failures = [var.max_concurrency]
}

run "a_rebuilt_prefix_without_a_slash" {
  command = plan

  variables {
    rebuilt_prefix = "rebuilt"
  }

  expect_failures = [var.rebuilt_prefix]
}

run "no_suffix_of_pairs_at_all" {
  command = plan

  variables {
    pair_suffixes = []
  }

  expect_failures = [var.pair_suffixes]
}

run "a_suffix_of_pairs_that_ends_in_another" {
  command = plan

  variables {
    pair_suffixes = ["_phase.png", ".png"]
  }

  expect_failures = [var.pair_suffixes]
}

run "an_alias_instead_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-west-2:123456789012:alias/pictures"
  }

  expect_failures = [var.kms_key_arn]
}

run "expiry_of_something_that_is_no_prefix" {
  command = plan

  variables {
    expire_days = { output = 30 }
  }

  expect_failures = [var.expire_days]
}

run "expiry_after_no_day" {
  command = plan

  variables {
    expire_days = { "output/" = 0 }
  }

  expect_failures = [var.expire_days]
}

run "replaced_versions_kept_for_no_day" {
  command = plan

  variables {
    expire_noncurrent_days = 0
  }

  expect_failures = [var.expire_noncurrent_days]
}

run "a_repository_that_keeps_nothing" {
  command = plan

  variables {
    keep_images = 0
  }

  expect_failures = [var.keep_images]
}

run "a_retention_that_cloudwatch_has_not" {
  command = plan

  variables {
    log_retention_days = 31
  }

  expect_failures = [var.log_retention_days]
}

run "a_log_level_that_is_none" {
  command = plan

  variables {
    log_level = "VERBOSE"
  }

  expect_failures = [var.log_level]
}

run "a_topic_by_its_name" {
  command = plan

  variables {
    alarm_topics = ["alarms"]
  }

  expect_failures = [var.alarm_topics]
}

run "results_within_the_uploads" {
  command = plan

  variables {
    output_prefix = "input/results/"
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "uploads_within_the_results" {
  command = plan

  variables {
    input_prefix = "output/input/"
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "rebuilt_pictures_among_the_uploads" {
  command = plan

  variables {
    reconstruct    = true
    rebuilt_prefix = "input/"
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "two_suffixes_and_names_without_them" {
  command = plan

  variables {
    suffixes = [".png", ".tif"]
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "two_suffixes_and_one_name_without_them" {
  command = plan

  variables {
    suffixes = [".png", ".tif"]
    settings = { "magnitude.save" = "{name}_magnitude.png" }
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "two_suffixes_and_a_setting_that_drops_them" {
  command = plan

  variables {
    suffixes = [".png", ".tif"]
    settings = { "magnitude.save" = "{name}_magnitude.png", "phase.save" = "{stem}_phase.png" }
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "two_suffixes_and_a_pipeline_of_ones_own_without_them" {
  command = plan

  variables {
    suffixes = [".png", ".tif"]
    pipeline = "/var/task/my.ini"
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "pairs_in_another_bucket" {
  command = plan

  variables {
    reconstruct   = true
    output_bucket = "results"
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "a_big_batch_without_a_window" {
  command = plan

  variables {
    trigger    = "sqs"
    batch_size = 11
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}

run "workers_without_a_queue" {
  command = plan

  variables {
    workers = true
  }

  expect_failures = [aws_s3_bucket_notification.uploads]
}
