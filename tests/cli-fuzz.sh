#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What fuzzing found stays found: each file goes through its target again, and
# some of the seeds with them.
. "${top_srcdir:-.}/tests/lib.sh"

target=$top_builddir/tests/fuzz
findings=$top_srcdir/tests/fuzz/findings
seeds=$FFTPIPE_SHARED/fuzz-seeds

[ -x "$target/fuzz-png" ] || skip_all "the fuzz targets were not built"

for name in answer embedded event job pipeline png template tiff; do
	[ -x "$target/fuzz-$name" ] || continue # built without the cloud
	test_case "what was found in $name stays mended" "
		find '$findings/$name' -type f -not -name README >files
		'$target/fuzz-$name' <files
	"
done

test_case 'every mistaken pipeline goes through its target' '
	find "$top_srcdir/tests/pipelines" "$top_srcdir/pipelines" \
		-name "*.ini" >files
	"$target/fuzz-pipeline" <files
'

for name in png tiff; do
	test_case "seeds of $name go through their target" "
		[ -d '$seeds/$name' ] || skip 'the shared seeds are not here'
		find '$seeds/$name' -type f | sort | awk 'NR % 9 == 1' >files
		'$target/fuzz-$name' <files
	"
done

finish
