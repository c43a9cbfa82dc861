#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pairs of the Python tool are put together again, once it is told which range
# their levels span: by the JSON beside them or by parameters.

. "${top_srcdir:-.}/tests/lib.sh"

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

"$top_builddir/tests/make-picture" 120 97 1 8 1 source.png || exit 1
"$top_builddir/tests/make-python-pair" source.png my_magnitude.png \
	my_phase.png >range.json || exit 1

test_case 'with NAME_magnitude.json beside it' '
	cp range.json my_magnitude.json
	expect_ok fftpipe run reconstruct my_magnitude.png -o a
	rm my_magnitude.json
	compare source.png a/my_rebuilt.png --fit yes --psnr 20
'

# Nothing says where the picture's own black and white were.
test_case 'the picture then spans all levels, as that tool wrote it' '
	cp range.json my.json
	expect_ok fftpipe run reconstruct my_magnitude.png -o all
	expect_ok fftpipe run reconstruct my_magnitude.png -o minmax \
		--set picture.range=minmax
	rm my.json
	compare all/my_rebuilt.png minmax/my_rebuilt.png --most 0
'

test_case 'with its own range it is the picture itself' '
	cp range.json my.json
	expect_ok fftpipe run reconstruct my_magnitude.png -o own \
		--set picture.range=0..255
	rm my.json
	compare source.png own/my_rebuilt.png --psnr 20
'

test_case 'with NAME.json beside it' '
	cp range.json my.json
	expect_ok fftpipe run reconstruct my_magnitude.png -o b
	rm my.json
	cmp a/my_rebuilt.png b/my_rebuilt.png
'

test_case 'with its range in parameters' '
	lo=$(sed "s/.*mag_min\": \([^,]*\),.*/\1/" range.json)
	hi=$(sed "s/.*mag_max\": \([^}]*\)}.*/\1/" range.json)
	expect_ok fftpipe run reconstruct my_magnitude.png -o c \
		--set "picture.mag-min=$lo" --set "picture.mag-max=$hi"
	compare a/my_rebuilt.png c/my_rebuilt.png --most 0
'

test_case 'with its range in the section [input]' '
	range=$(sed "s/.*: \(.*\), .*: \(.*\)}/\1..\2/" range.json)
	expect_ok fftpipe run reconstruct my_magnitude.png -o d \
		--set "input.range=$range"
	compare a/my_rebuilt.png d/my_rebuilt.png --most 1
'

test_case 'without a range it is refused, and the words say what to give' '
	expect_fail 1 fftpipe run reconstruct my_magnitude.png -o e
	stderr_has my_magnitude.png
	stderr_has mag-min
	stderr_has mag_max
	file_absent e/my_rebuilt.png
'

test_case 'half a range is refused before anything runs' '
	expect_fail 2 fftpipe run reconstruct my_magnitude.png -o half \
		--set picture.mag-min=0
	stderr_has "give both"
	file_absent half/my_rebuilt.png
'

test_case 'a range upside down is refused before anything runs' '
	expect_fail 2 fftpipe run reconstruct my_magnitude.png -o down \
		--set picture.mag-min=9 --set picture.mag-max=3
	stderr_has mag-max
	file_absent down/my_rebuilt.png
'

for text in '{' '[]' 'null' '{"mag_min": 3}' '{"mag_min": 5, "mag_max": 2}' \
    '{"mag_min": "1", "mag_max": "2"}' '{"mag_min": 1e999, "mag_max": 2}' \
    '{"mag_min": NaN, "mag_max": 2}' ''; do
	test_case "JSON that says no range is no range: $text" '
		printf "%s" "$text" >my_magnitude.json
		expect_fail 1 fftpipe run reconstruct my_magnitude.png -o f
		stderr_has mag-min
		file_absent f/my_rebuilt.png
	'
done
rm -f my_magnitude.json

test_case 'what "reference" writes with its metadata is such a pair' '
	expect_ok fftpipe run reference source.png -o g \
		--set "magnitude.metadata={stem}_magnitude.json"
	file_has g/source_magnitude.json mag_min
	file_has g/source_magnitude.json mag_max
	expect_ok fftpipe run reconstruct g/source_magnitude.png -o g
	compare source.png g/source_rebuilt.png --fit yes --psnr 20
'

finish
