#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lambda-harm.sh - servers that fail and a program that is killed: every record
# ends done or reported, no object is half written, and asking again repairs

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lambda/lib.sh"
costly
cloud_start

mkdir in
set --
for n in 1 2 3 4; do
	"$top_builddir/tests/make-picture" $((150 * n)) 200 1 8 $n in/$n.png ||
		skip_all "tests/make-picture makes no picture"
	set -- "$@" , put uploads input/$n.png in/$n.png
done
fftpipe run spectra in/*.png -o local --quiet
cloud bucket uploads "$@"
for n in 1 2 3 4; do
	cloud event uploads input/$n.png >$n.json
done

# Every output that is there is whole; prints how many there are.
whole() {
	cloud ls uploads >keys
	set --
	while read -r key; do
		case $key in
		output/*)
			set -- "$@" , get uploads "$key" "there/${key#output/}"
			;;
		esac
	done <keys
	rm -rf there
	mkdir there
	shift $(($# > 0))
	[ $# -eq 0 ] || cloud "$@"
	for file in there/*; do
		[ -f "$file" ] || continue
		cmp "$file" "local/${file#there/}" || return 1
	done
	grep -c "^output/" keys || :
}

faulty=$(cloud port)

# against_faulty EVERY REPEAT - all events, with a server that fails.
against_faulty() {
	server "$here/faulty" "$faulty" "$port" "$1"
	bad=$!
	until_it connects "$faulty"
	got=0
	AWS_ENDPOINT_URL=http://127.0.0.1:$faulty mock --timeout 4 \
		--repeat "$2" 1.json 2.json 3.json 4.json -- "$lambda" \
		>out 2>err || got=$?
	kill "$bad"
	[ "$got" -eq 0 ] || { cat out err; return 1; }
	grep -v _aws err | tail -n 40
	[ "$(tail -n 1 out)" = "exit idle" ]
	[ "$(grep -Ec " (response|error) 202 " out)" -eq $(($2 * 4)) ]
	# What failed says what, and of which object.
	if grep " error " out | grep -v "s3://uploads/"; then
		return 1
	fi
	whole
}

test_case 'with a server that fails now and then every record is answered' '
	against_faulty 4 3
	[ "$(grep -c "\"done\":1" out)" -ge 6 ]
'

test_case 'asking again repairs what is missing' '
	mock 1.json 2.json 3.json 4.json -- "$lambda" >out 2>err
	[ "$(grep -c "\"done\":1" out)" -eq 4 ]
	[ "$(whole)" = 8 ]
'

test_long 'the same with a server that fails more often than not' '
	against_faulty 2 12
	mock 1.json 2.json 3.json 4.json -- "$lambda" >out 2>err
	[ "$(whole)" = 8 ]
'

# A body that never comes whole may come whole tomorrow.
test_case 'S3 Batch Operations is to ask again for what was cut' '
	cat >batch.json <<-"END"
		{"invocationSchemaVersion": "1.0", "invocationId": "i",
		 "job": {"id": "j"}, "tasks": [
		 {"taskId": "cut", "s3Key": "input/1.png", "s3VersionId": null,
		  "s3BucketArn": "arn:aws:s3:::uploads"},
		 {"taskId": "odd", "s3Key": "input/./1.png", "s3VersionId": null,
		  "s3BucketArn": "arn:aws:s3:::uploads"}]}
	END
	server "$here/faulty" "$faulty" "$port" 1 cut
	bad=$!
	until_it connects "$faulty"
	AWS_ENDPOINT_URL=http://127.0.0.1:$faulty AWS_MAX_ATTEMPTS=2 \
		"$lambda" --event batch.json >out 2>err || :
	kill "$bad"
	cat out err
	python3 - out >codes <<-"END"
		import json, sys
		for one in json.load(open(sys.argv[1]))["results"]:
		    print(one["taskId"], one["resultCode"])
	END
	file_has codes "cut TemporaryFailure"
	file_has codes "odd PermanentFailure"
'

# killed_at SECONDS... - kill -9 so long after an event was handed out.
killed_at() {
	for seconds; do
		cloud empty uploads output/
		mock --after "$seconds" 1.json 2.json 3.json 4.json \
			-- "$lambda" >out 2>err || :
		echo "after $seconds: $(tail -n 1 out), $(whole) outputs"
	done
	mock 1.json 2.json 3.json 4.json -- "$lambda" >out 2>err
	[ "$(whole)" = 8 ]
}

test_case 'killed at any moment it leaves no part of an object' '
	killed_at 0.001 0.01 0.02 0.04 0.08
'

test_long 'killed at many more moments, too' '
	killed_at $(python3 -c "
import random
random.seed(7)
print(*[\"%.3f\" % random.uniform(0, 0.3) for _ in range(60)])")
'
finish
