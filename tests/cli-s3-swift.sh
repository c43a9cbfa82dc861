#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# fftpipe-s3 against OpenStack's object store, which looks at every signature,
# and at every payload's hash.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/s3-lib.sh"

start_swift
s3_send PUT bkt >/dev/null || exit 1

"$top_builddir/tests/make-picture" 120 97 1 8 1 a.png || exit 1
"$top_builddir/tests/make-picture" 64 48 3 8 2 b.png || exit 1
fftpipe run spectra a.png b.png -o local --quiet || exit 1

test_case 'a prefix is run as files are, byte for byte' '
	expect_ok fftpipe-s3 put a.png b.png s3://bkt/input/deep/
	expect_ok fftpipe-s3 run spectra s3://bkt/input/ -j 2
	stderr_has "2 done"
	expect_ok fftpipe-s3 get s3://bkt/output/ got
	for name in a_magnitude a_phase b_magnitude b_phase; do
		cmp "local/$name.png" "got/deep/$name.png"
	done
'

test_case 'outputs have their type and metadata' '
	s3_send HEAD bkt/output/deep/a_magnitude.png >head
	file_has head "content-type: image/png"
	file_has head "x-amz-meta-mag_min: "
	file_has head "x-amz-meta-mag_max: "
	file_has head "x-amz-meta-facts-1: {"
	file_has head "x-amz-meta-fftpipe: "
	file_has head "x-amz-meta-source-key: input/deep/a.png"
'

test_case 'a pair is put together again' '
	expect_ok fftpipe-s3 run reconstruct \
		s3://bkt/output/deep/a_magnitude.png -o .
	fftpipe run reconstruct local/a_magnitude.png -o back --quiet
	cmp a_rebuilt.png back/a_rebuilt.png
'

test_case 'ranges come from the metadata of a pair from elsewhere' '
	"$top_builddir/tests/make-python-pair" a.png my_magnitude.png \
		my_phase.png >my.json
	fftpipe run reconstruct my_magnitude.png -o python --quiet
	lo=$(sed "s/.*mag_min\": \([^,]*\),.*/\1/" my.json)
	hi=$(sed "s/.*mag_max\": \([^}]*\)}.*/\1/" my.json)
	s3_send PUT bkt/py/my_magnitude.png my_magnitude.png \
		"x-amz-meta-mag_min: $lo" "x-amz-meta-mag_max: $hi"
	s3_send PUT bkt/py/my_phase.png my_phase.png
	expect_ok fftpipe-s3 run reconstruct s3://bkt/py/my_magnitude.png \
		-o meta
	cmp python/my_rebuilt.png meta/my_rebuilt.png
'

test_case 'odd keys are signed as they arrive' '
	long=$(printf "%0494d" 7)
	e=$(printf "\303\251")
	for name in "a b" "1+1=2" "100%" "%20%2F" "[x]{y}|^" "q?#&=;:@,$" \
		"$e$e" ".hidden" "quote'\''s\"<>" "*()!~" "$long/$long/0123456"
	do
		fftpipe-s3 put --quiet a.png "s3://bkt/in/$name.png"
		expect_ok fftpipe-s3 run spectra "s3://bkt/in/$name.png" \
			-o s3://bkt/out
		expect_ok fftpipe-s3 get "s3://bkt/out/${name##*/}_phase.png" \
			x.png
		cmp local/a_phase.png x.png
	done
	expect_ok fftpipe-s3 run spectra s3://bkt/in/ -o s3://bkt/all
	stderr_has "10 done"
'

test_case 'what is there can be kept' '
	expect_ok fftpipe-s3 run spectra s3://bkt/input/deep/a.png \
		-o s3://bkt/output/deep --no-clobber
	stderr_has "1 skipped (their outputs exist)"
	expect_ok fftpipe-s3 run spectra s3://bkt/input/deep/a.png \
		-o s3://bkt/new --no-clobber
	stderr_has "1 done"
'

# event KEY - what S3 would tell a function of an object, the key form-encoded
event() {
	cat <<-END
		{"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3",
		"awsRegion": "us-east-1", "eventName": "ObjectCreated:Put",
		"s3": {"bucket": {"name": "bkt"}, "object": {"key": "$1"}}}]}
	END
}

# serve EVENT... - a function handles them, by the Runtime API
serve() {
	[ -x "$top_builddir/fftpipe-lambda" ] || skip "it was not built"
	/usr/bin/python3 "$top_srcdir/tests/lambda/runtime-mock" "$@" -- \
		fftpipe-lambda >out 2>err || { cat out err; return 1; }
	no grep -v -e " response 202 " -e "^exit idle" out
}

# Real ones where they are.
mkdir real
cp b.png real/b.png
for picture in "$FFTPIPE_SHARED"/corpus/real/*.png; do
	[ ! -f "$picture" ] || cp "$picture" real
done

test_case 'a function makes of uploads what files would give' '
	fftpipe run spectra real/*.png -o files --quiet
	for picture in real/*.png; do
		name=$(basename "$picture" .png)
		fftpipe-s3 put --quiet "$picture" "s3://bkt/up/a b/"
		event "up/a+b/$name.png" >"up-$name.json"
	done
	FFTPIPE_INPUT_PREFIX=up/ FFTPIPE_OUTPUT_PREFIX=spectra/ serve up-*.json
	expect_ok fftpipe-s3 get s3://bkt/spectra/ by-event
	diff -r files "by-event/a b"
'

test_case 'a second function puts them together again' '
	(cd files && fftpipe run reconstruct -o ../rebuilt --quiet)
	for half in files/*; do
		name=$(basename "$half")
		event "spectra/a+b/$name" >"half-$name.json"
	done
	FFTPIPE_PIPELINE=reconstruct FFTPIPE_INPUT_PREFIX=spectra/ \
		FFTPIPE_OUTPUT_PREFIX=rebuilt/ serve half-*.json
	expect_ok fftpipe-s3 get s3://bkt/rebuilt/ put-together
	diff -r rebuilt "put-together/a b"
'

test_case 'a wrong secret is told' '
	AWS_SECRET_ACCESS_KEY=wrong expect_fail 1 fftpipe-s3 run spectra \
		s3://bkt/input/deep/a.png
	stderr_has "403 SignatureDoesNotMatch"
'

test_case 'what is missing is told' '
	expect_fail 1 fftpipe-s3 run spectra s3://bkt/nothing.png \
		s3://nobucket/a.png
	stderr_has "s3://bkt/nothing.png: the server answers 404 NoSuchKey"
	stderr_has "s3://nobucket/a.png: the server answers 404 NoSuchBucket"
'

finish
