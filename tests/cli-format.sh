#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The code looks as .clang-format says; "make format" makes it so.

. "${top_srcdir:-.}/tests/lib.sh"

: "${CLANG_FORMAT:=clang-format}"
have "$CLANG_FORMAT" || skip_all "$CLANG_FORMAT is not here"

# Each version has small ideas of its own.
case $($CLANG_FORMAT --version) in
*"version 14."*) ;;
*) skip_all "only clang-format 14 is asked" ;;
esac

cd "$top_srcdir" || exit 1
for file in $(sh tests/list-files.sh c); do
	test_case "$file is formatted" "
		$CLANG_FORMAT --dry-run -Werror '$file'
	"
done

finish
