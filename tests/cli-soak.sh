#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 20,000 pictures through one run: memory, descriptors and speed stay as they
# are.  FFTPIPE_SOAK sets another number.

. "${top_srcdir:-.}/tests/lib.sh"

: "${FFTPIPE_SOAK:=20000}"

# look PID - its resident kilobytes and its descriptors, those of its workers
# added
look() {
	for pid in $1 $(pgrep -P "$1"); do
		awk '/^VmRSS/ { print $2 }' "/proc/$pid/status"
		find "/proc/$pid/fd" -type l | wc -l
	done 2>/dev/null | awk '
		NR % 2 { memory += $1 }
		NR % 2 == 0 { files += $1 }
		END { print memory, files }'
}

# Where the run is, every half second: seconds, outputs, memory, descriptors.
watch() {
	began=$(date +%s%N)
	while kill -0 "$1" 2>/dev/null; do
		sleep 0.5
		seen=$(look "$1")
		echo "$((($(date +%s%N) - began) / 1000000))" \
			"$(find out -name '*.png' | wc -l) $seen"
	done
}

# The means of the second and of the last quarter of a run must be alike.
# (The first quarter warms up; timing is told and not judged.)
judge() {
	awk -v n="$1" '
		$3 && $2 > n / 4 && $2 <= n / 2 { m1 += $3; f1 += $4; n1++ }
		$3 && $2 > n * 3 / 4 && $2 < n { m2 += $3; f2 += $4; n2++ }
		!half && $2 >= n / 2 { half = $1; at = $2 }
		$2 > last { end = $1; last = $2 }
		END {
			if (!n1 || !n2 || !at || last == at) {
				print "too short to judge"
				exit 1
			}
			printf "memory %d kB, then %d kB\n", m1 / n1, m2 / n2
			printf "descriptors %.1f, then %.1f\n", f1 / n1, f2 / n2
			printf "pictures a second %.0f, then %.0f\n",
				1000 * at / half,
				1000 * (last - at) / (end - half)
			exit m2 / n2 > 1.05 * m1 / n1 + 1000 ||
				f2 / n2 > f1 / n1 + 2
		}' "$2"
}

test_long "$FFTPIPE_SOAK pictures leave memory and descriptors as they are" '
	have pgrep || skip "pgrep is not here"
	mkdir in out
	for i in 1 2 3 4 5 6 7 8 9 10; do
		"$top_builddir/tests/make-picture" 64 64 1 8 $i $i.png
	done
	for i in $(seq "$FFTPIPE_SOAK"); do
		echo "$((i % 10 + 1)).png in/$i.png"
	done | xargs -n 2 ln
	cat >one.ini <<-\END
		[input]
		files = in/*.png
		[magnitude]
		use = fft2d-magnitude
		save = {stem}.png
	END
	"$FFTPIPE" run one.ini -o out -j 2 --quiet &
	run=$!
	watch "$run" >seen
	wait "$run"
	[ "$(find out -name "*.png" | wc -l)" -eq "$FFTPIPE_SOAK" ]
	status=0
	judge "$FFTPIPE_SOAK" seen >said || status=$?
	cat said
	[ -z "${FFTPIPE_SOAK_SAID-}" ] || cp said "$FFTPIPE_SOAK_SAID"
	exit $status
'

finish
