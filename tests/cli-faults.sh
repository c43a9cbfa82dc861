#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever call fails, at whatever moment: no crash, no hang, no leak, no
# partial or wrong output, and a word about it.  Each kind of call fails once,
# at its first occurrence, its second, and so on; each is also tried with all
# calls after it failing too.  make check takes a sample, make check-long all.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lib-faults.sh"
costly

mkdir in
for i in 1 2 3; do
	"$top_builddir/tests/make-picture" 48 40 3 8 $i in/$i.png || exit 1
done

made=out
run() {
	faulty "$FFTPIPE" run spectra in/1.png in/2.png in/3.png -o out "$@"
}

judge_more() {
	[ "$status" -ne 1 ] || judge_inputs fftpipe 3
}

for kind in memory read write open rename map thread fork channel; do
	case $kind in
	map | fork | channel) ;;
	*)
		test_case "a run without workers survives failures: $kind" '
			sweep "$kind" --in-process --threads 2
		'
		;;
	esac
	test_case "a run with workers survives failures: $kind" '
		sweep "$kind" -j 2 --threads 2
	'
done

# Faults of the owner; workers start without what stands before the C library.
for kind in memory open fork channel; do
	test_case "a run with sandboxed workers survives failures: $kind" '
		sweep "$kind" -j 2 --threads 2 --sandbox
	'
done

finish
