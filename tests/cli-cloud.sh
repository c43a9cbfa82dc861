#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What cloud.sh asks of AWS, and makes of the answers; moto plays AWS, and
# Terraform is one that has everything applied.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lib-rehearsal.sh"
costly

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
console) echo '"us-west-2"' ;;
s3_bucket_name) echo '"pictures"' ;;
input_prefix) echo '"input/"' ;;
output) echo '"s3://pictures/output/"' ;;
region) [ -n "${EMPTY-}" ] || echo '"us-west-2"' ;;
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

# put KEY [SOURCE] - an object, and what it says it was made of; the AWS CLI
# takes a second for each
put() {
	python3 -c 'import sys, urllib.parse as p, urllib.request as r
url, key, *source = sys.argv[1:]
r.urlopen(r.Request(url + "/pictures/" + p.quote(key), b"picture",
    {"x-amz-meta-source-key": s for s in source}, method="PUT"))' \
		"$AWS_ENDPOINT_URL" "$@"
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
	no grep -e " apply " -e " destroy " "$tmp/calls"
}

test_case 'an empty bucket does not keep the rest from being destroyed' '
	unset AWS_DEFAULT_REGION
	destroys
'

test_case 'the CLI itself needs no region' '
	unset AWS_DEFAULT_REGION
	export EMPTY=yes
	expect_ok "$cloud" --yes bootstrap
	file_has "$tmp/calls" "-target=aws_ecr_repository.image"
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

# fetches KEY NAME... - those results, and no others
fetches() {
	rm -rf got
	expect_ok "$cloud" fetch "$1" got
	shift
	printf "%s\n" "$@" >wanted
	# shellcheck disable=SC2012 # no name has a line end
	ls got | diff wanted -
}

test_case 'results of a picture are its own' '
	for key in cat.png cat_2.png cats.png cat/x.png; do
		put "input/$key"
		put "output/${key%.png}_phase.png" "input/$key"
	done
	put output/cat_magnitude.png input/cat.png
	fetches cat.png cat_magnitude.png cat_phase.png
'

test_case 'results of other pictures are not what is waited for' '
	put input/cat_.png
	SECONDS_TO_WAIT=0 expect_fail 1 "$cloud" wait cat_.png
	stderr_has "none came in time"
	expect_fail 1 "$cloud" wait ca
	stderr_has "there is no upload ca"
'

test_case 'keys may have any characters' '
	name="it'\''s 100% \"so\" ~é+"
	put "input/v1.2/$name"
	put "output/v1.2/${name}_phase.png" \
		"input/v1.2/it%27s%20100%25%20%22so%22%20~%C3%A9%2B"
	fetches "v1.2/$name" "${name}_phase.png"
'

test_case 'results that do not say their source are told by their names' '
	put input/dog.png
	put output/dog_phase.png
	put output/dog/x_phase.png
	put output/dogs_phase.png
	fetches dog.png dog_phase.png
'

# A log whose second event can be read later than its third; after four looks
# the credentials are no more.
cat >"$tmp/aws-logs" <<'END'
#!/bin/sh
while [ "$1" != --start-time ]; do shift; done
looks=$(cat looks 2>/dev/null)1
echo "$looks" >looks
now=$(($(date +%s) * 1000))
[ -f first ] || echo "$now" >first
[ "$2" -le "$(cat first)" ] || exit 0
case $looks in
1) printf '1001\tone\n\n' ;;
11) printf '1001\tone\n\n1003\tthree\n9 of 9\n' ;;
111) printf '1001\tone\n\n1002\ttwo\n1003\tthree\n9 of 9\n' ;;
*)
	echo "ExpiredTokenException" >&2
	exit 254
	;;
esac
END

test_case 'logs has each line once, late ones too, and ends when it fails' '
	mkdir stand-ins
	cp "$tmp/aws-logs" stand-ins/aws
	printf "#!/bin/sh\n" >stand-ins/sleep
	chmod +x stand-ins/*
	PATH=$PWD/stand-ins:$PATH
	expect_fail 1 timeout 60 "$cloud" logs
	printf "%s\n" one three "9 of 9" two | stdout_is
	stderr_has "ExpiredTokenException"
	stderr_has "cloud: the log cannot be read"
'

finish
