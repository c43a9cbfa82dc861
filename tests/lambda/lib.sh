# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# lib.sh - a local cloud for the tests of fftpipe-lambda: after tests/lib.sh
#
#	. "$top_srcdir/tests/lambda/lib.sh"
#
# Skips the script where the program or Python is missing; cloud_start also
# where moto is.

: "${top_srcdir:?}" "${top_builddir:?}" "${tmp:?}"
lambda=$top_builddir/fftpipe-lambda
here=$top_srcdir/tests/lambda
[ -x "$lambda" ] || skip_all "fftpipe-lambda was not built"
have python3 || skip_all "python3 is not here"

unset AWS_PROFILE AWS_SESSION_TOKEN AWS_DEFAULT_REGION AWS_ENDPOINT_URL_S3 \
	AWS_ENDPOINT_URL_SQS AWS_CONTAINER_CREDENTIALS_FULL_URI \
	AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_LAMBDA_RUNTIME_API \
	AWS_LAMBDA_LOG_FORMAT AWS_LAMBDA_LOG_LEVEL AWS_LAMBDA_FUNCTION_NAME \
	AWS_CA_BUNDLE http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy \
	FFTPIPE_PIPELINE FFTPIPE_SET FFTPIPE_INPUT_PREFIX \
	FFTPIPE_OUTPUT_PREFIX FFTPIPE_OUTPUT_BUCKET
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
AWS_REGION=us-west-2
AWS_ENDPOINT_URL=http://127.0.0.1:1
AWS_EC2_METADATA_DISABLED=true
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_ENDPOINT_URL \
	AWS_EC2_METADATA_DISABLED

servers=

lambda_end() {
	# shellcheck disable=SC2086 # a list of processes
	[ -z "$servers" ] || kill $servers 2>/dev/null
	[ -n "${FFTPIPE_KEEP-}" ] || rm -rf "$tmp"
}

trap lambda_end EXIT

# Start a server whose process is to end with the script.
server() {
	"$@" >"$tmp/server.log" 2>&1 </dev/null &
	servers="$servers $!"
}

# until_it COMMAND... - wait until it succeeds, 30 seconds at most.
until_it() {
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] || return 1
		sleep 0.1
	done
}

# file_lacks FILE TEXT - no line of it has the text.
file_lacks() {
	if grep -F -e "$2" "$1"; then
		echo "should not be in $1: $2"
		return 1
	fi
}

cloud() {
	"$here/cloud.py" "$@"
}

connects() {
	python3 -c 'import socket, sys
socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1"
}

# An S3 and an SQS of our own, at AWS_ENDPOINT_URL.
cloud_start() {
	have moto_server || skip_all "moto_server is not here"
	python3 -c 'import boto3' 2>/dev/null ||
		skip_all "python3 has no boto3"
	port=$(cloud port)
	server moto_server -H 127.0.0.1 -p "$port"
	until_it connects "$port" || skip_all "moto_server does not answer"
	AWS_ENDPOINT_URL=http://127.0.0.1:$port
}

mock() {
	"$here/runtime-mock" "$@"
}
