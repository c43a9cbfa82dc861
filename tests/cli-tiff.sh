#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# TIFF files through the whole program: rebuilt to the pixel, page by page, as
# spectra, within limits, and as other programs read them.

. "${top_srcdir:-.}/tests/lib.sh"

picture() {
	"$top_builddir/tests/make-picture" "$@"
}

# The same in every sample?
same() {
	"$top_builddir/tests/compare-pictures" "$1" "$2" --most 0
}

# A picture as a stage passes it on
cat >copy.ini <<'END'
[input]
files = *.png
[copy]
save = {stem}.tif
END

# What the levels of a TIFF file are, as a PNG file
cat >levels.ini <<'END'
[input]
files = *.tif
[levels]
save = {stem}.png
END

cat >complex.ini <<'END'
[input]
files = *.png
[spectrum]
use = fft2d
save = {stem}_spectrum.tif
depth = complex
END

cat >picture.ini <<'END'
[input]
files = *_spectrum.tif
[picture]
use = ifft2d
save = {stem}_picture.png
END

# 8 and 16 bits; gray and in colors; odd and even
sources='gray8 gray16 color8 color16'
picture 61 48 1 8 1 gray8.png &&
picture 64 47 1 16 2 gray16.png &&
picture 60 50 3 8 3 color8.png &&
picture 33 31 3 16 4 color16.png || exit 1

test_case 'a pair of floats rebuilds every pixel of 8 and 16 bits' '
	for source in $sources; do
		expect_ok fftpipe run spectra $source.png -o pair \
			--set input.color=keep \
			--set "magnitude.save={stem}_magnitude.tif" \
			--set "phase.save={stem}_phase.tif"
		expect_ok fftpipe run reconstruct -o pair \
			pair/${source}_magnitude.tif \
			--set "picture.save={*}_rebuilt.png"
		same $source.png pair/${source}_rebuilt.png
	done
'

test_case 'a complex file reads back as the spectrum that it is' '
	for source in $sources; do
		expect_ok fftpipe run complex.ini $source.png -o complex
		expect_ok fftpipe run picture.ini -o complex \
			complex/${source}_spectrum.tif
		same $source.png complex/${source}_spectrum_picture.png
	done
'

