#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Killed at any moment, parent or worker, a run and its resumption make the same
# files as a run that nobody disturbed, and nothing else.

. "${top_srcdir:-.}/tests/lib.sh"
costly

have setsid || skip_all 'setsid is not here'
have pgrep || skip_all 'pgrep is not here'

mkdir in
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	"$top_builddir/tests/make-picture" 200 150 1 8 $i in/$i.png || exit 1
done
cat >both.ini <<'END'
[input]
files = in/*.png
[magnitude]
use = fft2d-magnitude
save = deep/er/{stem}_m.png
metadata = {stem}.json
[phase]
use = fft2d-phase
from = input
save = {stem}_p.tif
END

# A number from 0 to $1 - 1.
random() {
	od -An -N4 -tu4 /dev/urandom | awk -v n="$1" '{ print $1 % n }'
}

# One of its workers, if there is one.
a_worker() {
	pgrep -P "$run" | head -n "$(($(random 2) + 1))" | tail -n 1
}

strays() {
	find out -name '.*' -o -name '*.tmp' -o -type d -empty
}

# Does nothing of the run's session live on, after a second at most?
all_gone() {
	for i in 1 2 3 4 5 6 7 8 9 10; do
		pgrep -s "$run" >/dev/null || return 0
		sleep 0.1
	done
	pgrep -s "$run" -l
	return 1
}

# disturb HOW OPTION... - kill a run on its way, resume it
disturb() {
	how=$1
	shift
	rm -rf out
	setsid "$FFTPIPE" run both.ini -o out -j 2 "$@" >/dev/null 2>log1 &
	run=$!
	sleep "0.$(printf '%03d' "$(random 150)")"
	case $how in
	parent) kill -KILL "$run" ;;
	group) kill -KILL -- "-$run" ;;
	term) kill -TERM "$run" ;;
	worker)
		worker=$(a_worker)
		[ -z "$worker" ] || kill -KILL "$worker"
		;;
	esac 2>/dev/null || :
	wait "$run" || :
	[ "$how" != parent ] || all_gone
	"$FFTPIPE" run both.ini -o out -j 2 --resume 2>log2 || {
		cat log1 log2
		return 1
	}
	diff -r right out && [ -z "$(strays)" ]
}

# rounds N
rounds() {
	for i in $(seq "$1"); do
		for how in parent group worker term; do
			sandbox=
			[ $((i % 2)) -eq 0 ] || sandbox=--sandbox
			disturb "$how" ${sandbox:+"$sandbox"} || {
				echo "round $i: $how $sandbox"
				strays
				return 1
			}
		done
	done
}

test_case 'a killed run that is resumed leaves what it should' '
	fftpipe run both.ini -o right
	rounds 2
'

test_long 'a hundred times' '
	rounds 25
'

test_case 'two runs into one folder make whole files' '
	rm -rf out
	"$FFTPIPE" run both.ini -o out -j 2 &
	other=$!
	"$FFTPIPE" run both.ini -o out -j 2
	wait "$other"
	diff -r right out
	[ -z "$(strays)" ]
'

test_case 'a run is resumed while another is at it' '
	rm -rf out
	"$FFTPIPE" run both.ini -o out -j 1 &
	other=$!
	"$FFTPIPE" run both.ini -o out -j 1 --resume
	wait "$other"
	diff -r right out
	[ -z "$(strays)" ]
'

# ---------------------------------------------------------------------------
# The folder that outputs go to

# in_mount OPTIONS COMMAND - in a file system of its own at $PWD/disk
in_mount() {
	mkdir -p disk
	unshare -rm sh -c "mount -t tmpfs -o $1 none disk && $2" 2>"$tmp/mount"
}

can_mount() {
	if ! have unshare || ! in_mount size=64k :; then
		skip "no mounts of our own here"
	fi
}

test_case 'a full disk costs the inputs that it has no room for' '
	can_mount
	in_mount size=220k "
		status=0
		\"$FFTPIPE\" run both.ini -o disk -j 2 2>said || status=\$?
		cp -r disk kept
		exit \$status
	" && exit 1
	file_has said "No space left on device"
	cp -r right part
	[ -z "$(find kept -name ".*")" ]
	for file in $(cd kept && find . -type f); do
		cmp "kept/$file" "right/$file"
	done
'

test_case 'a folder that may not be written is named' '
	can_mount
	in_mount ro "
		status=0
		\"$FFTPIPE\" run both.ini -o disk 2>said || status=\$?
		[ \$status -eq 1 ]
	"
	file_has said "cannot write disk/"
	file_has said "Read-only file system"
'

test_case 'an input that vanished fails alone' '
	cp -r in some
	rm some/3.png
	ln -s nowhere some/3.png
	expect_fail 1 fftpipe run both.ini some/*.png --set "input.files=some/*" -o gone
	stderr_has "some/3.png: cannot open it: No such file or directory"
	[ "$(ls gone/deep/er | wc -l)" -eq 11 ]
'

# weak COMMAND... - as one who may not read everything
weak() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		setpriv --bounding-set=-dac_override,-dac_read_search \
			--inh-caps=-all "$@"
	fi
}

test_case 'a folder below ** that may not be read fails alone' '
	mkdir -p deep/closed deep/open
	cp in/1.png deep/open
	chmod 000 deep/closed
	weak ls deep/open >/dev/null 2>&1 || skip "setpriv is not here"
	! weak ls deep/closed 2>/dev/null || skip "nothing is closed to us"
	status=0
	weak "$FFTPIPE" run both.ini --set "input.files=deep/**/*.png" -o found \
		2>said || status=$?
	chmod 700 deep/closed
	[ "$status" -eq 1 ]
	file_has said "deep/closed: cannot open it: Permission denied"
	file_has said "1 done, 1 failed"
'

test_case 'a folder that can be listed and not entered fails alone' '
	mkdir -p lists/listed lists/open
	cp in/1.png lists/open
	cp in/2.png lists/listed
	chmod 444 lists/listed
	weak ls lists/open >/dev/null 2>&1 || skip "setpriv is not here"
	! weak cat lists/listed/2.png >/dev/null 2>&1 ||
		skip "nothing is closed to us"
	status=0
	weak "$FFTPIPE" run both.ini --set "input.files=lists/**/*.png" \
		-o listed 2>said || status=$?
	chmod 700 lists/listed
	[ "$status" -eq 1 ]
	file_has said "listed/2.png: cannot open it: Permission denied"
	file_has said "1 done, 1 failed"
'

finish
