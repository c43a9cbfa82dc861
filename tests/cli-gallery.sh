#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every pipeline of the gallery runs on the sample picture as its comment says,
# and makes the files that it names.

. "${top_srcdir:-.}/tests/lib.sh"
costly

here=$PWD

# files_of PIPELINE - what its lines save and metadata stand for
files_of() {
	sed -n -e 's/[ 	]*[;#].*//' \
		-e 's/^save\(\.[^ =]*\)\{0,1\} *= *//p' \
		-e 's/^metadata *= *//p' "$1" |
		sed -e 's/{dir}\///g' -e 's/{stem}/sample/g' \
			-e 's/{name}/sample.png/g' -e 's/{ext}/png/g' \
			-e 's/{page}/0001/g'
}

# run_gallery NAME [ARGUMENTS] - as its comment says, into a folder of its name
run_gallery() {
	name=$1
	shift
	cd "$top_srcdir" || return 1
	expect_ok fftpipe run "./pipelines/gallery/$name.ini" docs/sample.png \
		-o "$here/$name" "$@"
	cd "$here" || return 1
}

for file in "$top_srcdir"/pipelines/gallery/*.ini; do
	name=$(basename "$file" .ini)
	test_case "$name.ini makes its files of the sample" "
		run_gallery $name
		files_of '$file' >$name.files
		[ -s $name.files ]
		while read -r output; do
			file_made $name/\$output
		done <$name.files
		[ \$(find $name -type f | wc -l) -eq \$(wc -l <$name.files) ]
	"
	test_case "$name.ini says what it does and how to run it" "
		file_has '$file' 'fftpipe run ./pipelines/gallery/$name.ini'
		grep -q '^description *= *[^ ]' '$file'
	"
done

test_case 'what pad puts around a picture, crop takes off again' '
	"$top_builddir/docs/make-sample" --compare pad/sample_again.png
'

test_case 'compare writes its figures into the metadata' '
	for key in psnr ssim largest-difference; do
		file_has compare/sample_difference.json "\"$key\": \""
	done
'

test_case 'compare fails an input that is too far from the truth' '
	cat >blurred.ini <<-\END
		[half]
		use  = normalize
		hi   = 127.5
		[difference]
		use        = compare
		from.truth = input
		min-psnr   = 20
		save       = {stem}_far.png
	END
	expect_fail 1 fftpipe run ./blurred.ini "$top_srcdir/docs/sample.png"
	stderr_has "[difference] compare: the PSNR is "
	stderr_has " dB, less than min-psnr = 20 dB"
	file_absent sample_far.png
'

test_case 'sizes and ranges that cannot be are named' '
	cat >crop.ini <<-\END
		[part]
		use   = crop
		x     = 500
		width = 13
		save  = {stem}_part.png
	END
	expect_fail 1 fftpipe run ./crop.ini "$top_srcdir/docs/sample.png"
	stderr_has "a part 13 pixels wide from x = 500, y = 0 is not all in"
	stderr_has "which has 512 x 512"
	expect_fail 2 fftpipe run ./crop.ini "$top_srcdir/docs/sample.png" \
		--set part.x=-1
	stderr_has "-1 is below the smallest, 0"
	file_absent sample_part.png
'

finish
