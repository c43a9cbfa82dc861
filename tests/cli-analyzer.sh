#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gcc -fanalyzer finds nothing in the programs and plugins but what
# tests/analysis/ gives a reason against.

. "${top_srcdir:-.}/tests/lib.sh"

[ "$SANITIZERS" = no ] || skip_all 'built with sanitizers'
have gcc || skip_all 'gcc is not here'
have make || skip_all 'make is not here'
known=$top_srcdir/tests/analysis/gcc-$(gcc -dumpversion | sed 's/\..*//')
[ -f "$known" ] || skip_all "nobody has judged what $(gcc --version |
	head -n 1) finds; tests/analysis/ has the versions"

# FILE FUNCTION WARNING, once each, of what gcc said on standard input.
findings() {
	awk -v top="$top_srcdir/" -v quote="'" '
		function plain(path) {
			sub(top, "", path)
			gsub(/(^|\/)\.\.\//, "", path)
			return path
		}
		/: In function / {
			split($0, part, quote)
			function_name = part[2]
		}
		/warning: .*\[-Wanalyzer-/ {
			split($0, part, ":")
			name = $0
			sub(/.*\[-Wanalyzer-/, "", name)
			sub(/\].*/, "", name)
			print plain(part[1]), function_name, name
		}' | sort -u
}

test_case 'every judgement of the analyzer names its reason' '
	grep -v "^#" "$known" | grep . >judged
	no grep -vE "^[a-z0-9/_-]+\.c [a-z0-9_.]+ [a-z-]+: [^ ]" judged
'

test_long 'the analyzer finds nothing else' '
	mkdir analyzed
	(
		cd analyzed
		"$top_srcdir/configure" -q --disable-tests CC=gcc \
			CFLAGS="-g -fanalyzer"
		make -k -j2
	) >log 2>&1 || { tail -n 40 log; exit 1; }
	findings <log >found
	sed -n "/^[^#]/s/: .*//p" "$known" | sort -u >expected
	comm -13 expected found >new
	if [ -s new ]; then
		echo "judge these, and mend them or give a reason in $known:"
		cat new
		grep -A 30 "Wanalyzer" log
		exit 1
	fi
'

finish
