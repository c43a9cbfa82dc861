#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From an empty account to spectra of a picture and back, on this machine: moto
# plays AWS.  FFTPIPE_REHEARSE names the triggers; all of them where it is unset
# and time does not matter.  With FFTPIPE_REHEARSE_IMAGE=fftpipe:lambda it is the
# image's program that runs, by buildah.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lib-cloud.sh"
. "$top_srcdir/tests/lib-rehearsal.sh"

: "${FFTPIPE_REHEARSE=${FFTPIPE_LONG:+s3 sqs eventbridge}}"
[ -n "$FFTPIPE_REHEARSE" ] ||
	skip_all 'takes minutes; make check-cloud and make check-long run it'
[ "$SANITIZERS" = no ] || skip_all 'the plain build rehearses'
[ -x "$top_builddir/fftpipe-lambda" ] ||
	skip_all 'fftpipe-lambda is not built: configure found no libcurl'
for program in aws moto_server python3; do
	have "$program" || skip_all "$program is not installed"
done

# A source tree as far as cloud.sh sees it.
copy_terraform "$tmp/tree/terraform"
mkdir -p "$tmp/tree/docs" "$tmp/tree/docker" || exit 1
cp "$top_srcdir/docs/sample.png" "$tmp/tree/docs/" || exit 1
printf '#!/bin/sh\n[ "$*" = "--arch amd64 lambda" ]\n' >"$tmp/tree/docker/build"
chmod +x "$tmp/tree/docker/build"
MANIFEST=$tmp/manifest
export MANIFEST
write_manifest "$top_builddir/fftpipe-lambda" >"$MANIFEST"
make_stand_ins "$tmp/bin"
make_function "$tmp/bin/function" || exit 1
cloud=$tmp/tree/terraform/cloud.sh
tf="terraform -chdir=$tmp/tree/terraform"
bucket=fft-pipeline-123456789012
trap 'stop_moto; remove_function; [ -n "${FFTPIPE_KEEP-}" ] || rm -rf "$tmp"' EXIT

# What moto does otherwise than AWS, all of it: these files are the list.
cat >"$tmp/tree/terraform/moto_override.tf" <<-END
	provider "aws" {
	  s3_use_path_style = true
	}
	# Moto acts on it, but does not give it back.
	resource "aws_s3_bucket_notification" "uploads" {
	  lifecycle {
	    ignore_changes = [eventbridge]
	  }
	}
END
cat >"$tmp/tree/terraform/function/moto_override.tf" <<-END
	resource "aws_lambda_function" "this" {
	  lifecycle {
	    ignore_changes = [image_config, logging_config]
	  }
	}
	# Moto gives the policy back with other blanks.
	resource "aws_sqs_queue" "uploads" {
	  lifecycle {
	    ignore_changes = [redrive_policy]
	  }
	}
	# It would take the messages, for a function that cannot run.
	resource "aws_lambda_event_source_mapping" "uploads" {
	  enabled = false
	}
END

# leave_out TYPE - a resource of the root
leave_out() {
	cat >"$tmp/tree/terraform/$1_override.tf" <<-END
		resource "aws_s3_bucket_$1" "pictures" {
		  count = 0
		}
	END
}

# ---------------------------------------------------------------------------
# How an upload becomes an event

# wait_until COMMAND... - it succeeds, while cloud.sh is running
wait_until() {
	until "$@" >/dev/null 2>&1; do
		kill -0 "$up" 2>/dev/null || return 1
		sleep 2
	done
}

# Trigger s3: the bucket's rules are read, one that matches KEY is looked for,
# and the function that it names must let the bucket in.
event_s3() {
	aws s3api get-bucket-notification-configuration --bucket "$bucket" \
		--output json >rules.json
	aws s3api head-object --bucket "$bucket" --key "$1" --output json \
		>object.json
	with_json '
key, bucket, object = sys.argv[1], sys.argv[2], json.load(open("object.json"))
def matches(rule):
    f = {r["Name"].lower(): r["Value"] for r in rule["Filter"]["Key"]["FilterRules"]}
    return key.startswith(f["prefix"]) and key.endswith(f["suffix"])
rule, = filter(matches, it["LambdaFunctionConfigurations"])
print(rule["LambdaFunctionArn"].split(":")[-1])
json.dump({"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3",
    "awsRegion": "us-west-2", "eventTime": "2026-03-14T15:09:26.535Z",
    "eventName": "ObjectCreated:Put", "s3": {"s3SchemaVersion": "1.0",
    "configurationId": rule["Id"], "bucket": {"name": bucket,
    "arn": "arn:aws:s3:::" + bucket}, "object": {"key": key,
    "size": object["ContentLength"], "eTag": object["ETag"].strip("\""),
    "sequencer": "0066F5A1B2C3D4E5F6"}}}]}, open("event.json", "w"))' \
		"$1" "$bucket" <rules.json >function
	aws lambda get-policy --function-name "$(cat function)" --query Policy \
		--output text >policy
	file_has policy '"s3.amazonaws.com"'
	file_has policy "arn:aws:s3:::$bucket"
}

