#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file says in its first lines under which license it is; those that
# cannot are named in REUSE.toml.

. "${top_srcdir:-.}/tests/lib.sh"

have git || skip_all 'git is not here'
[ "$(git -C "$top_srcdir" rev-parse --show-toplevel 2>/dev/null)" = \
	"$(cd "$top_srcdir" && pwd -P)" ] ||
	skip_all 'this is not a clone with its history'
git -C "$top_srcdir" ls-files >tracked
sed -n '/^path/,/^]/s/^[[:space:]]*"\(.*\)",$/\1/p' \
	"$top_srcdir/REUSE.toml" >patterns

# A * of the shell matches slashes too, as ** does there.
named_elsewhere() {
	case $1 in
	COPYING | LICENSES/*) return 0 ;;
	esac
	while read -r pattern; do
		# shellcheck disable=SC2254 # a pattern it is
		case $1 in
		$pattern) return 0 ;;
		esac
	done <patterns
	return 1
}

# license FILE: what its first lines say
license() {
	head -n 3 "$top_srcdir/$1" | tr -d '\000' |
		sed -n 's/.*SPDX-License-Identifier: *\([^ ]*\).*/\1/p'
}

# What plugins include or start from may be used in plugins of any license.
wanted_license() {
	case $1 in
	core/fftpipe/*.h | template/* | tests/abi/plugin-*.h | tests/outside/*)
		echo MIT
		;;
	*) echo GPL-3.0-or-later ;;
	esac
}

test_case 'every file says its license in its first lines' '
	while read -r file; do
		[ -f "$top_srcdir/$file" ] || continue
		! named_elsewhere "$file" || continue
		[ "$(license "$file")" = "$(wanted_license "$file")" ] ||
			echo "$file: $(license "$file")"
	done <tracked >wrong
	no grep . wrong
'

test_case 'the license of every file is here in full' '
	file_made "$top_srcdir/COPYING" "$top_srcdir/LICENSES/MIT.txt"
	file_has "$top_srcdir/COPYING" "GNU GENERAL PUBLIC LICENSE"
'

finish
