#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every picture of the corpus does what its manifest expects: most are read, the
# damaged ones refused with a sentence each, the enormous ones at once.

. "${top_srcdir:-.}/tests/lib.sh"

extensions='png'

corpus=$FFTPIPE_SHARED/corpus
[ -f "$corpus/MANIFEST.tsv" ] || skip_all 'the corpus is not here'

# expected WHAT...: the files that the manifest expects this of, which are then
# here too, category/name as category__name
expected() {
	awk -F '\t' -v extensions="$extensions" -v wanted="$*" '
		BEGIN {
			split(extensions, list, " ")
			for (i in list)
				read[list[i]] = 1
			split(wanted, list, " ")
			for (i in list)
				want[list[i]] = 1
		}
		NR > 1 && want[$3] {
			extension = tolower($1)
			sub(".*[.]", "", extension)
			if (read[extension])
				print $1
		}
	' "$corpus/MANIFEST.tsv" | while read -r file; do
		name=$(printf '%s' "$file" | sed 's,/,__,')
		ln -s "$corpus/$file" "$name"
		echo "$name"
	done
}

# run_all WHAT [OPTION...]: all the files named in WHAT, in one call
run_all() {
	what=$1
	shift
	set -- "$@" --set 'magnitude.save={name}_magnitude.png' \
		--set 'phase.save={name}_phase.png'
	while read -r file; do
		set -- "$@" "$file"
	done <"$what"
	rm -rf "out-$what"
	got=0
	fftpipe run spectra -o "out-$what" "$@" \
		>"$tmp/stdout" 2>"$tmp/stderr" || got=$?
	no_defect
}

# Nothing crashed, ran out of time or was reported by a sanitizer.
no_defect() {
	no grep -E 'crashed|signal|Sanitizer|runtime error|worker process' \
		"$tmp/stderr"
}

# one_sentence FILE: exactly one line about it that is no warning
one_sentence() {
	awk -v start="fftpipe: $1: " '
		index($0, start) == 1 &&
		substr($0, length(start) + 1) !~ /^warning: / { n++ }
		END { exit n != 1 }
	' "$tmp/stderr"
}

# every COMMAND WHAT: all files for which the command fails are said
every() {
	failed=0
	while read -r file; do
		"$1" "$file" || { echo "$1: $file"; failed=1; }
	done <"$2"
	return "$failed"
}

has_outputs() {
	[ -s "$out/$1_magnitude.png" ] && [ -s "$out/$1_phase.png" ]
}

has_no_outputs() {
	! [ -e "$out/$1_magnitude.png" ] &&
		! [ -e "$out/$1_phase.png" ]
}

# Both or none, and then a sentence.
has_all_or_none() {
	has_outputs "$1" || { has_no_outputs "$1" && one_sentence "$1"; }
}

no_stray() {
	[ -z "$(find . -name '.fftpipe-*')" ]
}

check_ok() {
	out=out-$1
	[ "$got" -eq 0 ] || {
		echo "status $got"
		grep -v 'warning:' "$tmp/stderr"
		return 1
	}
	every has_outputs "$1"
}

check_refused() {
	out=out-$1
	[ "$got" -eq 1 ]
	every one_sentence "$1"
	every has_no_outputs "$1"
}

check_either() {
	out=out-$1
	[ "$got" -le 1 ]
	every has_all_or_none "$1"
}

expected ok >good
expected error >damaged
expected limit >enormous
expected either ok-or-unsupported >doubtful
expected ok-or-limit >large

# case_for SENTENCE WHAT CHECK [OPTION...]
case_for() {
	sentence=$1 what=$2 check=$3
	shift 3
	[ -s "$what" ] || return 0
	test_case "$sentence ($(wc -l <"$what") files)" "
		run_all $what $*
		$check $what
		no_stray
	"
}

case_for 'good pictures have spectra' good check_ok
case_for 'damaged pictures are refused, each in one sentence' \
	damaged check_refused
case_for 'pictures about which programs differ are read or refused' \
	doubtful check_either
case_for 'pictures over a limit are refused' enormous check_refused

# Small as files, large in memory.
case_for 'pictures near the limits are read or refused' \
	large check_either --set limits.pixels=50M

test_case 'a picture over a limit is refused at once' '
	start=$(date +%s)
	run_all enormous
	[ "$(($(date +%s) - start))" -le 3 ]
'

test_case 'the refusal names the limit and how to raise it' '
	run_all enormous
	stderr_has "[limits]"
'

# Leaks of the parent itself show only in one process.
if [ "$SANITIZERS" != no ]; then
	case_for 'in one process: good pictures' good check_ok --in-process
	case_for 'in one process: damaged pictures' \
		damaged check_refused --in-process
	case_for 'in one process: doubtful pictures' \
		doubtful check_either --in-process
fi

finish