# receive QUEUE - its messages, as Lambda hands them over; fails for none
receive() {
	aws sqs receive-message --queue-url "$AWS_ENDPOINT_URL/123456789012/$1" \
		--max-number-of-messages 10 --output json >messages.json
	[ -s messages.json ] && with_json '
json.dump({"Records": [{"messageId": m["MessageId"],
    "receiptHandle": m["ReceiptHandle"], "body": m["Body"], "attributes": {},
    "eventSource": "aws:sqs", "awsRegion": "us-west-2",
    "eventSourceARN": "arn:aws:sqs:us-west-2:123456789012:" + sys.argv[1]}
    for m in it["Messages"]]}, open("event.json", "w"))' "$1" <messages.json
}

# Trigger sqs: moto fills the queue itself.  A queue that was just made has a
# test event, too.
event_sqs() {
	case $1 in
	output/*) echo fft-processor-reconstruct ;;
	*) echo fft-processor ;;
	esac >function
	receive "$(cat function)-uploads"
	file_has event.json "$(basename "$1")"
}

# Trigger eventbridge: the rule gets a second target, where one can see what it
# lets through.
tap() {
	aws events describe-rule --name "$1-uploads" &&
	aws sqs create-queue --queue-name "$1-tap" &&
	aws events put-targets --rule "$1-uploads" --targets \
		"Id=tap,Arn=arn:aws:sqs:us-west-2:123456789012:$1-tap"
}

untap() {
	aws events remove-targets --rule "$1-uploads" --ids tap &&
	aws sqs delete-queue \
		--queue-url "$AWS_ENDPOINT_URL/123456789012/$1-tap"
}

event_eventbridge() {
	event_sqs "$1" 2>/dev/null || :
	receive "$(cat function)-tap"
	with_json '
event, = [r["body"] for r in it["Records"] if sys.argv[1] in r["body"]]
print(event)' "$(basename "$1")" <event.json >event
	mv event event.json
	aws lambda get-policy --function-name "$(cat function)" --query Policy \
		--output text >policy
	file_has policy '"events.amazonaws.com"'
}

# ---------------------------------------------------------------------------
# The acts

have_upload() {
	aws s3api head-object --bucket "$bucket" --key input/sample.png
}

from_nothing() {
	# To moto it denies everything: it comes last.
	leave_out policy
	# The provider waits a minute for these rules: once is enough.
	[ "$mode" = sqs ] || leave_out lifecycle_configuration
	SECONDS_TO_WAIT=30 "$cloud" --yes up >up.log 2>&1 &
	up=$!
	if [ "$mode" = eventbridge ]; then
		wait_until tap fft-processor
		wait_until tap fft-processor-reconstruct
	fi
	wait_until have_upload || {
		cat up.log
		return 1
	}
	"event_$mode" input/sample.png
	take_on "$(cat function)"
	invoke event.json
	wait "$up" || {
		cat up.log
		return 1
	}
	file_has up.log source-etag
}

rebuild() {
	"event_$mode" output/sample_phase.png
	file_has function fft-processor-reconstruct
	take_on fft-processor-reconstruct
	invoke event.json
	aws s3 cp --no-progress "s3://$bucket/rebuilt/sample_rebuilt.png" .
	expect_ok fftpipe run reconstruct sample_magnitude.png -o local
	cmp sample_rebuilt.png local/sample_rebuilt.png
}

# What the function would have written to its log is put there for it.
looked_at() {
	expect_ok "$cloud" status
	stdout_has "pictures go to s3://$bucket/input/"
	stdout_has 'given up: 0, in '
	log='--log-group-name /aws/lambda/fft-processor --log-stream-name one'
	# shellcheck disable=SC2086 # words on purpose
	aws logs create-log-stream $log
	# shellcheck disable=SC2086
	aws logs put-log-events $log --log-events \
		"timestamp=$(($(date +%s) * 1000)),message=done-in-72-ms"
	"$cloud" logs >said 2>&1 &
	logs=$!
	tries=60
	until grep -q done-in-72-ms said || [ "$tries" -eq 0 ]; do
		tries=$((tries - 1))
		sleep 1
	done
	kill "$logs"
	file_has said done-in-72-ms
}

# refused COMMAND... - for want of a right, and for nothing else
refused() {
	if as_role aws "$@" >answer 2>&1; then
		echo "allowed: $*"
		return 1
	fi
	if ! grep -q -e 'AccessDenied' -e '(403)' answer ||
	    grep -q SignatureDoesNotMatch answer; then
		echo "$*"
		cat answer
		return 1
	fi
}

enforced() {
	take_on fft-processor
	aws iam create-user --user-name admin
	aws iam put-user-policy --user-name admin --policy-name all \
		--policy-document '{"Version": "2012-10-17", "Statement":
			[{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
	keys=$(aws iam create-access-key --user-name admin --output text \
		--query 'AccessKey.[AccessKeyId, SecretAccessKey]')
	AWS_ACCESS_KEY_ID=${keys%%[!A-Z0-9]*}
	AWS_SECRET_ACCESS_KEY=${keys##*[ 	]}
	aws s3 mb s3://somebody-elses
	aws s3 cp --no-progress sample_phase.png s3://somebody-elses/input/x.png
	aws s3 rm "s3://$bucket/output/sample_phase.png"
	event_s3 input/sample.png
	enforce 0
	trap "enforce inf" EXIT

	invoke event.json
	aws s3 cp --no-progress "s3://$bucket/output/sample_phase.png" again.png
	cmp again.png sample_phase.png
	as_role aws s3api get-object --bucket "$bucket" \
		--key input/missing.png x >answer 2>&1 || :
	file_has answer NoSuchKey

	refused s3api list-buckets
	refused s3api list-objects-v2 --bucket somebody-elses
	refused s3api get-object --bucket somebody-elses --key input/x.png x
	refused s3api put-object --bucket somebody-elses --key output/x.png
	refused s3api put-object --bucket "$bucket" --key input/x.png
	refused s3api put-object --bucket "$bucket" --key x.png
	refused s3api get-object --bucket "$bucket" \
		--key output/sample_phase.png x
	refused s3api delete-object --bucket "$bucket" --key input/sample.png
	refused s3api delete-object --bucket "$bucket" \
		--key output/sample_phase.png
	refused s3api get-bucket-policy --bucket "$bucket"
	refused s3api put-bucket-versioning --bucket "$bucket" \
		--versioning-configuration Status=Enabled
	refused s3api delete-bucket --bucket "$bucket"
	refused sqs receive-message --queue-url \
		"$AWS_ENDPOINT_URL/123456789012/fft-processor-failed"
	refused logs create-log-group --log-group-name /aws/lambda/other
	refused logs filter-log-events --log-group-name /aws/lambda/fft-processor
	refused ecr describe-repositories
	refused iam list-roles

	enforce inf
	aws s3 rb --force s3://somebody-elses
	aws iam delete-access-key --user-name admin \
		--access-key-id "$AWS_ACCESS_KEY_ID"
	aws iam delete-user-policy --user-name admin --policy-name all
	aws iam delete-user --user-name admin
}

without_drift() {
	rm "$tmp/tree/terraform/policy_override.tf"
	$tf apply -no-color -input=false -auto-approve >apply.log || {
		cat apply.log
		return 1
	}
	file_has apply.log '1 added, 0 changed, 0 destroyed'
	expect_fail 1 aws s3 cp "$top_srcdir/docs/sample.png" "s3://$bucket/x.png"
	expect_ok "$cloud" --yes apply
	stdout_has 'as it should be'
}

nothing_left() {
	[ -z "$($tf state list)" ]
	while read -r service list query; do
		left=$(aws "$service" "$list" --query "$query" --output text)
		case $left in
		'' | None) ;;
		*)
			echo "$service $list: $left"
			return 1
			;;
		esac
	done <<-END
		s3api list-buckets Buckets[].Name
		ecr describe-repositories repositories[].repositoryName
		iam list-roles Roles[].RoleName
		lambda list-functions Functions[].FunctionName
		lambda list-event-source-mappings EventSourceMappings[].UUID
		logs describe-log-groups logGroups[].logGroupName
		sqs list-queues QueueUrls
		cloudwatch describe-alarms MetricAlarms[].AlarmName
		events list-rules Rules[].Name
	END
}

# The defaults are played with the trigger s3; the others have two functions.
rehearse() {
	mode=$1
	echo "# trigger $mode"
	TF_VAR_trigger=$mode
	case $mode in
	s3) TF_VAR_reconstruct=false ;;
	*) TF_VAR_reconstruct=true ;;
	esac
	export TF_VAR_trigger TF_VAR_reconstruct
	rm -rf ./*
	start_moto || exit 1

	test_case "$mode: one command goes from an empty account to results" \
		from_nothing

	test_case "$mode: they are the local program's, byte for byte" '
		expect_ok fftpipe run spectra "$top_srcdir/docs/sample.png" -o local
		cmp sample_magnitude.png local/sample_magnitude.png
		cmp sample_phase.png local/sample_phase.png
	'

	[ "$mode" = s3 ] ||
		test_case "$mode: the second function rebuilds the picture" rebuild

	[ "$mode" != s3 ] ||
		test_case 'its log and its failures can be seen' looked_at

	[ "$mode" != s3 ] ||
		test_case "the role's rights suffice, and nothing else is allowed" \
			enforced

	test_case "$mode: a second plan has nothing to change" without_drift

	test_case "$mode: pictures are not destroyed unasked" '
		[ "$mode" != eventbridge ] || untap fft-processor
		[ "$mode" != eventbridge ] || untap fft-processor-reconstruct
		expect_fail 1 "$cloud" --yes destroy
		stderr_has "$bucket holds pictures"
		expect_fail 2 "$cloud" destroy --with-pictures
		stderr_has "call with --yes"
	'

	test_case "$mode: destroy leaves nothing" '
		expect_ok "$cloud" --yes destroy --with-pictures
		nothing_left
	'
	stop_moto
	rm -f "$tmp/tree/terraform/lifecycle_configuration_override.tf"
}

for mode in $FFTPIPE_REHEARSE; do
	rehearse "$mode"
done
finish
