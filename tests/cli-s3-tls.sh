#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# fftpipe-s3 over TLS: who is trusted, and what a broken connection does.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/s3-lib.sh"
. "$top_srcdir/tests/lib-servers.sh"

[ -x "$top_builddir/fftpipe-s3" ] || skip_all 'fftpipe-s3 was not built'
have openssl || skip_all 'openssl is not here'
mkdir -p store/bkt
bucket_start store
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
	-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out door.pem \
	2>openssl.log || skip_all 'openssl makes no certificate'
"$top_builddir/tests/make-picture" 900 700 1 8 1 picture.png || exit 1

# Doors to the bucket; the first connections of some break.
for cut in 0 2 99; do
	server_start door-$cut "$top_srcdir/tests/tls-door" door.pem key.pem \
		"${bucket_url##*:}" $cut
done

# by DOOR COMMAND...
by() {
	AWS_ENDPOINT_URL_S3=$(cat "door-$1.url")
	export AWS_ENDPOINT_URL_S3
	shift
	"$@"
}

test_case 'a server with a trusted certificate is spoken to' '
	export AWS_CA_BUNDLE=$PWD/door.pem
	expect_ok by 0 fftpipe-s3 put picture.png s3://bkt/a/
	cmp picture.png store/bkt/a/picture.png
	expect_ok by 0 fftpipe-s3 run spectra s3://bkt/a/picture.png \
		-o s3://bkt/out
	file_made store/bkt/out/picture_magnitude.png
	expect_ok by 0 fftpipe-s3 get s3://bkt/a/picture.png back/
	cmp picture.png back/picture.png
'

test_case 'a certificate that nobody vouches for is refused' '
	expect_fail 1 by 0 fftpipe-s3 put picture.png s3://bkt/b/
	stderr_has "certificate"
	file_absent store/bkt/b/picture.png
'

test_case 'a connection that breaks while bytes go out is made anew' '
	export AWS_CA_BUNDLE=$PWD/door.pem
	expect_ok by 2 fftpipe-s3 put picture.png s3://bkt/c/
	cmp picture.png store/bkt/c/picture.png
'

test_case 'one that breaks again and again is an error' '
	export AWS_CA_BUNDLE=$PWD/door.pem AWS_MAX_ATTEMPTS=2
	expect_fail 1 by 99 fftpipe-s3 put picture.png s3://bkt/d/
	stderr_has "picture.png: the server: "
	file_absent store/bkt/d/picture.png
'

finish
