#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages say what the programs do.

. "${top_srcdir:-.}/tests/lib.sh"

man=$top_srcdir/docs/man

# A program of this build, or none.
built() {
	[ -x "$top_builddir/$1" ]
}

for page in fftpipe fftpipe-check fftpipe-graph fftpipe-inspect fftpipe-list \
    fftpipe-new fftpipe-run fftpipe-verify fftpipe-s3 fftpipe-lambda; do
	case $page in
	fftpipe | fftpipe-s3 | fftpipe-lambda) program=$page command= ;;
	*) program=fftpipe command=${page#fftpipe-} ;;
	esac
	test_case "$page(1) is what --help says; make man makes it anew" "
		built $program || skip '$program is not built here'
		sh '$man/make-man.sh' '$top_builddir/$program' $command >$page.1
		diff -u '$man/$page.1' $page.1
	"
done

test_case 'every command has a page' '
	fftpipe --help | sed -n "/^Commands:/,/^\$/s/^  \([a-z]*\) .*/\1/p" >commands
	[ -s commands ]
	while read -r command; do
		file_made "$man/fftpipe-$command.1"
	done <commands
'

test_case 'mandoc has nothing to say against them' '
	have mandoc || skip "there is no mandoc"
	mandoc -T lint -W warning "$man"/*.[157] >lint || :
	no grep -v "referenced manual not found" lint
'

test_case 'man has nothing to say against them' '
	have man && have groff || skip "there is no man with groff"
	for page in "$man"/*.[157]; do
		man --warnings -l -Tutf8 "$page" 2>&1 >/dev/null | tee warnings
		no [ -s warnings ]
	done
'

# The lines of all examples of a page, escapes undone.
examples() {
	awk "/^\.SH EXAMPLES/ { on = 1; next } /^\.SH/ { on = 0 }
		/^\.EX/ { block = on; next } /^\.EE/ { block = 0 }
		block" "$1" | sed "s/\\\\-/-/g; s/\\\\e/\\\\/g"
}

test_case 'every example of the commands runs' '
	mkdir -p photos
	cp "$top_srcdir/docs/sample.png" photo.png
	cp photo.png photos/a.png
	cp photo.png photos/b.png
	printf "[low]\nuse = lowpass\nsave = {stem}_smooth.png\n" >smooth.ini
	n=0
	for page in "$man"/fftpipe.1 "$man"/fftpipe-*.1; do
		examples "$page" | grep -E "^(fftpipe |ls )" >script || continue
		n=$((n + 1))
		sh -eu script >output 2>&1 || {
			echo "$page"
			cat script output
			exit 1
		}
	done
	[ "$n" -ge 8 ]
	file_made out/report.html smooth.png mine.ini my-filter/Makefile
'

test_case 'the example of a pipeline file runs' '
	mkdir -p photos
	cp "$top_srcdir/docs/sample.png" photos/one.png
	examples "$man/fftpipe.ini.5" >detail.ini
	expect_ok fftpipe run ./detail.ini -o details
	file_made details/one_detail.png details/one_magnitude.png
'

test_case 'the example of the plugin interface runs' '
	command -v cc pkg-config >/dev/null || skip "cc or pkg-config is not here"
	[ "$SANITIZERS" = no ] || skip "takes minutes with sanitizers"
	awk "/^\`\`\`c\$/ { on = 1; next } /^\`\`\`/ { on = 0 } on" \
		"$top_srcdir/README.md" >scale.c
	cat >fftpipe.pc <<-END
		Name: fftpipe
		Description: what is not installed yet
		Version: 1.0
		Cflags: -I$top_srcdir/core
	END
	PKG_CONFIG_PATH=$PWD
	export PKG_CONFIG_PATH
	examples "$man/fftpipe-plugin.7" >script
	expect_ok sh -eu script
	stdout_has "ok 42"
'

# What an unknown key of a section is told to be one of.
keys_of() {
	printf "[input]\nfiles = a.png\n[s]\nuse = lowpass\nsave = a.png\n" >k.ini
	{ fftpipe check ./k.ini --set "$1.zzzzzz=1" 2>&1 || :; } |
		sed -n "s/.* takes \([^;]*\).*/\1/p" | tr -d , | tr " " "\n"
}

test_case 'every key of [input], [pipeline] and [limits] is in fftpipe.ini(5)' '
	for section in input pipeline limits; do
		keys_of $section >keys
		[ -s keys ]
		while read -r key; do
			grep -qE "^\.BI? $key( |\")" "$man/fftpipe.ini.5" || {
				echo "$section: $key is not there"
				exit 1
			}
		done <keys
	done
'

test_case 'every template variable is in fftpipe.ini(5)' '
	for variable in stem name ext dir page "*"; do
		file_has "$man/fftpipe.ini.5" ".B {$variable}"
	done
'

test_case 'what fftpipe-plugin(7) names is in the header' '
	header=$top_srcdir/core/fftpipe/plugin.h
	sed -n "s/^\.B[RI]* \([A-Za-z_]*\).*/\1/p" "$man/fftpipe-plugin.7" |
		grep -E "^(FFTPIPE_[A-Z]*|[a-z_]+)$" | grep -v PLUGIN_PATH |
		grep -v "^fftpipe$" >words
	[ "$(wc -l <words)" -ge 20 ]
	while read -r word; do
		file_has "$header" "$word"
	done <words
'

finish
