#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From an empty folder to an installed plugin: fftpipe new, make, make check,
# make install, with an installed fftpipe and nothing of this tree.

. "${top_srcdir:-.}/tests/lib.sh"

have make || skip_all 'make is not here'
have "${PKG_CONFIG:=pkg-config}" || skip_all "$PKG_CONFIG is not here"

dest=$tmp/dest
make -C "$top_builddir" -s install DESTDIR="$dest" >"$tmp/log" 2>&1 || {
	sed 's/^/# /' "$tmp/log"
	exit 1
}

# installed NAME: where it is
installed() {
	find "$dest" -name "$1" -print | head -n 1
}

# As a stranger: the installed program, its plugins, its template.
program=$(find "$dest" -type f -name fftpipe -perm -100 | head -n 1)
FFTPIPE_PLUGIN_PATH=$(dirname "$(installed fft2d.so)")
FFTPIPE_DATADIR=$(dirname "$(dirname "$(installed spectra.ini)")")
PATH=$(dirname "$program"):$PATH
PKG_CONFIG_PATH=$(dirname "$(installed fftpipe.pc)")
PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1
PKG_CONFIG_SYSROOT_DIR=$dest
export FFTPIPE_PLUGIN_PATH FFTPIPE_DATADIR PATH PKG_CONFIG PKG_CONFIG_PATH
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_SYSROOT_DIR

# All warnings there are, as errors.
strict='CFLAGS=-O2 -Wall -Wextra -pedantic -Werror'

"$top_builddir/tests/make-picture" 301 200 1 8 3 a.png || exit 1

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

# Nothing was left in the folder $1.
nothing_in() {
	[ -z "$(find "$1" ! -path "$1")" ] || {
		find "$1"
		return 1
	}
}

# ---------------------------------------------------------------------------
# Five minutes

test_case 'a plugin is made, built, checked and installed' '
	mkdir start
	cd start
	expect_ok fftpipe new wiener2
	stdout_has "make install"
	cd wiener2
	file_made wiener2.c wiener2.ini wiener2.map Makefile README.md \
		.gitignore
	expect_ok make PKG_CONFIG="$PKG_CONFIG"
	no grep -i warning "$tmp/stdout" "$tmp/stderr"
	expect_ok make check
	no grep "^not ok" "$tmp/stdout"
	expect_ok make install
	file_made "$HOME/.local/lib/fftpipe-1/wiener2.so"
'

test_case 'no placeholder and no name of the template is left' '
	cd start/wiener2
	no grep -rE "@[A-Z]+@" .
	[ -z "$(find . -name "*NAME*")" ]
'

test_case 'a pipeline uses it' '
	cp a.png start/wiener2
	cd start
	expect_ok fftpipe run wiener2/wiener2.ini wiener2/a.png -o out
	file_made out/a_wiener2.png
	no cmp -s wiener2/a.png out/a_wiener2.png
	expect_ok fftpipe inspect wiener2
	stdout_has "knee = 64"
	expect_fail 2 fftpipe run wiener2/wiener2.ini wiener2/a.png \
		--set flattened.knee=0
	stderr_has knee
'

# A knee far above every value leaves the picture as it is.
test_case 'it does what it says' '
	expect_ok fftpipe run start/wiener2/wiener2.ini a.png -o flat \
		--set flattened.knee=1e6
	compare a.png flat/a_wiener2.png --most 1
'

test_case 'it runs in parallel and changes nothing by it' '
	for threads in 1 2 7; do
		expect_ok fftpipe run start/wiener2/wiener2.ini a.png \
			-o "by-$threads" --threads "$threads"
		cmp start/out/a_wiener2.png "by-$threads/a_wiener2.png"
	done
'

test_case 'it can be tried before it is installed, and taken away' '
	cd start/wiener2
	expect_ok make uninstall
	file_absent "$HOME/.local/lib/fftpipe-1/wiener2.so"
	expect_fail 2 fftpipe run wiener2.ini a.png
	expect_ok fftpipe run wiener2.ini --plugin-dir . a.png
	cmp ../out/a_wiener2.png a_wiener2.png
	expect_ok make clean
	file_absent wiener2.so
'

for compiler in gcc clang; do
	test_case "$compiler has nothing to say about it" "
		have $compiler || skip '$compiler is not here'
		cd start/wiener2
		expect_ok make clean all CC=$compiler '$strict -Wshadow'
	"
done

test_case 'PREFIX and DESTDIR say where else' '
	cd start/wiener2
	expect_ok make install PREFIX="$tmp/prefix"
	file_made "$tmp/prefix/lib/fftpipe-1/wiener2.so"
	expect_ok make install DESTDIR="$tmp/stage" PREFIX=/opt
	file_made "$tmp/stage/opt/lib/fftpipe-1/wiener2.so"
	unset PKG_CONFIG_SYSROOT_DIR
	expect_ok make install DESTDIR="$tmp/package"
	folder=$("$PKG_CONFIG" --variable=plugindir fftpipe)
	file_made "$tmp/package$folder/wiener2.so"
	file_absent "$HOME/.local/lib/fftpipe-1/wiener2.so"
'

test_case 'without the header it says what is missing' '
	cd start/wiener2
	make clean
	expect_fail 2 make PKG_CONFIG_PATH=/nowhere PKG_CONFIG_LIBDIR=/nowhere
	stderr_has fftpipe
	file_absent wiener2.so
'

# ---------------------------------------------------------------------------
# C++

