# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# s3-lib.sh - servers for the tests of fftpipe-s3; after lib.sh, which sets
# $tmp and the like.
# shellcheck disable=SC2154

# Nothing of the user's, an example key.
unset AWS_PROFILE AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION \
	AWS_ENDPOINT_URL AWS_CA_BUNDLE FFTPIPE_OUTPUT_PREFIX http_proxy
AWS_SHARED_CREDENTIALS_FILE=$tmp/none
AWS_CONFIG_FILE=$tmp/none
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
no_proxy=127.0.0.1
export AWS_SHARED_CREDENTIALS_FILE AWS_CONFIG_FILE AWS_ACCESS_KEY_ID \
	AWS_SECRET_ACCESS_KEY no_proxy

# Processes that are to end with the script.
servers=
end_servers() {
	for pid in $servers; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	[ -n "${FFTPIPE_KEEP-}" ] || rm -rf "$tmp"
}
trap end_servers EXIT

# start_moto [VARIABLE=VALUE...] - an S3 of moto's on a free port, or skip all
start_moto() {
	command -v moto_server >/dev/null ||
		skip_all "moto_server is not here"
	command -v curl >/dev/null || skip_all "curl is not here"
	env PYTHONUNBUFFERED=1 "$@" moto_server -H 127.0.0.1 -p 0 \
		>"$tmp/moto.log" 2>&1 &
	servers="$servers $!"
	tries=0
	until AWS_ENDPOINT_URL_S3=$(sed -n \
		's/.*Running on \(http:[^ ]*\).*/\1/p' "$tmp/moto.log") &&
		[ -n "$AWS_ENDPOINT_URL_S3" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] ||
			skip_all "moto_server does not start: $(tail -n 1 \
				"$tmp/moto.log")"
		sleep 0.1
	done
	export AWS_ENDPOINT_URL_S3
}

# aws_curl SERVICE CURL-ARGUMENT... - a signed request by another program
aws_curl() {
	service=$1
	shift
	curl -sS --fail-with-body --aws-sigv4 "aws:amz:us-east-1:$service" \
		--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$@"
}

# s3_send METHOD BUCKET[/KEY] [FILE] [HEADER: VALUE...] - prints headers
s3_send() {
	method=$1
	url=$AWS_ENDPOINT_URL_S3/$2
	shift 2
	"$top_builddir/tests/s3-send" "$method" "$url" "$@"
}

# free_ports N - as many ports as nobody listens on now
free_ports() {
	/usr/bin/python3 -c 'import socket, sys
sockets = [socket.socket() for i in range(int(sys.argv[1]))]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])' "$1"
}

# One of Swift's servers, without the packages that would start services.
swift_server() {
	/usr/bin/python3 -c 'import sys
from swift.common import utils, wsgi
utils.set_swift_dir(sys.argv[1])
sys.exit(wsgi.run_wsgi(sys.argv[2], sys.argv[3]))' "$swift/etc" \
		"$swift/etc/$1-server.conf" "$1-server" \
		>"$swift/$1.log" 2>&1 &
	servers="$servers $!"
}

# swift_ring NAME PORT - all of it on one device
swift_ring() {
	for words in "create 4 1 0" "add r1z1-127.0.0.1:$2/d1 1" rebalance; do
		# shellcheck disable=SC2086 # words on purpose
		/usr/bin/python3 -c 'import sys
from swift.cli.ringbuilder import main
sys.argv[0] = "swift-ring-builder"
main(sys.argv)' "$swift/etc/$1.builder" $words || return 1
	done
}

swift_common() {
	cat <<-END
		[DEFAULT]
		bind_ip = 127.0.0.1
		bind_port = $1
		workers = 0
		user = $(id -un)
		swift_dir = $swift/etc
		log_level = ERROR
	END
}

# start_swift - OpenStack's object store with its s3api, or skip all
start_swift() {
	[ -n "${FFTPIPE_LONG-}" ] ||
		skip_all "takes long; make check-long runs it"
	command -v curl >/dev/null || skip_all "curl is not here"
	/usr/bin/python3 -c 'import swift.common.middleware.s3api' \
		2>/dev/null || skip_all "python3-swift is not here"
	swift=$tmp/swift
	mkdir -p "$swift/etc" "$swift/srv/d1" || exit 1
	# shellcheck disable=SC2046 # words on purpose
	set -- $(free_ports 5)
	swift_port=$4
	printf '%s\n' "[swift-hash]" "swift_hash_path_suffix = suffix" \
		"swift_hash_path_prefix = prefix" "[storage-policy:0]" \
		"name = only" "default = yes" >"$swift/etc/swift.conf"
	printf '%s\n' "[memcache]" "memcache_servers = 127.0.0.1:$5" \
		>"$swift/etc/memcache.conf"
	for name in account container object; do
		swift_ring "$name" "$1" >"$swift/$name.log" 2>&1 ||
			skip_all "no ring for Swift: $(tail -n 1 \
				"$swift/$name.log")"
		{
			swift_common "$1"
			cat <<-END
				devices = $swift/srv
				mount_check = false
				disable_fallocate = true
				[pipeline:main]
				pipeline = $name-server
				[app:$name-server]
				use = egg:swift#$name
			END
		} >"$swift/etc/$name-server.conf"
		shift
	done
	{
		swift_common "$swift_port"
		cat <<-END
			[pipeline:main]
			pipeline = catch_errors cache listing_formats bulk s3api tempauth slo dlo proxy-server
			[app:proxy-server]
			use = egg:swift#proxy
			allow_account_management = true
			account_autocreate = true
			[filter:catch_errors]
			use = egg:swift#catch_errors
			[filter:cache]
			use = egg:swift#memcache
			[filter:listing_formats]
			use = egg:swift#listing_formats
			[filter:bulk]
			use = egg:swift#bulk
			[filter:s3api]
			use = egg:swift#s3api
			s3_acl = false
			location = us-east-1
			dns_compliant_bucket_names = true
			allow_multipart_uploads = true
			[filter:tempauth]
			use = egg:swift#tempauth
			user_test_tester = testing .admin
			[filter:slo]
			use = egg:swift#slo
			[filter:dlo]
			use = egg:swift#dlo
		END
	} >"$swift/etc/proxy-server.conf"
	for name in account container object proxy; do
		swift_server "$name"
	done
	AWS_ENDPOINT_URL_S3=http://127.0.0.1:$swift_port
	AWS_ACCESS_KEY_ID=test:tester
	AWS_SECRET_ACCESS_KEY=testing
	export AWS_ENDPOINT_URL_S3
	tries=0
	until curl -s -o /dev/null "$AWS_ENDPOINT_URL_S3/info"; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] ||
			skip_all "Swift does not start: $(tail -n 1 \
				"$swift/proxy.log")"
		sleep 0.1
	done
}
