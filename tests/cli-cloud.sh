#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What cloud.sh asks of AWS, and makes of the answers; moto plays AWS, and
# Terraform is one that has everything applied.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lib-rehearsal.sh"

[ "$SANITIZERS" = no ] || skip_all 'nothing of this is compiled'
for program in aws moto_server python3; do
	have "$program" || skip_all "$program is not installed"
done

# What Terraform is called with is written to $tmp/calls.
make_stand_ins "$tmp/bin"
cat >"$tmp/bin/terraform" <<'END'
#!/bin/sh
echo "$*" >>"$TERRAFORM_CALLS"
for name; do :; done
case $name in
s3_bucket_name) echo '"pictures"' ;;
input_prefix) echo '"input/"' ;;
output) echo '"s3://pictures/output/"' ;;
region) echo '"us-west-2"' ;;
functions) echo '[{"log_group":"/aws/lambda/fft"}]' ;;
esac
END
chmod +x "$tmp/bin/terraform"
TERRAFORM_CALLS=$tmp/calls
export TERRAFORM_CALLS
cloud=$top_srcdir/terraform/cloud.sh
trap 'stop_moto; [ -n "${FFTPIPE_KEEP-}" ] || rm -rf "$tmp"' EXIT
start_moto || exit 1
aws s3api create-bucket --bucket pictures --create-bucket-configuration \
	LocationConstraint=us-west-2 >"$tmp/log" || exit 1

# put KEY [METADATA] - an object
put() {
	aws s3api put-object --bucket pictures --key "$1" \
		--body "$top_srcdir/docs/sample.png" \
		${2:+--metadata "$2"} >"$tmp/log"
}

# destroys OPTION... - nothing but a bucket that is empty, or with the option
destroys() {
	: >"$tmp/calls"
	expect_ok "$cloud" --yes destroy "$@"
	file_has "$tmp/calls" "destroy -input=false"
}

keeps() {
	: >"$tmp/calls"
	expect_fail 1 "$cloud" --yes destroy
	stderr_has "pictures holds pictures"
	! grep -e " apply " -e " destroy " "$tmp/calls"
}

test_case 'an empty bucket does not keep the rest from being destroyed' '
	destroys
'

test_case 'a bucket that holds something is destroyed only when asked' '
	put input/a.png
	put input/
	keeps
	put a/None
	keeps
	destroys --with-pictures
	file_has "$tmp/calls" "-target=aws_s3_bucket.pictures"
'

finish
