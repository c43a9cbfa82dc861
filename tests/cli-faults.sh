#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever call fails, at whatever moment: no crash, no hang, no leak, no
# partial or wrong output, and a word about it.  Each kind of call fails once,
# at its first occurrence, its second, and so on; each is also tried with all
# calls after it failing too.  make check takes a sample, make check-long all.

. "${top_srcdir:-.}/tests/lib.sh"

[ "$SANITIZERS" = no ] || skip_all 'sanitizers bring a malloc of their own'
! is_counted || skip_all 'what counts lines does not survive failures'
${CC:-cc} -shared -fPIC -O1 -o fail.so "$top_srcdir/tests/faults/fail.c" -ldl \
	2>cc.log || skip_all 'this C library is not glibc: cannot stand before it'

mkdir in
for i in 1 2 3; do
	"$top_builddir/tests/make-picture" 48 40 3 8 $i in/$i.png || exit 1
done

# run FAULT OPTION... - the outputs go to out/
run() {
	fault=$1
	shift
	timeout 60 env FAULT="$fault" FAULT_COUNT=count \
		LD_PRELOAD="$PWD/fail.so" "$FFTPIPE" run spectra in/1.png in/2.png in/3.png \
		-o out "$@" >stdout 2>stderr
}

bad() {
	echo "$kind:$n$onward $options: $*"
	head -n 5 stderr
	bad=$((bad + 1))
}

# How did the n-th failure end?
judge() {
	case $status in
	0 | 1 | 2) ;;
	124) bad 'it hung' ;;
	*) bad "exit status $status" ;;
	esac
	if grep -q 'crashed with signal' stderr; then
		bad 'a worker crashed'
	fi
	if [ "$status" -ne 0 ] && ! [ -s stderr ]; then
		bad 'it failed without a word'
	fi
	if [ -d out ]; then
		# What is there is right; with status 0 nothing is missing.
		for file in out/* out/.[!.]*; do
			[ -e "$file" ] || continue
			cmp -s "$file" "right/${file#out/}" ||
				bad "${file#out/} is not right"
		done
	fi
	if [ "$status" -eq 0 ]; then
		for file in right/*; do
			[ -e "out/${file#right/}" ] ||
				bad "${file#right/} is lost"
		done
	fi
	if [ "$status" -eq 1 ]; then
		# Each input is done or failed, unless even words failed.
		# shellcheck disable=SC2046 # two words
		set -- $(sed -n "s/^fftpipe: \([0-9]*\) done, \([0-9]*\) failed.*/\1 \2/p" stderr) 0 0
		[ $(($1 + $2)) -eq 3 ] || [ "$kind$onward" = memory+ ] ||
			bad "$((3 - $1 - $2)) inputs are lost"
	fi
	# The first process leaves no more behind than in a run without faults.
	if [ -s count ]; then
		read -r _ left <count
		[ "$left" -le "$most_left" ] ||
			bad "$((left - most_left)) blocks of memory leaked"
	fi
}

# sweep KIND OPTION... - a fault at every step-th call
sweep() {
	kind=$1
	shift
	options=$*
	rm -rf out right
	onward=
	n=0
	run "$kind:0" "$@"
	mv out right
	read -r calls most_left <count
	[ "$calls" -gt 0 ]
	# About 8 of each kind, or all.
	step=$((calls / 8 + 1))
	[ -z "${FFTPIPE_LONG-}" ] || step=${FAULT_STEP:-1}
	bad=0 tried=0
	for onward in '' +; do
		n=1
		while [ "$n" -le "$calls" ]; do
			rm -rf out count
			status=0
			run "$kind:$n$onward" "$@" || status=$?
			judge
			tried=$((tried + 1))
			n=$((n + step))
		done
	done
	echo "$kind $*: $tried of $((2 * calls)) points, $bad bad ends"
	[ "$bad" -eq 0 ]
}

for kind in memory read write open rename map thread fork channel; do
	case $kind in
	map | fork | channel) ;;
	*)
		test_case "a run without workers survives failures: $kind" '
			sweep "$kind" --in-process --threads 2
		'
		;;
	esac
	test_case "a run with workers survives failures: $kind" '
		sweep "$kind" -j 2 --threads 2
	'
done

# Faults of the owner; workers start without what stands before the C library.
for kind in memory open fork channel; do
	test_case "a run with sandboxed workers survives failures: $kind" '
		sweep "$kind" -j 2 --threads 2 --sandbox
	'
done

finish
