#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lambda-runtime.sh - the Runtime API in every state it can be in, and what is
# said while it is; no bucket is needed

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lambda/lib.sh"
costly

cp "$here/events/test.json" .
# shellcheck disable=SC2034 # bodies use it
fine='202 {"done":0,"skipped":1,"failed":0'

# said N CALL TEXT - the mock's line about event N has the text.
said() {
	grep -q "^$1 $2 " out || { cat out err; return 1; }
	grep "^$1 $2 " out >line
	file_has line "$3"
}

ended() {
	[ "$(tail -n 1 out)" = "exit $1" ] || { cat out err; return 1; }
}

# serve STATUS ARG... - the mock with two events, output in out and err.
serve() {
	wanted=$1
	shift
	got=0
	mock "$@" test.json test.json -- "$lambda" default >out 2>err || got=$?
	[ "$got" -eq "$wanted" ] || { cat out err; return 1; }
}

test_case 'events are answered one after the other' '
	serve 0
	said 1 response "$fine"
	said 2 response "$fine"
	ended idle
'

test_case 'names of headers may be in any case, values have blanks around' '
	serve 0 --fault lower@1
	said 1 response "$fine"
	said 2 response "$fine"
'

test_case 'the request id is enough of a header' '
	serve 0 --fault bare@1
	said 1 response "$fine"
'

test_long 'an event may be seconds in coming' '
	serve 0 --fault delay=6@1
	said 1 response "$fine"
	said 2 response "$fine"
'

test_case 'a connection that closes before the event is opened again' '
	serve 0 --fault refuse@1
	said 1 response "$fine"
	file_has err "the runtime API gave no event"
'

test_case 'a connection that closes in the middle of the event is, too' '
	serve 0 --fault cut@1
	said 1 response "$fine"
	said 2 response "$fine"
'

test_case 'after three useless tries for an event it ends' '
	got=0
	AWS_LAMBDA_RUNTIME_API=127.0.0.1:1 "$lambda" 2>err || got=$?
	[ "$got" -eq 1 ]
	[ "$(grep -c "gave no event" err)" -eq 3 ]
'

test_case 'an answer to an unknown request is told and the next one asked for' '
	serve 0 --fault id@1
	said 1 response 400
	said 1 response "$fine"
	said 2 response "$fine"
	file_has err "refused an answer: HTTP 400"
'

for status in 403 413; do
	export status
	test_case "after an answer refused with $status the next event is served" '
		serve 0 --fault "post=$status@1"
		said 1 response "$status"
		said 2 response "$fine"
		file_has err "refused an answer: HTTP $status"
		ended idle
	'
done

test_case 'a server that fails with 500 ends it at once' '
	serve 1 --fault post=500@1
	said 1 response 500
	ended 1
	serve 1 --fault next=500@2
	said 1 response "$fine"
	ended 1
'

test_case 'next refused ends it' '
	serve 1 --fault next=403@1
	ended 1
	file_has err "refused the next event: HTTP 403"
'

test_case 'an answer whose receipt is lost is not given up for' '
	serve 0 --fault lost@1
	said 2 response "$fine"
'

test_case 'an event of 6 MiB is read' '
	python3 - >large.json <<-\END
		import json
		event = json.load(open("test.json"))
		event["Padding"] = "x" * (6 * 1024 * 1024 - 400)
		print(json.dumps(event))
	END
	[ "$(wc -c <large.json)" -gt 6290000 ]
	mock large.json -- "$lambda" >out 2>err || { cat out err; exit 1; }
	said 1 response "$fine"
'

test_case 'an answer to thousands of records stays small' '
	python3 - >many.json <<-\END
		import json
		one = {"eventVersion": "2.1", "eventSource": "aws:s3",
		       "eventName": "ObjectRemoved:Delete",
		       "s3": {"bucket": {"name": "b" * 20},
		              "object": {"key": "input/" + "k" * 500}}}
		print(json.dumps({"Records": [one] * 6000}))
	END
	mock --answers . many.json -- "$lambda" >out 2>err ||
		{ cat out; exit 1; }
	[ "$(wc -c <1.json)" -lt 200000 ]
	file_has 1.json "\"skipped\":6000"
	file_has 1.json "\"unlisted\":"