test_case 'what is saved as TIFF is read again as it was' '
	for source in $sources; do
		depth=${source#gray} depth=${depth#color}
		expect_ok fftpipe run copy.ini $source.png -o copies \
			--set copy.depth=$depth
		expect_ok fftpipe run levels.ini copies/$source.tif \
			-o copies --set levels.depth=$depth
		same $source.png copies/$source.png
		expect_ok fftpipe run copy.ini $source.png -o small \
			--set copy.depth=$depth --set copy.compress=small
		expect_ok fftpipe run levels.ini small/$source.tif \
			-o small --set levels.depth=$depth
		same $source.png small/$source.png
	done
'

test_case 'the bytes are the same for any number of threads' '
	picture 700 900 1 8 9 large.png
	for threads in 1 2 5; do
		expect_ok fftpipe run spectra large.png -o threads$threads \
			--threads $threads \
			--set "magnitude.save=m.tif" --set "phase.save=p.tif" \
			--set magnitude.compress=small
	done
	cmp threads1/m.tif threads2/m.tif
	cmp threads1/p.tif threads2/p.tif
	cmp threads1/m.tif threads5/m.tif
'

# ---------------------------------------------------------------------------
# Pages

# pages FILE N: N pages, two pictures in turn
pages() {
	have tiffcp || skip "tiffcp is not here"
	expect_ok fftpipe run copy.ini gray8.png gray16.png -o turn \
		--set copy.range=0..255
	set -- "$1" "$2" 0
	list=
	while [ "$3" -lt "$2" ]; do
		list="$list turn/gray8.tif turn/gray16.tif"
		set -- "$1" "$2" $(($3 + 2))
	done
	# shellcheck disable=SC2086
	tiffcp $list "$1" 2>/dev/null
}

test_case 'without {page} in a save all pages are refused, with the cure' '
	pages two.tif 2
	expect_fail 2 fftpipe run spectra two.tif --set input.page=all
	stderr_has "--set magnitude.save={dir}/{stem}_{page}_magnitude.png"
	stderr_has "--set phase.save={dir}/{stem}_{page}_phase.png"
'

test_case 'check says that its plan is for the first of all pages' '
	pages four.tif 4
	printf "[input]\npage = all\n[a]\nuse = fft2d-magnitude\n" >every.ini
	printf "save = {page}.png\n" >>every.ini
	expect_ok fftpipe check ./every.ini four.tif
	stdout_has "pages: this is the first of 4; the others"
	stdout_has "would write 0001.png"
	expect_ok fftpipe check --in-process ./every.ini four.tif
	stdout_has "pages: this is the first of 4; the others"
	expect_ok fftpipe check ./every.ini four.tif --set input.page=2
	[ "$(grep -c "^pages" "$tmp/stdout")" = 0 ]
	expect_ok fftpipe check ./every.ini gray8.png
	no grep "^pages" "$tmp/stdout"
'

test_case 'pages of standard input and of a pipe are jobs, too' '
	pages two.tif 2
	printf "[input]\npage = all\n[a]\nuse = fft2d-magnitude\n" >page.ini
	printf "save = {page}.png\n" >>page.ini
	expect_ok fftpipe run ./page.ini two.tif -o page-file
	expect_ok fftpipe run ./page.ini - -o page-stdin <two.tif
	same page-stdin/0001.png page-file/0001.png
	same page-stdin/0002.png page-file/0002.png
	mkfifo two.pipe
	cat two.tif >two.pipe &
	expect_ok fftpipe run ./page.ini two.pipe -o page-pipe --in-process
	wait $!
	same page-pipe/0002.png page-file/0002.png
	[ "$(ls page-pipe | wc -l)" -eq 2 ]
'

test_case '50 pages become what each page alone becomes' '
	pages stack.tif 50
	expect_ok fftpipe run spectra stack.tif -o stack --set input.page=all \
		--set "magnitude.save={stem}_{page}_magnitude.png" \
		--set "phase.save={stem}_{page}_phase.png"
	[ "$(ls stack | wc -l)" -eq 100 ]
	expect_ok fftpipe run spectra turn/gray8.tif turn/gray16.tif -o alone
	for page in 01 23 49; do
		same stack/stack_00${page}_magnitude.png \
			alone/gray8_magnitude.png
		same stack/stack_00${page}_phase.png alone/gray8_phase.png
	done
	for page in 02 24 50; do
		same stack/stack_00${page}_magnitude.png \
			alone/gray16_magnitude.png
		same stack/stack_00${page}_phase.png alone/gray16_phase.png
	done
'

test_case 'failures and warnings of a stack name the page' '
	pages four.tif 4
	printf "[input]\npage = all\n[cut]\nuse = crop\n" >cut.ini
	printf "width = 61\nheight = 48\n" >>cut.ini
	printf "save = {stem}_{page}.png\nrange = 0..60\n" >>cut.ini
	expect_fail 1 fftpipe run ./cut.ini four.tif -o cut -j 1
	stderr_has "fftpipe: four.tif, page 1: warning: "
	stderr_has "fftpipe: four.tif, page 2: [cut] "
	stderr_has "fftpipe: four.tif, page 4: [cut] "
	stderr_has "    four.tif, page 2; four.tif, page 4"
'

test_case 'a file of one page is called by its name alone' '
	expect_ok fftpipe run copy.ini gray8.png -o one
	expect_fail 1 fftpipe run ./cut.ini one/gray8.tif gray16.png -o cut
	stderr_has "fftpipe: one/gray8.tif: warning: "
	stderr_has "fftpipe: gray16.png: [cut] "
'

test_case 'a page is chosen by number, and one that is not there refused' '
	pages four.tif 4
	expect_ok fftpipe run spectra four.tif -o number --set input.page=4
	expect_ok fftpipe run spectra turn/gray16.tif -o alone
	same number/four_phase.png alone/gray16_phase.png
	expect_fail 1 fftpipe run spectra four.tif -o number \
		--set input.page=7
	stderr_has "four.tif: there is no page 7: the file has 4"
'

test_case 'pages of companions pair by number, and one page serves all' '
	have tiffcp || skip "tiffcp is not here"
	for source in gray8 gray16; do
		expect_ok fftpipe run spectra $source.png -o halves \
			--set "magnitude.save={stem}_magnitude.tif" \
			--set "phase.save={stem}_phase.tif"
	done
	cd halves
	tiffcp gray8_magnitude.tif gray16_magnitude.tif two_magnitude.tif
	tiffcp gray8_phase.tif gray16_phase.tif two_phase.tif
	expect_ok fftpipe run reconstruct two_magnitude.tif \
		--set input.page=all \
		--set "picture.save={*}_{page}_rebuilt.png"
	same ../gray8.png two_0001_rebuilt.png
	same ../gray16.png two_0002_rebuilt.png
	tiffcp gray8_magnitude.tif gray8_magnitude.tif one_magnitude.tif
	cp gray8_phase.tif one_phase.tif
	expect_ok fftpipe run reconstruct one_magnitude.tif \
		--set input.page=all \
		--set "picture.save={*}_{page}_rebuilt.png"
	same ../gray8.png one_0001_rebuilt.png
	same ../gray8.png one_0002_rebuilt.png
'

# ---------------------------------------------------------------------------
# Colors, CSV, limits

test_case 'a picture in colors keeps them through a filter' '
	[ -e "$FFTPIPE_TEST_PLUGINDIR/inplace-mask.so" ] ||
		skip "the plugins for tests are not built"
	cat >filter.ini <<-\END
		[input]
		files = *.png
		[filter]
		use = inplace-mask
		save = {stem}_filtered.tif
		depth = 8
	END
	expect_ok fftpipe run filter.ini color8.png -o colors \
		--plugin-dir "$FFTPIPE_TEST_PLUGINDIR"
	expect_ok fftpipe run levels.ini colors/color8_filtered.tif -o colors
	same color8.png colors/color8_filtered.png
	expect_ok fftpipe run filter.ini color8.png -o colors \
		--plugin-dir "$FFTPIPE_TEST_PLUGINDIR" --set filter.keep=8
	expect_ok fftpipe run levels.ini colors/color8_filtered.tif -o colors
	"$top_builddir/tests/compare-pictures" color8.png \
		colors/color8_filtered.png --psnr 15
'

test_case 'an image of one row is saved as CSV, others are refused' '
	picture 5 1 3 8 5 row.png
	cat >csv.ini <<-\END
		[input]
		files = *.png
		[numbers]
		save = {stem}.csv
	END
	expect_ok fftpipe run csv.ini row.png -o csv
	[ "$(wc -l <csv/row.csv)" -eq 5 ]
	[ "$(grep -cE "^[0-9]+,[0-9]+,[0-9]+$" csv/row.csv)" -eq 5 ]
	expect_fail 1 fftpipe run csv.ini gray8.png -o csv
	stderr_has "a CSV file holds one row of samples, and this image has 48"
	file_absent csv/gray8.csv
'

test_case 'what needs more memory than the limit is refused before decoding' '
	big=$FFTPIPE_SHARED/corpus/bomb/tiff-16384x16384-deflate-real.tif
	[ -f "$big" ] || skip "the corpus is not here"
	expect_fail 1 fftpipe run spectra "$big" -o big \
		--set limits.memory=1G
	grep -E "needs [0-9]+ bytes of memory, over the limit of 1000000000" \
		"$tmp/stderr"
'

test_long '16384 x 16384 samples of 8 bits fit in 2.5 GiB' '
	big=$FFTPIPE_SHARED/corpus/bomb/tiff-16384x16384-deflate-real.tif
	[ -f "$big" ] || skip "the corpus is not here"
	expect_ok fftpipe run spectra "$big" -o big \
		--set limits.memory=2684354560
	file_made big/*_magnitude.png big/*_phase.png
'

# ---------------------------------------------------------------------------
# Other programs

# depths: each source as TIFF of its own depth and of floats
depths() {
	for source in $sources; do
		depth=${source#gray} depth=${depth#color}
		expect_ok fftpipe run copy.ini "$source".png -o others \
			--set copy.depth="$depth"
		expect_ok fftpipe run copy.ini "$source".png -o others \
			--set "copy.save={stem}_float.tif"
	done
}

# A python that has these modules
python_with() {
	for python in python3 /usr/bin/python3; do
		"$python" -c "import $1" 2>/dev/null || continue
		echo "$python"
		return
	done
}

test_case 'tiffinfo has nothing to complain of' '
	have tiffinfo || skip "tiffinfo is not here"
	depths
	expect_ok fftpipe run complex.ini gray8.png -o others
	for file in others/*.tif; do
		expect_ok tiffinfo -d "$file"
		no [ -s "$tmp/stderr" ]
	done
'

test_case 'ImageMagick reads the same values' '
	have compare || skip "ImageMagick is not here"
	depths
	for source in $sources; do
		compare -metric AE $source.png others/$source.tif null: 2>ae
		[ "$(cat ae)" = 0 ]
	done
'

test_case 'vips reads the same values' '
	have vips || skip "vips is not here"
	depths
	for source in $sources; do
		for kind in "" _float; do
			vips subtract $source.png others/$source$kind.tif d.v
			vips abs d.v a.v
			[ "$(vips max a.v | cut -d . -f 1)" = 0 ]
		done
	done
'

test_case 'OpenCV reads the same values' '
	python=$(python_with cv2,numpy)
	[ -n "$python" ] || skip "OpenCV is not here"
	depths
	cat >cv.py <<-\END
		import sys, cv2, numpy
		for name in sys.argv[1:]:
		    wanted = cv2.imread(name + ".png", cv2.IMREAD_UNCHANGED)
		    for kind in "", "_float":
		        got = cv2.imread("others/" + name + kind + ".tif",
		                         cv2.IMREAD_UNCHANGED)
		        assert numpy.array_equal(wanted, got), name + kind
	END
	expect_ok "$python" cv.py $sources
'

test_case 'Pillow reads the same values' '
	python=$(python_with PIL,numpy)
	[ -n "$python" ] || skip "Pillow is not here"
	depths
	cat >pillow.py <<-\END
		import sys, numpy
		from PIL import Image
		for name in sys.argv[1:]:
		    wanted = numpy.array(Image.open(name.split("_")[0] + ".png"))
		    got = numpy.array(Image.open("others/" + name + ".tif"))
		    assert numpy.array_equal(wanted, got), name
	END
	# It has no colors of 16 bits and none in floats.
	expect_ok "$python" pillow.py gray8 gray16 color8 gray8_float \
		gray16_float
'

# What they need shows by the plan; threads of the FFT have their part in it.
test_case 'threads that read side by side are worth no failure' '
	[ "$SANITIZERS" = no ] || skip "sanitizers need much"
	picture 4000 1500 1 8 1 large.png
	expect_ok fftpipe run copy.ini large.png -o . --quiet
	cat >part.ini <<-\END
		[input]
		files = *.tif
		[part]
		use = crop
		width = 100
		height = 100
		save = {stem}_part.png
	END
	expect_ok fftpipe check part.ini large.tif --threads 8
	peak=$(sed -n "s/^memory: .* \([0-9.]*\) MB in all.*/\1/p" \
		"$tmp/stdout")
	limit=$(echo "$peak" | awk "{ print \$1 - 2 }")
	expect_ok fftpipe run part.ini large.tif -o . --threads 8
	mv large_part.png together.png
	expect_ok fftpipe run part.ini large.tif -o . --threads 8 \
		--set "limits.memory=${limit}M"
	cmp large_part.png together.png
	expect_fail 1 fftpipe run part.ini large.tif -o . --threads 8 \
		--set limits.memory=25M
	stderr_has "[limits] memory"
'

cat >deep.ini <<'END'
[a]
use = lowpass
cutoff = 0.2
save = {stem}_l.png
[b]
from = a
save = {stem}_l.tif
END

test_case 'depths are announced as they are written' '
	make=$top_builddir/tests/make-picture
	"$make" 40 30 1 16 3 deep16.png
	"$make" 40 30 1 8 3 deep8.png
	for command in check graph; do
		expect_ok fftpipe $command ./deep.ini deep16.png
		stdout_has "PNG, 16 bit like its source, or 8 bit if its range changes"
		stdout_has "TIFF, 16 bit like its source, or 32-bit float if its"
		expect_ok fftpipe $command ./deep.ini deep8.png
		stdout_has "PNG, 8 bit"
		no grep "PNG, 8 bit like" "$tmp/stdout"
		stdout_has "TIFF, 8 bit like its source, or 32-bit float if its"
	done
	expect_ok fftpipe run ./deep.ini deep16.png -o deep
	depth=$(od -An -tu1 -j24 -N1 deep/deep16_l.png)
	[ "$depth" -eq 16 ]
'

# 4 x 4 floats, all 0.5, that say nothing of a range
{
	printf '\111\111\052\000\010\000\000\000\012\000\000\001\004\000\001\000'
	printf '\000\000\004\000\000\000\001\001\004\000\001\000\000\000\004\000'
	printf '\000\000\002\001\003\000\001\000\000\000\040\000\000\000\003\001'
	printf '\003\000\001\000\000\000\001\000\000\000\006\001\003\000\001\000'
	printf '\000\000\001\000\000\000\021\001\004\000\001\000\000\000\206\000'
	printf '\000\000\025\001\003\000\001\000\000\000\001\000\000\000\026\001'
	printf '\004\000\001\000\000\000\004\000\000\000\027\001\004\000\001\000'
	printf '\000\000\100\000\000\000\123\001\003\000\001\000\000\000\003\000'
	printf '\000\000\000\000\000\000'
	printf '\000\000\000\077%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
} >plain-floats.tif

test_case 'a source of floats gives 16 bits where its range is told' '
	expect_ok fftpipe check ./deep.ini plain-floats.tif
	stdout_has "PNG, 8 bit"
	stdout_has "TIFF, 32-bit float"
	no grep "like its source" "$tmp/stdout"
	expect_ok fftpipe check ./deep.ini plain-floats.tif --set input.range=0..1
	stdout_has "PNG, 16 bit like its source, or 8 bit if its range changes"
	stdout_has "TIFF, 32-bit float"
	no grep "TIFF.*like its source" "$tmp/stdout"
'

finish
