#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lambda-s3.sh - pictures in buckets, by the events that they cause

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lambda/lib.sh"
costly
cloud_start

mkdir in there
for n in 1 2 3; do
	"$top_builddir/tests/make-picture" $((40 * n)) 50 1 8 $n in/$n.png ||
		skip_all "tests/make-picture makes no picture"
done
cp "$top_srcdir/docs/sample.png" in/sample.png
fftpipe run spectra in/*.png -o local --quiet
cloud bucket uploads , bucket results \
	, put uploads input/1.png in/1.png , put uploads input/a/b/2.png in/2.png \
	, put uploads input/3.png in/3.png , put uploads input/sample.png in/sample.png \
	, put uploads input/hidden.txt "$top_srcdir/README.md"

# Events of objects in "uploads", by name.
event() {
	cloud event uploads "$1"
}
event input/1.png >1.json
event input/a/b/2.png >2.json
event input/3.png >3.json
event input/sample.png >sample.json

# serve ARG... - the mock; its lines in out, the program's in err.
serve() {
	mock "$@" >out 2>err || { cat out err; return 1; }
}

said() {
	grep -q "^$1 $2 " out || { cat out err; return 1; }
	grep "^$1 $2 " out >line
	file_has line "$3"
}

# same KEY FILE - the object's bytes are the file's.
same() {
	rm -f there/one
	cloud get "${bucket:-uploads}" "$1" there/one
	cmp there/one "$2"
}

test_case 'outputs are the bytes that fftpipe run makes' '
	serve 1.json 2.json sample.json -- "$lambda"
	same output/1_magnitude.png local/1_magnitude.png
	same output/1_phase.png local/1_phase.png
	same output/a/b/2_magnitude.png local/2_magnitude.png
	same output/a/b/2_phase.png local/2_phase.png
	same output/sample_magnitude.png local/sample_magnitude.png
	same output/sample_phase.png local/sample_phase.png
'

test_case 'they say what they hold, and what of' '
	cloud meta uploads output/1_magnitude.png >meta
	cat meta
	file_has meta "Content-Type: image/png"
	grep -Eq "^fftpipe: [0-9a-f]{64}$" meta
	sort meta | sed -n "s/^facts-.: //p" | tr -d "\n" >facts
	file_has facts "\"mag_min\":"
	file_has facts "\"mag_max\":"
	file_has meta "source-key: input/1.png"
	file_has meta "source-etag: $(cloud etag uploads input/1.png)"
	cloud meta uploads output/1_phase.png >meta
	file_has meta "source-key: input/1.png"
	file_lacks meta mag_min
'

test_case 'a second function puts the pairs together' '
	export FFTPIPE_PIPELINE=reconstruct FFTPIPE_INPUT_PREFIX=output/ \
		FFTPIPE_OUTPUT_PREFIX=rebuilt/
	for half in 1_phase 1_magnitude a/b/2_phase sample_magnitude; do
		event "output/$half.png" >"$(basename $half).json"
	done
	serve 1_phase.json 1_magnitude.json 2_phase.json \
		sample_magnitude.json -- "$lambda"
	said 1 response "\"outputs\":[\"rebuilt/1_rebuilt.png\"]"
	said 2 response "\"outputs\":[\"rebuilt/1_rebuilt.png\"]"
	said 3 response "\"outputs\":[\"rebuilt/a/b/2_rebuilt.png\"]"
	(cd local && fftpipe run reconstruct ./*_magnitude.png --quiet)
	same rebuilt/1_rebuilt.png local/1_rebuilt.png
	same rebuilt/a/b/2_rebuilt.png local/2_rebuilt.png
	same rebuilt/sample_rebuilt.png local/sample_rebuilt.png
'

test_case 'the first half of a pair waits for the second' '
	export FFTPIPE_PIPELINE=reconstruct FFTPIPE_INPUT_PREFIX=output/ \
		FFTPIPE_OUTPUT_PREFIX=rebuilt/
	cloud put uploads output/x_magnitude.png local/1_magnitude.png \
		, put uploads output/y_phase.png local/1_phase.png
	event output/x_magnitude.png >x.json
	event output/y_phase.png >y.json
	serve x.json y.json -- "$lambda"
	said 1 response "its companion [input.phase] is missing"
	said 2 response "which is missing"
	cloud put uploads output/x_phase.png local/1_phase.png
	event output/x_phase.png >x.json
	serve x.json -- "$lambda"
	said 1 response "\"outputs\":[\"rebuilt/x_rebuilt.png\"]"
'

test_case 'an object that matches no pattern is skipped, with a line' '
	cloud put uploads output/1.png local/1_magnitude.png
	event output/1.png >other.json
	FFTPIPE_PIPELINE=reconstruct FFTPIPE_INPUT_PREFIX=output/ \
		FFTPIPE_OUTPUT_PREFIX=rebuilt/ serve other.json -- "$lambda"
	said 1 response "does not match files"
	file_has err "does not match files"
'

test_case 'what this pipeline made is never worked on, wherever it lies' '
	cloud ls uploads >before
	cloud copy uploads output/1_magnitude.png input/copy.png
	event input/copy.png >copy.json
	serve copy.json -- "$lambda"
	said 1 response "this same pipeline made it"
	printf "[input]\n[a]\nsave = {stem}_a.tif\n" >other.ini
	FFTPIPE_PIPELINE=./other.ini serve copy.json -- "$lambda"
	said 1 response "output/copy_a.tif"
'

test_case 'settings: a pipeline of its own, overrides, prefixes, a bucket' '
	printf "[input]\ncolor = gray\n[m]\nuse = fft2d-magnitude\n%s" \
		"save = {dir}/{stem}.tif" >own.ini
	cloud put uploads own.ini own.ini
	export FFTPIPE_PIPELINE=s3://uploads/own.ini FFTPIPE_OUTPUT_BUCKET=results \
		FFTPIPE_INPUT_PREFIX=input/a FFTPIPE_OUTPUT_PREFIX= \
		FFTPIPE_SET="m.depth=16
			m.scale=sqrt"
	serve 2.json -- "$lambda"
	said 1 response "\"outputs\":[\"b/2.tif\"]"
	fftpipe run own.ini in/2.png -o local --quiet --set m.depth=16 \
		--set m.scale=sqrt
	bucket=results same b/2.tif local/2.tif
'

test_case 'a pipeline that is no object is a reason not to start' '
	FFTPIPE_PIPELINE=s3://uploads/nowhere.ini mock 1.json -- "$lambda" \
		>out 2>err || :
	said 0 init-error "FFTPIPE_PIPELINE: "
	said 0 init-error "404"
'

test_case 'a newer upload is left to its own event' '
	cloud put uploads input/3.png in/1.png
	serve 3.json -- "$lambda"
	said 1 response "a newer upload took its place"
	cloud ls uploads >keys
	file_lacks keys output/3_
	cloud put uploads input/3.png in/3.png
'

test_case 'a picture that is none is an error that names it' '
	event input/hidden.txt >hidden.json
	serve hidden.json 1.json -- "$lambda"
	said 1 error "s3://uploads/input/hidden.txt: "
	said 1 error "\"errorType\":\"Function.JobFailed\""
	said 2 response "\"done\":1"
'

test_case 'a plugin that crashes is one record, the next event is served' '
	printf "[input]\nfiles=*\n[a]\nuse = aborts\nsave = {stem}.png\n" >crash.ini
	FFTPIPE_PIPELINE=./crash.ini \
		FFTPIPE_PLUGIN_PATH=$FFTPIPE_TEST_PLUGINDIR \
		serve 1.json 2.json -- "$lambda"
	said 1 error "crashed with signal 6"
	said 2 error "crashed with signal 6"
	[ "$(tail -n 1 out)" = "exit idle" ]
'

test_case 'what would take too long is given up in time, with an error' '
	printf "[input]\nfiles=*\n[a]\nuse = hangs\nsave = {stem}.png\n" >hangs.ini
	FFTPIPE_PIPELINE=./hangs.ini \
		FFTPIPE_PLUGIN_PATH=$FFTPIPE_TEST_PLUGINDIR \
		serve --timeout 3 1.json -- "$lambda"
	said 1 error "\"errorType\":\"Function.DeadlineReached\""
	[ "$(tail -n 1 out)" = "exit idle" ]
'

test_case 'each job has a line of metrics, the first one says cold' '
	AWS_LAMBDA_FUNCTION_NAME=spectra serve sample.json 1.json -- "$lambda"
	grep _aws err >metrics
	python3 - <<-\END
		import json
		first, second = [json.loads(line) for line in open("metrics")]
		names = [m["Name"] for m in
		         first["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
		assert all(isinstance(first[n], (int, float)) for n in names)
		assert first["FunctionName"] == "spectra"
		assert first["ColdStart"] == 1 and second["ColdStart"] == 0
		assert first["Pixels"] == 512 * 512, first
		assert first["BytesIn"] == 140205, first
		assert first["Read"] > 0 and first["Write"] > 0
		assert first["Transform"] > 0 and first["Save"] > 0
		assert first["key"] == "input/sample.png"
		assert first["traceId"].startswith("Root=1-"), first
		assert first["requestId"].endswith("1"), first
	END
'

test_case 'workers know no credentials, and cannot get at them' '
	printf "[input]\nfiles=*\n[a]\nuse = hunts\nsave = {stem}_h.png\n" >hunts.ini
	export FFTPIPE_PIPELINE=./hunts.ini \
		FFTPIPE_PLUGIN_PATH=$FFTPIPE_TEST_PLUGINDIR
	serve 1.json -- "$lambda"
	said 1 response "output/1_h.png"
'

test_case 'the same plugin finds them where nothing is kept from it' '
	expect_fail 1 fftpipe run ./hunts.ini in/1.png -o free \
		--plugin-dir "$FFTPIPE_TEST_PLUGINDIR"
	stderr_has "hunts: load: environment"
'

test_case 'as another user neither' '
	[ "$(id -u)" -eq 0 ] || skip "only root may become another user"
	have setpriv || skip "setpriv is not here"
	become="setpriv --reuid=65534 --regid=65534 --clear-groups"
	$become test -x "$lambda" || skip "others may not enter the build folder"
	chmod 755 "$tmp" "$tmp/work"
	export FFTPIPE_PIPELINE=./hunts.ini \
		FFTPIPE_PLUGIN_PATH=$FFTPIPE_TEST_PLUGINDIR
	serve 1.json -- $become "$lambda"
	said 1 response "output/1_h.png"
'

# Anonymous memory may move by what malloc keeps for later.
no_growth() {
	read -r word fds kib <<-END
		$(grep "^growth" out)
	END
	echo "$word: $fds descriptors, $kib KiB"
	[ "$fds" -eq 0 ]
	[ "$SANITIZERS" != no ] || [ "$kib" -le 512 ]
}

test_case '60 events in a row grow nothing' '
	serve --growth 20 --repeat 20 1.json 2.json 3.json -- "$lambda"
	[ "$(grep -c "response 202 .\"done\":1" out)" -eq 60 ]
	no_growth
'

test_long '500 events in a row grow nothing' '
	serve --growth 100 --repeat 125 1.json 2.json 3.json hidden.json \
		-- "$lambda"
	[ "$(grep -c "response 202 .\"done\":1" out)" -eq 375 ]
	[ "$(grep -c "error 202 " out)" -eq 125 ]
	no_growth
'
finish
