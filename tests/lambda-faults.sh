#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever call fails in fftpipe-lambda, at whatever moment: no crash, no hang,
# no leak, no partial or wrong object; and who sent the event is told of
# success only if all outputs are there, else which record failed, or gets no
# answer.  As cli-faults.sh; workers start without what stands before the C
# library, so that these are the faults of their owner.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lambda/lib.sh"
. "$top_srcdir/tests/lib-servers.sh"
. "$top_srcdir/tests/lib-faults.sh"
costly

mkdir -p store/uploads/input
bucket_start store
AWS_ENDPOINT_URL=$bucket_url
# Another try waits 0.2 seconds at most, a second one 0.4.
AWS_MAX_ATTEMPTS=2
# OpenSSL forgets a block when there is no memory to open its configuration,
# libcurl 7.88 one when there is none to keep an address: both once a run.
leak_most=1
export AWS_ENDPOINT_URL AWS_MAX_ATTEMPTS
for i in 1 2 3; do
	"$top_builddir/tests/make-picture" 48 40 3 8 $i \
		store/uploads/input/$i.png || exit 1
done

# What an upload is told of in, one event of each way to answer.
python3 - <<'END' || exit 1
import hashlib
import json


def record(number):
    with open("store/uploads/input/%d.png" % number, "rb") as file:
        body = file.read()
    return {"eventVersion": "2.1", "eventSource": "aws:s3",
            "awsRegion": "us-west-2", "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": "uploads"},
                   "object": {"key": "input/%d.png" % number,
                              "size": len(body), "sequencer": "0%d" % number,
                              "eTag": hashlib.md5(body).hexdigest()}}}


def write(name, event):
    with open(name, "w") as file:
        json.dump(event, file)


write("plain.json", {"Records": [record(n) for n in (1, 2, 3)]})
write("queue.json", {"Records": [
    {"messageId": "message-%d" % n, "eventSource": "aws:sqs",
     "body": json.dumps({"Records": [record(n)]})} for n in (1, 2, 3)]})
write("batch.json", {
    "invocationSchemaVersion": "2.0", "invocationId": "one",
    "job": {"id": "job"}, "tasks": [
        {"taskId": "task-%d" % n, "s3Bucket": "uploads",
         "s3Key": "input/%d.png" % n} for n in (1, 2, 3)]})
END

made='store/uploads/output store/about/uploads/output'
run() {
	faulty "$lambda" --event "$1.json"
}

# What is promised of an answer, whatever shape it has.
cat >judge.py <<'END'
import json
import os
import sys

kind, path, fault = sys.argv[1:]
with open(path) as file:
    text = file.read()
answer = json.loads(text)
wanted = {n: ["output/%d_%s.png" % (n, part)
              for part in ("magnitude", "phase")] for n in (1, 2, 3)}
there = {n: all(os.path.exists("store/uploads/" + key) for key in keys)
         for n, keys in wanted.items()}
told = ""
if "errorType" in answer:
    told = answer["errorMessage"]
    # A failure of the whole event, or of records that have names.
    if not told or "(null)" in text:
        print("an error without a reason:", text)
    if answer["errorType"] not in ("Function.OutOfMemory",
                                   "Runtime.ConfigInvalid") and \
            "s3://uploads/input/" not in told:
        print("an error that names no object:", text)
elif kind == "plain":
    if answer["done"] != 3 or answer["failed"] or answer["skipped"]:
        print("no success, and no error:", text)
    for n, record in enumerate(answer["records"], 1):
        if record["outputs"] != wanted[n] or record["status"] != "done":
            print("an answer that lacks something:", text)
    if len(answer["records"]) != 3 or not all(there.values()):
        print("told as done:", text)
elif kind == "queue":
    failed = [item["itemIdentifier"] for item in answer["batchItemFailures"]]
    for n in wanted:
        if not there[n] and "message-%d" % n not in failed:
            print("message", n, "is lost:", text)
else:
    results = {one["taskId"]: one for one in answer["results"]}
    for n in wanted:
        one = results["task-%d" % n]
        if one["resultCode"] == "Succeeded" and (
                not there[n] or one["resultString"].split() != wanted[n]):
            print("task", n, "is told as done:", text)
        if one["resultCode"] != "Succeeded" and not one["resultString"]:
            print("task", n, "has no reason:", text)
        # Why a worker that lives is not heard, its plugin's doing or not, is
        # not told apart.
        if one["resultCode"] == "PermanentFailure" and fault == "memory" and \
                "could not be heard" not in one["resultString"]:
            print("task", n, "is given up:", text)
END

# Not by a name that may be a script: thousands of answers are judged.
python=$(python3 -c 'import sys; print(sys.executable)')
judge_more() {
	if ! [ -s stdout ]; then # the event comes again
		[ "$status" -ne 0 ] || bad 'no answer, and no failure'
		return 0
	fi
	wrong=$("$python" -I -S judge.py "$options" stdout "$kind" 2>&1) ||
		bad "judge.py: $wrong"
	[ -z "$wrong" ] || bad "$wrong"
}

for kind in memory read write open map fork channel; do
	test_case "an event of S3 survives failures: $kind" '
		sweep "$kind" plain
	'
done
for kind in memory channel; do
	test_case "messages of a queue survive failures: $kind" '
		sweep "$kind" queue
	'
	test_case "tasks of S3 Batch Operations survive failures: $kind" '
		sweep "$kind" batch
	'
done

finish
