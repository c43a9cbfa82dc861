#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# fftpipe verify passes the plugins that ship, and tells each sin by its rule.

. "${top_srcdir:-.}/tests/lib.sh"
costly

: "${FFTPIPE_TEST_PLUGINS:=$(cd "$top_builddir" && echo ./*.la)}"
sins=$FFTPIPE_TEST_PLUGINDIR

# first_broken RULE FILE: the first rule that FILE says is broken is RULE.
first_broken() {
	sed -n 's/^not ok [0-9]* - \([^:]*\):.*/\1/p' "$2" | head -n 1 >broken
	if ! echo "$1" | diff -u - broken; then
		grep -A 3 '^not ok' "$2" | head -n 40
		return 1
	fi
}

# ---------------------------------------------------------------------------
# Ours

for la in $FFTPIPE_TEST_PLUGINS; do
	name=$(basename "$la" .la)
	# A value for what has no default that would do something.
	case $name in
	notch) given='--set frequencies=0.1,0.2' ;;
	*) given= ;;
	esac
	test_case "$name keeps all rules" "
		expect_ok fftpipe verify $given '$top_builddir/.libs/$name.so'
		no grep '^not ok' '$tmp/stdout'
	"
done

# ---------------------------------------------------------------------------
# Sins: sin-RULE.c breaks RULE

for source in "$top_srcdir"/tests/plugins/sin-*.c; do
	name=$(basename "$source" .c)
	case $name in
	sin-exits | sin-hangs) continue ;;
	esac
	test_case "$name breaks ${name#sin-} first" "
		expect_fail 1 fftpipe verify '$sins/$name.so'
		first_broken '${name#sin-}' '$tmp/stdout'
		stdout_has 'fftpipe verify --only ${name#sin-} '
	"
done

test_case 'a plugin that hangs is ended' '
	expect_fail 1 fftpipe verify --seconds 2 --only shapes \
		"$sins/sin-hangs.so"
	first_broken shapes "$tmp/stdout"
	stdout_has "took more than 2 seconds in run, 1 by 1, 1 channel"
'

test_case 'a plugin that exits is found out' '
	expect_fail 1 fftpipe verify --only shapes "$sins/sin-exits.so"
	first_broken shapes "$tmp/stdout"
	stdout_has "ended the process with status 0 in run, 1 by 1, 1 channel"
'

# ---------------------------------------------------------------------------
# The command

test_case 'there is a sin for every rule' '
	expect_ok fftpipe verify --list
	cut -d " " -f 1 <"$tmp/stdout" | while read -r rule; do
		[ -f "$top_srcdir/tests/plugins/sin-$rule.c" ] || echo "$rule"
	done >without
	diff -u /dev/null without
'

test_case 'the plan says how many rules there are' '
	expect_ok fftpipe verify --list
	echo "1..$(wc -l <"$tmp/stdout" | tr -d " ")" >plan
	expect_ok fftpipe verify "$top_builddir/.libs/grayscale.so"
	head -n 1 "$tmp/stdout" | diff -u plan -
	[ "$(grep -c "^ok " "$tmp/stdout")" -eq "$(sed "s/1\.\.//" plan)" ]
'

test_case 'one rule can be checked alone' '
	expect_ok fftpipe verify --only finite \
		"$top_builddir/.libs/grayscale.so"
	stdout_is <<-\END
		1..1
		ok 1 - finite: finite pictures give finite pictures
	END
'

test_case 'NaN that becomes a number is neither propagated nor refused' '
	expect_fail 1 fftpipe verify --only not-finite "$sins/hides-nan.so"
	stdout_has "a picture of nothing but NaN gives finite numbers alone"
'

test_case 'a broken rule says where it is written' '
	umask 022
	expect_fail 1 fftpipe verify --only umask "$sins/sin-umask.so"
	sed "s|$sins/||" "$tmp/stdout" >shown
	diff -u - shown <<-\END
		1..1
		not ok 1 - umask: the umask is left alone
		# the umask was 022 and is 000
		# written in fftpipe/plugin.h, What a plugin offers, fftpipe_transform
		# alone: fftpipe verify --only umask sin-umask.so
	END
'

test_case 'an unknown rule is status 2' '
	expect_fail 2 fftpipe verify --only finit \
		"$top_builddir/.libs/grayscale.so"
	stderr_has "did you mean finite?"
	no [ -s "$tmp/stdout" ]
'

test_case 'a file that is not there is status 2' '
	expect_fail 2 fftpipe verify ./nowhere.so
	stderr_has "cannot read ./nowhere.so"
	expect_fail 2 fftpipe verify .
	expect_fail 2 fftpipe verify
	no [ -s "$tmp/stdout" ]
'

test_case 'what is no plugin breaks the first rule' '
	echo "no plugin" >text.so
	expect_fail 1 fftpipe verify text.so
	first_broken exports "$tmp/stdout"
	head -c 3000 "$top_builddir/.libs/grayscale.so" >half.so
	expect_fail 1 fftpipe verify half.so
	first_broken exports "$tmp/stdout"
	: >empty.so
	expect_fail 1 fftpipe verify empty.so
	first_broken exports "$tmp/stdout"
'

test_case 'parameters can be given' '
	plugin=$top_builddir/.libs/fft2d-magnitude.so
	expect_ok fftpipe verify --only finite --set scale=power \
		--set exponent=0.5 "$plugin"
'

# refused SET WORDS: it is the call that is wrong, whichever rule is asked for.
refused() {
	for only in "" --only=exports --only=finite; do
		expect_fail 2 fftpipe verify ${only:+"$only"} --set "$1" \
			"$top_builddir/.libs/lowpass.so"
		stderr_has "--set $1: $2"
		[ ! -s "$tmp/stdout" ]
	done
}

test_case 'a parameter that is given wrongly is status 2' '
	refused nosuch=1 "\"nosuch\" is not one of shape, order, cutoff"
	refused cutof=0.1 "\"cutof\" is not one of"
	stderr_has "did you mean cutoff?"
	refused cutoff=9 "9 is above the largest, 1"
	refused cutoff=abc "\"abc\" is not a number"
	refused cutoff= "\"\" is not a number"
	refused cutoff "it must be KEY=VALUE"
	refused =1 "it must be KEY=VALUE"
	refused shape=round "\"round\" is not one of"
	expect_fail 2 fftpipe verify --set shape=ideal --set order=x \
		"$top_builddir/.libs/lowpass.so"
	stderr_has "--set order=x: "
	expect_fail 2 fftpipe verify --set "s=\"" \
		"$top_builddir/.libs/grayscale.so"
	stderr_has "this plugin has no parameters"
'

test_case 'what cannot be asked for parameters is told by the rules' '
	expect_fail 1 fftpipe verify --set cutoff=9 text.so
	first_broken exports "$tmp/stdout"
'

test_case 'the help names its options' '
	expect_ok fftpipe verify --help
	for option in --only --list --set --seconds; do
		stdout_has " $option"
	done
'

finish
