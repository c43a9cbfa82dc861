#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make-page.sh FOLDER - the page of reports as C: what comes before the data and
# what comes behind it, with styles and scripts inside

set -e
folder=$1

# The lines of page.html before (or behind) @DATA@, others' files in their place.
part() {
	awk -v folder="$folder" -v wanted="$1" '
	function include(name, line) {
		while ((getline line <(folder "/" name)) > 0)
			print line
	}
	$0 == "@DATA@" { behind = 1; next }
	behind != wanted { next }
	$0 == "@STYLE@" { include("style.css"); next }
	$0 == "@SCRIPT@" {
		include("plot.js")
		include("viewer.js")
		include("page.js")
		next
	}
	{ print }
	' "$folder/page.html"
}

array() {
	echo "extern const unsigned char $1[];"
	echo "const unsigned char $1[] = {"
	od -An -v -tx1 | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'
	echo '0 };'
}

echo '/* Made by make-page.sh. */'
part 0 | array report_head
part 1 | array report_tail
