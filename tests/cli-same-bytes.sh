#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same pictures give the same bytes for any number of threads and workers.

. "${top_srcdir:-.}/tests/lib.sh"

# Odd sizes, one row, one column, 8 and 16 bits, gray and color.
mkdir in || exit 1
for shape in '1 1 1 8' '1 257 1 8' '257 1 3 8' '64 64 1 8' '97 101 3 8' \
    '210 129 1 16' '131 67 3 16' '640 403 1 8' '403 640 3 16'; do
	name=$(printf '%s' "$shape" | tr ' ' -)
	# shellcheck disable=SC2086 # four words
	"$top_builddir/tests/make-picture" $shape 7 "in/$name.png" || exit 1
done

# Both scales of a save, both directions, and a chain that streams.
cat >all.ini <<'END'
[input]
files = in/*.png
[magnitude]
use = fft2d-magnitude
save = {stem}_magnitude.png
metadata = {stem}.json
[deep]
save = {stem}_deep.png
depth = 16
range = minmax
[phase]
use = fft2d-phase
from = input
save = {stem}_phase.png
[power]
use = fft2d-magnitude
from = input
scale = power
save = {stem}_power.png
[again]
use = ifft2d
from = input
save = {stem}_again.png
depth = 16
END

# run_with FOLDER [OPTION...]: the pictures, and those of their spectra
run_with() {
	folder=$1
	shift
	rm -rf "$folder"
	expect_ok fftpipe run all.ini -o "$folder" "$@"
	expect_ok fftpipe run reconstruct "$folder"/*_magnitude.png \
		-o "$folder" "$@"
}

test_case 'one worker with one thread' '
	run_with one -j 1 --threads 1
	[ "$(find one -type f | wc -l)" -eq 63 ]
'

for threads in 2 3 7; do
	test_case "$threads threads make the same bytes" "
		run_with some -j 1 --threads $threads
		diff -r one some
	"
done

for jobs in 2 5 16; do
	test_case "$jobs workers make the same bytes" "
		run_with some -j $jobs
		diff -r one some
	"
done

test_case 'several workers with several threads make the same bytes' '
	run_with some -j 3 --threads 3
	diff -r one some
'

test_case 'no worker at all makes the same bytes' '
	run_with some --in-process --threads 2
	diff -r one some
'

test_case 'another order of inputs makes the same bytes' '
	rm -rf some
	expect_ok fftpipe run all.ini -o some $(ls -r in/*.png)
	expect_ok fftpipe run reconstruct $(ls -r some/*_magnitude.png) -o some
	diff -r one some
'

finish
