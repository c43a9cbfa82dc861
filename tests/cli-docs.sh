#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command of ours that the README and the pages in docs/ show works as it
# stands there, in the order in which it stands there.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/s3-lib.sh"
costly

# A bucket called bucket, for the commands that speak of it.
bucket=
if [ -x "$top_builddir/fftpipe-s3" ] && command -v curl moto_server >/dev/null
then
	start_moto MOTO_S3_DEFAULT_MAX_KEYS=1000
	s3_send PUT bucket >/dev/null || exit 1
	bucket=here
fi
export bucket

# commands PAGE: what its pieces of shell say, a command on a line
commands() {
	awk '/^```sh$/ { on = 1; next }
		/^```/ { on = 0 }
		on { line = line $0
		     if (line ~ /[|\\]$/) { sub(/\\$/, "", line); next }
		     print line; line = "" }' "$1"
}

# ini PAGE: its first pipeline
ini() {
	awk '/^```ini$/ { on = 1; next }
		/^```/ && on { exit }
		on' "$1"
}

# page NAME: its commands as cases, in a folder with what they speak of
page() {
	folder=$(echo "$1" | tr -c 'a-zA-Z0-9\n' -)
	mkdir -p "$folder/photos" "$folder/scans"
	cd "$folder" || exit 1
	ln -s "$top_srcdir/docs" docs
	ln -s "$top_srcdir/pipelines" pipelines
	for picture in my photo photos/one photos/two scans/three; do
		cp "$top_srcdir/docs/gallery/scene.png" "$picture.png"
	done
	ini "$top_srcdir/$1" >my.ini
	cp my.ini clean.ini
	commands "$top_srcdir/$1" >shown
	while IFS= read -r line; do
		case $line in
		# cli-readme.sh and cli-python.sh build what these need.
		*scale.so* | *'inspect scale'* | *in.tif*) continue ;;
		fftpipe*) ;;
		*) continue ;;
		esac
		echo "$line" >line.sh
		test_case "$1: $line" '
			case $(cat line.sh) in
			fftpipe-s3*)
				[ -n "$bucket" ] ||
					skip "there is no bucket: moto_server is not here"
				;;
			*jq*) have jq || skip "jq is not here" ;;
			esac
			sh -e ./line.sh
		'
	done <shown
	[ -s shown ] || test_case "$1 shows commands" false
	cd "$tmp/work" || exit 1
}

test_case 'the list tells of each plugin in words' '
	expect_ok fftpipe list
	sed -n "/^Plugins/,/^Pipelines/p" "$tmp/stdout" |
		grep -E "  [0-9.]+  " >listed
	[ "$(wc -l <listed)" -ge 26 ]
	no grep -E " .$|[|^]" listed
'

page README.md
for file in "$top_srcdir"/docs/*.md; do
	case $(basename "$file") in
	# cli-tutorial.sh builds its plugin step by step.
	plugins.md) continue ;;
	# Need an account, or a machine of their own; or show no command.
	cloud.md | containers.md | packages.md | lambda.md | s3.md) continue ;;
	limits.md | measurements.md) continue ;;
	esac
	page "docs/$(basename "$file")"
done

finish
