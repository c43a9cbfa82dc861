#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A batch of 200 in which a plugin crashes, hangs, exits, eats memory and fills
# its stack on some: all others come out right, and each loss is named.

. "${top_srcdir:-.}/tests/lib.sh"
costly

have seq || skip_all 'seq is not here'

mkdir in good
for i in $(seq 100 299); do
	width=40
	# Every eighth is one of the seven sins.
	[ $((i % 8)) -ne 0 ] || width=$((41 + i / 8 % 7))
	"$top_builddir/tests/make-picture" $width 30 1 8 "$i" "in/$i.png" ||
		exit 1
	[ $width -ne 40 ] || cp "in/$i.png" good
done
# shellcheck disable=SC2034 # the bodies use it
sins=$(($(find in -name '*.png' | wc -l) - $(find good -name '*.png' | wc -l)))

cat >batch.ini <<'END'
[input]
files = in/*.png
[limits]
seconds = 3
memory = 300M
[first]
use = moody
save = {stem}_a.png
[magnitude]
use = fft2d-magnitude
save = {stem}_m.tif
END

test_case 'every other output is there and right, and each loss named' '
	expect_ok fftpipe run batch.ini --set "input.files=good/*.png" \
		--plugin-dir "$FFTPIPE_TEST_PLUGINDIR" -o right --in-process
	expect_fail 1 fftpipe run batch.ini -j 2 -o out --report r.json \
		--plugin-dir "$FFTPIPE_TEST_PLUGINDIR"
	diff -r right out
	[ -z "$(find out -name ".*")" ]
	grep -c "^fftpipe: in/.*: \[first\] moody: " "$tmp/stderr" >named
	echo "$sins" | diff - named
	stderr_has "$((200 - sins)) done, $sins failed"
	stderr_has "took longer than 3 seconds"
	stderr_has "with exit status 3"
	stderr_has "not this one"
	[ "$SANITIZERS" != no ] ||
		stderr_has "crashed with signal 11 (Segmentation fault)"
	[ "$(grep -c "\"status\": \"failed\"" r.json)" -eq "$sins" ]
'

test_case 'the same with workers in a sandbox' '
	expect_fail 1 fftpipe run batch.ini -j 2 -o held --sandbox --quiet \
		--plugin-dir "$FFTPIPE_TEST_PLUGINDIR"
	diff -r right held
'

finish
