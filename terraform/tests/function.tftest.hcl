# SPDX-License-Identifier: GPL-3.0-or-later
# function.tftest.hcl - one function by itself: its rights, settings, triggers

mock_provider "aws" {
  source = "./tests/aws"
}

variables {
  name          = "fft-processor"
  pipeline      = "spectra"
  input_prefix  = "input/"
  suffixes      = [".png", ".tif"]
  output_bucket = "pictures"
  output_prefix = "output/"
  common = {
    account_id           = "123456789012"
    partition            = "aws"
    region               = "us-west-2"
    image_uri            = "123456789012.dkr.ecr.us-west-2.amazonaws.com/fft-tool@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    architecture         = "x86_64"
    memory               = 1024
    timeout              = 60
    ephemeral_storage    = 512
    reserved_concurrency = -1
    bucket               = "pictures"
    kms_key_arn          = null
    trigger              = "s3"
    batch_size           = 4
    batch_window         = 0
    max_receives         = 5
    max_concurrency      = null
    workers              = false
    log_retention_days   = 30
    log_level            = "INFO"
    alarm_topics         = ["arn:aws:sns:us-west-2:123456789012:alarms"]
  }
}

run "it_is_what_the_defaults_say" {
  command = plan

  module {
    source = "./function"
  }

  assert {
    condition = alltrue([
      aws_lambda_function.this.package_type == "Image",
      aws_lambda_function.this.memory_size == 1024,
      aws_lambda_function.this.timeout == 60,
      aws_lambda_function.this.architectures == tolist(["x86_64"]),
      strcontains(aws_lambda_function.this.image_uri, "@sha256:"),
      one(aws_lambda_function.this.logging_config).log_format == "JSON",
      aws_cloudwatch_log_group.this.retention_in_days == 30,
    ])
    error_message = "Memory, timeout, architecture, digest or log are not the defaults."
  }

  assert {
    condition = one(aws_lambda_function.this.environment).variables == tomap({
      FFTPIPE_PIPELINE      = "spectra"
      FFTPIPE_INPUT_PREFIX  = "input/"
      FFTPIPE_OUTPUT_PREFIX = "output/"
    })
    error_message = "The environment is not the pipeline and its places."
  }
}

run "settings_are_lines" {
  command = plan

  module {
    source = "./function"
  }

  variables {
    settings = { "magnitude.depth" = "16", "phase.depth" = "16" }
  }

  assert {
    condition     = one(aws_lambda_function.this.environment).variables["FFTPIPE_SET"] == "magnitude.depth=16\nphase.depth=16"
    error_message = "FFTPIPE_SET is not one section.key=value a line."
  }
}

run "another_bucket_for_the_results" {
  command = plan

  module {
    source = "./function"
  }

  variables {
    output_bucket = "results"
  }

  assert {
    condition     = one(aws_lambda_function.this.environment).variables["FFTPIPE_OUTPUT_BUCKET"] == "results"
    error_message = "FFTPIPE_OUTPUT_BUCKET is not told."
  }

  assert {
    condition = [for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Resource if statement.Sid == "WriteOutputs"] == [
      ["arn:aws:s3:::results/output/*"]
    ]
    error_message = "It cannot write there, or it can elsewhere."
  }
}

run "it_may_do_its_work_and_nothing_else" {
  command = plan

  module {
    source = "./function"
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Sid => [statement.Effect, statement.Action, statement.Resource] } == {
      ReadInputs               = ["Allow", ["s3:GetObject", "s3:GetObjectVersion"], ["arn:aws:s3:::pictures/input/*"]]
      TellMissingFromForbidden = ["Allow", ["s3:ListBucket"], ["arn:aws:s3:::pictures"]]
      WriteOutputs             = ["Allow", ["s3:PutObject"], ["arn:aws:s3:::pictures/output/*"]]
      WriteLog                 = ["Allow", ["logs:CreateLogStream", "logs:PutLogEvents"], ["arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/fft-processor:*"]]
      ReportFailure            = ["Allow", ["sqs:SendMessage"], ["arn:aws:sqs:us-west-2:123456789012:fft-processor-failed"]]
    }
    error_message = "The role's rights changed."
  }

  assert {
    condition     = one(jsondecode(aws_iam_role.this.assume_role_policy).Statement).Principal == { Service = "lambda.amazonaws.com" }
    error_message = "Somebody else than Lambda could take the role."
  }
}

run "with_a_key_it_may_use_that_key" {
  command = plan

  module {
    source = "./function"
  }

  variables {
    common = merge(var.common, { kms_key_arn = "arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" })
  }

  assert {
    condition = [for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : [statement.Action, statement.Resource] if statement.Sid == "UseKey"] == [
      [["kms:Decrypt", "kms:GenerateDataKey"], ["arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"]]
    ]
    error_message = "The key cannot be used, or more than it."
  }
}

