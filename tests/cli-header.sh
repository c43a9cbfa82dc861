#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The public headers compile alone, without a warning, in every language and
# with every compiler they are promised for.

. "${top_srcdir:-.}/tests/lib.sh"

warnings='-Wall -Wextra -Wpedantic -Wshadow -Wundef -Werror'

# compiles COMPILER STANDARD FILE
compiles() {
	# shellcheck disable=SC2086 # words on purpose
	$1 -std="$2" $warnings -I"$top_srcdir/core" -O2 -fPIC -c -o header.o "$3"
}

for header in "$top_srcdir"/core/fftpipe/*.h; do
	name=fftpipe/$(basename "$header")
	echo "#include <$name>" >alone.c
	echo 'extern int nothing_else;' >>alone.c
	cp alone.c alone.cpp
	for cc in gcc clang; do
		for std in c11 c17; do
			test_case "$name alone is $std for $cc" "
				have $cc || skip '$cc is not here'
				compiles $cc $std alone.c
			"
		done
	done
	for cxx in g++ clang++; do
		test_case "$name alone is c++17 for $cxx" "
			have $cxx || skip '$cxx is not here'
			compiles $cxx c++17 alone.cpp
		"
	done
done

for cc in gcc clang; do
	for std in c11 c17; do
		test_case "a plugin in $std compiles with $cc" "
			have $cc || skip '$cc is not here'
			compiles $cc $std '$top_srcdir/tests/abi/header.c'
		"
	done
done
for cxx in g++ clang++; do
	test_case "a plugin in C++ compiles with $cxx" "
		have $cxx || skip '$cxx is not here'
		compiles $cxx c++17 '$top_srcdir/tests/abi/header.cpp'
	"
done

test_case 'the plugin in the header compiles as it stands there' '
	awk "/^ \\*\t#include/ { on = 1 } /^ \\* That plugin/ { exit } on" \
		"$top_srcdir/core/fftpipe/plugin.h" |
		sed "s/^ \\*//; s/^\t//" >example.c
	grep -q fftpipe_transform_v1 example.c
	compiles "${CC:-cc}" c11 example.c
'

test_case 'the header is the one that was frozen' '
	diff -u "$top_srcdir/tests/abi/plugin-1.0.h" \
		"$top_srcdir/core/fftpipe/plugin.h"
'

finish
