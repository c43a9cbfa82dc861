#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs as users start them: which inputs are read, where outputs go, and what
# the options do.

. "${top_srcdir:-.}/tests/lib.sh"

compare() {
	"$top_builddir/tests/compare-pictures" "$@"
}

draw() {
	"$top_builddir/tests/make-picture" "$@"
}

cp "$top_srcdir/docs/sample.png" . || exit 1
draw 33 21 1 8 1 a.png || exit 1
draw 20 41 3 16 2 b.png || exit 1

cat >copy.ini <<'END'
[input]
files = *.png
[copy]
save = {dir}/{stem}_copy.png
END

# ---------------------------------------------------------------------------
# From a picture to its spectra and back

test_case 'spectra makes two pictures of one' '
	expect_ok fftpipe run spectra sample.png
	file_made sample_magnitude.png sample_phase.png
	no [ -s "$tmp/stdout" ]
	stderr_has "1 done"
'

test_case 'reconstruct makes the picture of the two' '
	expect_ok fftpipe run reconstruct sample_magnitude.png
	compare sample.png sample_rebuilt.png --psnr 75
'

test_case 'reconstruct finds the pairs of the folder itself' '
	mkdir pairs
	mv sample_magnitude.png sample_phase.png pairs
	(cd pairs && expect_ok fftpipe run reconstruct)
	cmp sample_rebuilt.png pairs/sample_rebuilt.png
'

test_case 'the phase alone stands for its magnitude' '
	expect_ok fftpipe run reconstruct pairs/sample_phase.png -o by-phase
	cmp sample_rebuilt.png by-phase/sample_rebuilt.png
'

test_case 'a magnitude without its phase fails as that input' '
	mkdir widow
	cp pairs/sample_magnitude.png widow
	expect_fail 1 fftpipe run reconstruct widow/sample_magnitude.png
	stderr_has sample_phase.png
'

# ---------------------------------------------------------------------------
# Which pipeline, which inputs, which outputs

test_case 'a pipeline is a file if it ends in .ini or has a slash' '
	cp copy.ini copy
	expect_ok fftpipe run copy.ini a.png -o by-ending
	expect_ok fftpipe run ./copy a.png -o by-slash
	cmp by-ending/a_copy.png by-slash/a_copy.png
'

test_case 'outputs go below the folder of -o, which is made' '
	expect_ok fftpipe run copy.ini a.png b.png -o new/folder
	file_made new/folder/a_copy.png new/folder/b_copy.png
'

test_case '--output is the long name of -o' '
	expect_ok fftpipe run copy.ini a.png --output=long
	file_made long/a_copy.png
'

test_case 'globs find inputs below folders and keep the folders' '
	mkdir -p tree/x/y
	cp a.png tree/a.png
	cp a.png tree/x/a.png
	cp a.png tree/x/y/a.png
	expect_ok fftpipe run copy.ini -o out --set "input.files=tree/**/*.png"
	file_made out/a_copy.png out/x/a_copy.png out/x/y/a_copy.png
	stderr_has "3 done"
'

