#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A run that is stopped ends at once and leaves nothing behind; one that is
# killed leaves what the next run removes.

. "${top_srcdir:-.}/tests/lib.sh"

have setsid || skip_all 'setsid is not here'
have pgrep || skip_all 'pgrep is not here'

# This script itself may run below nohup, or in the background.
fresh=
! env --default-signal true 2>/dev/null || fresh='env --default-signal'

mkdir plugins in || exit 1
${CC:-cc} -shared -fPIC -I"$top_srcdir/core" -o plugins/linger.so \
	"$top_srcdir/tests/outside/linger.c" || exit 1
for i in 1 2 3 4 5 6 7 8; do
	"$top_builddir/tests/make-picture" 40 30 1 8 "$i" "in/$i.png" || exit 1
done

# The second picture's stage takes a minute: runs are stopped in it.
cat >slow.ini <<'END'
[input]
files = in/*.png
[copy]
save = {stem}_copy.png
[linger]
use = linger
from = input
seconds = 60
save = {stem}_late.png
END

cat >copy.ini <<'END'
[copy]
save = {stem}_copy.png
END

# start FOLDER [OPTION...]: a run in a session of its own, at work; sets $run.
# Its temporary files are there when its workers are at work.  It ignores the
# signals in $ignored.
ignored=
start() {
	folder=$1
	shift
	rm -rf "$folder"
	# shellcheck disable=SC2086 # words
	setsid $fresh sh -c "${ignored:+trap \"\" $ignored;}"'exec "$@"' sh \
		fftpipe run slow.ini -o "$folder" --plugin-dir plugins "$@" \
		>"$tmp/stdout" 2>"$tmp/stderr" &
	run=$!
	for i in $(tenths 100); do
		[ "$(strays "$folder" | wc -l)" -lt 2 ] || return 0
		sleep 0.1
	done
	echo "it does not start"
	return 1
}

tenths() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) print i }'
}

strays() {
	find "$1" -name '.fftpipe-*' 2>/dev/null
}

# ends STATUS: soon, not after the minute, with this status, and with all its workers
ends() {
	wanted=$1 got=0
	for i in $(tenths 100); do
		kill -0 "$run" 2>/dev/null || break
		[ "$(ps -o stat= -p "$run")" != Z ] || break
		sleep 0.1
	done
	if kill -0 "$run" 2>/dev/null && [ "$(ps -o stat= -p "$run")" != Z ]; then
		echo "it goes on"
		kill -KILL "$run"
		return 1
	fi
	wait "$run" || got=$?
	[ "$got" -eq "$wanted" ] || { echo "status $got"; return 1; }
	for i in $(tenths 100); do
		[ -n "$(pgrep -s "$run")" ] || return 0
		sleep 0.1
	done
	echo "workers go on"
	pgrep -a -s "$run"
	return 1
}

for way in '' '-j 4' '-j 1 --threads 2'; do
	for signal in 'TERM 143' 'HUP 129'; do
		# shellcheck disable=SC2086 # two words
		set -- $signal
		test_case "SIG$1 ends a run with status $2 ${way:+(}$way${way:+)}" "
			start out $way
			kill -$1 \$run
			ends $2
			stderr_has 'signal'
			[ -z \"\$(strays out)\" ]
			[ -z \"\$(find out -type f)\" ]
		"
	done
done

test_case 'signals that are ignored when it starts stay ignored' '
	ignored="HUP INT TERM"
	for way in "-j 1" --in-process; do
		# shellcheck disable=SC2086 # two words
		start out $way --set linger.seconds=1 \
			--set input.files=in/1.png
		kill -HUP $run
		kill -INT $run
		kill -TERM $run
		ends 0
		file_made out/1_copy.png out/1_late.png
	done
'

test_case 'in one process, too, no plugin is blamed for it' '
	printf "[a]\nuse = waits\nsave = {stem}_a.png\n" >waits.ini
	rm -rf out
	setsid $fresh fftpipe run waits.ini in/1.png in/2.png -o out --json \
		--plugin-dir "$FFTPIPE_TEST_PLUGINDIR" --in-process \
		>"$tmp/stdout" 2>"$tmp/stderr" &
	run=$!
	for i in $(tenths 100); do
		[ -z "$(strays out)" ] || break
		sleep 0.1
	done
	kill -TERM $run
	ends 143
	no grep waits "$tmp/stderr"
	tail -n 1 "$tmp/stdout" | tr -d " " |
		grep "\"failed\":0,\"skipped\":0,\"left\":2[,}]"
'

test_case 'time in which all were stopped is no time of a job' '
	start out -j 1 --set linger.seconds=2 --set limits.seconds=4 \
		--set input.files=in/1.png
	kill -STOP -$run
	sleep 5
	kill -CONT -$run
	ends 0
	file_made out/1_late.png
'

# The second job waits for memory while the third one'"'"'s input is read.
test_case 'an input that comes slowly costs no other job its time' '
	have mkfifo || skip "mkfifo is not here"
	rm -rf out
	mkfifo slow-input
	(
		sleep 10
		cat in/3.png
	) >slow-input &
	expect_ok fftpipe run copy.ini in/1.png in/2.png slow-input -o out \
		-j 3 --set limits.seconds=6
	file_made out/1_copy.png out/2_copy.png
'

test_case 'inputs that a signal ended count as left' '
	start out -j 2 --json
	kill -TERM $run
	ends 143
	tail -n 1 "$tmp/stdout" | tr -d " " | grep "\"left\":8[,}]"
'

# start_reading OPTION...: a run that reads a pipe in which nothing comes
start_reading() {
	rm -rf out silent-input
	mkfifo silent-input
	sleep 20 >silent-input &
	# shellcheck disable=SC2034 # used in cases
	sleeper=$!
	setsid fftpipe run copy.ini - in/1.png -o out --json "$@" \
		<silent-input >"$tmp/stdout" 2>"$tmp/stderr" &
	run=$!
	for i in $(tenths 100); do
		! grep -q start "$tmp/stdout" || break
		sleep 0.1
	done
	sleep 0.3
}

for way in '' --in-process \
	'--set input.page=all --set copy.save={stem}_{page}.png'; do
	test_case "a signal while standard input is read leaves it ${way:+(}$way${way:+)}" "
		start_reading $way
		kill -TERM \$run
		ends 143
		kill \$sleeper
		no grep 'cannot read it' \"\$tmp/stderr\"
		no grep result \"\$tmp/stdout\"
		tail -n 1 \"\$tmp/stdout\" | tr -d ' ' >end
		grep '\"done\":0,\"failed\":0,\"skipped\":0,\"left\":2[,}]' end
	"
done

# A shell lets background commands ignore SIGINT: ask for it as a terminal does.
test_case 'Ctrl-C ends a run with status 130' '
	have timeout || skip "timeout is not here"
	rm -rf out
	got=0
	$fresh timeout --preserve-status -s INT 1 fftpipe run slow.ini -o out \
		--plugin-dir plugins 2>"$tmp/stderr" || got=$?
	[ "$got" -eq 130 ]
	[ -z "$(strays out)" ]
	[ -z "$(find out -type f)" ]
'

test_case 'a run whose results nobody reads on ends, and leaves nothing' '
	rm -rf out
	for way in "" --in-process; do
		{
			fftpipe run slow.ini -o out --plugin-dir plugins -j 2 \
				--json --set linger.seconds=1 $way \
				2>"$tmp/stderr" || echo $? >code
		} | head -n 1 | grep start
		[ "$(cat code)" -eq 141 ]
		[ -z "$(strays out)" ]
		[ "$(find out -type f | wc -l)" -lt 16 ]
	done
	{
		sleep 0.3
		fftpipe run slow.ini -o unread --plugin-dir plugins --json \
			2>"$tmp/stderr" || echo $? >code
	} | true
	[ "$(cat code)" -eq 141 ]
	stderr_has "0 done"
	file_absent unread
'

test_case 'nor does it end for want of somebody who reads its notes' '
	rm -rf out
	{
		fftpipe run slow.ini -o out --plugin-dir plugins --timings \
			--set linger.seconds=0 2>&1 || echo $? >failed
	} | true
	file_absent failed
	[ "$(find out -type f | wc -l)" -eq 16 ]
'

# Nobody ever writes into it.
test_case 'a run that waits for its input can be stopped' '
	have timeout || skip "timeout is not here"
	have mkfifo || skip "mkfifo is not here"
	mkfifo silent
	for input in silent -; do
		for page in 1 all; do
			got=0
			timeout --preserve-status -k 2 -s TERM 0.5 \
				fftpipe run slow.ini "$input" -o out \
				--set "copy.save={stem}_{page}.png" \
				--set "linger.save={stem}_{page}_late.png" \
				--set "input.page=$page" --plugin-dir plugins \
				<>silent 2>"$tmp/stderr" || got=$?
			cat "$tmp/stderr"
			[ "$got" -eq 143 ]
			stderr_has "0 done in"
		done
	done
'

test_case 'what was done before the signal stays' '
	start out -j 1 --set linger.seconds=1
	for i in $(tenths 30); do
		! [ -e out/1_late.png ] || break
		sleep 0.1
	done
	kill -TERM "$run"
	ends 143
	file_made out/1_copy.png out/1_late.png
	[ "$(find out -type f | wc -l)" -eq 2 ]
'

# One job at a time has two temporary files; more would come while we look.
test_case 'the files of other runs are no strays' '
	start out -j 1
	before=$(strays out | sort)
	[ "$(echo "$before" | wc -l)" -eq 2 ]
	expect_ok fftpipe run slow.ini in/1.png -o out --plugin-dir plugins \
		--set linger.seconds=0 --set "copy.save=a.png" \
		--set "linger.save=b.png"
	[ "$(strays out | sort)" = "$before" ]
	kill -TERM "$run"
	ends 143
'

test_case 'a killed run takes its workers along' '
	start out -j 3
	kill -KILL "$run"
	ends 137
	[ -n "$(strays out)" ]
'

test_case 'the next run removes what it left' '
	expect_ok fftpipe run slow.ini in/1.png -o out --plugin-dir plugins \
		--set linger.seconds=0
	[ -z "$(strays out)" ]
	[ "$(find out -type f | wc -l)" -eq 2 ]
'

test_case 'a killed worker costs its input alone' '
	start out -j 1 --set linger.seconds=1
	kill -KILL "$(pgrep -s "$run" | grep -vx "$run" | head -n 1)"
	sleep 0.3
	kill -TERM "$run"
	ends 143
	stderr_has "in/1.png"
	stderr_has "signal 9"
	[ -z "$(strays out)" ]
'

test_case 'a caller that ignores how children end changes nothing' '
	have python3 || skip "python3 is not here"
	cat >ignore.py <<-\END
		import os, signal, sys
		signal.signal(signal.SIGCHLD, signal.SIG_IGN)
		os.execvp(sys.argv[1], sys.argv[1:])
	END
	printf "[input]\n[a]\nuse = exits\nsave = {stem}.png\n" >exits.ini
	for way in "" --sandbox; do
		# shellcheck disable=SC2086 # none or one word
		expect_fail 1 python3 ignore.py fftpipe run exits.ini in/1.png \
			-o out --plugin-dir "$FFTPIPE_TEST_PLUGINDIR" $way
		stderr_has "with exit status 3"
	done
'

test_case 'a stage that takes too long costs its input alone' '
	expect_fail 1 fftpipe run slow.ini in/1.png in/2.png -o late -j 2 \
		--plugin-dir plugins --set limits.seconds=1
	stderr_has "in/1.png"
	stderr_has "[linger]"
	stderr_has "seconds"
	stderr_has "2 failed"
	[ -z "$(find late -type f)" ]
'

finish