for compiler in g++ clang++; do
	test_case "renamed it is C++ for $compiler" "
		have $compiler || skip '$compiler is not here'
		rm -rf as-cpp
		cp -r start/wiener2 as-cpp
		cd as-cpp
		mv wiener2.c wiener2.cpp
		for level in -O0 -O2; do
			expect_ok make clean check CXX=$compiler \
				'$strict -Wshadow '\$level
			no grep '^not ok' '$tmp/stdout'
		done
		expect_ok fftpipe run wiener2.ini --plugin-dir . a.png
		cmp ../start/out/a_wiener2.png a_wiener2.png
	"
done

test_case 'a plugin in C++ keeps the rules and does what it says' '
	[ "${CXX:=g++}" != : ] && have "${CXX%% *}" ||
		skip "there is no C++ compiler"
	mkdir gain
	$CXX -std=c++17 -O2 -Wall -Wextra -pedantic -Werror -shared -fPIC \
		-fvisibility=hidden $("$PKG_CONFIG" --cflags fftpipe) \
		-Wl,--version-script="$FFTPIPE_DATADIR/template/NAME.map" \
		-o gain/gain.so "$top_srcdir/tests/outside/gain.cpp"
	expect_ok fftpipe verify --set left=0.5 --set right=2 gain/gain.so
	no grep "^not ok" "$tmp/stdout"
	cat >gain.ini <<-\END
		[half]
		use = gain
		left = 0.1
		right = 0.5
		[back]
		use = gain
		left = 10
		right = 2
		save = {stem}_back.png
	END
	expect_ok fftpipe run gain.ini a.png --plugin-dir gain
	compare a.png a_back.png --most 1
	expect_ok fftpipe run gain.ini a.png --plugin-dir gain -o dark \
		--set back.left=1 --set back.right=1
	no compare a.png dark/a_back.png --psnr 30
'

# ---------------------------------------------------------------------------
# Names and folders

test_case 'a name may have digits and dashes, and be a word of C' '
	mkdir names
	for name in a my-2nd-filter double input fftpipe; do
		expect_ok fftpipe new "$name" "names/$name"
		expect_ok make -C "names/$name" "$strict"
		expect_ok fftpipe verify --only id "names/$name/$name.so"
		expect_ok fftpipe check "names/$name/$name.ini" a.png \
			--plugin-dir "names/$name"
	done
'

test_case 'an empty folder is filled, here too' '
	mkdir empty
	expect_ok fftpipe new mine empty
	file_made empty/mine.c
	mkdir here
	cd here
	expect_ok fftpipe new mine .
	file_made mine.c Makefile
	diff -r . ../empty
'

mkdir refused || exit 1

for name in '' 2nd -- -x Upper under_score dotted.name a/b ../up \
    'two words' umläut 'tab	' '@NAME@'; do
	test_case "\"$name\" is no name" "
		cd ../work/refused
		expect_fail 2 fftpipe new -- '$name'
		[ -s '$tmp/stderr' ]
		no [ -s '$tmp/stdout' ]
		nothing_in .
	"
done

test_case 'the refusal of a name says what names are' '
	expect_fail 2 fftpipe new My-Filter
	stderr_has "\"My-Filter\""
	stderr_has "lower case letters, digits and"
'

test_case 'a name that a plugin has is refused' '
	cd refused
	expect_fail 2 fftpipe new fft2d
	stderr_has "there is a plugin \"fft2d\" already"
	stderr_has "$FFTPIPE_PLUGIN_PATH/fft2d.so"
	nothing_in .
'

test_case 'a folder that holds something is left alone' '
	mkdir full
	echo keep >full/Makefile
	expect_fail 2 fftpipe new mine full
	stderr_has "the folder is not empty"
	[ "$(cat full/Makefile)" = keep ]
	[ "$(find full -type f | wc -l)" -eq 1 ]
	expect_fail 2 fftpipe new mine a.png
	stderr_has a.png
	expect_fail 2 fftpipe new mine nowhere/at/all
	stderr_has nowhere/at/all
	file_absent nowhere
'

test_case 'without its template it makes nothing' '
	expect_fail 2 env FFTPIPE_DATADIR=/nowhere fftpipe new mine refused/mine
	stderr_has /nowhere/template
	mkdir -p bare/template
	expect_fail 2 env FFTPIPE_DATADIR="$PWD/bare" fftpipe new mine \
		refused/mine
	stderr_has empty
	nothing_in refused
'

# The template has two files, and one gets a name that is too long.
test_case 'what cannot be written whole leaves nothing behind' '
	mkdir -p long/template there
	echo "@NAME@" >long/template/NAME.c
	echo "@NAME@" >"long/template/NAME$(printf "%0250d" 0)"
	FFTPIPE_DATADIR=$PWD/long
	expect_fail 2 fftpipe new a-longer-name refused/mine
	stderr_has "cannot write refused/mine/a-longer-name"
	nothing_in refused
	expect_fail 2 fftpipe new a-longer-name there
	nothing_in there
	expect_ok fftpipe new name there
	[ "$(cat there/name.c)" = name ]
'

test_case 'the call is wrong without a name or with too many' '
	expect_fail 2 fftpipe new
	stderr_has "fftpipe new --help"
	expect_fail 2 fftpipe new a b c
	expect_fail 2 fftpipe new --unheard-of a
	expect_ok fftpipe new --help
	stdout_has "fftpipe new NAME [DIR]"
'

finish
