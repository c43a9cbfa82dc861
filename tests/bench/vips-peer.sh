#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vips-peer.sh PICTURE MAGNITUDE PHASE FOLDER - the same with libvips' command
# line, whose operations are processes that pass files; its angles are degrees
# from 0 to 360
set -e
work=$4/vips-$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT

width=$(vipsheader -f width "$1")
height=$(vipsheader -f height "$1")
vips fwfft "$1" "$work/spectrum.v"
vips wrap "$work/spectrum.v" "$work/centered.v"
rm "$work/spectrum.v"
vips abs "$work/centered.v" "$work/size.v"
# Its transform divides by the number of pixels.
vips linear "$work/size.v" "$work/one.v" $((width * height)) 1
rm "$work/size.v"
vips math "$work/one.v" "$work/log.v" log
rm "$work/one.v"
vips scale "$work/log.v" "$2"
rm "$work/log.v"
vips complex "$work/centered.v" "$work/polar.v" polar
rm "$work/centered.v"
vips complexget "$work/polar.v" "$work/angle.v" imag
rm "$work/polar.v"
vips scale "$work/angle.v" "$3"
