#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The programs and plugins carry the defenses that configure promises: read off
# the files themselves, so that no flag gets lost on its way to the compiler.

. "${top_srcdir:-.}/tests/lib.sh"

[ "${HARDENING:-no}" = yes ] || skip_all 'this build is not hardened'
have readelf || skip_all 'readelf is not here'
: "${FFTPIPE_TEST_PLUGINS:=$(cd "$top_builddir" && echo ./*.la)}"
: "${FFTPIPE_TEST_PROGRAMS:=fftpipe}"

programs=
for name in $FFTPIPE_TEST_PROGRAMS; do
	file=$top_builddir/$name
	# libtool puts a script before a program that uses a library of ours.
	[ ! -x "$top_builddir/.libs/$name" ] || file=$top_builddir/.libs/$name
	programs="$programs $file"
done
plugins=
for la in $FFTPIPE_TEST_PLUGINS; do
	plugins="$plugins $top_builddir/.libs/$(basename "$la" .la).so"
done

# every FILE... : COMMAND - the command, once for each
every() {
	files=
	while [ "$1" != : ]; do
		files="$files $1"
		shift
	done
	shift
	for file in $files; do
		"$@" "$file" || {
			echo "in $file"
			return 1
		}
	done
}

position_independent() {
	readelf -hdW "$1" >seen && grep -q 'Type: *DYN' seen &&
		grep -q 'FLAGS_1.*PIE' seen
}

# Relocations are done, and their table read-only, before main() starts.
relocated_at_once() {
	readelf -ldW "$1" >seen && grep -q GNU_RELRO seen &&
		grep -q 'FLAGS_1.*NOW' seen
}

no_text_relocation() {
	readelf -dW "$1" >seen && ! grep TEXTREL seen
}

stack_without_code() {
	readelf -lW "$1" >seen && grep -q 'GNU_STACK.* RW ' seen
}

# No memory is both: what can be written can't be run.
writable_or_executable() {
	readelf -lW "$1" >seen && ! grep 'LOAD.* RWE ' seen
}

# Each compilation says with which flags it was made; the run time's own parts
# are in assembler.  The flags themselves may differ between machines.
compiled_hardened() {
	readelf --debug-dump=info "$1" 2>/dev/null |
		sed -n 's/.*DW_AT_producer.*\(GNU C[0-9]\)/\1/p' >seen
	[ -s seen ] || skip 'this compiler does not note its flags'
	for flag in -fstack-protector-strong -fstack-clash-protection \
	    -fcf-protection=full -mbranch-protection=standard; do
		case " ${HARDEN_CFLAGS-} " in
		*" $flag "*) ! grep -v -e " $flag" seen || return 1 ;;
		esac
	done
}

# A call of the plain function where glibc has one that checks; where the
# compiler can see that a buffer suffices it may leave the plain one.
no_unchecked_call() {
	readelf -W --dyn-syms "$1" | sed -n 's/.* UND \([^@ ]*\).*/\1/p' >seen
	no grep -xE '(v?(f|d|as)?printf|_?longjmp|siglongjmp)' seen
}

test_case 'programs are loaded at an address that nobody can foretell' '
	every $programs : position_independent
'

test_case 'no address of a function can be overwritten after the start' '
	every $programs $plugins : relocated_at_once
'

test_case 'code is never changed to be loaded' '
	every $programs $plugins : no_text_relocation
'

test_case 'the stack cannot be executed' '
	every $programs $plugins : stack_without_code
'

test_case 'nothing can be both written and executed' '
	every $programs $plugins : writable_or_executable
'

test_case 'every source file is compiled with the promised flags' '
	every $programs $plugins : compiled_hardened
'

test_case 'programs notice a smashed stack' '
	for file in $programs; do
		readelf -W --dyn-syms "$file" | grep -q " __stack_chk_fail@" ||
			exit 1
	done
'

test_case 'programs use the checked functions of the C library' '
	case " $HARDEN_CFLAGS " in
	*_FORTIFY_SOURCE=*) ;;
	*) skip "this build is not optimized" ;;
	esac
	for file in $programs; do
		readelf -W --dyn-syms "$file" | grep -q " __[a-z]*_chk@" ||
			exit 1
	done
	${CC:-cc} --version | grep -qiv clang ||
		skip "clang leaves calls plain where it knows them to be safe"
	every $programs $plugins : no_unchecked_call
'

finish
