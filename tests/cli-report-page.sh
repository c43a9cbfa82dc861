#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The page that --report FILE.html writes, used in a real browser.

. "${top_srcdir:-.}/tests/lib.sh"
costly

# shellcheck disable=SC2034 # used in cases
sample=$top_srcdir/docs/sample.png

cp "$sample" one.png
cp "$sample" two.png
echo 'no picture' >broken.png

test_case 'a report is one file with all its data and without a link' '
	expect_fail 1 fftpipe run spectra one.png two.png broken.png -o a \
		--report some.html --report some.json
	file_made some.html some.json
	head -n 1 some.html | grep -q "<!doctype html>"
	[ "$(grep -c "class=\"job\"" some.html)" -eq 3 ]
	no grep -E "(src|href)=.?https?:" some.html
'

test_case 'the outputs are those of a run without a report' '
	expect_ok fftpipe run spectra one.png -o plain
	for file in plain/*; do
		cmp "$file" "a/${file#plain/}"
	done
'

test_case 'without a page asked for no views are made' '
	expect_ok fftpipe run spectra one.png -o a --report plain.json
	no grep -q "\"png\":" plain.json
'

test_case 'what has no memory for views is done without them' '
	expect_ok fftpipe run spectra one.png -o a --report tight.html \
		--set limits.memory=5.4M
	no grep -q "\"png\":" tight.html
	expect_ok fftpipe run spectra one.png -o a --report wide.html \
		--set limits.memory=40M
	grep -q "\"png\":" wide.html
	cmp a/one_phase.png plain/one_phase.png
'

test_case 'an extension that is no report is refused' '
	expect_fail 2 fftpipe run spectra one.png -o a --report page.htm
	stderr_has "must end in .json or .html"
'

test_case 'the page of one input stays within its room' '
	expect_ok fftpipe run spectra one.png -o a --report one.html
	[ "$(wc -c <one.html)" -lt 4000000 ]
'

test_case 'what is in a name cannot end the data' '
	name="<img src=x onerror=hit=1>.png"
	cp one.png "$name" || skip "this file system takes no such name"
	cp one.png "a<!--<script>.png"
	expect_ok fftpipe run spectra "$name" "a<!--<script>.png" -o odd \
		--report odd.html
	no grep -F "<img src=x" odd.html
'

# ---------------------------------------------------------------------------
# In a browser

if [ "$SANITIZERS" != no ]; then
	test_case 'the page works in a browser' '
		skip "the page is the same without sanitizers"
	'
	finish
fi
if ! have chromedriver || ! { have chromium || have google-chrome; } ||
    ! have python3; then
	test_case 'the page works in a browser' '
		skip "there is no chromium with chromedriver, or no python3"
	'
	finish
fi

mkdir many
# shellcheck disable=SC2016 # expanded in the case
test_case 'reports for the browser are made' '
	python3 "$top_srcdir/tests/draw-grating.py" grating.png
	expect_ok fftpipe run spectra grating.png -o a --report grating.html
	expect_ok fftpipe run \
		"$top_srcdir/pipelines/gallery/jobs/before-after.ini" \
		grating.png -o c --report beside.html
	i=0
	while [ $((i += 1)) -le 500 ]; do
		ln grating.png "many/$i.png"
	done
	expect_ok fftpipe run spectra many/*.png -o b --report many.html
	[ -f odd.html ] || cp some.html odd.html
	sed "s/\"values\":{/\"valuables\":{/g; s/\"peaks\":\[\[/\"peaks\":[3,[/" \
		grating.html >strange.html
'

python3 "$top_srcdir/tests/report-page.py" . >results 2>complaints || :
sed -n 's/^#/# /p' results
grep -q . results || test_case 'the browser starts' 'cat complaints; false'

while read -r word name; do
	case $word in
	pass) test_case "${name}" : ;;
	fail)
		why=$name
		export why
		# shellcheck disable=SC2016 # expanded in the case
		test_case "${name%%:*}" 'echo "$why"; cat complaints; false'
		;;
	esac
done <results

if [ -n "${FFTPIPE_SHOTS-}" ]; then
	cp shot-*.png "$FFTPIPE_SHOTS"
fi

finish
