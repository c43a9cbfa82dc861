#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The program says what it is and what it can do.

. "${top_srcdir:-.}/tests/lib.sh"

test_case 'the version begins with name and number' '
	expect_ok fftpipe --version
	head -n 1 "$tmp/stdout" | grep -E "^fftpipe [0-9]+\.[0-9]+\.[0-9]+"
'

test_case 'the version names the libraries' '
	expect_ok fftpipe --version
	for library in libpng inih jansson nettle; do
		stdout_has "$library"
	done
	grep -E "^libtiff [0-9]+\.[0-9]+" "$tmp/stdout"
	! grep -q DFFTPIPE_SECCOMP "$top_builddir/Makefile" ||
		grep -E "^libseccomp [0-9]+\.[0-9]+" "$tmp/stdout"
'

test_case 'the help lists the commands' '
	expect_ok fftpipe --help
	for command in run check graph list inspect new verify; do
		grep -E "^[[:space:]]+$command[[:space:]]" "$tmp/stdout"
	done
	no [ -s "$tmp/stderr" ]
'

for command in run check graph list inspect new verify; do
	test_case "$command has a help of its own" "
		expect_ok fftpipe $command --help
		stdout_has 'fftpipe $command'
		no [ -s '$tmp/stderr' ]
	"
done

test_case 'help takes a command, too' '
	expect_ok fftpipe run --help
	cp "$tmp/stdout" run.help
	expect_ok fftpipe help run
	cmp "$tmp/stdout" run.help
	expect_fail 2 fftpipe help rnu
	stderr_has "unknown command \"rnu\" (did you mean run?)"
	for word in help --help -h; do
		expect_ok fftpipe help $word
		stdout_has "Commands:"
	done
'

test_case 'the help of run lists its options' '
	expect_ok fftpipe run --help
	for option in -o -j --threads --set --plugin-dir --no-clobber \
	    --in-process --timings --json --quiet; do
		stdout_has " $option"
	done
'

test_case 'what cannot be written is told, whatever the command' '
	[ -c /dev/full ] || skip "there is no /dev/full"
	for words in --help --version "run --help" list "inspect fft2d"; do
		expect_fail 1 sh -c "exec fftpipe $words >/dev/full"
		stderr_has "cannot write to standard output"
	done
'

test_case 'an unknown command is status 2' '
	expect_fail 2 fftpipe rnu
	stderr_has rnu
	no [ -s "$tmp/stdout" ]
'

test_case 'no command at all is status 2' '
	expect_fail 2 fftpipe
	[ -s "$tmp/stderr" ]
'

test_case 'an unknown option is status 2' '
	expect_fail 2 fftpipe run --unheard-of spectra
	stderr_has unheard-of
	expect_fail 2 fftpipe run spectra -zq a.png
	stderr_has "unknown option -z;"
'

test_case 'an option may be cut short, but must be one alone' '
	expect_fail 2 fftpipe run spectra --re a.json
	stderr_has "--re may be --resume or --report;"
	expect_fail 2 fftpipe run spectra --quiet=yes a.png
	stderr_has "--quiet takes no value;"
	expect_fail 2 fftpipe run spectra --help=yes
	stderr_has "--help takes no value;"
'

test_case 'a command without what it works on is status 2' '
	expect_fail 2 fftpipe run
	expect_fail 2 fftpipe check
	expect_fail 2 fftpipe inspect
'

finish
