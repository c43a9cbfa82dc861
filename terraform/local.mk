# SPDX-License-Identifier: GPL-3.0-or-later
# terraform/local.mk - the cloud: shipped, and used from the source folder

EXTRA_DIST += \
	docs/cloud.md \
	docs/cloud.svg \
	terraform/bucket.tf \
	terraform/cloud.sh \
	terraform/function/alarms.tf \
	terraform/function/main.tf \
	terraform/function/outputs.tf \
	terraform/function/role.tf \
	terraform/function/trigger.tf \
	terraform/function/variables.tf \
	terraform/function/versions.tf \
	terraform/main.tf \
	terraform/outputs.tf \
	terraform/repository.tf \
	terraform/tests/aws/account.tfmock.hcl \
	terraform/tests/defaults.tftest.hcl \
	terraform/tests/function.tftest.hcl \
	terraform/tests/rules.tftest.hcl \
	terraform/tests/rules-uploads.tftest.hcl \
	terraform/variables.tf \
	terraform/versions.tf
