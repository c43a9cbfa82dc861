#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lambda-refusals.sh - objects that are not there, or not to be seen: what is
# told as done was done, or had nothing to do

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lambda/lib.sh"
. "$top_srcdir/tests/lib-servers.sh"

uploads=store/uploads
mkdir -p $uploads/input $uploads/calib
"$top_builddir/tests/make-picture" 32 24 1 8 1 $uploads/input/a.png ||
	skip_all "tests/make-picture makes no picture"
fftpipe run spectra $uploads/input/a.png -o $uploads/pairs --quiet
bucket_start store
AWS_ENDPOINT_URL=$bucket_url
AWS_MAX_ATTEMPTS=1
export AWS_ENDPOINT_URL AWS_MAX_ATTEMPTS
printf '[input]\nfiles = *.png\n[input.psf]\nfile = %s\n[out]\n%s\n%s\n%s\n' \
	calib/psf.png 'use = convolve' 'from.kernel = input.psf' \
	'save = {dir}/{stem}_out.png' >flat.ini
sed 's/psf.png/{stem}.png/' flat.ini >named.ini

# events KEY... - notify.json, queue.json and batch.json, of all these objects.
events() {
	python3 - "$@" <<-'END'
		import json
		import sys
		made = [{"eventVersion": "2.1", "eventSource": "aws:s3",
		         "awsRegion": "us-west-2",
		         "eventName": "ObjectCreated:Put",
		         "s3": {"bucket": {"name": "uploads"},
		                "object": {"key": key,
		                           "sequencer": "%02d" % n}}}
		        for n, key in enumerate(sys.argv[1:])]
		def write(name, event):
		    with open(name, "w") as file:
		        json.dump(event, file)
		write("notify.json", {"Records": made})
		write("queue.json", {"Records": [
		    {"messageId": "m", "eventSource": "aws:sqs",
		     "body": json.dumps({"Records": made})}]})
		write("batch.json", {
		    "invocationSchemaVersion": "1.0", "invocationId": "one",
		    "job": {"id": "job"}, "tasks": [
		        {"taskId": "t", "s3BucketArn": "arn:aws:s3:::uploads",
		         "s3Key": key} for key in sys.argv[1:]]})
	END
}

# handle STATUS KIND - the answer in out, the log in err.
handle() {
	got=0
	"$lambda" --event "$2.json" >out 2>err </dev/null || got=$?
	[ "$got" -eq "$1" ] || { cat out err; return 1; }
}

# failed_with TEXT [RESULT] - whoever sent the event, and the log, say so.
failed_with() {
	handle 1 queue
	file_has out "itemIdentifier"
	file_has err "$1"
	handle 1 notify
	file_has out "$1"
	handle 1 batch
	file_has out "${2-PermanentFailure}"
	file_has out "$1"
}

