# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# lib.sh - what the shell tests are written in; prints TAP
#
#	. "${top_srcdir:-.}/tests/lib.sh"
#
#	test_case 'a stage below cannot be used above' '
#		expect_fail 2 fftpipe check forward.ini
#		stderr_is <<-\END
#			forward.ini:5: [phase] from: no stage "spectrum" above
#		END
#	'
#	finish
#
# A body stops at its first command that fails.  All bodies of a script share
# one fresh folder, $tmp, where they run; HOME is in it, too.

: "${top_srcdir:=.}" "${top_builddir:=.}"
top_srcdir=$(cd "$top_srcdir" && pwd) || exit 1
top_builddir=$(cd "$top_builddir" && pwd) || exit 1
: "${FFTPIPE:=$top_builddir/fftpipe}"
: "${FFTPIPE_DATADIR:=$top_srcdir}"
: "${FFTPIPE_PLUGIN_PATH:=$top_builddir/.libs}"
: "${FFTPIPE_SHARED:=$top_srcdir/../shared}"
: "${FFTPIPE_TEST_PLUGINDIR:=$top_builddir/tests/plugins/.libs}"
: "${SANITIZERS:=no}"
PATH=$top_builddir:$PATH
LC_ALL=C
export FFTPIPE FFTPIPE_DATADIR FFTPIPE_PLUGIN_PATH LC_ALL PATH
unset CDPATH MAKEFLAGS MAKELEVEL MFLAGS

tmp=$(mktemp -d "${TMPDIR:-/tmp}/fftpipe-test.XXXXXX") || exit 1
trap '[ -n "${FFTPIPE_KEEP-}" ] || rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$tmp/home" "$tmp/work" || exit 1
HOME=$tmp/home
export HOME
cd "$tmp/work" || exit 1

count=0

# no COMMAND... - it fails.  Where "! COMMAND" is wrong a body goes on: set -e
# does not hear of it.
no() {
	! "$@"
}

# test_case SENTENCE BODY
test_case() {
	count=$((count + 1))
	rm -f "$tmp/skip"
	(set -e; eval "$2") >"$tmp/log" 2>&1 </dev/null
	status=$?
	if [ "$status" -eq 77 ] && [ -f "$tmp/skip" ]; then
		echo "ok $count - $1 # SKIP $(cat "$tmp/skip")"
		return
	fi
	if [ "$status" -eq 0 ]; then
		echo "ok $count - $1"
		return
	fi
	echo "not ok $count - $1"
	sed 's/^/# /' "$tmp/log"
	echo "# the body ended with status $status"
}

# The same, where it takes long: only with FFTPIPE_LONG set.
test_long() {
	if [ -n "${FFTPIPE_LONG-}" ]; then
		test_case "$@"
	else
		count=$((count + 1))
		echo "ok $count - $1 # SKIP takes long; make check-long runs it"
	fi
}

# costly - what takes minutes is not shown once more by other builds of sources
# that just showed it: with FFTPIPE_BRIEF set
costly() {
	[ -z "${FFTPIPE_BRIEF-}" ] ||
		skip_all 'costly, and shown by the plain build'
}

# In a body: this case cannot be run here.
skip() {
	echo "$*" >"$tmp/skip"
	exit 77
}

# Does this build count executed lines?  Its programs then write files and
# allocate memory that are not ours.
is_counted() {
	[ -n "$(find "$top_builddir/core" -name '*.gcno' | head -n 1)" ]
}

# Before the first case: none of this script can be run here.
skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

# After the last case.  The lines above say what failed; a script that does not
# get here has no plan, and that is an error.
finish() {
	echo "1..$count"
	exit 0
}

# ---------------------------------------------------------------------------
# For bodies.  expect_ok and expect_fail leave what the command wrote in the
# files $tmp/stdout and $tmp/stderr.

expect_fail() {
	wanted=$1
	shift
	got=0
	"$@" >"$tmp/stdout" 2>"$tmp/stderr" || got=$?
	[ "$got" -ne "$wanted" ] || return 0
	echo "$*"
	echo "exit status $got instead of $wanted"
	echo "--- stdout"
	head -n 40 "$tmp/stdout"
	echo "--- stderr"
	head -n 40 "$tmp/stderr"
	return 1
}

expect_ok() {
	expect_fail 0 "$@"
}

# The whole of it is what comes on standard input.
stdout_is() {
	diff -u - "$tmp/stdout"
}

stderr_is() {
	diff -u - "$tmp/stderr"
}

# It has a line with this text.
stdout_has() {
	file_has "$tmp/stdout" "$1"
}

stderr_has() {
	file_has "$tmp/stderr" "$1"
}

file_has() {
	if ! grep -qF -e "$2" "$1"; then
		echo "not found: $2"
		echo "--- $1"
		head -n 40 "$1"
		return 1
	fi
}

# Does the file exist and hold something?
file_made() {
	for file; do
		if ! [ -s "$file" ]; then
			echo "missing or empty: $file"
			return 1
		fi
	done
}

file_absent() {
	for file; do
		if [ -e "$file" ]; then
			echo "should not be there: $file"
			return 1
		fi
	done
}

have() {
	command -v "$1" >/dev/null 2>&1
}
