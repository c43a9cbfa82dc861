#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Terraform configuration is valid, and keeps its rules and its promises.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lib-cloud.sh"

[ "$SANITIZERS" = no ] || skip_all 'nothing of this is compiled'
copy_terraform "$tmp/terraform"
cd "$tmp/terraform" || exit 1

test_case 'it looks as terraform fmt would have it' '
	terraform fmt -check -diff -recursive
'

test_case 'it is valid' '
	terraform validate -no-color
'

test_case 'both provider pins are the same' '
	[ "$(grep "version *=" versions.tf)" = \
		"$(grep "version *=" function/versions.tf)" ]
'

test_case 'every variable has a description and is told of in the manual' '
	sed -n "s/^variable \"\(.*\)\" {/\1/p" variables.tf >names
	[ -s names ]
	while read -r name; do
		grep -q "^| \`$name\` |" "$top_srcdir/docs/cloud.md" || {
			echo "docs/cloud.md does not have $name"
			exit 1
		}
	done <names
'

test_case 'cloud.sh says what it can do, and refuses what it cannot' '
	expect_ok ./cloud.sh --help
	stdout_has "usage: terraform/cloud.sh"
	expect_fail 2 ./cloud.sh
	expect_fail 2 ./cloud.sh deploy
	expect_fail 2 ./cloud.sh destroy --all
	stderr_has "destroy knows --with-pictures, not --all"
	expect_fail 2 ./cloud.sh up missing.png
	stderr_has "there is no picture missing.png"
'

test_case 'cloud.sh without an apply says what is missing' '
	expect_fail 1 ./cloud.sh fetch
	stderr_has "terraform/cloud.sh up, or apply"
'

test_long 'rules refuse, defaults and rights are what they were' '
	terraform test -no-color || terraform test -no-color -verbose
'

finish
