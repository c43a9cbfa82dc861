# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2086 # lists are words on purpose
# list-files.sh c|sh - our C files, or our shell scripts, one per line; run in
# the top folder

# Those that are called by a name without .sh.
scripts='.ci/run docker/build docker/collect docker/compile docker/packages
	quickstart'

if [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$(pwd -P)" ]; then
	files() {
		git ls-files --cached --others --exclude-standard -- "$@" |
			while read -r file; do
				[ ! -f "$file" ] || printf '%s\n' "$file"
			done
	}
	case $1 in
	c) files '*.c' '*.h' '*.cpp' ;;
	sh) files '*.sh' $scripts ;;
	esac
else
	case $1 in
	c) find core docs plugins runners template tests \
		-name '*.[ch]' -o -name '*.cpp' ;;
	sh)
		find tests terraform -name '*.sh'
		ls $scripts
		;;
	esac 2>/dev/null
fi | LC_ALL=C sort
