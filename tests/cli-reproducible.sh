#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two builds of the same sources have the same bytes, whoever builds, where,
# when and in which language.

. "${top_srcdir:-.}/tests/lib.sh"

[ "$SANITIZERS" = no ] || skip_all 'built with sanitizers'
have make || skip_all 'make is not here'
# build_in SOURCES BUILD DEST: configured, built and installed
build_in() {
	mkdir -p "$2"
	(cd "$2" && "$1/configure" -q --prefix=/usr --disable-tests &&
		make -j2 && make install DESTDIR="$3") >"$3.log" 2>&1 || {
		tail -n 40 "$3.log"
		return 1
	}
	find "$3" -type f | grep -q /bin/fftpipe
}

test_long 'two builds in two folders have the same bytes' '
	make -C "$top_builddir" -s distdir distdir="$tmp/here"
	mkdir "$tmp/somewhere"
	cp -a "$tmp/here" "$tmp/somewhere/else"
	build_in "$tmp/here" "$tmp/here/build" "$tmp/first"
	(
		umask 077
		export LC_ALL=C.UTF-8 TZ=Asia/Tokyo USER=nobody HOME=/
		build_in "$tmp/somewhere/else" "$tmp/apart" "$tmp/second"
	)
	diff -r "$tmp/first" "$tmp/second"
'

test_long 'no file that is installed names the folder of its build' '
	[ -d "$tmp/first" ]
	no grep -rl -e "$tmp" "$tmp/first"
'

test_long 'who installs does not decide who may read' '
	[ -z "$(find "$tmp/second" -type f ! -perm -444)" ]
	[ -z "$(find "$tmp/second" -perm /022)" ]
'

finish
