#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever call fails in fftpipe-s3, at whatever moment: no crash, no hang, no
# leak, no partial or wrong object, and a word about it; as cli-faults.sh.
# What the server is asked goes through the kinds of memory, and of channels.

. "${top_srcdir:-.}/tests/lib.sh"
. "$top_srcdir/tests/s3-lib.sh"
. "$top_srcdir/tests/lib-servers.sh"
. "$top_srcdir/tests/lib-faults.sh"
costly

[ -x "$top_builddir/fftpipe-s3" ] || skip_all 'fftpipe-s3 was not built'
mkdir -p in store/bkt
bucket_start store
AWS_ENDPOINT_URL_S3=$bucket_url
# Another try waits 0.2 seconds at most, a second one 0.4.
AWS_MAX_ATTEMPTS=2
# OpenSSL forgets a block when there is no memory to open its configuration,
# libcurl 7.88 one when there is none to keep an address: both once a run.
leak_most=1
export AWS_ENDPOINT_URL_S3 AWS_MAX_ATTEMPTS
for i in 1 2 3; do
	"$top_builddir/tests/make-picture" 48 40 3 8 $i in/$i.png || exit 1
done
cp -R in store/bkt/input

# Objects, and what they say of themselves.
run_pipeline() {
	made='store/bkt/output store/about/bkt/output'
	run() {
		faulty fftpipe-s3 run spectra s3://bkt/input/ \
			-o s3://bkt/output "$@"
	}
	judge_more() {
		# A prefix that could not be listed is one input.
		[ "$status" -ne 1 ] || grep -q "^fftpipe-s3: s3://bkt/input/: " \
			stderr || judge_inputs fftpipe-s3 3
	}
}

put_pictures() {
	made='store/bkt/put store/about/bkt/put'
	run() {
		faulty fftpipe-s3 put in/1.png in/2.png in/3.png s3://bkt/put/
	}
}

get_objects() {
	made=got
	run() {
		faulty fftpipe-s3 get s3://bkt/input/ got/
	}
}

for kind in memory read write open rename map thread fork channel; do
	case $kind in
	rename | fork) ;;
	*)
		test_case "a run without workers survives failures: $kind" '
			run_pipeline
			sweep "$kind" --in-process --threads 2
		'
		;;
	esac
	case $kind in
	rename | thread) ;;
	*)
		test_case "a run with workers survives failures: $kind" '
			run_pipeline
			sweep "$kind" -j 2 --threads 2
		'
		;;
	esac
	case $kind in
	rename | thread | fork) ;;
	*)
		test_case "putting survives failures: $kind" '
			put_pictures
			sweep "$kind"
		'
		;;
	esac
	case $kind in
	map | thread | fork) ;;
	*)
		test_case "getting survives failures: $kind" '
			get_objects
			sweep "$kind"
		'
		;;
	esac
done

finish
