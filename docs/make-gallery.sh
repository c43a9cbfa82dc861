#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make-gallery.sh - draw the pictures of docs/gallery.md, from their sources on
#
#	docs/make-gallery.sh BUILD [FOLDER]
#
# BUILD is the folder with the built fftpipe and docs/make-pictures; FOLDER is
# where the pictures go, docs/gallery unless it is named.  make gallery runs it.

set -e

top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:?the build folder}" && pwd)
folder=${2:-$top/docs/gallery}
FFTPIPE_DATADIR=$top
FFTPIPE_PLUGIN_PATH=$build/.libs
export FFTPIPE_DATADIR FFTPIPE_PLUGIN_PATH

mkdir -p "$folder"
"$build/docs/make-sample" --plain "$folder/plain.png"
"$build/docs/make-pictures" "$folder/plain.png" "$folder"
rm "$folder/plain.png"

while read -r job input; do
	"$build/fftpipe" run "$top/pipelines/gallery/jobs/$job.ini" \
		"$folder/$input" -o "$folder" --quiet
done <<END
halftone halftone.png
scanner-stripes scanned.png
micrograph-hum micrograph.png
sharpen soft.png
deblur moved.png
align frame.png
resolution exposure.png
anisotropy fibers.png
before-after scene.png
rebuild scene.png
END

# What they measured is in the page's words.
rm -f "$folder"/*.json "$folder"/*.csv
