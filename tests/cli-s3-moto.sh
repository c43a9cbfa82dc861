#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# fftpipe-s3 against moto's S3: pictures up, pipelines over them, outputs down.
# Lists come two keys a page, so that all of them go on.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/s3-lib.sh"
costly

start_moto MOTO_S3_DEFAULT_MAX_KEYS=2
for name in bkt other odd; do
	s3_send PUT "$name" >/dev/null || exit 1
done

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

picture() {
	"$top_builddir/tests/make-picture" "$@"
}

mkdir photos || exit 1
picture 120 97 1 8 1 photos/a.png || exit 1
picture 64 48 3 8 2 photos/b.png || exit 1
picture 33 21 1 16 3 c.png || exit 1
cat >tiff.ini <<'END'
[input]
[copy]
save = {stem}.tif
depth = 16
END
fftpipe run ./tiff.ini c.png -o photos --quiet || exit 1
fftpipe run spectra photos/a.png photos/b.png photos/c.tif -o local --quiet ||
	exit 1

test_case 'pictures are put with their type, below a prefix' '
	expect_ok fftpipe-s3 put photos/a.png photos/b.png s3://bkt/input/
	stdout_is <<-\END
		photos/a.png -> s3://bkt/input/a.png
		photos/b.png -> s3://bkt/input/b.png
	END
	stderr_has "fftpipe-s3: 2 put"
	expect_ok fftpipe-s3 put photos/c.tif s3://bkt/input/deep/er/c.tif
	s3_send HEAD bkt/input/a.png >head
	file_has head "content-type: image/png"
	s3_send HEAD bkt/input/deep/er/c.tif >head
	file_has head "content-type: image/tiff"
'

test_case 'what no pipeline could read is not put' '
	head -c 2000 photos/b.png >short.png
	echo words >words.png
	printf "\211PNG\r\n\032\n" >empty.png
	expect_fail 1 fftpipe-s3 put short.png words.png empty.png photos/a.png \
		missing.png s3://bkt/bad/
	stderr_has "fftpipe-s3: short.png: not a valid PNG: it ends too early"
	stderr_has "fftpipe-s3: words.png: neither a PNG nor a TIFF file"
	stderr_has "fftpipe-s3: missing.png: cannot open it: No such file"
	stderr_has "fftpipe-s3: 1 put, 4 failed"
	expect_ok fftpipe-s3 ls -r s3://bkt/bad/
	[ "$(wc -l <"$tmp/stdout")" = 1 ]
'

test_case 'a prefix is run as files are, byte for byte' '
	expect_ok fftpipe-s3 run spectra s3://bkt/input/ -j 2
	stderr_has "3 done"
	stderr_has "wrote 6 files below s3://bkt/output/"
	expect_ok fftpipe-s3 get s3://bkt/output/ got
	for name in a_magnitude a_phase b_magnitude b_phase; do
		cmp "local/$name.png" "got/$name.png"
	done
	cmp local/c_magnitude.png got/deep/er/c_magnitude.png
	cmp local/c_phase.png got/deep/er/c_phase.png
'

test_case 'outputs have their type and say what they are' '
	s3_send HEAD bkt/output/a_magnitude.png >head
	file_has head "content-type: image/png"
	file_has head "x-amz-meta-fftpipe: "
	file_has head "x-amz-meta-source-key: input/a.png"
	file_has head "x-amz-meta-source-etag: $(md5sum <photos/a.png |
		cut -d " " -f 1)"
'

test_case 'a folder may be named without its slash' '
	expect_ok fftpipe-s3 run spectra s3://bkt/input -o folder
	cmp local/a_phase.png folder/a_phase.png
	cmp local/c_phase.png folder/deep/er/c_phase.png
'

test_case 'an object is run into a folder, or into another bucket' '
	expect_ok fftpipe-s3 run spectra s3://bkt/input/a.png -o here
	cmp local/a_magnitude.png here/a_magnitude.png
	expect_ok fftpipe-s3 run spectra s3://bkt/input/a.png photos/b.png \
		-o s3://other/deep
	expect_ok fftpipe-s3 ls -r s3://other
	stdout_has "s3://other/deep/a_phase.png"
	stdout_has "s3://other/deep/b_magnitude.png"
'

