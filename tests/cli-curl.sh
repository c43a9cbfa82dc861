#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# libcurl is loaded when there is something to send, and missed out loud.

. "${top_srcdir:-.}/tests/lib.sh"

[ -x "$top_builddir/fftpipe-s3" ] || skip_all 'fftpipe-s3 was not built'
unset AWS_LAMBDA_RUNTIME_API FFTPIPE_PIPELINE FFTPIPE_SET
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
AWS_ENDPOINT_URL=http://127.0.0.1:1
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL

# An empty file, which is found before the library.
name=$(grep -aoE 'libcurl[a-z-]*\.so\.[0-9]+' "$top_builddir/fftpipe-s3" |
	head -n 1)
mkdir empty
: >"empty/${name:=libcurl.so.4}"
# shellcheck disable=SC2034 # bodies use it
reason="cannot load libcurl: $tmp/work/empty/$name: file too short"

without() {
	env LD_LIBRARY_PATH="$tmp/work/empty" "$@"
}

test_case 'no program links it' '
	have readelf || skip "readelf is not here"
	for program in fftpipe-s3 fftpipe-lambda; do
		readelf -d "$top_builddir/$program" >dynamic
		file_has dynamic "[libjansson"
		no grep libcurl dynamic
	done
'

test_case 'what needs no bucket works without it' '
	expect_ok without fftpipe-s3 --version
	expect_ok without fftpipe-s3 ls --help
	expect_ok without fftpipe-lambda --help
	expect_ok without fftpipe-s3 run spectra "$top_srcdir/docs/sample.png" \
		-o out --quiet
	file_made out/sample_magnitude.png
'

test_case 'what needs one says why it cannot, and begins nothing' '
	echo "fftpipe-s3: $reason" >why
	for words in "ls s3://bkt/" "get s3://bkt/a.png" "put a.png s3://bkt/" \
	    "run spectra s3://bkt/a.png" "run spectra a.png --output=s3://bkt"; do
		expect_fail 2 without fftpipe-s3 $words
		stderr_is <why
	done
'

test_case 'a library that lacks a function is none' '
	mkdir other
	have ldd || skip "ldd is not here"
	ln -s "$(ldd "$top_builddir/fftpipe-s3" |
		sed -n "s/.*libjansson.* => \([^ ]*\).*/\1/p")" "other/$name"
	expect_fail 2 env LD_LIBRARY_PATH="$tmp/work/other" fftpipe-s3 ls s3://bkt/
	stderr_has "$name has no curl_easy_cleanup"
'

test_case 'fftpipe-lambda does not start without it' '
	echo "{\"Records\":[]}" >event.json
	expect_fail 2 without fftpipe-lambda --event event.json
	stderr_has "S3: $reason"
	AWS_LAMBDA_RUNTIME_API=127.0.0.1:1
	export AWS_LAMBDA_RUNTIME_API
	expect_fail 1 without fftpipe-lambda
	cat "$tmp/stdout" "$tmp/stderr" >said
	file_has said "FATAL S3: $reason"
'

test_case 'with its pipeline in a bucket the reason is told once' '
	FFTPIPE_PIPELINE=s3://bkt/p.ini
	export FFTPIPE_PIPELINE
	echo "{\"Records\":[]}" >event.json
	expect_fail 2 without fftpipe-lambda --event event.json
	[ "$(grep -c "cannot load libcurl" "$tmp/stderr")" -eq 1 ]
'

# The worker starts before the library is loaded, and is heard out.
test_case 'the reason is told beside what plugins find' '
	printf "[a]\nuse = fft2d-magnitud\nsave = {stem}.png\n" >wrong.ini
	FFTPIPE_PIPELINE=./wrong.ini
	export FFTPIPE_PIPELINE
	expect_fail 2 without fftpipe-lambda --event event.json
	stderr_has "S3: $reason"
	stderr_has "did you mean fft2d-magnitude?"
'

finish
