#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a run says: notes, progress and summary for people, JSON for programs.

. "${top_srcdir:-.}/tests/lib.sh"

cp "$top_srcdir/docs/sample.png" one.png
cp one.png two.png
echo 'no picture' >broken.png
echo 'no picture either' >torn.png

# Members of JSON lines: python3 reads them, where it is there.
json_check() {
	have python3 || skip "there is no python3"
	python3 -c '
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
results = [l for l in lines if l["event"] == "result"]
assert eval(sys.argv[2]), (sys.argv[2], lines)
' "$tmp/stdout" "$1"
}

test_case 'the summary says how many, how long and where' '
	expect_ok fftpipe run spectra one.png -o a
	stderr_has "1 done in "
	stderr_has "; wrote a/one_magnitude.png, a/one_phase.png"
	no [ -s "$tmp/stdout" ]
'

test_case 'many outputs are summed up by their folder' '
	expect_ok fftpipe run spectra one.png two.png -o b
	stderr_has "2 done in "
	stderr_has "; wrote 4 files in b/"
	mkdir -p in/x
	cp one.png in/one.png
	cp one.png in/x/two.png
	printf "[input]\nfiles = in/**/*.png\n[a]\nuse = fft2d-magnitude\n" >deep.ini
	printf "save = {dir}/{stem}.png\nsave = {dir}/{stem}.tif\n" >>deep.ini
	expect_ok fftpipe run ./deep.ini -o c
	stderr_has "; wrote 4 files below c/"
'

test_case 'failures are grouped by their reason' '
	expect_fail 1 fftpipe run spectra one.png broken.png torn.png no.png -o d \
		-j 1
	stderr_has "1 done, 3 failed in "
	stderr_has "  2 failed: neither a PNG nor a TIFF file"
	stderr_has "    broken.png, torn.png"
	stderr_has "  1 failed: cannot open it: No such file or directory"
'

test_case 'with --quiet nothing but errors is said' '
	expect_ok fftpipe run spectra one.png -o e --quiet
	no [ -s "$tmp/stderr" ]
	no [ -s "$tmp/stdout" ]
	expect_fail 1 fftpipe run spectra broken.png -o e --quiet
	[ "$(wc -l <"$tmp/stderr")" -eq 1 ]
'

test_case 'without a terminal there is no color and no line drawn again' '
	expect_fail 1 env TERM=xterm fftpipe run spectra one.png broken.png -o f
	no grep -q "$(printf "\033")" "$tmp/stderr"
	no grep -q "$(printf "\r")" "$tmp/stderr"
'

# In a terminal of its own; what it shows is in the file screen.
in_terminal() {
	have script || skip "there is no script (util-linux)"
	TERM=xterm script -qec "$1" /dev/null >screen </dev/null || :
	[ -s screen ]
}

