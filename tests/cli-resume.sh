#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --resume makes what is missing or out of date and nothing else; --report says
# what became of each input; a plugin that always crashes ends the run.

. "${top_srcdir:-.}/tests/lib.sh"

have python3 || skip_all 'python3 is not here'

mkdir in plugins
for i in 1 2 3 4; do
	"$top_builddir/tests/make-picture" 40 30 1 8 "$i" "in/$i.png" || exit 1
done
cp "$FFTPIPE_TEST_PLUGINDIR"/*.so plugins
export FFTPIPE_PLUGIN_PATH="$PWD/plugins:$FFTPIPE_PLUGIN_PATH"

cat >two.ini <<'END'
[input]
files = in/*.png
[magnitude]
use = fft2d-magnitude
save = {stem}_m.png
metadata = {stem}.json
[phase]
use = fft2d-phase
from = input
save = {stem}_p.tif
END

# resumed DONE SKIPPED OPTION... - so many were made again
resumed() {
	made=$1 kept=$2
	shift 2
	expect_ok fftpipe run two.ini -o out --resume --report r.json "$@"
	read_report "r['end']['done'], r['end']['skipped']" "($made, $kept)"
}

# read_report EXPRESSION TEXT
read_report() {
	python3 - "$1" >"$tmp/said" <<-'END'
		import json, sys
		r = json.load(open('r.json'))
		by = {x['input']: x for x in r['results']}
		print(eval(sys.argv[1]))
	END
	echo "$2" | diff -u - "$tmp/said"
}

sums() {
	(cd out && sha256sum -- *)
}

test_case 'what is there and current is left alone' '
	expect_ok fftpipe run two.ini -o out
	sums >whole
	touch -d "2001-01-01" out/*
	resumed 0 4
	[ -z "$(find out -newermt 2001-01-02 -type f)" ]
	sums | diff -u whole -
'

test_case 'what is skipped is said to be up to date' '
	expect_ok fftpipe run two.ini -o out --resume
	stderr_has "4 skipped (they are up to date)"
	expect_ok fftpipe run two.ini -o out --no-clobber
	stderr_has "4 skipped (their outputs exist)"
'

test_case 'the same without workers' '
	resumed 0 4 --in-process
	[ -z "$(find out -newermt 2001-01-02 -type f)" ]
'

test_case 'the same in a sandbox' '
	resumed 0 4 --sandbox
	[ -z "$(find out -newermt 2001-01-02 -type f)" ]
'

test_case 'each missing output is made again, with its like' '
	rm out/1_m.png out/2.json out/3_p.tif
	resumed 3 1
	sums | diff -u whole -
'

test_case 'what is no picture, cut short or hostile is made again' '
	echo no picture >out/1_m.png
	head -c 60 out/2_m.png >x
	mv x out/2_m.png
	printf "{\"fftpipe\": 1, \"size\": [1e999, -1]}" >out/3.json
	: >out/4_p.tif
	resumed 4 0
	sums | diff -u whole -
'

test_case 'a changed input is run again' '
	"$top_builddir/tests/make-picture" 40 30 1 8 9 in/2.png
	resumed 1 3
	"$top_builddir/tests/make-picture" 40 30 1 8 2 in/2.png
	resumed 1 3
	sums | diff -u whole -
'

test_case 'another pipeline runs all again, limits and names do not' '
	resumed 4 0 --set magnitude.scale=sqrt
	resumed 4 0
	resumed 0 4 --set limits.seconds=50 --set pipeline.description=other
	resumed 4 0 --set phase.depth=16
	resumed 4 0
	sums | diff -u whole -
'

test_case 'outputs that have each other'"'"'s names are made again' '
	cat >swapped.ini <<-\END
		[input]
		files = in/*.png
		[magnitude]
		use = fft2d-magnitude
		save = {stem}_x.png
		[phase]
		use = fft2d-phase
		from = input
		save = {stem}_y.png
	END
	expect_ok fftpipe run swapped.ini -o swap
	sed -e s/_x/_z/ -e s/_y/_x/ -e s/_z/_y/ -i swapped.ini
	mv swap/1_x.png x
	expect_ok fftpipe run swapped.ini -o swap --resume --report r.json
	read_report "r[\"end\"][\"done\"]" 4
	cmp x swap/1_y.png
'

test_case 'another version of a plugin runs again' '
	cat >versioned.ini <<-\END
		[input]
		files = in/*.png
		[rows]
		use = rows
		save = {stem}_r.png
	END
	expect_ok fftpipe run versioned.ini -o out2
	sed s/1.0.0/1.0.1/ "$FFTPIPE_TEST_PLUGINDIR/rows.so" >x
	cat x >plugins/rows.so
	expect_ok fftpipe run versioned.ini -o out2 --resume --report r.json
	read_report "r[\"end\"][\"done\"]" 4
'

test_case 'what carries no text runs again' '
	cat >curve.ini <<-\END
		[input]
		files = in/*.png
		[curve]
		use = power-spectrum
		save = {stem}.csv
	END
	expect_ok fftpipe run curve.ini -o csv
	expect_ok fftpipe run curve.ini -o csv --resume --report r.json
	read_report "r[\"end\"][\"done\"]" 4
'

test_case 'a picture that a text beside it explains runs again' '
	cp in/1.png a_magnitude.png
	cat >rows.ini <<-\END
		[input]
		files = *.png
		[rows]
		use = bands
		save = {stem}_r.png
	END
	again() {
		expect_ok fftpipe run rows.ini a_magnitude.png -o out3 \
			--resume --report r.json
	}
	again
	again
	read_report "r[\"end\"][\"skipped\"]" 1
	echo "{\"mag_min\": 0, \"mag_max\": 9}" >a_magnitude.json
	again
	read_report "r[\"end\"][\"done\"]" 1
'

test_case 'a text beside a picture that explains itself changes nothing' '
	expect_ok fftpipe run spectra in/1.png -o pair \
		--set "magnitude.metadata={dir}/{stem}_magnitude.json"
	for made in done skipped; do
		expect_ok fftpipe run reconstruct pair/1_magnitude.png \
			--resume --report r.json
		read_report "r[\"end\"][\"$made\"]" 1
	done
'

test_case 'a report tells of every input' '
	cp in/1.png in/5.png
	echo no picture >in/6.png
	expect_fail 1 fftpipe run two.ini -o out4 --report r.json
	read_report "len(r[\"results\"])" 6
	read_report "by[\"in/5.png\"][\"status\"]" "done"
	read_report "sorted(o[\"path\"] for o in by[\"in/5.png\"][\"outputs\"])" \
		"['\''out4/5.json'\'', '\''out4/5_m.png'\'', '\''out4/5_p.tif'\'']"
	read_report "by[\"in/6.png\"][\"status\"]" failed
	read_report "len(by[\"in/6.png\"][\"reason\"]) > 10" True
	read_report "by[\"in/5.png\"][\"outputs\"][0][\"facts\"][\"source\"][\"depth\"]" 8
	read_report "by[\"in/5.png\"][\"timings\"][0][\"seconds\"] >= 0" True
	rm in/5.png in/6.png
'

test_case 'several reports can be had, each whole or not at all' '
	expect_ok fftpipe run two.ini -o out --report a.json --report b/b.JSON
	file_made a.json b/b.JSON
'

test_case 'a report that cannot be written is known before anything runs' '
	expect_fail 2 fftpipe run two.ini -o none --report c.json \
		--report /dev/null/x.json --report /dev/null/y.html
	stderr_has "fftpipe: --report /dev/null/x.json: cannot write"
	stderr_has "fftpipe: --report /dev/null/y.html: cannot write"
	expect_fail 2 fftpipe run two.ini -o none --report x.txt
	stderr_has "--report: \"x.txt\" must end in .json"
	expect_fail 2 fftpipe run two.ini -o none --report d/e/a.json \
		--report d/e/b.html --report /dev/null/x.json
	file_absent none c.json d
	! ls -A | grep "^\.fftpipe-"
'

test_case 'a plugin that crashes on every input is given up' '
	cat >crash.ini <<-\END
		[input]
		files = many/*.png
		[a]
		use = aborts
		save = {stem}_a.png
	END
	mkdir many
	for i in 1 2 3 4 5 6 7 8 9; do
		cp in/1.png many/$i.png
	done
	expect_fail 1 fftpipe run crash.ini -o out5 -j 1 --report r.json
	stderr_has "gave up: aborts crashed on 5 inputs in a row; 4 not begun"
	read_report "[x[\"status\"] for x in r[\"results\"]].count(\"not begun\")" 4
	read_report "r[\"end\"][\"gave_up_on\"]" aborts
	file_absent out5/*
'

test_case 'a plugin that crashes now and then is not' '
	for i in 1 2 3 4 5 6 7; do
		"$top_builddir/tests/make-picture" 40 30 1 8 3 many/${i}b.png
	done
	sed "s/aborts/crash/" crash.ini >some.ini
	expect_ok fftpipe run some.ini -o out6 -j 1
'

test_case 'options that exclude each other are refused' '
	expect_fail 2 fftpipe run two.ini -o out --resume --no-clobber
	stderr_has "one of them"
	expect_fail 2 fftpipe run two.ini -o out --sandbox --in-process
	stderr_has "--sandbox needs the processes"
'

test_case 'what breaks in another thread is named, and counted' '
	[ "$SANITIZERS" = no ] || skip "sanitizers have crashes of their own"
	mkdir broken
	cat >broken.ini <<-\END
		[input]
		files = broken/*.png
		[bad]
		use = crash-in-helper
		[gray]
		use = grayscale
		save = {stem}.png
	END
	# An address that is none, a full stack.
	for width in 400 413; do
		for i in 1 2 3 4 5 6; do
			"$top_builddir/tests/make-picture" $width 300 3 8 1 \
				"broken/$i.png"
		done
		expect_fail 1 fftpipe run broken.ini --threads 2 -j 1 -o out \
			--plugin-dir "$FFTPIPE_TEST_PLUGINDIR"
		stderr_has "[bad] crash-in-helper: crashed with signal 11"
		stderr_has "gave up: crash-in-helper crashed on 5 inputs in a row"
	done
'

finish
