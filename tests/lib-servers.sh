# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# lib-servers.sh - servers of ours for tests, each at a free port; after a file
# that ends $servers with the script, and after lib.sh
# shellcheck disable=SC2154

# server_start NAME COMMAND... - once it has printed its URL, which is
# $server_url then
server_start() {
	name=$1
	shift
	have python3 || skip_all 'python3 is not here'
	: >"$name.url"
	"$@" >"$name.url" 2>"$name.log" &
	servers="${servers-} $!"
	tries=0
	until [ -s "$name.url" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] || skip_all "$name does not start"
		sleep 0.1
	done
	server_url=$(cat "$name.url")
}

# bucket_start FOLDER - a bucket-server whose objects are the files there; its
# URL in $bucket_url
bucket_start() {
	server_start bucket "$top_srcdir/tests/bucket-server" "$1"
	bucket_url=$server_url
	export bucket_url
}
