#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the README shows works as it stands there.

. "${top_srcdir:-.}/tests/lib.sh"

# block LANGUAGE - the first piece of the README in that language
block() {
	awk -v fence="\`\`\`$1" '
		$0 == "```" && on { exit }
		on
		$0 == fence { on = 1 }' "$top_srcdir/README.md"
}

cp "$top_srcdir/docs/sample.png" my.png || exit 1

test_case 'the spectra of a picture are made beside where one stands' '
	expect_ok fftpipe run spectra my.png
	file_made my_magnitude.png my_phase.png
'

test_case 'the picture is put back together from the two' '
	expect_ok fftpipe run reconstruct my_magnitude.png
	file_made my_rebuilt.png
'

test_case 'with 16 bits it comes back exactly' '
	expect_ok fftpipe run spectra my.png -o deep \
		--set magnitude.depth=16 --set phase.depth=16
	expect_ok fftpipe run reconstruct deep/my_magnitude.png -o deep
	"$top_builddir/docs/make-sample" --compare deep/my_rebuilt.png
'

test_case 'the pipeline file is accepted and works' '
	mkdir photos
	cp my.png photos/one.png
	cp my.png photos/two.png
	block ini | grep -v scans >my.ini
	expect_ok fftpipe check my.ini
	expect_ok fftpipe run my.ini -o out -j 4
	file_made out/one_magnitude.png out/one_phase.png \
		out/two_magnitude.png out/two_phase.png
	expect_ok fftpipe run my.ini -o root --set magnitude.scale=sqrt my.png
	file_made root/my_magnitude.png
'

test_case 'the metadata of a magnitude is written as JSON' '
	expect_ok fftpipe run spectra my.png -o json \
		--set "magnitude.metadata={dir}/{stem}_magnitude.json"
	file_has json/my_magnitude.json mag_min
	file_has json/my_magnitude.json mag_max
'

test_case 'the levels of the reference are made' '
	expect_ok fftpipe run reference my.png -o reference
	file_made reference/my_magnitude.png reference/my_phase.png
'

test_case 'the plugin is found in the home folder and runs' '
	mkdir -p "$HOME/.local/lib/fftpipe-1"
	block c >scale.c
	${CC:-cc} -O3 -shared -fPIC -I"$top_srcdir/core" -o scale.so scale.c
	cp scale.so "$HOME/.local/lib/fftpipe-1/"
	expect_ok fftpipe inspect scale
	stdout_has factor
	cat >scale.ini <<-\END
		[bright]
		use    = scale
		factor = 0.5
		save   = {stem}_scaled.png
	END
	expect_ok fftpipe run scale.ini my.png
	file_made my_scaled.png
'

finish
