#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The jobs of docs/gallery.md: each pipeline does to its picture, whose fault is
# known, what the page says, and the page shows what it does.

. "${top_srcdir:-.}/tests/lib.sh"

pictures=$top_srcdir/docs/gallery
jobs=$top_srcdir/pipelines/gallery/jobs

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

# run_job NAME PICTURE: into a folder of its name
run_job() {
	expect_ok fftpipe run "$jobs/$1.ini" "$pictures/$2.png" -o "$1"
	# What the page shows is what this build makes, but for rounding.
	for made in "$1"/*.png; do
		case $made in
		*\**) ;; # curves alone
		*_phase.png) ;; # of bins that are nothing but noise
		*) compare "$pictures/$(basename "$made")" "$made" --psnr 40 ;;
		esac
	done
}

test_case 'dots of print are found and go' '
	run_job halftone halftone
	file_has halftone/halftone_peaks.json \
		"\"peaks\": \"0.12749,0.12749 0.12749,-0.12749\""
	compare "$pictures/scene.png" halftone/halftone_clean.png --psnr 24
	no compare "$pictures/scene.png" "$pictures/halftone.png" --psnr 14
'

test_case 'stripes of a scanner become fainter' '
	run_job scanner-stripes scanned
	compare "$pictures/scene.png" scanner-stripes/scanned_even.png \
		--psnr 30.5
	no compare "$pictures/scene.png" "$pictures/scanned.png" --psnr 29
'

test_case 'hum in a micrograph is found, and only that' '
	run_job micrograph-hum micrograph
	file_has micrograph-hum/micrograph_peaks.json \
		"\"peaks\": \"0.03119,0.22071 0.18730,-0.09508\""
'

test_case 'a soft picture gets sharper' '
	run_job sharpen soft
	compare "$pictures/scene.png" sharpen/soft_sharp.png --psnr 35
	no compare "$pictures/scene.png" "$pictures/soft.png" --psnr 34
'

test_case 'the blur of a camera is undone' '
	run_job deblur moved
	compare "$pictures/scene.png" deblur/moved_still.png --psnr 35
	no compare "$pictures/scene.png" "$pictures/moved.png" --psnr 32
'

# 6.5 to the right and 3.5 up were planted.
test_case 'the shift of a frame is found within 0.05 pixels' '
	run_job align frame
	grep -qE "\"shift\": \"6\.(4[5-9]|5)[0-9]* -3\.(4[5-9]|5)[0-9]*\"" \
		align/frame_shift.json
'

test_case 'two exposures agree down to some pixels' '
	run_job resolution exposure
	file_made resolution/exposure_frc.csv
	grep -qE "\"resolution-1-7\": \"5\.[78]" \
		resolution/exposure_resolution.json
'

# Fibers rise by 30 degrees, give or take 12: their waves by 120.
test_case 'the direction of a texture is found' '
	run_job anisotropy fibers
	awk -F , "NR > 1 { x += \$2 * cos(\$1 * 3.14159265 / 90)
			   y += \$2 * sin(\$1 * 3.14159265 / 90) }
		END { turn = atan2(y, x) * 90 / 3.14159265
		      if (turn < 0) turn += 180
		      if (turn < 115 || turn > 127) { print turn; exit 1 } }" \
		anisotropy/fibers_angles.csv
'

test_case 'a filter is shown with its spectra and its difference' '
	run_job before-after scene
	file_has before-after/scene_difference.json "\"psnr\": \"30.9"
'

test_case 'a picture is put together from its halves' '
	run_job rebuild scene
	compare "$pictures/scene.png" rebuild/scene_rebuilt.png --most 0
'

test_case 'every job has a description, and is on the page' '
	for file in "$jobs"/*.ini; do
		name=pipelines/gallery/jobs/$(basename "$file")
		grep -q "^description = ." "$file"
		file_has "$file" "fftpipe run ./$name docs/gallery/"
		file_has "$top_srcdir/docs/gallery.md" "fftpipe run ./$name"
	done
	[ "$(find "$jobs" -name "*.ini" | wc -l)" -eq 10 ]
'

test_case 'every picture of the page is there, and no other' '
	grep -o "(gallery/[^)]*)" "$top_srcdir/docs/gallery.md" |
		tr -d "()" | sed "s|gallery/||" | sort >shown
	while read -r picture; do
		file_made "$pictures/$picture"
	done <shown
	find "$pictures" -name "*.png" ! -name "*_kernel.png" \
		-exec basename {} \; | sort | diff shown -
'

test_case 'the pictures that the page starts from are drawn again' '
	mkdir drawn
	"$top_builddir/docs/make-sample" --plain plain.png
	"$top_builddir/docs/make-pictures" plain.png drawn
	for picture in drawn/*.png; do
		compare "$pictures/$(basename "$picture")" "$picture" --most 1
	done
'

finish
