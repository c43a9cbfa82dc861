# SPDX-License-Identifier: GPL-3.0-or-later
# defaults.tftest.hcl - what comes without a single variable, and what a few do

mock_provider "aws" {
  source = "./tests/aws"
}

run "names_are_the_known_ones" {
  command = apply

  assert {
    condition     = output.s3_bucket_name == "fft-pipeline-123456789012"
    error_message = "The bucket is called ${output.s3_bucket_name}."
  }

  assert {
    condition     = output.ecr_repo_url == "123456789012.dkr.ecr.us-west-2.amazonaws.com/fft-tool"
    error_message = "The repository is at ${output.ecr_repo_url}."
  }

  assert {
    condition     = output.region == "us-west-2" && output.trigger == "s3"
    error_message = "Region or trigger changed."
  }

  assert {
    condition     = [for function in output.functions : function.name] == ["fft-processor"]
    error_message = "There is one function, fft-processor."
  }

  assert {
    condition     = output.output == "s3://fft-pipeline-123456789012/output/" && output.rebuilt == null
    error_message = "Results go to output/, and nothing is rebuilt."
  }
}

run "uploads_of_png_files_are_watched" {
  command = plan

  assert {
    condition = alltrue([
      one(aws_s3_bucket_notification.uploads.lambda_function).filter_prefix == "input/",
      one(aws_s3_bucket_notification.uploads.lambda_function).filter_suffix == ".png",
      one(aws_s3_bucket_notification.uploads.lambda_function).events == toset(["s3:ObjectCreated:*"]),
      length(aws_s3_bucket_notification.uploads.queue) == 0,
      aws_s3_bucket_notification.uploads.eventbridge == false,
    ])
    error_message = "The notification is not: objects created below input/ that end in .png."
  }
}

run "the_bucket_is_closed" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.pictures.block_public_acls,
      aws_s3_bucket_public_access_block.pictures.block_public_policy,
      aws_s3_bucket_public_access_block.pictures.ignore_public_acls,
      aws_s3_bucket_public_access_block.pictures.restrict_public_buckets,
    ])
    error_message = "Something could be made public."
  }

  assert {
    condition     = aws_s3_bucket_ownership_controls.pictures.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "Access lists are on."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.pictures.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Objects are not encrypted."
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.pictures.policy).Statement == [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource = [
        "arn:aws:s3:::fft-pipeline-123456789012",
        "arn:aws:s3:::fft-pipeline-123456789012/*",
      ]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
    error_message = "The bucket's policy is not: TLS only."
  }
}

run "nothing_is_thrown_away_unasked" {
  command = plan

  assert {
    condition     = !aws_s3_bucket.pictures.force_destroy && !aws_ecr_repository.image.force_delete
    error_message = "destroy would delete pictures or images."
  }

  assert {
    condition     = aws_ecr_repository.image.image_tag_mutability == "IMMUTABLE"
    error_message = "A tag could move."
  }

  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.pictures.rule : rule.id] == ["unfinished"]
    error_message = "Objects expire."
  }

  assert {
    condition     = length(aws_s3_bucket_versioning.pictures) == 0
    error_message = "Versions are kept, and paid for."
  }
}

run "objects_expire_where_asked" {
  command = plan

  variables {
    versioning  = true
    expire_days = { "output/" = 7 }
  }

  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.pictures.rule : rule.id] == ["unfinished", "replaced", "expire output/"]
    error_message = "The rules are not the three that were asked for."
  }

  assert {
    condition     = one(one(aws_s3_bucket_versioning.pictures).versioning_configuration).status == "Enabled"
    error_message = "Versioning is off."
  }
}

run "two_suffixes_with_names_that_keep_them" {
  command = plan

  variables {
    suffixes = [".png", ".tif"]
    settings = {
      "magnitude.save" = "{dir}/{name}_magnitude.png"
      "phase.save"     = "{dir}/{name}_phase.png"
    }
  }

  assert {
    condition     = toset(aws_s3_bucket_notification.uploads.lambda_function[*].filter_suffix) == toset([".png", ".tif"])
    error_message = "Not both are watched."
  }
}

run "a_queue_in_between" {
  command = apply

  variables {
    trigger = "sqs"
  }

  assert {
    condition = alltrue([
      length(aws_s3_bucket_notification.uploads.lambda_function) == 0,
      one(aws_s3_bucket_notification.uploads.queue).filter_prefix == "input/",
      one(aws_s3_bucket_notification.uploads.queue).filter_suffix == ".png",
      one(output.functions).queue_url != null,
      one(output.functions).worker_policy != null,
    ])
    error_message = "The bucket does not fill a queue."
  }
}

run "the_event_bus_in_between" {
  command = plan

  variables {
    trigger = "eventbridge"
  }

  assert {
    condition = alltrue([
      length(aws_s3_bucket_notification.uploads.lambda_function) == 0,
      length(aws_s3_bucket_notification.uploads.queue) == 0,
      aws_s3_bucket_notification.uploads.eventbridge,
    ])
    error_message = "The bucket does not tell the bus alone."
  }
}

run "the_second_function_watches_the_results" {
  command = apply

  variables {
    reconstruct = true
  }

  assert {
    condition     = [for function in output.functions : function.name] == ["fft-processor", "fft-processor-reconstruct"]
    error_message = "There are not two functions."
  }

  assert {
    condition     = length(distinct([for function in output.functions : function.policy])) == 2
    error_message = "The two may do the same."
  }

  assert {
    condition = toset([for rule in aws_s3_bucket_notification.uploads.lambda_function : "${rule.filter_prefix}*${rule.filter_suffix}"]) == toset([
      "input/*.png", "output/*_magnitude.png", "output/*_phase.png",
    ])
    error_message = "The rules are not: uploads, and both halves of a pair."
  }
}
