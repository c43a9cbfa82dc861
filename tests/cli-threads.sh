#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Threads share nothing but what is guarded: ThreadSanitizer sees every access
# of a build of its own, helgrind every lock of the plain one.

. "${top_srcdir:-.}/tests/lib.sh"

[ "$SANITIZERS" = no ] || skip_all 'built with sanitizers'

# What has threads: the pool, streaming, jobs and workers, the transforms.
# shellcheck disable=SC2034 # bodies use it
tests='tests/test-batch-run tests/test-job tests/test-message
	tests/test-png-fast tests/test-pool tests/test-reflection
	tests/test-set-filters tests/test-set-filters-auto tests/test-stream
	tests/test-stream-failures
	tests/test-tiff-threads tests/test-transforms-fft
	tests/test-transforms-spectrum tests/test-worker'

cat >several.ini <<'END'
[input]
files = *.png
[magnitude]
use = fft2d-magnitude
save = {stem}_magnitude.png
save = {stem}_magnitude.tif
[phase]
use = fft2d-phase
from = input
save = {stem}_phase.png
[clean]
use = auto-notch
from = input
save = {stem}_clean.png
[soft]
use = lowpass
from = input
cutoff = 0.2
save = {stem}_soft.png
END

# Large enough that its digest is made beside decoding.
"$top_builddir/tests/make-picture" 700 500 1 16 7 large.png || exit 1

# runs BUILD [TOOL...] - a pipeline with threads, in workers and without
runs() {
	build=$1
	shift
	FFTPIPE_PLUGIN_PATH=$build/.libs
	export FFTPIPE_PLUGIN_PATH
	"$@" "$build/fftpipe" run several.ini "$top_srcdir/docs/sample.png" \
		large.png -o out --threads 4 --in-process
	"$@" "$build/fftpipe" run several.ini "$top_srcdir/docs/sample.png" \
		large.png -o out --threads 3 -j 2
}

test_long 'ThreadSanitizer sees no race' '
	have make || skip "make is not here"
	mkdir threaded
	(
		cd threaded
		"$top_srcdir/configure" -q --enable-tests \
			--with-sanitizers=thread
		make -j2
	) >log 2>&1 || { tail -n 40 log; exit 1; }
	unset FFTPIPE_PLUGIN_PATH FFTPIPE FFTPIPE_TEST_PLUGINDIR
	TSAN_OPTIONS="halt_on_error=0 exitcode=66 log_path=$PWD/race"
	export TSAN_OPTIONS
	runs "$PWD/threaded"
	make -C threaded -j2 check TESTS="$tests" VERBOSE=1 >log 2>&1 ||
		{ cat race.* 2>/dev/null || tail -n 60 log; exit 1; }
	no cat race.* 2>/dev/null
'

# What it is wrong about is in tests/analysis/helgrind, with the reason.
test_long 'helgrind sees no lock missing, and none in another order' '
	have valgrind || skip "valgrind is not here"
	runs "$top_builddir" valgrind --quiet --tool=helgrind \
		--trace-children=yes --log-file="$PWD/helgrind.%p" \
		--suppressions="$top_srcdir/tests/analysis/helgrind"
	! cat helgrind.* | grep .
'

finish
