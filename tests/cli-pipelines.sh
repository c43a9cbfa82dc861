#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every pipeline file that is wrong gets the message that stands beside it, and
# those without one are good.

. "${top_srcdir:-.}/tests/lib.sh"

cd "$top_srcdir/tests/pipelines" || exit 1

for file in *.ini; do
	name=${file%.ini}
	if [ -f "$name.err" ]; then
		test_case "$file gets the message beside it" "
			expect_fail 2 fftpipe check $file
			stderr_is <$name.err
			no [ -s '$tmp'/stdout ]
		"
	else
		test_case "$file is good" "
			if ! expect_ok fftpipe check $file; then
				stderr_has 'cannot be written yet'
				skip 'its format is still to come'
			fi
			no [ -s '$tmp'/stderr ]
		"
	fi
done

finish
