#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A plugin that knows nothing of this tree: built against an installed copy with
# the flags of pkg-config, dropped into a folder, and used.

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

flags() {
	PKG_CONFIG_PATH=$(dirname "$(installed fftpipe.pc)") \
	PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_SYSROOT_DIR=$dest \
		"$PKG_CONFIG" --cflags fftpipe
}

# As a stranger: the installed program, its plugins and its pipelines.
program=$(find "$dest" -type f -name fftpipe -perm -100 | head -n 1)
FFTPIPE_PLUGIN_PATH=$(dirname "$(installed fft2d.so)")
FFTPIPE_DATADIR=$(dirname "$(dirname "$(installed spectra.ini)")")
PATH=$(dirname "$program"):$PATH
export FFTPIPE_PLUGIN_PATH FFTPIPE_DATADIR PATH

"$top_builddir/tests/make-picture" 301 200 1 8 3 a.png || exit 1
cat >blend.ini <<'END'
[input]
files = *.png
[blend]
use = blend
save = {stem}_blend.png
END

# As often applied it is the picture again.
cat >twice.ini <<'END'
[input]
files = *.png
[blend]
use = blend
[again]
use = blend
save = {stem}_again.png
END

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

test_case 'it is short' '
	[ "$(grep -c . "$top_srcdir/tests/outside/blend.c")" -le 50 ]
'

test_case 'it builds with the flags of pkg-config alone' '
	mkdir source plugins
	cp "$top_srcdir/tests/outside/blend.c" source
	(cd source && ${CC:-cc} -Wall -Wextra -Werror -shared -fPIC $(flags) \
		-o ../plugins/blend.so blend.c)
	file_made plugins/blend.so
'

test_case 'it needs nothing of ours to be linked' '
	! have "${NM:=nm}" || ! "$NM" -D --undefined-only plugins/blend.so |
		grep fftpipe
'

test_case 'without its folder it is unknown' '
	expect_fail 2 fftpipe run blend.ini a.png
	stderr_has "no plugin \"blend\""
	file_absent a_blend.png
'

test_case '--plugin-dir says where it is' '
	expect_ok fftpipe run blend.ini a.png -o by-option --plugin-dir plugins
	file_made by-option/a_blend.png
	no cmp -s a.png by-option/a_blend.png
'

test_case 'it does what it says' '
	expect_ok fftpipe run twice.ini a.png -o twice --plugin-dir plugins
	compare a.png twice/a_again.png --most 0
	expect_ok fftpipe run blend.ini a.png -o flat --plugin-dir plugins \
		--set blend.share=0.5
	no compare a.png flat/a_blend.png --psnr 30
'

test_case 'FFTPIPE_PLUGIN_PATH says where it is' '
	expect_ok env "FFTPIPE_PLUGIN_PATH=/nowhere:$PWD/plugins" \
		fftpipe run blend.ini a.png -o by-path
	cmp by-option/a_blend.png by-path/a_blend.png
'

test_case 'it is found at home' '
	mkdir -p "$HOME/.local/lib/fftpipe-1"
	cp plugins/blend.so "$HOME/.local/lib/fftpipe-1"
	expect_ok fftpipe run blend.ini a.png -o by-home
	cmp by-option/a_blend.png by-home/a_blend.png
	expect_ok fftpipe list
	stdout_has blend
	expect_ok fftpipe inspect blend
	stdout_has "share = 1"
	rm "$HOME/.local/lib/fftpipe-1/blend.so"
'

test_case 'it runs in parallel and changes nothing by it' '
	for threads in 1 2 7; do
		expect_ok fftpipe run blend.ini a.png -o "by-$threads" \
			--plugin-dir plugins --threads "$threads"
		cmp by-option/a_blend.png "by-$threads/a_blend.png"
	done
'

test_case 'it may stand behind and before plugins of ours' '
	cat >mixed.ini <<-\END
		[input]
		files = *.png
		[blend]
		use = blend
		[magnitude]
		use = fft2d-magnitude
		[last]
		use = blend
		save = {stem}_mixed.png
		range = minmax
	END
	expect_ok fftpipe run mixed.ini a.png --plugin-dir plugins --threads 2
	file_made a_mixed.png
'

test_case 'its parameters are checked by the host' '
	expect_fail 2 fftpipe run blend.ini a.png --plugin-dir plugins \
		--set blend.share=2
	stderr_has "--set 1: blend.share"
	expect_fail 2 fftpipe run blend.ini a.png --plugin-dir plugins \
		--set blend.shar=1
	stderr_has "share"
'

test_case 'a folder that everybody may write is refused' '
	mkdir open
	cp plugins/blend.so open
	chmod 777 open
	expect_fail 2 fftpipe run blend.ini a.png --plugin-dir open
	stderr_has open
	file_absent a_blend.png
'

test_case 'a file that everybody may write is refused' '
	mkdir loose
	cp plugins/blend.so loose
	chmod 777 loose/blend.so
	expect_fail 2 fftpipe run blend.ini a.png --plugin-dir loose
	stderr_has blend.so
	file_absent a_blend.png
'

test_case 'a text file is no plugin' '
	mkdir text
	echo text >text/blend.so
	expect_fail 2 fftpipe run blend.ini a.png --plugin-dir text
	stderr_has blend.so
'

finish