test_case 'several globs are one list, and no file comes twice' '
	mkdir lists
	cp a.png lists/one.png
	cp a.png lists/two.png
	cat >lists.ini <<-\END
		[input]
		files = lists/*.png
		files = lists/[ot]*.png
		[copy]
		save = {stem}.png
	END
	expect_ok fftpipe run lists.ini -o lists-out
	stderr_has "2 done"
'

test_case 'named inputs take the place of the globs' '
	expect_ok fftpipe run copy.ini a.png -o named
	file_absent named/b_copy.png
	stderr_has "1 done"
'

test_case 'an input named twice is done once' '
	expect_ok fftpipe run copy.ini a.png ./a.png "$PWD/a.png" -o twice
	stderr_has "1 done"
'

test_case 'what -- precedes is no option' '
	cp a.png ./-a.png
	expect_ok fftpipe run copy.ini -o dash -- -a.png
	file_made dash/-a_copy.png
	rm ./-a.png
'

test_case 'options may stand behind the inputs' '
	expect_ok fftpipe run copy.ini a.png -o behind --quiet
	file_made behind/a_copy.png
'

test_case '- is standard input, called stdin in names' '
	expect_ok sh -c "fftpipe run copy.ini - -o in <a.png"
	compare a.png in/stdin_copy.png --most 0
'

test_case 'standard input may be a pipe' '
	expect_ok sh -c "cat a.png | fftpipe run copy.ini - -o pipe"
	cmp in/stdin_copy.png pipe/stdin_copy.png
'

test_case '-o - writes the only output to standard output' '
	expect_ok fftpipe run copy.ini a.png -o -
	cmp named/a_copy.png "$tmp/stdout"
'

test_case 'from pipe to pipe' '
	expect_ok sh -c "cat a.png | fftpipe run copy.ini - -o - | cat"
	cmp in/stdin_copy.png "$tmp/stdout"
'

test_case '-o - takes a pipeline with one output' '
	expect_fail 2 fftpipe run spectra a.png -o -
	no [ -s "$tmp/stdout" ]
'

test_case '-o - takes one input' '
	expect_fail 2 fftpipe run copy.ini a.png b.png -o -
	no [ -s "$tmp/stdout" ]
'

test_case 'an output of an earlier run is replaced' '
	mkdir again
	echo old >again/a_copy.png
	expect_ok fftpipe run copy.ini a.png -o again
	cmp named/a_copy.png again/a_copy.png
'

test_case 'a link that is in the way is replaced, not followed' '
	mkdir linked
	ln -s ../precious.png linked/a_copy.png
	echo precious >precious.png
	expect_ok fftpipe run copy.ini a.png -o linked
	[ "$(cat precious.png)" = precious ]
	cmp named/a_copy.png linked/a_copy.png
'

for name in 'two words.png' 'æøå ✓.png' "it's.png" 'a;b#c.png' '{stem}.png' \
    '*.png'; do
	test_case "a file may be called $name" '
		rm -rf odd odd-out
		mkdir odd
		cp a.png "odd/$name"
		expect_ok fftpipe run copy.ini "odd/$name" -o odd-out
		file_made "odd-out/${name%.png}_copy.png"
	'
done

test_case 'a name of several lines is shown in one' '
	name=$(printf "two\nlines\033[1m.png")
	cp a.png "$name"
	expect_ok fftpipe run copy.ini "$name" -o lines
	file_made "lines/${name%.png}_copy.png"
	echo damaged >"$name"
	expect_fail 1 fftpipe run copy.ini "$name" -o lines
	stderr_has "two\\x0alines\\x1b[1m.png: "
	rm "$name"
'

# ---------------------------------------------------------------------------
# Options

test_case '--set replaces a line of the pipeline' '
	expect_ok fftpipe run spectra a.png --set "magnitude.save=m.png" \
		--set "phase.save=p.png" -o set
	file_made set/m.png set/p.png
	file_absent set/a_magnitude.png
'

test_case '--set changes a parameter' '
	expect_ok fftpipe run spectra a.png --set magnitude.scale=linear \
		-o linear
	no cmp -s set/m.png linear/a_magnitude.png
'

test_case 'two --set of one save write both' '
	expect_ok fftpipe run copy.ini a.png --set copy.save=one.png \
		--set copy.save=two.png -o both
	cmp both/one.png both/two.png
	file_absent both/a_copy.png
'

test_case '--no-clobber keeps what is there and makes what is not' '
	mkdir keep
	echo mine >keep/a_magnitude.png
	expect_ok fftpipe run spectra a.png -o keep --no-clobber
	[ "$(cat keep/a_magnitude.png)" = mine ]
	file_made keep/a_phase.png
	expect_ok fftpipe run spectra a.png -o keep --no-clobber
	stderr_has skipped
	[ "$(cat keep/a_magnitude.png)" = mine ]
'

test_case 'a file called - is no output that stands already' '
	cp a.png ./-
	for option in --no-clobber --resume; do
		expect_ok fftpipe run copy.ini a.png -o - $option
		file "$tmp/stdout" | grep "PNG image"
	done
	rm ./-
'

test_case '--no-clobber keeps no folder in the place of an output' '
	mkdir -p folders/a_magnitude.png folders/a_phase.png
	expect_fail 1 fftpipe run spectra a.png -o folders --no-clobber
	stderr_has "cannot write folders/a_magnitude.png: Is a directory"
	[ -d folders/a_magnitude.png ]
'

test_case '--quiet says nothing while all is well' '
	expect_ok fftpipe run spectra sample.png -o quiet --quiet
	no [ -s "$tmp/stderr" ]
'

test_case '--quiet still says what failed' '
	expect_fail 1 fftpipe run spectra nowhere.png -o quiet --quiet
	stderr_has nowhere.png
'

test_case '--timings says how long each stage took' '
	expect_ok fftpipe run spectra sample.png -o timings --timings
	for word in decode fft2d fft2d-magnitude fft2d-phase save; do
		grep -E "$word +[0-9.]+ ms" "$tmp/stderr"
	done
'

test_case '--quiet leaves what --timings asks for' '
	expect_ok fftpipe run spectra sample.png -o timings --timings --quiet
	grep -E "decode +[0-9.]+ ms" "$tmp/stderr"
	no grep "1 done" "$tmp/stderr"
'

test_case '--in-process makes the same files' '
	expect_ok fftpipe run spectra a.png b.png -o workers
	expect_ok fftpipe run spectra a.png b.png -o one-process --in-process
	diff -r workers one-process
'

# ---------------------------------------------------------------------------
# What outputs hold

test_case 'a filtered picture has metadata of its own' '
	printf "%s\n" "[low]" "use = lowpass" "save = {stem}_low.png" \
		"metadata = {stem}_low.json" >low.ini
	expect_ok fftpipe run ./low.ini sample.png
	file_made sample_low.png
	file_made sample_low.json
'

test_case 'metadata is a JSON file that says what the levels stand for' '
	expect_ok fftpipe run spectra a.png -o meta \
		--set "magnitude.metadata={stem}_magnitude.json"
	for word in fftpipe mag_min mag_max sha256 depth mean pipeline \
	    versions; do
		file_has meta/a_magnitude.json "\"$word\""
	done
	grep -q "^{" meta/a_magnitude.json
'

test_case 'it names the source by its SHA-256, be it small or large' '
	have sha256sum || skip "sha256sum is not here"
	"$top_builddir/tests/make-picture" 700 500 1 16 7 large.png
	[ "$(wc -c <a.png)" -lt 262144 ]
	[ "$(wc -c <large.png)" -gt 262144 ]
	expect_ok fftpipe run spectra a.png large.png -o named \
		--set "magnitude.metadata={stem}.json"
	for name in a large; do
		digest=$(sha256sum <$name.png)
		file_has named/$name.json "${digest%% *}"
	done
'

test_case 'nothing in it tells where and when it was made' '
	no grep -e "$tmp" -e "a\.png" -e "$(uname -n)" meta/a_magnitude.json
	mkdir elsewhere
	cp a.png elsewhere/other.png
	sleep 1
	expect_ok fftpipe run spectra elsewhere/other.png -o meta \
		--set "magnitude.metadata={stem}_magnitude.json"
	cmp meta/a_magnitude.json meta/other_magnitude.json
	cmp meta/a_magnitude.png meta/other_magnitude.png
'

test_case 'depth = 16 writes 16 bits' '
	expect_ok fftpipe run spectra a.png -o deep --set magnitude.depth=16
	od -An -tu1 -j24 -N1 deep/a_magnitude.png | grep -w 16
	od -An -tu1 -j24 -N1 deep/a_phase.png | grep -w 8
'

test_case 'a picture of 16 bits and three channels is copied exactly' '
	expect_ok fftpipe run copy.ini b.png -o kept --set copy.depth=16
	compare b.png kept/b_copy.png --most 0
'

test_case 'color = gray makes one channel' '
	expect_ok fftpipe run copy.ini b.png -o gray --set input.color=gray
	od -An -tu1 -j25 -N1 gray/b_copy.png | grep -w 0
'

test_case 'a range outside of the values clips nothing' '
	expect_ok fftpipe run copy.ini a.png -o wide --set copy.range=0..255
	compare a.png wide/a_copy.png --most 0
'

test_case 'a range inside of the values clips and says how many' '
	expect_ok fftpipe run copy.ini a.png -o narrow --set copy.range=100..120
	stderr_has "warning: "
	stderr_has clipped
'

test_case 'range = minmax spans all levels' '
	expect_ok fftpipe run copy.ini a.png -o span --set copy.range=minmax
	compare a.png span/a_copy.png --fit yes --most 1
'

test_case 'a stage that only passes on saves once more, its own way' '
	cat >twice.ini <<-\END
		[input]
		files = *.png
		[fine]
		use = fft2d-magnitude
		save = {stem}_16.png
		depth = 16
		[coarse]
		save = {stem}_8.png
		depth = 8
	END
	expect_ok fftpipe run twice.ini a.png -o passed
	expect_ok fftpipe run spectra a.png -o plain
	expect_ok fftpipe run spectra a.png -o plain16 \
		--set magnitude.depth=16
	compare passed/a_8.png plain/a_magnitude.png --most 0
	compare passed/a_16.png plain16/a_magnitude.png --most 0
'

test_case 'a spectrum is saved as the picture that it is of' '
	cat >spectrum.ini <<-\END
		[input]
		files = *.png
		[spectrum]
		use = fft2d
		save = {stem}_again.png
	END
	expect_ok fftpipe run spectrum.ini a.png sample.png -o inverse
	compare a.png inverse/a_again.png --most 0
	compare sample.png inverse/sample_again.png --most 0
'

# ---------------------------------------------------------------------------
# check, list and inspect

test_case 'check shows stages, shapes, conversions, memory and outputs' '
	expect_ok fftpipe check spectra a.png -o there
	stdout_has "gray picture 33 x 21"
	stdout_has "[magnitude] fft2d-magnitude"
	stdout_has "[phase] fft2d-phase"
	stdout_has "(inserted) fft2d"
	stdout_has "memory: "
	stdout_has "there/a_magnitude.png"
	stdout_has "there/a_phase.png"
	file_absent there
	no [ -s "$tmp/stderr" ]
'

test_case 'check shows that one transform serves both' '
	expect_ok fftpipe check spectra a.png
	[ "$(grep -c "(inserted) fft2d" "$tmp/stdout")" -eq 1 ]
'

test_case 'a transform that is written out serves both, too' '
	cat >explicit.ini <<-\END
		[input]
		files = *.png
		color = gray
		[spectrum]
		use = fft2d
		[magnitude]
		use = fft2d-magnitude
		save = {stem}_magnitude.png
		[phase]
		use = fft2d-phase
		from = spectrum
		save = {stem}_phase.png
	END
	expect_ok fftpipe check explicit.ini a.png
	no grep inserted "$tmp/stdout"
	[ "$(grep -c "\] fft2d of" "$tmp/stdout")" -eq 1 ]
	expect_ok fftpipe run explicit.ini a.png -o explicit
	expect_ok fftpipe run spectra a.png -o implicit
	compare explicit/a_magnitude.png implicit/a_magnitude.png --most 0
	compare explicit/a_phase.png implicit/a_phase.png --most 0
'

test_case 'the timings show one transform as well' '
	expect_ok fftpipe run spectra a.png -o timings --timings
	[ "$(grep -cE "fft2d +[0-9.]+ ms" "$tmp/stderr")" -eq 1 ]
'

test_case 'a transform of a log magnitude is not inserted' '
	cat >behind.ini <<-\END
		[input]
		files = *.png
		[magnitude]
		use = fft2d-magnitude
		[phase]
		use = fft2d-phase
		save = {stem}_phase.png
	END
	expect_fail 2 fftpipe check behind.ini a.png
	stderr_has "did you mean from = input?"
	expect_fail 2 fftpipe run behind.ini a.png
	stderr_has "did you mean from = input?"
	file_absent a_phase.png
'

test_case 'use = fft2d insists on it' '
	sed "s/^\[phase\]/[insist]\nuse = fft2d\n&/" behind.ini >insist.ini
	expect_ok fftpipe run insist.ini a.png -o insist
	file_made insist/a_phase.png
'

test_case 'check without an input plans for some picture' '
	expect_ok fftpipe check reconstruct
	stdout_has ifft-reconstruct
	stdout_has input.phase
'

test_case 'list names plugins and pipelines' '
	expect_ok fftpipe list
	for word in fft2d ifft2d fft2d-magnitude fft2d-phase \
	    ifft-reconstruct grayscale spectra reconstruct reference; do
		grep -E "^  $word( |\$)" "$tmp/stdout"
	done
	no grep " \$" "$tmp/stdout"
'

for plugin in fft2d ifft2d fft2d-magnitude fft2d-phase grayscale; do
	test_case "inspect $plugin prints a section that works" "
		expect_ok fftpipe inspect $plugin
		{
			printf '[input]\nfiles = *.png\n\n'
			cat \"\$tmp/stdout\"
			printf 'save = {stem}_pasted.png\n'
		} >pasted.ini
		expect_ok fftpipe run pasted.ini sample.png -o pasted-$plugin
		file_made pasted-$plugin/sample_pasted.png
	"
done

test_case 'inspect ifft-reconstruct prints a section that works' '
	expect_ok fftpipe inspect ifft-reconstruct
	{
		printf "[input]\nfiles = *_magnitude.png\n"
		printf "[input.phase]\nfile = {*}_phase.png\n"
		sed "s/^;from.phase .*/from.magnitude = input\nfrom.phase = \
input.phase/" "$tmp/stdout"
		printf "save = {*}_pasted.png\n"
	} >pasted.ini
	expect_ok fftpipe run pasted.ini pairs/sample_magnitude.png -o pasted
	compare sample_rebuilt.png pasted/sample_pasted.png --most 0
'

finish