'

test_case 'proxies are for other traffic' '
	http_proxy=http://127.0.0.1:1 HTTP_PROXY=http://127.0.0.1:1 \
		all_proxy=http://127.0.0.1:1 serve 0
	said 1 response "$fine"
'

# ---------------------------------------------------------------------------
# Reasons for not starting

# refused TEXT NAME=VALUE... - init/error says so, and the program ends with 1.
refused() {
	text=$1
	shift
	got=0
	env "$@" "$here/runtime-mock" test.json -- "$lambda" >out 2>err ||
		got=$?
	[ "$got" -eq 1 ]
	said 0 init-error "202 {\"errorMessage\":"
	said 0 init-error "\"errorType\":\"Runtime.ConfigInvalid\""
	said 0 init-error "$text"
	ended 1
}

test_case 'a pipeline that is not there keeps it from starting, with a hint' '
	refused "did you mean spectra?" FFTPIPE_PIPELINE=spectrra
'

test_case 'every mistake in a pipeline is told at once' '
	printf "[a]\nuse = fft2d-magnitud\nscale = lgo\nsave = {stem}.png\n" \
		>wrong.ini
	refused "did you mean fft2d-magnitude?" FFTPIPE_PIPELINE=./wrong.ini
	printf "[a]\nuse = fft2d-magnitude\nfrom = b\nsave = {stm}.png\n" \
		>wrong.ini
	refused "./wrong.ini:3: " FFTPIPE_PIPELINE=./wrong.ini
	said 0 init-error "./wrong.ini:4: "
'

test_case 'FFTPIPE_SET is checked, each line' '
	refused "--set 2: magnitude.scale" FFTPIPE_SET="
		magnitude.depth=16
		magnitude.scale=lgo
	"
'

test_case 'an output prefix that holds all inputs is refused' '
	refused "holds all of FFTPIPE_INPUT_PREFIX" FFTPIPE_OUTPUT_PREFIX=
	refused "holds all of FFTPIPE_INPUT_PREFIX" \
		FFTPIPE_INPUT_PREFIX=a/b FFTPIPE_OUTPUT_PREFIX=a
	refused "begins with a slash" FFTPIPE_INPUT_PREFIX=/input
'

test_case 'a plugin that crashes when it is loaded is a reason with its name' '
	printf "[a]\nuse = crash-at-load\nsave = {stem}.png\n" >crash.ini
	refused "crash-at-load" FFTPIPE_PIPELINE=./crash.ini \
		FFTPIPE_PLUGIN_PATH="$FFTPIPE_TEST_PLUGINDIR"
'

test_case 'a prefix that begins no key, and a bucket that is none, too' '
	refused "names a bucket, too, and is the beginning of keys; write" \
		FFTPIPE_INPUT_PREFIX=s3://b/in/
	refused "FFTPIPE_OUTPUT_PREFIX: \\\"../out\\\" has a part" \
		FFTPIPE_OUTPUT_PREFIX=../out
	refused "write \\\"results\\\"" FFTPIPE_OUTPUT_BUCKET=s3://results
	refused "FFTPIPE_OUTPUT_BUCKET: \\\"My Results\\\" is no bucket" \
		FFTPIPE_OUTPUT_BUCKET="My Results"
'

test_case 'without credentials it does not start' '
	refused "no AWS credentials" AWS_ACCESS_KEY_ID= \
		AWS_SECRET_ACCESS_KEY= AWS_CONFIG_FILE=/nowhere \
		AWS_SHARED_CREDENTIALS_FILE=/nowhere
	refused "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY" \
		AWS_SECRET_ACCESS_KEY=
	refused "there is no profile \\\"nope\\\"" AWS_ACCESS_KEY_ID= \
		AWS_SECRET_ACCESS_KEY= AWS_PROFILE=nope \
		AWS_CONFIG_FILE=/nowhere AWS_SHARED_CREDENTIALS_FILE=/nowhere
