#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# "reference" writes the levels that the Python tool wrote: kept pictures of its
# spectra are compared with ours, pixel by pixel.

. "${top_srcdir:-.}/tests/lib.sh"

extensions='png'

golden=$FFTPIPE_SHARED/golden
corpus=$FFTPIPE_SHARED/corpus

[ -f "$golden/golden.tsv" ] || skip_all 'the kept spectra are not here'
[ -d "$corpus" ] || skip_all 'the pictures of the kept spectra are not here'

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

# golden EXTENSION: the rows "file compare_mag compare_phase"
golden() {
	awk -F '\t' -v extension="$1" '
		NR == 1 {
			for (i = 1; i <= NF; i++)
				column[$i] = i
			next
		}
		$1 ~ "[.]" extension "$" {
			print $1, $column["compare_mag"], $column["compare_phase"]
		}
	' "$golden/golden.tsv"
}

# Names in one folder, none twice: gen-png/a.png is gen-png__a.png there.
mkdir in out || exit 1
for extension in $extensions; do
	golden "$extension"
done >rows
while read -r file magnitude phase; do
	cp "$corpus/$file" "in/$(printf '%s' "$file" | sed 's,/,__,')"
done <rows

# compare_all COMMAND: all files that differ are said, not the first alone.
compare_all() {
	different=0
	while read -r file magnitude phase; do
		name=$(printf '%s' "$file" | sed 's,/,__,')
		"$1" "$name" "$magnitude" "$phase" ||
			{ echo "$file differs"; different=1; }
	done <rows
	return "$different"
}

compare_magnitude() {
	[ "$2" -eq 0 ] ||
		compare "$golden/$1.magnitude.png" "out/$1.magnitude.png" \
			--most 1 --equal 99.9
}

compare_phase() {
	[ "$3" -eq 0 ] ||
		compare "$golden/$1.phase.png" "out/$1.phase.png" \
			--circular 255 --most 1 \
			--mask "$golden/$1.phasemask.png"
}

test_case 'there are many pictures to compare' '
	[ "$(wc -l <rows)" -ge 80 ]
'

test_case 'every picture gets its spectra' '
	expect_ok fftpipe run reference in/* -o out \
		--set "magnitude.save={name}.magnitude.png" \
		--set "phase.save={name}.phase.png"
	for file in in/*; do
		name=${file#in/}
		file_made "out/$name.magnitude.png" "out/$name.phase.png"
	done
'

test_case 'magnitudes are equal to 99.9 %, the others one level away' '
	compare_all compare_magnitude
'

test_case 'phases are at most one level away where they can be compared' '
	compare_all compare_phase
'

# Of a spectrum without two different values the Python tool wrote noise.
test_case 'flat spectra are the same each time' '
	expect_ok fftpipe run reference in/* -o again --quiet \
		--set "magnitude.save={name}.magnitude.png" \
		--set "phase.save={name}.phase.png"
	diff -r out again
'

finish
