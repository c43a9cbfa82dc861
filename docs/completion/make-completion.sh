#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make-completion.sh PROGRAM bash|zsh - a completion on standard output: the
# commands and options of --help put into the template PROGRAM.SHELL.in
#
# make completion makes both anew; tests/cli-completion.sh compares.

set -e
here=$(dirname "$0")
program=$1 shell=$2

commands() {
	"$program" --help | awk '/^Commands:/ { on = 1; next }
		/^$/ { on = 0 }
		on { name = $1; sub(/^ *[^ ]+ +/, ""); print name "\t" $0 }'
}

# Each option of a command: letter (or -), name, argument (or -), help.
options() {
	"$program" "$1" --help | awk '
	/^Options:/ { on = 1; next }
	/^$/ { on = 0 }
	!on { next }
	/^ +-/ {
		letter = "-"
		if (match($0, /^ +-[a-zA-Z], /))
			letter = substr($0, RLENGTH - 2, 1)
		sub(/^ +(-[a-zA-Z], )?--/, "")
		name = $1
		rest = substr($0, length(name) + 1)
		argument = "-"
		if (rest ~ /^ [^ ]/) {
			argument = substr(rest, 2)
			sub(/ .*/, "", argument)
			sub(/^ [^ ]+/, "", rest)
		}
		sub(/^ +/, "", rest)
		if (rest == "") { wait = 1; next }
		print letter "\t" name "\t" argument "\t" rest
		next
	}
	wait { sub(/^ +/, ""); print letter "\t" name "\t" argument "\t" $0
		wait = 0 }'
}

tab=$(printf '\t')

bash_tables() {
	printf "\t_commands='%s'\n" "$(commands | cut -f1 | tr '\n' ' ' |
		sed 's/ $//')"
	echo '	case $1 in'
	commands | cut -f1 | while read -r name; do
		printf "\t%s) _options='%s' ;;\n" "$name" "$(options "$name" |
			awk -F "$tab" '{ printf("%s%s--%s", NR > 1 ? " " : "",
				$1 != "-" ? "-" $1 " " : "", $2) }')"
	done
	echo '	esac'
}

zsh_commands() {
	commands | while IFS=$tab read -r name help; do
		printf "\t'%s:%s'\n" "$name" "$help"
	done
}

# An option as _arguments wants it, with what completes its argument.
zsh_tables() {
	commands | cut -f1 | while read -r name; do
		printf '%s)\n\toptions=(\n' "$name"
		options "$name" | awk -F "$tab" -v quote="'" '
		function act(argument, name) {
			if (name == "plugin-dir" || argument == "DIR")
				return ":folder:_files -/"
			if (name == "set")
				return ":assignment:_fftpipe_set"
			if (argument ~ /FILE/)
				return ":file:_files"
			return ":" tolower(argument) ":"
		}
		{
			gsub(/\[/, "(", $4)
			gsub(/\]/, ")", $4)
			gsub(quote, "", $4)
			end = "[" $4 "]" ($3 != "-" ? act($3, $2) : "")
			many = $2 == "set" || $2 == "report" ? "*" : ""
			if ($1 != "-")
				printf("\t\t%s%s-%s%s%s\n", quote, many, $1, end,
					quote)
			printf("\t\t%s%s--%s%s%s\n", quote, many, $2, end, quote)
		}'
		printf '\t)\n\t;;\n'
	done
}

while IFS= read -r line; do
	case $line in
	@BASH@) bash_tables ;;
	@COMMANDS@) zsh_commands ;;
	@OPTIONS@) zsh_tables ;;
	*) printf '%s\n' "$line" ;;
	esac
done <"$here/$(basename "$program").$shell.in"
