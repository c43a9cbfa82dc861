#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A plugin exports the one symbol of the interface and nothing else.

. "${top_srcdir:-.}/tests/lib.sh"

# Words on purpose: configure may have found "nm -B".
have "${NM:=nm}" || have "${NM%% *}" || skip_all "$NM is not here"
: "${FFTPIPE_TEST_PLUGINS:=$(cd "$top_builddir" && echo ./*.la)}"

for la in $FFTPIPE_TEST_PLUGINS; do
	name=$(basename "$la" .la)
	test_case "$name exports fftpipe_transform_v1 alone" "
		\$NM -D --defined-only '$top_builddir/.libs/$name.so' >symbols
		awk '{ print \$NF }' symbols |
			grep -v -E '^(__asan|__odr_asan|__gcov|mangle_path)' \
				>names || :
		echo fftpipe_transform_v1 | diff - names
	"
done

test_case 'a plugin needs no library of ours' '
	have readelf || skip "readelf is not here"
	for la in $FFTPIPE_TEST_PLUGINS; do
		readelf -d "$top_builddir/.libs/${la%.la}.so" >dynamic
		no grep -E "NEEDED.*(fftpipe|jansson|nettle|png|inih)" dynamic
		no grep -E "RPATH|RUNPATH" dynamic
	done
'

finish