# answers LINE... - what the server answers instead, until it is called again.
answers() {
	rm -f store/answers
	[ $# -eq 0 ] || printf '%s\n' "$@" >store/answers
}

pairs() {
	export FFTPIPE_PIPELINE=reconstruct FFTPIPE_INPUT_PREFIX=pairs/ \
		FFTPIPE_OUTPUT_PREFIX=rebuilt/
}

test_case 'an object is gone where S3 says so of it' '
	events input/gone.png
	handle 0 queue
	file_has err "input/gone.png: skipped: it is not there any more"
	handle 0 notify
'

test_case 'an answer 404 of another kind is a failure' '
	events input/a.png
	answers "GET * 404 default backend - 404"
	failed_with "input/a.png: the server answers 404" TemporaryFailure
	answers "GET * 404 <Error><Code>NoSuchBucket</Code></Error>"
	failed_with "input/a.png: the server answers 404 NoSuchBucket"
	answers "GET * 404 <Error><Code>NoSuchVersion</Code></Error>"
	handle 0 queue
'

test_case 'who lists objects is told which are not there' '
	answers
	events input/gone.png
	handle 1 batch
	file_has out "PermanentFailure"
	file_has out "input/gone.png: there is no such object"
	pairs
	cp $uploads/pairs/a_phase.png $uploads/pairs/lone_phase.png
	for key in pairs/lone_phase.png pairs/none_magnitude.png; do
		events "$key"
		handle 1 batch
		file_has out "PermanentFailure"
		file_has out "$key: "
		file_has out "missing"
		handle 0 queue
		file_has err "skipped"
	done
'

test_case 'a companion that all inputs share is missed by each of them' '
	answers
	events input/a.png
	FFTPIPE_PIPELINE=./flat.ini
	export FFTPIPE_PIPELINE
	failed_with "its companion [input.psf] is missing"
'

test_case 'one whose upload brings no event is missed as well' '
	answers
	events input/a.png
	FFTPIPE_PIPELINE=./named.ini
	export FFTPIPE_PIPELINE
	failed_with "its companion [input.psf] is missing"
	FFTPIPE_INPUT_PREFIX="" handle 0 queue
	file_has err "skipped: its companion"
'

test_case 'a companion that is forbidden is not missing' '
	cp $uploads/input/a.png $uploads/calib/psf.png
	events input/a.png
	FFTPIPE_PIPELINE=./flat.ini
	export FFTPIPE_PIPELINE
	answers
	handle 0 queue
	answers "HEAD /uploads/calib/* 403 " "GET /uploads/calib/* 403 "
	failed_with "s3://uploads/calib/psf.png: the server answers 403"
	pairs
	for half in magnitude phase; do
		answers
		events pairs/a_$half.png
		handle 0 queue
		answers "HEAD *.png 403 "
		failed_with "the server answers 403"
	done
'

test_case 'one that could not be looked at is asked for another time' '
	pairs
	events pairs/a_phase.png
	answers "HEAD *.png 503 "
	failed_with "the server answers 503" TemporaryFailure
'

test_case 'no picture is made without the JSON that may be beside it' '
	pairs
	events pairs/a_phase.png
	for method in HEAD GET; do
		echo "{\"mag_min\": 0, \"mag_max\": 9}" >$uploads/pairs/a.json
		rm -rf $uploads/rebuilt
		answers "$method *.json 503 "
		failed_with "s3://uploads/pairs/a" TemporaryFailure
		file_has out ".json: the server answers 503"
		no [ -e $uploads/rebuilt ]
	done
	for method in HEAD GET; do
		rm -rf $uploads/rebuilt
		answers "$method *.json 403 "
		handle 0 queue
		[ -s $uploads/rebuilt/a_rebuilt.png ]
	done
	rm $uploads/pairs/a.json
'

test_case 'where nothing may be listed, jobs that lack nothing are done' '
	pairs
	events pairs/a_phase.png
	answers "HEAD *.json 403 " "HEAD /uploads/rebuilt/* 403 "
	handle 0 queue
'

test_case 'a bucket of outputs that has all the inputs is told' '
	answers
	events input/a.png
	FFTPIPE_OUTPUT_BUCKET=uploads FFTPIPE_OUTPUT_PREFIX=
	export FFTPIPE_OUTPUT_BUCKET FFTPIPE_OUTPUT_PREFIX
	failed_with "FFTPIPE_OUTPUT_BUCKET is the inputs"
	events elsewhere.png
	handle 0 queue
'

test_case 'what an older record was skipped for is in the log' '
	answers
	events input/a.png input/a.png
	handle 0 queue
	file_has err "s3://uploads/input/a.png: skipped: the event tells of a newer one"
'

test_case 'what there was no time for is in the log' '
	answers
	events input/a.png
	mock --timeout 0 queue.json -- "$lambda" >out 2>err || :
	file_has out itemIdentifier
	file_has err "s3://uploads/input/a.png: not begun: the time for this event"
'

test_case 'fftpipe-s3 tells what is forbidden from what is missing' '
	s3=$top_builddir/fftpipe-s3
	[ -x "$s3" ] || skip "fftpipe-s3 was not built"
	input=s3://uploads/input/a.png
	answers "HEAD /uploads/calib/* 403 " "GET /uploads/calib/* 403 "
	expect_fail 1 "$s3" run ./flat.ini $input
	stderr_has "s3://uploads/calib/psf.png: the server answers 403"
	answers "HEAD /uploads/output/* 403 " "HEAD *.json 403 "
	rm -rf $uploads/output
	expect_ok "$s3" run ./flat.ini $input --no-clobber
	[ -s $uploads/output/a_out.png ]
	rm $uploads/calib/psf.png
	answers
	expect_fail 1 "$s3" run ./flat.ini $input
	stderr_has "its companion [input.psf] is missing"
'

finish
