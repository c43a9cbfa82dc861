#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The plugin that docs/plugins.md builds step by step: its pieces, put together,
# are a plugin that keeps the rules and does what the page says.

. "${top_srcdir:-.}/tests/lib.sh"

page=$top_srcdir/docs/plugins.md

# blocks LANGUAGE: all pieces of the page in that language
blocks() {
	awk -v fence="\`\`\`$1" '
		$0 == "```" { on = 0 }
		on
		$0 == fence { on = 1 }' "$page"
}

mkdir plugins || exit 1
blocks c >sharpen.c
blocks ini >sharpen.ini
"$top_builddir/tests/make-picture" 301 200 3 8 3 a.png || exit 1

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

for compiler in gcc clang; do
	test_case "the pieces together compile with $compiler" "
		have $compiler || skip '$compiler is not here'
		$compiler -std=c11 -O2 -Wall -Wextra -pedantic -Wshadow -Werror \
			-fPIC -I'$top_srcdir/core' -c -o sharpen.o sharpen.c
	"
done

test_case 'they are what fftpipe new and its Makefile build' '
	have make || skip "make is not here"
	expect_ok fftpipe new sharpen
	cp sharpen.c sharpen
	# As if it were installed: the header of this tree.
	make -C sharpen PKG_CONFIG="echo -I$top_srcdir/core #"
	cp sharpen/sharpen.so plugins
'

test_case 'the plugin keeps all rules' '
	expect_ok fftpipe verify plugins/sharpen.so
	no grep "^not ok" "$tmp/stdout"
	expect_ok fftpipe verify --set sigma=20 plugins/sharpen.so
'

test_case 'the commands of the page on rules work' '
	expect_ok fftpipe verify --list
	stdout_has "threads "
	expect_ok fftpipe verify --only threads plugins/sharpen.so
	expect_ok fftpipe inspect sharpen --plugin-dir plugins
	stdout_has "sigma = 1.5"
'

test_case 'no amount is no change' '
	expect_ok fftpipe run sharpen.ini --plugin-dir plugins a.png -o none \
		--set sharp.amount=0
	compare a.png none/a_sharp.png --most 0
	expect_ok fftpipe run sharpen.ini --plugin-dir plugins a.png -o some
	no compare a.png some/a_sharp.png --most 5
'

# A blur by a Gaussian of sigma pixels is a low-pass filter: with an amount of
# 1 twice the picture comes out less the low-passed one.  Asked in one row.
test_case 'it adds what a low-pass filter takes away' '
	cat >parts.ini <<-\END
		[row]
		use = crop
		y = 77
		height = 1
		save = {stem}_row.csv
		[low]
		use = lowpass
		from = input
		shape = gaussian
		; 1 / (2 pi 1.5)
		cutoff = 0.10610329539459689
		[low-row]
		use = crop
		y = 77
		height = 1
		save = {stem}_low.csv
		[sharp]
		use = sharpen
		from = input
		amount = 1
		sigma = 1.5
		[sharp-row]
		use = crop
		y = 77
		height = 1
		save = {stem}_sharp.csv
	END
	"$top_builddir/tests/make-picture" 301 200 1 8 3 gray.png
	expect_ok fftpipe run parts.ini --plugin-dir plugins gray.png
	paste -d , gray_row.csv gray_low.csv gray_sharp.csv >all.csv
	awk -F , "
		{
			off = 2 * \$1 - \$2 - \$3
			blur = \$1 - \$2
			if (off * off > 1e-6) exit 1
			sum += blur * blur
			n++
		}
		END { if (n != 301 || sum < 301) exit 1 }" all.csv || {
		head -n 5 all.csv
		exit 1
	}
'

finish
