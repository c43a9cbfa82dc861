#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lambda-events.sh - every kind of event gets the answer that is documented

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lambda/lib.sh"
cloud_start

# Ours, and a folder of others'.
bucket=pictures-of-mine
others=fftpipe-123456789012
"$top_builddir/tests/make-picture" 64 48 1 8 1 a.png ||
	skip_all "tests/make-picture makes no picture"
echo hello >notes.txt
: >empty
cloud bucket $bucket \
	, put $bucket input/a.png a.png \
	, put $bucket input/sub/a.png a.png \
	, put $bucket input/c+d.png a.png \
	, put $bucket 'input/b + 100% été/x&y.png' a.png \
	, put $bucket input/notes.png notes.txt \
	, put $bucket input/empty.png empty \
	, put $bucket other/a.png a.png \
	, put $bucket output/a_magnitude.png a.png \
	, bucket $others \
	, put $others input/forest.png a.png \
	, put $others input/copy.png a.png \
	, put $others input/a.png a.png \
	, put $others input/b.png a.png \
	, put $others input/a+1.png a.png \
	, put $others 'input/a 1.png' a.png \
	, put $others input/big.png a.png \
	, put $others 'input/red flower.png' a.png \
	, put $others 'input/red flower + 100% été.png' a.png \
	, put $others 'input/red flower + 100% été/漢字 a&b=c.png' a.png \
	, put $others output/forest_magnitude.png a.png ||
	skip_all "moto_server takes no objects"
etag=$(cloud etag $bucket input/a.png)

# answer_all FOLDER EXPECTED - ask for all events at once, into answers/NAME.
answer_all() {
	rm -rf events answers lines
	mkdir events answers lines
	folder=$1
	# shellcheck disable=SC2046 # a list of names without blanks
	set -- $(sed 's/ .*//' "$2")
	for name; do
		sed -e "s/@ETAG@/$etag/" \
			-e "s/9b2cf535f27731c974343645a3985328/$etag/" \
			"$folder/$name.json" >"events/$name.json"
	done
	paths=
	for name; do
		paths="$paths events/$name.json"
	done
	# shellcheck disable=SC2086 # a list of files without blanks
	mock $paths -- "$lambda" >out 2>err || :
	for name; do
		IFS= read -r line || line=
		printf '%s\n' "$line" >"lines/$name"
	done <out
}

# check_all EXPECTED - a case for each.
check_all() {
	while read -r name call text; do
		export name call text
		test_case "event $name is answered as documented" '
			read -r number got status rest <"lines/$name"
			echo "$number $got $status $rest"
			[ "$got $status" = "$call 202" ]
			file_has "lines/$name" "$text"
		'
	done <"$1"
}

answer_all "$here/events" "$here/expected"
check_all "$here/expected"

test_case 'every event of the folder has an answer that is documented' '
	for file in "$here"/events/*.json; do
		name=$(basename "$file" .json)
		grep -q "^$name " "$here/expected" || { echo "$name"; exit 1; }
	done
'

test_case 'all were answered by one process that is still there' '
	tail -n 1 out
	[ "$(tail -n 1 out)" = "exit idle" ]
'

test_case 'poison in a batch keeps nothing else from being done' '
	cloud ls pictures-of-mine >keys
	file_has keys output/a_magnitude.png
	file_has keys output/a_phase.png
'

samples=$FFTPIPE_SHARED/aws/events
if [ -d "$samples" ]; then
	answer_all "$samples" "$here/expected-shared"
	check_all "$here/expected-shared"
else
	test_case 'the shared samples are answered as documented' '
		skip "the folder of shared samples is not here"
	'
fi
finish
