#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh - fuzz targets for so many seconds, from the seeds that are there
#
#	run.sh --all SECONDS TARGET...     together
#	run.sh --each SECONDS TARGET...    each of them
#
# Run it in the build folder.  What was learned stays in corpus-NAME, findings
# end up in found-NAME.  The status is 1 if there are any.
: "${top_srcdir:=$(dirname "$0")/../..}"
top_srcdir=$(cd "$top_srcdir" && pwd) || exit 2
shared=${FFTPIPE_SHARED:-$top_srcdir/../shared}
FFTPIPE_PLUGIN_PATH=$PWD/.libs
export FFTPIPE_PLUGIN_PATH

[ $# -ge 3 ] || {
	echo "usage: run.sh --all|--each SECONDS TARGET..." >&2
	exit 2
}
mode=$1 seconds=$2
shift 2
[ "$mode" = --each ] || seconds=$((seconds / $#))
[ "$seconds" -ge 1 ] || seconds=1

# A pipeline and a picture, as fuzz-job takes them.
make_jobs() {
	for ini in "$top_srcdir"/pipelines/*.ini \
	    "$top_srcdir"/pipelines/gallery/*.ini; do
		for picture in "$top_srcdir"/docs/sample.png \
		    "$shared"/fuzz-seeds/png/*basn*.png; do
			[ -f "$picture" ] || continue
			{
				cat "$ini"
				printf '\0'
				cat "$picture"
			} >"$1/$(basename "$ini" .ini)-$(basename "$picture")"
		done
	done
}

# seed NAME FOLDER - what is known to be interesting
seed() {
	case $1 in
	png | tiff)
		for folder in "$shared/fuzz-seeds/$1" \
		    "$top_srcdir/tests/fuzz/findings/$1"; do
			[ ! -d "$folder" ] || cp "$folder"/* "$2" 2>/dev/null
		done
		cp "$top_srcdir"/docs/sample*.png "$2"
		;;
	pipeline)
		find "$top_srcdir/pipelines" "$top_srcdir/tests/pipelines" \
			-name '*.ini' -exec cp {} "$2" \;
		;;
	template)
		printf '%s\n' '{dir}/{stem}_{*}.{ext}' a a.png png b/c x \
			>"$2/values"
		printf '%s\n' '{{x}}/{page}{name}' .. ../.. . .. / >"$2/hostile"
		;;
	embedded)
		FFTPIPE_DATADIR=$top_srcdir ./fftpipe run spectra --quiet \
			-o "$2" --set magnitude.metadata=magnitude.json \
			--set phase.metadata=phase.json \
			"$top_srcdir/docs/sample.png" && rm -f "$2"/*.png
		echo '{"mag_min": 0.5, "mag_max": 17.25}' >"$2/bare.json"
		;;
	event)
		for folder in "$shared/aws/events" \
		    "$top_srcdir/tests/lambda/events"; do
			[ ! -d "$folder" ] || cp "$folder"/*.json "$2"
		done
		;;
	answer)
		cat >"$2/list" <<-'END'
			x-amz-meta-mag_min: 0.5
			x-amz-meta-mag_max: 17
			x-amz-meta-fftpipe: abc
			x-amz-meta-facts-1: {"fftpipe": 1, "levels": {"lo": 0}}

			<ListBucketResult><IsTruncated>true</IsTruncated>
			<Contents><Key>a%20b&amp;c</Key><Size>3</Size></Contents>
			<NextContinuationToken>t+=</NextContinuationToken>
			</ListBucketResult>
		END
		cat >"$2/error" <<-'END'
			content-type: application/xml

			<Error><Code>SlowDown</Code><Message>&lt;wait&#62;</Message>
			<Region>us-west-2</Region></Error>
		END
		printf '\n%s\n' '{"__type": "a#QueueDoesNotExist"}' >"$2/json"
		;;
	job) make_jobs "$2" ;;
	esac
}

dictionary() {
	case $1 in
	png) echo "$top_srcdir/tests/fuzz/png.dict" ;;
	tiff) echo "$shared/fuzz-seeds/tiff.dict" ;;
	pipeline | job) echo "$top_srcdir/tests/fuzz/pipeline.dict" ;;
	*) echo "$top_srcdir/tests/fuzz/text.dict" ;;
	esac
}

status=0
for target; do
	name=${target##*/fuzz-}
	mkdir -p "corpus-$name" "found-$name" "seeds-$name"
	seed "$name" "seeds-$name"
	set -- -max_total_time="$seconds" -timeout=25 -rss_limit_mb=3000 \
		-print_final_stats=1 -artifact_prefix="found-$name/" \
		-max_len=65536
	words=$(dictionary "$name")
	[ ! -f "$words" ] || set -- "$@" -dict="$words"
	if "./$target" "$@" "corpus-$name" "seeds-$name" \
	    "$top_srcdir/tests/fuzz/findings/$name" >"fuzz-$name.log" 2>&1
	then
		result=fine
	else
		result=FOUND status=1
	fi
	printf '%-10s %s: %s executions, %s\n' "$name" "$result" \
		"$(sed -n 's/^stat::number_of_executed_units: *//p' \
			"fuzz-$name.log")" \
		"$(sed -n 's/.*\(cov: [0-9]* ft: [0-9]*\).*/\1/p' \
			"fuzz-$name.log" | tail -n 1)"
	if [ "$result" = FOUND ]; then
		grep -E 'ERROR|SUMMARY|does not hold|runtime error' \
			"fuzz-$name.log" | head -n 5
		ls "found-$name"
	fi
done
exit $status