'

test_case 'nor with a region or an endpoint that is none' '
	refused "AWS_REGION: \\\"us east\\\" is no region" AWS_REGION="us east"
	for url in "127.0.0.1:x/y z" ftp://host http:// http://host:x \
		"http://a b" "https://host/?x"; do
		refused "AWS_ENDPOINT_URL_S3: \\\"$url\\\" is no endpoint" \
			AWS_ENDPOINT_URL_S3="$url"
	done
'

test_case 'with one that is, it does' '
	for url in 127.0.0.1:1 "http://[::1]:1" http://host/path/ \
		https://host.example; do
		AWS_ENDPOINT_URL_S3=$url serve 0
	done
'

test_case 'what the container answers is not waited for' '
	AWS_ACCESS_KEY_ID="" AWS_SECRET_ACCESS_KEY="" \
		AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:1/ serve 0
'

# ---------------------------------------------------------------------------
# What is said

test_case 'lines are text with time, level and request' '
	serve 0
	grep -Eq "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z INFO 00000000-0000-4000-8000-000000000001 skipped: s3:TestEvent" err
'

test_case 'or JSON objects that Lambda can filter' '
	AWS_LAMBDA_LOG_FORMAT=JSON serve 0
	python3 - <<-\END
		import json, re
		lines = [json.loads(line) for line in open("err")]
		one = lines[0]
		assert one["level"] == "INFO", one
		assert one["requestId"].endswith("1"), one
		assert one["message"].startswith("skipped: "), one
		assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z",
		                    one["timestamp"]), one
	END
'

test_case 'what is below the level asked for is not said' '
	AWS_LAMBDA_LOG_LEVEL=WARN serve 0
	! [ -s err ] || { cat err; exit 1; }
'

test_case 'nothing in a text gets out of its line' '
	printf "{\"a\\\\nb\\\\u001b[31m\\\\\"\": 1}" >evil.json
	AWS_LAMBDA_LOG_FORMAT=JSON mock evil.json -- "$lambda" >out 2>err || :
	[ "$(wc -l <err)" -eq 1 ]
	python3 -c "import json; json.loads(open(\"err\").read())"
	said 1 error "a\\\\x0ab"
'

# ---------------------------------------------------------------------------
# Calls

test_case 'without an API, an event or a queue it says what to do' '
	expect_fail 2 "$lambda"
	stderr_has "give --event FILE or --worker QUEUE_URL"
	expect_fail 2 "$lambda" --event a --worker http://127.0.0.1:1/q
	expect_fail 2 "$lambda" --health 1 --event a
	expect_fail 2 "$lambda" --wrker x
	stderr_has "did you mean --worker?"
	expect_fail 2 "$lambda" --event nowhere.json
	stderr_has "nowhere.json: cannot read it: No such file"
	expect_fail 2 "$lambda" --worker ftp://x
	stderr_has "is no queue"
	expect_ok "$lambda" --help
	stdout_has "FFTPIPE_OUTPUT_PREFIX"
'

test_case 'an event comes from a file or from standard input' '
	expect_ok "$lambda" --event test.json
	stdout_has "\"skipped\":1"
	cat >unknown.json <<-\END
		{"hello": "world"}
	END
	got=0
	"$lambda" --event - <unknown.json >out 2>err || got=$?
	[ "$got" -eq 1 ]
	file_has out "Function.UnsupportedEvent"
'

test_case 'the official emulator is answered' '
	have aws-lambda-rie || skip "aws-lambda-rie is not here"
	have curl || skip "curl is not here"
	api=$("$here/cloud.py" port) door=$("$here/cloud.py" port)
	server aws-lambda-rie --runtime-api-address "127.0.0.1:$api" \
		--runtime-interface-emulator-address "127.0.0.1:$door" \
		"$lambda" default
	until_it connects "$door"
	curl -s -d @test.json \
		"http://127.0.0.1:$door/2015-03-31/functions/function/invocations" \
		>out
	kill "$!"
	file_has out "\"skipped\":1"
'
finish
