#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# fftpipe graph draws the plan; mistyped names get a proposal.

. "${top_srcdir:-.}/tests/lib.sh"

# shellcheck disable=SC2034 # used in cases
sample=$top_srcdir/docs/sample.png
# shellcheck disable=SC2034 # used in cases
gallery=$top_srcdir/pipelines/gallery

test_case 'the drawing shows stages, what is inserted and what is written' '
	expect_ok fftpipe graph spectra
	stdout_is <<-\END
		spectra, for a gray picture of 512 x 512, 8 bit

		o    input                        gray picture 512 x 512
		|
		~    fft2d of input (inserted)    spectrum of 512 x 512
		+-+
		| *  [magnitude] fft2d-magnitude  data 512 x 512, even
		|      -> {dir}/{stem}_magnitude.png (PNG, 8 bit)
		|
		*    [phase] fft2d-phase          angle 512 x 512, odd
		       -> {dir}/{stem}_phase.png (PNG, 8 bit)
	END
	no [ -s "$tmp/stderr" ]
'

test_case 'with an input it shows that input and the names of its outputs' '
	expect_ok fftpipe graph spectra "$sample" -o out
	stdout_has "-> out/sample_magnitude.png"
	grep "RGB picture 512 x 384\|gray picture" "$tmp/stdout"
	file_absent out
'

test_case 'where lines can be drawn, they are' '
	LC_ALL=C.UTF-8 expect_ok fftpipe graph spectra
	stdout_has "├─╮"
	stdout_has "│ ●  [magnitude]"
'

test_case 'what two readers share branches off and joins again' '
	expect_ok fftpipe graph "$gallery/compare.ini"
	sed -n "3,\$p" "$tmp/stdout" >drawing
	diff -u - drawing <<-\END
		o    input                 gray picture 512 x 512
		+-+
		| *  [spectrum] fft2d      spectrum of 512 x 512
		| |
		| *  [back] ifft2d         gray picture 512 x 512
		+-+
		*    [difference] compare  data 512 x 512
		       picture from [back], truth from input
		       -> {dir}/{stem}_difference.png (PNG, 8 bit)
		       -> {dir}/{stem}_difference.json (JSON, metadata)
	END
'

test_case 'as DOT it names every node, edge and output' '
	expect_ok fftpipe graph --dot spectra "$sample"
	for text in "digraph \"spectra\" {" "fft2d\\n(inserted)\", style=dashed" \
	    "magnitude\\nfft2d-magnitude" "n1 -> n2 [label=\"spectrum of" \
	    "sample_phase.png\\nPNG, 8 bit" "n3 -> f2"; do
		stdout_has "$text"
	done
'

test_case 'Graphviz reads the DOT' '
	have dot || skip "there is no dot (Graphviz)"
	for file in "$gallery"/*.ini; do
		fftpipe graph --dot "$file" >graph.dot || continue
		dot -Tsvg graph.dot >graph.svg
		file_made graph.svg
	done
'

test_case 'every shipped and gallery pipeline can be drawn' '
	for file in "$top_srcdir"/pipelines/*.ini "$gallery"/*.ini; do
		fftpipe graph "$file" >drawing 2>complaint || {
			cat complaint
			exit 1
		}
		grep -q "^[o*~]" drawing
	done
'

test_case 'a wrong pipeline is status 2, a bad input 1, and nothing is drawn' '
	expect_fail 2 fftpipe graph spectra --set magnitude.scale=lgo
	stderr_has "did you mean log?"
	no [ -s "$tmp/stdout" ]
	expect_fail 1 fftpipe graph spectra missing.png
	stderr_has "missing.png: cannot open"
	no [ -s "$tmp/stdout" ]
	expect_fail 2 fftpipe graph
	expect_fail 2 fftpipe graph spectra a.png b.png
'

# ---------------------------------------------------------------------------
# Did you mean

test_case 'a mistyped command is told the right one' '
	expect_fail 2 fftpipe grpah spectra
	stderr_has "did you mean graph?"
'

test_case 'a pipeline where a command should be is told how to run it' '
	expect_fail 2 fftpipe spectra "$sample"
	stderr_has "did you mean fftpipe run spectra?"
	expect_fail 2 fftpipe my.ini "$sample"
	stderr_has "did you mean fftpipe run my.ini?"
'

test_case 'a mistyped option is told the right one' '
	expect_fail 2 fftpipe run spectra --quite
	stderr_has "did you mean --quiet?"
'

test_case 'a mistyped pipeline is told the right one' '
	expect_fail 2 fftpipe run spektra "$sample"
	stderr_has "did you mean spectra?"
	expect_fail 2 fftpipe run spectra.ini "$sample"
	stderr_has "did you mean spectra, the pipeline that ships?"
'

test_case 'a mistyped pipeline file is told its neighbor' '
	cp "$gallery/lowpass.ini" .
	expect_fail 2 fftpipe run lowpas.ini "$sample"
	stderr_has "lowpas.ini: no such file; did you mean lowpass.ini?"
	expect_fail 2 fftpipe run ./lwpass.ini "$sample"
	stderr_has "did you mean ./lowpass.ini?"
	expect_fail 2 fftpipe run nothing-like-it.ini "$sample"
	no grep "did you mean" "$tmp/stderr"
'

test_case 'a mistyped plugin is told the right one' '
	expect_fail 2 fftpipe inspect fft2dd
	stderr_has "did you mean fft2d?"
	printf "[a]\nuse = lowpas\nsave = {stem}.png\n" >typo.ini
	expect_fail 2 fftpipe run typo.ini "$sample"
	stderr_has "did you mean lowpass?"
'

test_case 'a mistyped stage, key or value is told the right one' '
	expect_fail 2 fftpipe run spectra --set magnitde.scale=log "$sample"
	stderr_has "did you mean magnitude?"
	expect_fail 2 fftpipe run spectra --set magnitude.scal=log "$sample"
	stderr_has "did you mean scale?"
	expect_fail 2 fftpipe run spectra --set magnitude.scale=lgo "$sample"
	stderr_has "did you mean log?"
'

finish