test_case 'the prefix of outputs can be chosen, and is no input' '
	FFTPIPE_OUTPUT_PREFIX=spec expect_ok fftpipe-s3 run spectra \
		s3://bkt/input/
	FFTPIPE_OUTPUT_PREFIX=input/spec expect_ok fftpipe-s3 run spectra \
		s3://bkt/input/
	FFTPIPE_OUTPUT_PREFIX=input/spec expect_ok fftpipe-s3 run spectra \
		s3://bkt/input/
	stderr_has "3 done"
	expect_ok fftpipe-s3 get s3://bkt/input/spec/ spec
	cmp local/b_phase.png spec/b_phase.png
	expect_ok fftpipe-s3 get s3://bkt/spec/b_phase.png -
	cmp local/b_phase.png "$tmp/stdout"
'

test_case 'a pair is put together again, the phase found beside it' '
	expect_ok fftpipe-s3 run reconstruct s3://bkt/output/a_magnitude.png -o .
	fftpipe run reconstruct local/a_magnitude.png -o back --quiet
	cmp a_rebuilt.png back/a_rebuilt.png
	compare photos/a.png a_rebuilt.png --most 1
	expect_ok fftpipe-s3 run reconstruct s3://bkt/output/a_phase.png -o named
	cmp a_rebuilt.png named/a_rebuilt.png
	expect_ok fftpipe-s3 run reconstruct s3://bkt/output/ -o all
	stderr_has "3 done"
	cmp a_rebuilt.png all/a_rebuilt.png
'

"$top_builddir/tests/make-python-pair" photos/a.png my_magnitude.png \
	my_phase.png >range.json || exit 1
cp range.json my.json
fftpipe run reconstruct my_magnitude.png -o python --quiet || exit 1

test_case 'ranges come from a JSON beside the pair' '
	expect_ok fftpipe-s3 put my_magnitude.png my_phase.png my.json \
		s3://bkt/beside/
	expect_ok fftpipe-s3 run reconstruct s3://bkt/beside/my_magnitude.png \
		-o beside
	cmp python/my_rebuilt.png beside/my_rebuilt.png
	expect_ok fftpipe-s3 run reconstruct s3://bkt/beside/ -o beside2
	cmp python/my_rebuilt.png beside2/my_rebuilt.png
'

test_case 'ranges come from the metadata of the object' '
	s3_send PUT bkt/meta/my_magnitude.png my_magnitude.png \
		"x-amz-meta-facts-1: $(cat range.json)"
	s3_send PUT bkt/meta/my_phase.png my_phase.png
	expect_ok fftpipe-s3 run reconstruct s3://bkt/meta/my_magnitude.png \
		-o meta
	cmp python/my_rebuilt.png meta/my_rebuilt.png
'

cat >both.ini <<'END'
[input]
files = *.png
[input.other]
file = twice/b.png
[compare]
use = compare
from.truth = input.other
save = {stem}_difference.tif
END

test_case 'a companion of all inputs is got once' '
	for name in a b c d; do
		cp photos/a.png "$name.png"
	done
	expect_ok fftpipe-s3 put a.png b.png c.png d.png s3://bkt/twice/
	: >"$tmp/moto.log"
	expect_ok fftpipe-s3 run ./both.ini s3://bkt/twice/a.png \
		s3://bkt/twice/c.png s3://bkt/twice/d.png -o both
	stderr_has "3 done"
	[ "$(grep -c "GET /bkt/twice/" "$tmp/moto.log")" = 4 ]
	[ "$(grep -c "GET /bkt/twice/b.png" "$tmp/moto.log")" = 1 ]
'

