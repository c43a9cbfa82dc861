#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --sandbox keeps plugins from everything but their pictures.

. "${top_srcdir:-.}/tests/lib.sh"

mkdir in
"$top_builddir/tests/make-picture" 40 30 1 8 1 in/1.png || exit 1
echo secret >secret
export SECRET=hunter2
cat >escapes.ini <<'END'
[input]
files = in/*.png
[a]
use = escapes
save = {stem}_a.png
END
sandboxed() {
	fftpipe run escapes.ini --plugin-dir "$FFTPIPE_TEST_PLUGINDIR" -o out \
		"$@"
}

test_case 'without it a plugin is free to look around' '
	expect_fail 1 sandboxed
	stderr_has "load: environment"
	stderr_has "run: file"
	stderr_has "run: network"
'

test_case 'in it a plugin finds nothing, but works' '
	[ "$SANITIZERS" = no ] || skip "sanitizers need what a sandbox refuses"
	status=0
	sandboxed --sandbox >"$tmp/stdout" 2>"$tmp/stderr" || status=$?
	! grep -q "not whole" "$tmp/stderr" ||
		skip "$(grep "not whole" "$tmp/stderr")"
	cat "$tmp/stderr"
	[ "$status" -eq 0 ]
	file_made out/1_a.png
'

test_case 'what is missing of it is said once' '
	[ "$SANITIZERS" != no ] || skip "all of it may be here"
	expect_fail 1 sandboxed --sandbox
	[ "$(grep -c "the sandbox is not whole here" "$tmp/stderr")" -eq 1 ]
'

test_case 'every plugin of ours works in it' '
	for file in "$top_srcdir"/pipelines/gallery/*.ini; do
		name=$(basename "$file" .ini)
		status=0
		fftpipe run "$file" "$top_srcdir/docs/sample.png" \
			-o "plain/$name" --quiet >log 2>&1 || status=$?
		[ "$status" -eq 0 ] || continue
		expect_ok fftpipe run "$file" "$top_srcdir/docs/sample.png" \
			-o "held/$name" --quiet --sandbox
	done
	diff -r plain held
'

test_case 'a file that holds a spectrum is turned back in it' '
	cat >spectrum.ini <<-\END
		[input]
		files = in/*.png
		[fft]
		use = fft2d
		save = {stem}.tif
		depth = complex
	END
	cat >picture.ini <<-\END
		[input]
		files = spectrum/*.tif
		[picture]
		use = normalize
		save = {stem}_n.png
	END
	expect_ok fftpipe run spectrum.ini -o spectrum
	expect_ok fftpipe run picture.ini -o plain-picture
	expect_ok fftpipe run picture.ini -o held-picture --sandbox
	diff -r plain-picture held-picture
'

test_case 'TIFF files are read and written in it' '
	printf "[input]\n[a]\nsave = {stem}.tif\n" >copy.ini
	fftpipe run copy.ini in/1.png -o plain --quiet
	expect_ok fftpipe run copy.ini in/1.png -o held --quiet --sandbox
	cmp plain/1.tif held/1.tif
	expect_ok fftpipe run copy.ini held/1.tif -o again --quiet --sandbox
'

test_case 'libraries in a folder of their own are found in it' '
	[ "$SANITIZERS" = no ] || skip "sanitizers need what a sandbox refuses"
	[ "$(id -u)" -eq 0 ] && unshare -m true 2>unshare.log ||
		skip "this needs root and a namespace for mounts"
	mkdir own
	: >empty
	cat >elsewhere.sh <<-\END
		set -e
		for name in libtiff libpng16; do
			real=$(ldconfig -p | sed -n "s|.*$name\.so\.[0-9].* => ||p" |
				head -n 1)
			real=$(readlink -f "$real")
			cp "$real" own
			mount --bind empty "$real"
		done
		{
			echo "$PWD/own"
			cat /etc/ld.so.conf
		} >own.conf
		ldconfig -n own
		ldconfig -X -C own.cache -f own.conf
		mount --bind own.cache /etc/ld.so.cache
		exec "$@"
	END
	expect_ok unshare -m sh elsewhere.sh \
		fftpipe run copy.ini held/1.tif -o own-out --quiet --sandbox
	cmp again/1.tif own-out/1.tif
'

test_case 'the worker does nothing by itself' '
	expect_fail 2 "$top_builddir/fftpipe-worker"
	stderr_has "does nothing by itself"
	expect_ok "$top_builddir/fftpipe-worker" --version
'

finish
