# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# lib-faults.sh - for tests in which the n-th call of a kind fails, once or from
# then on, for every n of a whole run; after lib.sh
#
#	. "$top_srcdir/tests/lib-faults.sh"
#
#	made='out'			# folders that outputs appear in
#	run() {				# OPTION...: the run, below faulty
#		faulty "$FFTPIPE" run spectra in/*.png -o out "$@"
#	}
#	test_case 'memory' 'sweep memory --in-process'
#
# What is in $made must be what a run without faults makes, and with status 0
# all of it.  A script can replace judge_more.

: "${top_srcdir:?}" "${tmp:?}" "${SANITIZERS:?}"

[ "$SANITIZERS" = no ] || skip_all 'sanitizers bring a malloc of their own'
! is_counted || skip_all 'what counts lines does not survive failures'
${CC:-cc} -shared -fPIC -O1 -o fail.so "$top_srcdir/tests/faults/fail.c" -ldl \
	2>cc.log || skip_all 'this C library is not glibc: cannot stand before it'

# Blocks of memory that may be left beyond what an undisturbed run leaves.
leak_most=0
made=

# faulty COMMAND... - it meets the fault of this point
faulty() {
	timeout 60 env FAULT="$kind:$n$onward" FAULT_COUNT=count \
		LD_PRELOAD="$PWD/fail.so" "$@" >stdout 2>stderr
}

bad() {
	echo "$kind:$n$onward $options: $*"
	cut -c 1-300 stderr | head -n 5
	bad=$((bad + 1))
}

# What is there is right; with status 0 nothing is missing.
judge_outputs() {
	for file in "$1"/* "$1"/.[!.]*; do
		[ -e "$file" ] || continue
		cmp -s "$file" "right/$file" || bad "$file is not right"
	done
	[ "$status" -eq 0 ] || return 0
	for file in right/"$1"/*; do
		[ -e "${file#right/}" ] || bad "${file#right/} is lost"
	done
}

judge_more() {
	:
}

# judge_inputs PROGRAM N - each of them is done or failed, unless even words
# failed
judge_inputs() {
	said=$(sed -n "s/^$1: \([0-9]*\) done, \([0-9]*\) failed.*/\1+\2/p" \
		stderr)
	[ $((${said:-0})) -eq "$2" ] || [ "$kind$onward" = memory+ ] ||
		bad "$(($2 - (${said:-0}))) inputs are lost"
}

# How did the n-th failure end?
judge() {
	case $status in
	0 | 1 | 2) ;;
	124) bad 'it hung' ;;
	*) bad "exit status $status" ;;
	esac
	if grep -q 'crashed with signal' stdout stderr; then
		bad 'a worker crashed'
	fi
	if [ "$status" -ne 0 ] && ! [ -s stderr ] && ! [ -s stdout ]; then
		bad 'it failed without a word'
	fi
	for folder in $made; do
		judge_outputs "$folder"
	done
	# The first process leaves no more behind than in a run without faults.
	if [ -s count ]; then
		read -r _ left <count
		[ "$left" -le $((most_left + leak_most)) ] ||
			bad "$((left - most_left)) blocks of memory leaked"
	fi
	judge_more
}

# sweep KIND OPTION... - a fault at every step-th call, $FAULT_FIRST the first:
# several can share the work
sweep() {
	kind=$1
	shift
	options=$*
	onward=
	n=0
	# shellcheck disable=SC2086 # a list of folders
	rm -rf right $made
	run "$@" || { echo "without a fault it fails:"; cat stderr; return 1; }
	for folder in $made; do
		mkdir -p "right/$(dirname "$folder")"
		mv "$folder" "right/$folder"
	done
	cp stdout right.stdout
	read -r calls most_left <count
	[ "$calls" -gt 0 ]
	# About 8 of each kind, or all.
	step=$((calls / 8 + 1))
	[ -z "${FFTPIPE_LONG-}" ] || step=${FAULT_STEP:-1}
	bad=0 tried=0
	for onward in '' +; do
		n=${FAULT_FIRST:-1}
		while [ "$n" -le "$calls" ]; do
			# shellcheck disable=SC2086 # a list of folders
			rm -rf count $made
			status=0
			run "$@" || status=$?
			judge
			tried=$((tried + 1))
			n=$((n + step))
		done
	done
	echo "$kind $*: $tried of $((2 * calls)) points, $bad bad ends"
	[ "$bad" -eq 0 ]
}