test_case 'odd keys are keys like others' '
	long=$(printf "%0494d" 7)
	e=$(printf "\303\251")
	for name in "a b" "1+1=2" "100%" "%20" "[x]" "q?#&" "$e$e" ".hidden" \
		"quote'\''s" "$long/$long/0123456"; do
		fftpipe-s3 put --quiet photos/a.png "s3://odd/in/$name.png"
		expect_ok fftpipe-s3 run spectra "s3://odd/in/$name.png" \
			-o s3://odd/out
		base=${name##*/}
		expect_ok fftpipe-s3 get "s3://odd/out/${base}_phase.png" x.png
		cmp local/a_phase.png x.png
	done
	expect_ok fftpipe-s3 run spectra s3://odd/in/ -o s3://odd/all
	stderr_has "9 done"
	for name in "100%" "1+1=2" "$long/$long/0123456"; do
		expect_ok fftpipe-s3 get "s3://odd/all/${name}_phase.png" x.png
		cmp local/a_phase.png x.png
	done
'

test_case 'what is there can be kept' '
	expect_ok fftpipe-s3 run spectra s3://bkt/input/a.png --no-clobber
	stderr_has "1 skipped (their outputs exist)"
	expect_ok fftpipe-s3 run spectra s3://bkt/input/a.png --no-clobber \
		-o s3://other/new
	stderr_has "1 done"
'

test_case 'each input fails for itself' '
	expect_fail 1 fftpipe-s3 run spectra s3://bkt/input/a.png \
		s3://bkt/nothing.png s3://nobucket/d.png s3://bkt/a/../e.png \
		"s3://b_?kt/f.png" -o fails
	stderr_has "s3://bkt/nothing.png: the server answers 404 NoSuchKey"
	stderr_has "s3://nobucket/d.png: the server answers 404 NoSuchBucket"
	stderr_has "s3://bkt/a/../e.png: its key has a part"
	stderr_has "is no bucket"
	stderr_has "1 done, 4 failed"
	cmp local/a_phase.png fails/a_phase.png
'

test_case 'a prefix with nothing for the pipeline runs nothing' '
	expect_fail 2 fftpipe-s3 run spectra s3://bkt/void/
	stderr_has "nothing below \"s3://bkt/void/\" matches files = *.png"
	expect_fail 2 fftpipe-s3 run reconstruct s3://bkt/input/deep/
	stderr_has "(1 object is there)"
'

test_case 'outputs of two inputs that meet are told before anything runs' '
	expect_fail 2 fftpipe-s3 run spectra s3://bkt/input/a.png \
		s3://bkt/bad/a.png
	stderr_has "lead to \"s3://bkt/output/a_magnitude.png\""
'

test_case 'lists show what is next, or all' '
	expect_ok fftpipe-s3 ls s3://bkt/input/
	stdout_has "s3://bkt/input/deep/"
	stdout_has "$(wc -c <photos/b.png | tr -d " ")  s3://bkt/input/b.png"
	expect_ok fftpipe-s3 ls -r s3://odd/in/
	[ "$(wc -l <"$tmp/stdout")" = 10 ]
	expect_fail 1 fftpipe-s3 ls s3://bkt/nothing
	stderr_has "nothing begins with that"
	expect_fail 1 fftpipe-s3 ls s3://bkt/a+b
	stderr_has "a prefix with \"+\" can"
'

test_case 'a prefix is got without its slash into a new folder' '
	expect_ok fftpipe-s3 get s3://bkt/output results
	stderr_has "6 got"
	cmp local/a_phase.png results/a_phase.png
	cmp local/c_phase.png results/deep/er/c_phase.png
	expect_fail 2 fftpipe-s3 get s3://bkt/output -
	stderr_has "takes a single object, and \"s3://bkt/output/\" has 6"
	[ ! -s "$tmp/stdout" ]
	expect_fail 2 fftpipe-s3 get s3://other -
	expect_ok fftpipe-s3 get s3://bkt/bad one
	cmp photos/a.png one/a.png
	expect_ok fftpipe-s3 get s3://bkt/bad -
	cmp photos/a.png "$tmp/stdout"
'

test_case 'a prefix with nothing below it gives nothing, and says so' '
	expect_fail 1 fftpipe-s3 get s3://bkt/void/ x
	stderr_has "s3://bkt/void/: there is nothing below it"
	stderr_has "0 got, 1 failed"
	file_absent x
'

test_case 'two of one name are refused before the first is moved' '
	mkdir twins
	cp photos/b.png twins/a.png
	expect_fail 2 fftpipe-s3 put photos/a.png twins/a.png s3://bkt/twins/
	stderr_is <<-\END
		fftpipe-s3: photos/a.png and twins/a.png lead to s3://bkt/twins/a.png; name one of them in a call of its own
	END
	expect_fail 1 fftpipe-s3 ls s3://bkt/twins/
	expect_ok fftpipe-s3 put photos/a.png photos/a.png s3://bkt/twins/
	expect_ok fftpipe-s3 put twins/a.png s3://bkt/twins/x//
	expect_ok fftpipe-s3 put photos/a.png s3://bkt/twins/x/
	expect_fail 2 fftpipe-s3 get s3://bkt/input/a.png s3://bkt/twins/a.png \
		met
	stderr_has "s3://bkt/input/a.png and s3://bkt/twins/a.png lead to met/a"
	expect_fail 2 fftpipe-s3 get s3://bkt/twins/ met
	stderr_has "s3://bkt/twins/x//a.png and s3://bkt/twins/x/a.png lead to "
	file_absent met
	expect_ok fftpipe-s3 get s3://bkt/twins/a.png s3://bkt/twins/a.png met
	stderr_has "1 got"
	cmp photos/a.png met/a.png
'

test_case 'calls that are wrong are told' '
	expect_fail 2 fftpipe-s3 put photos/a.png
	expect_fail 2 fftpipe-s3 put photos/a.png bkt
	expect_fail 2 fftpipe-s3 put photos/a.png photos/b.png s3://bkt/key
	stderr_has "several files go below a prefix"
	expect_fail 2 fftpipe-s3 get photos/a.png .
	expect_fail 2 fftpipe-s3 get s3://bkt/input/ -
	expect_fail 2 fftpipe-s3 ls
	expect_fail 2 fftpipe-s3 sl
	stderr_has "did you mean ls?"
'

test_case 'what is too large is refused before it is read' '
	expect_fail 1 fftpipe-s3 run spectra s3://bkt/input/a.png -o large \
		--set limits.memory=1000
	stderr_has "it has more than 1000 bytes, the limit"
'

test_case 'without a key nothing is asked' '
	unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
	expect_fail 1 fftpipe-s3 run spectra s3://bkt/input/a.png -o nokey
	stderr_has "no AWS credentials; set AWS_ACCESS_KEY_ID"
'

test_case 'a profile in the shared files will do' '
	cat >"$tmp/credentials" <<-END
		[work]
		aws_access_key_id = $AWS_ACCESS_KEY_ID
		aws_secret_access_key = $AWS_SECRET_ACCESS_KEY
	END
	unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
	AWS_SHARED_CREDENTIALS_FILE=$tmp/credentials AWS_PROFILE=work
	export AWS_PROFILE
	expect_ok fftpipe-s3 run spectra s3://bkt/input/a.png -o profile
'

test_case 'nothing of a picture touches the disk' '
	command -v strace >/dev/null || skip "strace is not here"
	[ "$SANITIZERS" = no ] || skip "not under sanitizers"
	! is_counted || skip "what counts lines writes files"
	expect_ok strace -f -o trace -e trace=openat,open,creat,mkdir \
		fftpipe-s3 run spectra s3://bkt/input/a.png
	! grep -E "O_CREAT|O_WRONLY|O_RDWR|creat\(|mkdir\(" trace |
		grep -v -E "/dev/|/proc/"
'

# ---- signatures and rights, enforced from here on --------------------------

iam() {
	aws_curl iam "$AWS_ENDPOINT_URL_S3/" \
		-d "Version=2010-05-08" "$@"
}

enforce() {
	iam -d Action=CreateUser -d UserName=reader >/dev/null &&
	iam -d Action=PutUserPolicy -d UserName=reader -d PolicyName=p \
		--data-urlencode 'PolicyDocument={"Version": "2012-10-17",
		"Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
		"Resource": "arn:aws:s3:::bkt/*"}, {"Effect": "Allow",
		"Action": "s3:PutObject",
		"Resource": "arn:aws:s3:::bkt/output/*"}]}' >/dev/null &&
	iam -d Action=CreateAccessKey -d UserName=reader >key.xml &&
	curl -sS -X POST -H 'Content-Type: text/plain' --data 0 \
		"$AWS_ENDPOINT_URL_S3/moto-api/reset-auth" >/dev/null &&
	AWS_ACCESS_KEY_ID=$(sed -n \
		's/.*<AccessKeyId>\([^<]*\)<.*/\1/p' key.xml) &&
	AWS_SECRET_ACCESS_KEY=$(sed -n \
		's/.*<SecretAccessKey>\([^<]*\)<.*/\1/p' key.xml) &&
	[ -n "$AWS_SECRET_ACCESS_KEY" ]
}

# moto's web server drops headers with "_" before it checks their signature.
if enforce; then
	test_case 'signatures hold where they are looked at' '
		expect_ok fftpipe-s3 run spectra s3://bkt/input/a.png
		stderr_has "1 done"
	'
	test_case 'a wrong secret is told' '
		AWS_SECRET_ACCESS_KEY=wrong expect_fail 1 fftpipe-s3 run \
			spectra s3://bkt/input/a.png
		stderr_has "SignatureDoesNotMatch"
		stderr_has "see AWS_SECRET_ACCESS_KEY or the profile"
	'
	test_case 'rights that are missing are told' '
		expect_fail 1 fftpipe-s3 run spectra s3://bkt/input/a.png \
			-o s3://bkt/elsewhere
		stderr_has "cannot write s3://bkt/elsewhere/a_magnitude.png"
		stderr_has "AccessDenied"
		stderr_has "writing s3:PutObject"
	'
else
	test_case 'signatures hold where they are looked at' '
		skip "moto does not enforce signatures here"
	'
fi

finish