run "a_pipeline_in_a_bucket_may_be_read" {
  command = plan

  module {
    source = "./function"
  }

  variables {
    pipeline = "s3://settings/pipelines/my.ini"
  }

  assert {
    condition = [for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : [statement.Action, statement.Resource] if statement.Sid == "ReadPipeline"] == [
      [["s3:GetObject"], ["arn:aws:s3:::settings/pipelines/my.ini"]]
    ]
    error_message = "The pipeline cannot be read, or more than it."
  }
}

run "only_this_accounts_bucket_calls_it" {
  command = plan

  module {
    source = "./function"
  }

  assert {
    condition = alltrue([
      one(aws_lambda_permission.bucket).principal == "s3.amazonaws.com",
      one(aws_lambda_permission.bucket).source_arn == "arn:aws:s3:::pictures",
      one(aws_lambda_permission.bucket).source_account == "123456789012",
      length(aws_lambda_permission.rule) == 0,
      length(aws_sqs_queue.uploads) == 0,
    ])
    error_message = "Others could call it."
  }
}

run "what_fails_for_good_is_kept_and_somebody_is_told" {
  command = plan

  module {
    source = "./function"
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(["errors", "throttles", "duration", "failed"])
    error_message = "The alarms are not errors, throttles, duration and failed."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(["arn:aws:sns:us-west-2:123456789012:alarms"])])
    error_message = "An alarm tells nobody."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["duration"].threshold == 48000
    error_message = "Duration does not alarm at 4/5 of the timeout, in milliseconds."
  }

  assert {
    condition     = one(aws_lambda_function_event_invoke_config.this).maximum_retry_attempts == 2
    error_message = "An event is not tried three times."
  }
}

run "a_queue_feeds_it_in_batches" {
  command = apply

  module {
    source = "./function"
  }

  variables {
    common = merge(var.common, { trigger = "sqs", batch_window = 5, max_concurrency = 10 })
  }

  assert {
    condition = alltrue([
      one(aws_lambda_event_source_mapping.uploads).function_response_types == toset(["ReportBatchItemFailures"]),
      one(aws_lambda_event_source_mapping.uploads).batch_size == 4,
      one(aws_lambda_event_source_mapping.uploads).enabled,
      one(one(aws_lambda_event_source_mapping.uploads).scaling_config).maximum_concurrency == 10,
      one(aws_sqs_queue.uploads).visibility_timeout_seconds == 365,
      jsondecode(one(aws_sqs_queue.uploads).redrive_policy).maxReceiveCount == 5,
      length(aws_lambda_permission.bucket) + length(aws_lambda_function_event_invoke_config.this) == 0,
      contains(keys(aws_cloudwatch_metric_alarm.this), "backlog"),
    ])
    error_message = "Batches, partial failure, visibility or redrive are wrong."
  }

  assert {
    condition = [for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : [statement.Action, statement.Resource] if startswith(statement.Action[0], "sqs:")] == [
      [["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"], ["arn:aws:sqs:us-west-2:123456789012:fft-processor-uploads"]]
    ]
    error_message = "It may do more, or less, than empty its queue."
  }

  assert {
    condition     = one(jsondecode(one(aws_sqs_queue_policy.uploads).policy).Statement).Condition.StringEquals == { "aws:SourceAccount" = "123456789012" }
    error_message = "Another account's bucket could fill the queue."
  }
}

run "workers_take_the_functions_place" {
  command = apply

  module {
    source = "./function"
  }

  variables {
    common = merge(var.common, { trigger = "sqs", workers = true })
  }

  assert {
    condition     = !one(aws_lambda_event_source_mapping.uploads).enabled
    error_message = "The function takes messages away from the workers."
  }

  assert {
    condition     = [for statement in jsondecode(output.worker_policy).Statement : statement.Sid] == ["ReadInputs", "TellMissingFromForbidden", "WriteOutputs", "ReadQueue"]
    error_message = "A worker may do more, or less, than its work."
  }
}

run "a_rule_picks_from_the_bus" {
  command = plan

  module {
    source = "./function"
  }

  variables {
    common = merge(var.common, { trigger = "eventbridge" })
  }

  assert {
    condition = jsondecode(one(aws_cloudwatch_event_rule.uploads).event_pattern) == {
      source        = ["aws.s3"]
      "detail-type" = ["Object Created"]
      account       = ["123456789012"]
      detail = {
        bucket = { name = ["pictures"] }
        object = { key = [{ wildcard = "input/*.png" }, { wildcard = "input/*.tif" }] }
      }
    }
    error_message = "The rule does not pick what the bucket's own notification would."
  }

  assert {
    condition     = one(aws_lambda_permission.rule).principal == "events.amazonaws.com" && length(aws_lambda_permission.bucket) == 0
    error_message = "The rule cannot call it, or the bucket can, too."
  }
}
