#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lambda-queue.sh - a worker on a queue, as an orchestrator runs it

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/lambda/lib.sh"
costly
cloud_start
have curl || skip_all "curl is not here"

"$top_builddir/tests/make-picture" 64 48 1 8 1 1.png ||
	skip_all "tests/make-picture makes no picture"
cloud bucket uploads , put uploads input/1.png 1.png ||
	skip_all "moto_server takes no objects"
cloud event uploads input/1.png >1.json
echo "no event" >poison
probe=$(cloud port)

# moto hands a message to a poll that nobody waits for any more, so that each
# case has a queue of its own.
new_queue() {
	queue=$(cloud queue "$1")
}

# start OPTION... - a worker, its lines in err.
start() {
	"$lambda" --worker "$queue" "$@" 2>err >out &
	worker=$!
	servers="$servers $worker"
}

# said TEXT - until the worker says it.
said() {
	until_it grep -qF "$1" err || { cat err; return 1; }
}

stop() {
	kill -TERM "$worker"
	got=0
	wait "$worker" || got=$?
	cat err
	[ "$got" -eq 0 ]
	file_has err "stopped; nothing is left in hand"
}

answers() {
	curl -s -o page -w "%{http_code}" "http://127.0.0.1:$probe/$1" >code
	[ "$(cat code)" = "$2" ]
}

depth_is() {
	[ "$(cloud depth "$queue")" = "$1" ]
}

test_case 'a message is deleted once its objects are done' '
	new_queue done
	cloud send "$queue" 1.json
	start
	said "s3://uploads/input/1.png: done"
	until_it depth_is "0 0"
	stop
	cloud ls uploads >keys
	file_has keys output/1_phase.png
'

test_case 'one that failed stays for another try, the next one is served' '
	new_queue poison
	cloud send "$queue" poison , send "$queue" 1.json
	start --visibility 1
	said "the message stays in the queue (received 1 times)"
	said "s3://uploads/input/1.png: done"
	said "the message stays in the queue (received 2 times)"
	stop
'

test_case 'probes are told that it lives and is ready' '
	new_queue probed
	start --health "127.0.0.1:$probe"
	said "waiting for messages"
	until_it answers live 200
	until_it answers ready 200 || { cat page; exit 1; }
	answers elsewhere 404
	stop
'

test_case 'without an address probes may come by IPv4 or IPv6' '
	grep -q "^0*1 " /proc/net/if_inet6 || skip "there is no IPv6 here"
	new_queue both
	start --health "$probe"
	until_it answers live 200
	[ "$(curl -s -g "http://[::1]:$probe/live")" = live ]
	stop
'

test_case 'it is not ready while the queue cannot be reached' '
	new_queue away
	AWS_ENDPOINT_URL_SQS=http://127.0.0.1:1
	export AWS_ENDPOINT_URL_SQS
	start --health "127.0.0.1:$probe"
	until_it answers live 200
	answers ready 503
	said "no message could be received"
	stop
'

test_case 'a port that is taken is a reason not to start' '
	new_queue taken
	expect_fail 2 "$lambda" --worker "$queue" --health "127.0.0.1:$port"
	stderr_has "cannot listen at"
'

printf '[input]\nfiles=*\n[limits]\nseconds=%s\n[a]\nuse=hangs\nsave={stem}.png\n' \
	4 >slow.ini

# The shell has jobs in the background ignore SIGINT.
test_case 'a signal that is ignored when it starts stays ignored' '
	new_queue ignoring
	start
	said "waiting for messages"
	kill -INT "$worker"
	cloud send "$queue" 1.json
	said "s3://uploads/input/1.png: done"
	stop
'

test_case 'a message in hand stays hidden, and is finished at SIGTERM' '
	FFTPIPE_PIPELINE=./slow.ini FFTPIPE_PLUGIN_PATH=$FFTPIPE_TEST_PLUGINDIR
	AWS_LAMBDA_LOG_LEVEL=DEBUG
	export FFTPIPE_PIPELINE FFTPIPE_PLUGIN_PATH AWS_LAMBDA_LOG_LEVEL
	new_queue slow
	cloud send "$queue" 1.json
	start --visibility 1
	said "the message stays hidden for 1 seconds"
	kill -TERM "$worker"
	got=0
	wait "$worker" || got=$?
	cat err
	[ "$got" -eq 0 ]
	# The job had its time; only then it stopped, and took no other message.
	file_has err "took longer than 4 seconds"
	[ "$(grep -c "received 1 times" err)" -eq 1 ]
	file_lacks err "received 2 times"
'

# has_child CHILDREN - the kernel may tell of none while one of several changes.
has_child() {
	child=$(cut -d " " -f 1 "$1")
	[ -n "$child" ]
}

test_case 'what is done after SIGTERM is deleted like any other' '
	AWS_LAMBDA_LOG_LEVEL=DEBUG
	export AWS_LAMBDA_LOG_LEVEL
	new_queue late
	start --visibility 1
	said "waiting for messages"
	children=/proc/$worker/task/$worker/children
	[ -r "$children" ] || skip "this kernel tells of no children"
	until_it has_child "$children"
	kill -STOP "$child"
	cloud send "$queue" 1.json
	said "the message stays hidden for 1 seconds"
	kill -TERM "$worker"
	kill -CONT "$child"
	got=0
	wait "$worker" || got=$?
	cat err
	[ "$got" -eq 0 ]
	file_has err "s3://uploads/input/1.png: done"
	file_lacks err "could not be deleted"
	until_it depth_is "0 0"
'
finish
