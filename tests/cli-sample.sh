#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The sample picture is what its program draws.

. "${top_srcdir:-.}/tests/lib.sh"

test_case 'the sample picture is drawn again, pixel for pixel' '
	"$top_builddir/docs/make-sample" --compare "$top_srcdir/docs/sample.png"
'

test_case 'what was written compares equal' '
	"$top_builddir/docs/make-sample" again.png
	"$top_builddir/docs/make-sample" --compare again.png
'

test_case 'a picture that is none is refused' '
	echo nothing >broken.png
	expect_fail 1 "$top_builddir/docs/make-sample" --compare broken.png
	stderr_has broken.png
'

test_case 'the picture is small enough to carry along' '
	[ "$(wc -c <"$top_srcdir/docs/sample.png")" -lt 200000 ]
'

finish
