#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A magnitude and a phase give the picture back, and edited ones give what the
# edit means.

. "${top_srcdir:-.}/tests/lib.sh"

real=$FFTPIPE_SHARED/corpus/real

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

edit() {
	"$top_builddir/tests/edit-spectrum" "$@"
}

cat >gray.ini <<'END'
[input]
color = gray
[gray]
save = {stem}.png
depth = 8
END

# there_and_back FOLDER [OPTION...]: gray/*.png through both pipelines
there_and_back() {
	folder=$1
	shift
	expect_ok fftpipe run spectra gray/*.png -o "$folder" "$@"
	expect_ok fftpipe run reconstruct "$folder"/*_magnitude.png \
		-o "$folder"
	rm -f "$folder.db"
	for picture in gray/*.png; do
		name=$(basename "$picture" .png)
		compare "$picture" "$folder/${name}_rebuilt.png" >score
		echo "$name $(cat score)" | tee -a "$folder.db"
	done
}

# Mean of at least MEAN dB, none below LEAST, exact at least 4 of 5.
scores_reach() {
	awk -v mean="$2" -v least="$3" '
		{ sum += $NF; exact += $3 == 0; if ($NF < least) low = 1 }
		END {
			print NR " pictures, mean " sum / NR ", exact " exact
			exit !(sum / NR >= mean && !low && 5 * exact >= 4 * NR)
		}
	' "$1"
}

have_real() {
	[ -d "$real" ] || skip "the real pictures are not here"
}

test_case 'real pictures are made gray' '
	have_real
	expect_ok fftpipe run ./gray.ini "$real"/*.png -o gray
	[ "$(find gray -name "*.png" | wc -l)" -ge 12 ]
'

test_case 'they come back from two 8-bit pictures, most of them exactly' '
	have_real
	there_and_back eight
	scores_reach eight.db 97 75
'

test_case 'they all come back exactly from two 16-bit pictures' '
	have_real
	there_and_back sixteen --set magnitude.depth=16 --set phase.depth=16
	scores_reach sixteen.db 100 100
'

test_case 'the sample comes back' '
	expect_ok fftpipe run spectra "$top_srcdir/docs/sample.png"
	expect_ok fftpipe run reconstruct sample_magnitude.png
	compare "$top_srcdir/docs/sample.png" sample_rebuilt.png --psnr 75
'

test_case 'the sample comes back exactly from 16 bits' '
	expect_ok fftpipe run spectra "$top_srcdir/docs/sample.png" -o deep \
		--set magnitude.depth=16 --set phase.depth=16
	expect_ok fftpipe run reconstruct deep/sample_magnitude.png -o deep
	compare "$top_srcdir/docs/sample.png" deep/sample_rebuilt.png --most 0
'

# ---------------------------------------------------------------------------
# The pair of the sample, saved again by another program that keeps the text.
resaved() {
	rm -rf again
	mkdir again
	for half in magnitude phase; do
		"$top_builddir/tests/resave-picture" "pair/sample_$half.png" \
			"$1" "again/sample_$half.png"
	done
	expect_ok fftpipe run reconstruct again/sample_magnitude.png -o again
}

test_case 'the sample through a pair of 8 bits' '
	expect_ok fftpipe run spectra "$top_srcdir/docs/sample.png" -o pair
	expect_ok fftpipe run reconstruct pair/sample_magnitude.png -o pair
'
test_case 'the pair in more bits gives the same picture' '
	resaved deep
	compare pair/sample_rebuilt.png again/sample_rebuilt.png --most 0
	no grep -q "written for samples of" "$tmp/stderr"
'
test_case 'in colors, too, in each of them' '
	resaved color
	"$top_builddir/tests/resave-picture" pair/sample_rebuilt.png color \
		three.png
	compare three.png again/sample_rebuilt.png --most 0
'
test_case 'with levels between them it is told, and the values are kept' '
	resaved between
	stderr_has "written for samples of 8 bits, these have 16"
	compare pair/sample_rebuilt.png again/sample_rebuilt.png --fit yes \
		--psnr 20
'

swapped() {
	rm -rf swap
	mkdir swap
	cp "pair/sample_$1.png" swap/sample_magnitude.png
	cp "pair/sample_$2.png" swap/sample_phase.png
	expect_fail 1 fftpipe run reconstruct swap/sample_magnitude.png \
		-o swap
	[ ! -e swap/sample_rebuilt.png ]
}

test_case 'magnitude and phase the wrong way round are refused' '
	swapped phase magnitude
	stderr_has "the magnitude holds angles: are magnitude and phase"
'
test_case 'a magnitude in place of the phase is refused' '
	swapped magnitude magnitude
	stderr_has "the phase is a magnitude"
'
test_case 'halves with another center are refused' '
	cp "$top_srcdir/docs/sample.png" corner.png
	expect_ok fftpipe run spectra corner.png -o corner \
		--set phase.center=no
	expect_fail 1 fftpipe run reconstruct corner/corner_magnitude.png \
		-o corner
	stderr_has "in the corner of the other: make both with one center"
'
test_case 'unless the pipeline says which' '
	expect_ok fftpipe run reconstruct corner/corner_magnitude.png \
		-o corner --set picture.center=yes
'

# ---------------------------------------------------------------------------
# Edits.  edited DEPTH WIDTH HEIGHT X Y RADIUS both|one: a picture of that size,
# its magnitude painted over in one or two places, rebuilt, and compared with
# what a direct transform in double precision gives.
edited() {
	rm -rf edit
	mkdir edit
	"$top_builddir/tests/make-picture" "$2" "$3" 1 8 5 edit/my.png
	(
		cd edit || exit
		expect_ok fftpipe run spectra my.png \
			--set "magnitude.depth=$1" --set "phase.depth=$1"
		edit my.png my_magnitude.png "$4" "$5" "$6" "$7" \
			painted.png truth.png
		mv painted.png my_magnitude.png
		expect_ok fftpipe run reconstruct my_magnitude.png
		! compare my.png truth.png --psnr 60 || {
			echo "the edit changes nothing"
			exit 1
		}
	)
}

for size in '128 96' '81 63'; do
	test_case "16 bits, a disc and its mirror image, $size" "
		edited 16 $size 9 -6 4 both
		compare edit/truth.png edit/my_rebuilt.png --most 1 --equal 99
	"
	test_case "16 bits, a disc on one side, $size" "
		edited 16 $size 9 -6 4 one
		compare edit/truth.png edit/my_rebuilt.png --most 1 --equal 99
	"
	test_case "8 bits, a disc and its mirror image, $size" "
		edited 8 $size 9 -6 4 both
		compare edit/truth.png edit/my_rebuilt.png --most 1 --equal 90
	"
	test_case "8 bits, a disc on one side, $size" "
		edited 8 $size 9 -6 4 one
		compare edit/truth.png edit/my_rebuilt.png --most 1 --equal 90
	"
	test_case "8 bits, one pixel of two next to the center, $size" "
		edited 8 $size 1 0 0 one
		compare edit/truth.png edit/my_rebuilt.png --most 1 --equal 90
	"
	test_case "8 bits, the center itself, $size" "
		edited 8 $size 0 0 0 one
		compare edit/truth.png edit/my_rebuilt.png --most 1 --equal 90
	"
done

finish
