#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make-man.sh PROGRAM [COMMAND] - a manual page on standard output: what --help
# says (its table is what calls are read from), then what PAGE.in adds
#
# Where PAGE.in says "COMMANDS HERE", the program's commands have sections of
# this page instead of pages of their own.
#
# make man makes all pages anew; tests/cli-man.sh compares.

set -e
here=$(dirname "$0")
program=$1 command=${2-}
page=$(basename "$program")${command:+-$command}
base=$(basename "$program")

# The line in NAME: from the program's list of commands, or of PAGE.in.
if [ -n "$command" ]; then
	what=$("$program" --help |
		awk -v c="$command" '$1 == c && /^  [a-z]/ {
			sub(/^ *[^ ]+ +/, ""); print; exit }')
else
	what=$(sed -n 's/^\.\\" NAME //p' "$here/$page.in")
fi

# format PAGE COMMAND INLINE - the help on standard input as manual source
format() {
	awk -v page="$1" -v program="$base" -v command="$2" -v inline="$3" \
	-v here="$((commands_here))" -v what="$what" '
function escape(text) {
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	if (text ~ /^[.\x27]/)
		text = "\\&" text
	return text
}
function words(text, out, n, i, list, word) {
	n = split(text, list, " ")
	out = ""
	for (i = 1; i <= n; i++) {
		word = escape(list[i])
		gsub(/[A-Z][A-Z0-9_]+(\.[A-Za-z]+)?(=[A-Z]+)?/, "\\fI&\\fR", word)
		out = out (i > 1 ? " " : "") word
	}
	return out
}
function close_block() {
	if (block)
		print ".EE"
	block = 0
}
function option(text, n, list, i, out) {
	n = split(text, list, " ")
	out = ""
	for (i = 1; i <= n; i++)
		out = out (i > 1 ? " " : "") (list[i] ~ /^-/ ? \
			"\\fB" escape(list[i]) "\\fR" : \
			"\\fI" escape(list[i]) "\\fR")
	gsub(/,\\fR/, "\\fR,", out)
	print ".TP\n" out
}
NR == 1 && inline {
	sub(/^usage: [^ ]+ */, "")
	sub(/^[^ ]+ */, "")
	print ".SH " escape(toupper(program " " command))
	print "\\fB" escape(program " " command) "\\fR " words($0)
	begun = 1
	next
}
NR == 1 {
	print ".\\\" SPDX-License-Identifier: GPL-3.0-or-later"
	print ".\\\" Made by make-man.sh; its sources are --help and " page ".in."
	printf ".TH %s 1 2026-11-23 fftpipe \"fftpipe manual\"\n", \
		escape(toupper(page))
	print ".SH NAME\n" escape(page) " \\- " escape(what)
	sub(/^usage: [^ ]+ */, "")
	if (command != "")
		sub(/^[^ ]+ */, "")
	print ".SH SYNOPSIS\n\\fB" escape(program \
		(command != "" ? " " command : "")) "\\fR " words($0)
	print ".SH DESCRIPTION"
	next
}
/^Options:$/ {
	close_block()
	if (!inline)
		print ".SH OPTIONS"
	options = 1
	next
}
/^Commands:$/ {
	close_block()
	print ".SH COMMANDS"
	commands = 1
	next
}
/^$/ {
	blank = 1
	if (options)
		options = 2
	commands = commands ? 2 : 0
	next
}
options == 1 && /^ +-/ {
	line = $0
	sub(/^ +/, "", line)
	if (match(line, /  +/)) {
		option(substr(line, 1, RSTART - 1))
		print escape(substr(line, RSTART + RLENGTH))
	} else
		option(line)
	blank = 0
	next
}
options == 1 {
	sub(/^ +/, "")
	print escape($0)
	next
}
commands == 1 {
	name = $1
	sub(/^ *[^ ]+ +/, "")
	if (here)
		print ".TP\n\\fB" escape(name) "\\fR\n" escape($0)
	else
		print ".TP\n\\fB" escape(program "-" name) "\\fR(1)\n" \
			escape($0)
	blank = 0
	next
}
/^  / || /^[A-Z_]+  +/ {
	if (!block)
		print (blank ? ".PP\n" : "") ".EX"
	else if (blank)
		print ""
	block = 1
	blank = 0
	print escape($0)
	next
}
{
	close_block()
	if (options == 2) {
		print ".SH NOTES"
		options = 3
	} else if (blank && begun)
		print ".PP"
	begun = 1
	blank = 0
	print escape($0)
}
END { close_block() }
'
}

commands_here=$(grep -c '^\.\\" COMMANDS HERE' "$here/$page.in" || :)
# shellcheck disable=SC2086 # nothing, where there is no command
"$program" $command --help | format "$page" "$command" ''
if [ "$commands_here" -gt 0 ]; then
	"$program" --help | awk '/^Commands:/ { on = 1; next }
		/^$/ { on = 0 }
		on { print $1 }' | while read -r name; do
		"$program" "$name" --help | format "$page" "$name" inline
	done
fi
sed '/^\.\\"/d' "$here/$page.in"