test_case 'on a terminal failures have color' '
	in_terminal "fftpipe run spectra broken.png -o g"
	grep -q "$(printf "\033\[31m")broken.png" screen
'

test_case 'NO_COLOR is kept, and so is a terminal without colors' '
	in_terminal "NO_COLOR=1 fftpipe run spectra broken.png -o g"
	grep -q "broken.png: neither" screen
	no grep -q "$(printf "\033\[3")" screen
	in_terminal "TERM=dumb fftpipe run spectra broken.png -o g"
	no grep -q "$(printf "\033")" screen
'

# Each input takes a second, and then too long.
printf "[limits]\nseconds = 1\n[slow]\nuse = hangs\nsave = {stem}.out.png\n" \
	>slow.ini

test_case 'on a terminal a long job shows its step' '
	in_terminal "fftpipe run ./slow.ini one.png \
		--plugin-dir $FFTPIPE_TEST_PLUGINDIR"
	grep -q "one.png  [0-9]/[0-9] hangs \[slow\], [0-9] s" screen
	no grep -q "[0-9] of [0-9]" screen
'

test_case 'a progress line is gone before anything else is said' '
	in_terminal "fftpipe run ./slow.ini one.png \
		--plugin-dir $FFTPIPE_TEST_PLUGINDIR"
	tr "\r" "\n" <screen | grep -A 1 "hangs \[slow\]" |
		grep "^$(printf "\033")\[Kfftpipe: "
'

test_case 'on a terminal many inputs show how many are done' '
	in_terminal "fftpipe run ./slow.ini -j 1 one.png two.png \
		--plugin-dir $FFTPIPE_TEST_PLUGINDIR"
	grep -q "0 of 2" screen
	grep -q "1 of 2.*1 failed.* left" screen
'

test_case 'a narrow terminal shows numbers rather than a bar' '
	in_terminal "stty cols 20 && fftpipe run ./slow.ini -j 1 one.png two.png \
		--plugin-dir $FFTPIPE_TEST_PLUGINDIR"
	grep -q "0 of 2" screen
'

test_case 'with --quiet there is no progress' '
	in_terminal "fftpipe run ./slow.ini one.png --quiet \
		--plugin-dir $FFTPIPE_TEST_PLUGINDIR"
	no grep -q "hangs \[slow\], " screen
'

test_case 'JSON lines tell start, each result and the end' '
	expect_fail 1 fftpipe run spectra one.png broken.png -o h --json
	[ "$(wc -l <"$tmp/stdout")" -eq 4 ]
	json_check "lines[0][\"event\"] == \"start\" and \
		lines[0][\"format\"] == 1 and lines[0][\"inputs\"] == 2"
	json_check "lines[-1][\"event\"] == \"end\" and \
		lines[-1][\"done\"] == 1 and lines[-1][\"failed\"] == 1 and \
		lines[-1][\"status\"] == 1"
	json_check "sorted(r[\"status\"] for r in results) == [\"done\", \"failed\"]"
	json_check "[r[\"reason\"] for r in results if r[\"status\"] == \"failed\"] \
		== [\"neither a PNG nor a TIFF file\"]"
'

test_case 'a result names its outputs with sizes and facts' '
	expect_ok fftpipe run spectra one.png -o i --json
	json_check "[o[\"path\"] for o in results[0][\"outputs\"]] == \
		[\"i/one_magnitude.png\", \"i/one_phase.png\"]"
	json_check "__import__(\"os\").path.getsize(\"i/one_magnitude.png\") == \
		results[0][\"outputs\"][0][\"bytes\"]"
	json_check "results[0][\"outputs\"][0][\"facts\"][\"mag_max\"] > 1 and \
		results[0][\"outputs\"][0][\"type\"] == \"image/png\""
	json_check "any(t[\"what\"] == \"decode\" for t in results[0][\"timings\"])"
'

test_case 'what is skipped says so' '
	expect_ok fftpipe run spectra one.png -o i --json --no-clobber
	json_check "results[0][\"status\"] == \"skipped\" and \
		results[0][\"outputs\"] == []"
'

test_case 'names that are no UTF-8 become escapes, not broken JSON' '
	name=$(printf "a\351.png")
	cp one.png "$name" || skip "this file system takes no such name"
	expect_ok fftpipe run spectra "$name" -o j --json
	stdout_has "\"input\":\"a\\\\xe9.png\""
'

test_case 'a wrong call or pipeline writes no JSON' '
	expect_fail 2 fftpipe run spectra one.png --json --set magnitude.scale=x
	no [ -s "$tmp/stdout" ]
	expect_fail 2 fftpipe run spectra one.png --json -o -
	stderr_has "both want standard output"
	no [ -s "$tmp/stdout" ]
'

test_case 'lines that cannot be written are no success' '
	[ -e /dev/full ] || skip "there is no /dev/full"
	status=0
	fftpipe run spectra one.png -o k --json >/dev/full || status=$?
	[ "$status" -eq 1 ]
'

finish
