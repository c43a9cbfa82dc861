#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What was built for 1.0 goes on working: a binary kept from the first header
# runs, and the interface is, to the bit, what abidw wrote down then.

. "${top_srcdir:-.}/tests/lib.sh"

abi=$top_srcdir/tests/abi

"$top_builddir/tests/make-picture" 61 40 3 8 3 a.png || exit 1

# The binary as it was, whatever compiles today.
kept() {
	[ "$(uname -sm)" = 'Linux x86_64' ] ||
		skip "the binary is for Linux on x86_64"
	have gzip || skip "gzip is not here"
	mkdir -p kept
	base64 -d "$abi/negative-1-0.x86_64.txt" | gzip -d \
		>kept/negative-1-0.so
}

test_case 'a binary kept from 1.0 turns a picture into its negative' '
	kept
	cat >negative.ini <<-\END
		[negative]
		use  = negative-1-0
		save = {stem}_negative.png
		[again]
		use  = negative-1-0
		save = {stem}_again.png
	END
	expect_ok fftpipe run negative.ini a.png --plugin-dir kept
	"$top_builddir/tests/compare-pictures" a.png a_again.png --most 0
	no "$top_builddir/tests/compare-pictures" a.png a_negative.png --most 9
'

test_case 'its parameters are known and checked' '
	kept
	expect_ok fftpipe inspect negative-1-0 --plugin-dir kept
	stdout_has "bias = 0"
	expect_fail 2 fftpipe run negative.ini a.png --plugin-dir kept \
		--set negative.bias=1001
	stderr_has "1001 is above the largest, 1000"
'

test_case 'it keeps all rules that there are today' '
	kept
	expect_ok fftpipe verify kept/negative-1-0.so
	no grep "^not ok" "$tmp/stdout"
'

test_case 'its source against the frozen header does the same' '
	kept
	have gcc || skip "gcc is not here"
	mkdir -p anew
	gcc -std=c11 -shared -fPIC -fvisibility=hidden \
		-o anew/negative-1-0.so "$abi/negative-1-0.c"
	expect_ok fftpipe run negative.ini a.png --plugin-dir anew -o anew
	expect_ok fftpipe run negative.ini a.png --plugin-dir kept -o old
	cmp anew/a_negative.png old/a_negative.png
'

test_case 'the interface is what abidw wrote down for 1.0' '
	have abidw || skip "abidw is not here (abigail-tools)"
	have gcc || skip "gcc is not here"
	[ "$(uname -m)" = x86_64 ] || skip "it was written on x86_64"
	# Another version may use other words for the same.
	[ "$(abidw --version)" = "abidw: 2.2.0" ] ||
		skip "the baseline is by abidw 2.2.0"
	cp "$abi/abidw.c" .
	gcc -std=c11 -g -O0 -shared -fPIC -fvisibility=hidden \
		-I"$top_srcdir/core" -o abidw.so abidw.c
	abidw --no-corpus-path --no-comp-dir-path --no-show-locs \
		--type-id-style hash abidw.so >plugin.abi
	diff -u "$abi/plugin-1.0.abi" plugin.abi
'

finish
