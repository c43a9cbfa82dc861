#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What goes wrong in a run: one input costs itself and no other, a wrong call
# costs nothing, and nothing is left half done.

. "${top_srcdir:-.}/tests/lib.sh"

"$top_builddir/tests/make-picture" 33 21 1 8 1 good.png || exit 1

cat >copy.ini <<'END'
[input]
files = *.png
[copy]
save = {stem}_copy.png
END

is_root() {
	[ "$(id -u)" -eq 0 ]
}

# fails_alone NAME WORDS: that input fails with these words, the good one is
# done, and nothing else is left.
fails_alone() {
	rm -rf out
	expect_fail 1 fftpipe run spectra "$1" good.png -o out
	stderr_has "fftpipe: $1: "
	stderr_has "$2"
	stderr_has "1 done, 1 failed"
	[ "$(grep -c "fftpipe: $1: " "$tmp/stderr")" -eq 1 ]
	file_made out/good_magnitude.png out/good_phase.png
	[ "$(find out -type f | wc -l)" -eq 2 ]
}

# ---------------------------------------------------------------------------
# Inputs

test_case 'an input that is missing' '
	fails_alone missing.png "No such file"
'

test_case 'an input that may not be read' '
	! is_root || skip "root may read everything"
	cp good.png closed.png
	chmod 000 closed.png
	fails_alone closed.png "Permission denied"
'

test_case 'an input that is a folder' '
	mkdir folder.png
	fails_alone folder.png "folder"
'

test_case 'an input that is empty' '
	: >empty.png
	fails_alone empty.png "empty"
'

test_case 'an input that is no picture' '
	cp copy.ini text.png
	fails_alone text.png "neither a PNG nor a TIFF"
'

test_case 'an input that ends too early, wherever it was cut' '
	size=$(wc -c <good.png)
	for part in 8 20 33 60 "$((size / 2))" "$((size - 30))"; do
		head -c "$part" good.png >cut.png
		fails_alone cut.png "ends too early"
	done
'

test_case 'an input with a flipped bit' '
	middle=$(($(wc -c <good.png) / 2))
	{ head -c "$middle" good.png; printf "\\252"; \
		tail -c "+$((middle + 2))" good.png; } >flipped.png
	fails_alone flipped.png "PNG"
'

test_case 'a link to nothing and a link to itself' '
	ln -s nothing dangling.png
	fails_alone dangling.png "No such file"
	ln -s loop.png loop.png
	fails_alone loop.png "symbolic links"
'

test_case 'what begins like no picture is refused before its end' '
	for way in "" --in-process; do
		expect_fail 1 timeout 60 fftpipe run spectra /dev/zero $way
		stderr_has "/dev/zero: neither a PNG nor a TIFF file"
		mkfifo yes.pipe
		yes >yes.pipe 2>/dev/null &
		expect_fail 1 timeout 60 fftpipe run spectra - $way <yes.pipe
		stderr_has "fftpipe: -: neither a PNG nor a TIFF file"
		rm yes.pipe
	done
'

test_case 'a pattern that finds nothing beside others is noted' '
	mkdir notes notes/a
	cp good.png notes/a
	printf "[input]\nfiles = a/*.png\nfiles = a/*.tif\nfiles = b/*.png\n" \
		>notes/two.ini
	printf "[copy]\nsave = {stem}_copy.png\n" >>notes/two.ini
	cd notes
	expect_ok fftpipe run ./two.ini -o out
	stderr_has "two.ini:4: [input] files: \"b/*.png\" matches no file here; others do"
	no grep "a/\*.tif" "$tmp/stderr"
	expect_ok fftpipe run ./two.ini -o out --quiet
	no [ -s "$tmp/stderr" ]
'

test_case 'without an input, check says what it planned for' '
	printf "[d]\nuse = crop\nwidth = 900\nsave = {stem}_x.png\n" >wide.ini
	expect_fail 1 fftpipe check ./wide.ini
	stderr_has "fftpipe: a gray picture of 512 x 512 (no INPUT was given): "
	no grep "sample" "$tmp/stderr"
'

test_case 'an input without a name is shown as such' '
	expect_fail 1 fftpipe run spectra ""
	stderr_has "fftpipe: \"\": cannot open it"
'

test_case 'standard input that is empty' '
	expect_fail 1 fftpipe run spectra -
	stderr_has "empty"
	file_absent stdin_magnitude.png
'

test_case 'standard input that is closed' '
	expect_fail 1 sh -c "fftpipe run spectra - <&-"
	file_absent stdin_magnitude.png
'

# It begins like a PNG file.
endless() {
	printf '\211PNG\r\n\032\n'
	exec cat /dev/zero
}

test_case 'an input without an end' '
	[ -c /dev/zero ] || skip "there is no /dev/zero"
	mkfifo endless.pipe
	endless >endless.pipe 2>/dev/null &
	expect_fail 1 sh -c "ulimit -f 400000; exec fftpipe run copy.ini - \
		-o endless --set limits.memory=1M <endless.pipe"
	stderr_has "[limits] memory"
	endless >endless.pipe 2>/dev/null &
	expect_fail 1 sh -c "ulimit -f 400000; exec fftpipe run copy.ini \
		endless.pipe -o endless --set limits.memory=1M"
	stderr_has "[limits] memory"
'

# ---------------------------------------------------------------------------
# Outputs

test_case 'a second run over its own outputs says what to do' '
	mkdir twice
	cp good.png twice
	cd twice
	expect_ok fftpipe run spectra
	expect_fail 2 fftpipe run spectra
	stderr_has "\"good_magnitude.png\" is an input too; if an earlier run"
	stderr_has "name the inputs on the command line, or remove it"
	expect_ok fftpipe run spectra good.png
'

test_case 'a folder for outputs that is a file' '
	echo text >file
	expect_fail 1 fftpipe run copy.ini good.png -o file
	stderr_has "file/good_copy.png: Not a directory"
	[ "$(cat file)" = text ]
'

test_case 'an output whose place is taken by a folder' '
	mkdir -p taken/good_copy.png
	expect_fail 1 fftpipe run copy.ini good.png -o taken
	stderr_has "taken/good_copy.png"
	[ "$(find taken | wc -l)" -eq 2 ]
'

test_case 'a folder that may not be written' '
	! is_root || skip "root may write everywhere"
	mkdir read-only
	chmod 555 read-only
	expect_fail 1 fftpipe run copy.ini good.png -o read-only
	stderr_has "Permission denied"
'

test_case 'a name that is too long for the file system' '
	name=$(printf "%0250d" 1)
	cp good.png "$name.png"
	expect_fail 1 fftpipe run copy.ini "$name.png" -o long
	stderr_has "File name too long"
	[ -z "$(find long -type f)" ]
'

test_case 'a disk that is full' '
	is_root || skip "only root can make a small disk"
	mkdir disk
	mount -t tmpfs -o size=64k tmpfs disk 2>/dev/null ||
		skip "no disk can be mounted here"
	failed=0
	(
		expect_fail 1 fftpipe run spectra \
			"$top_srcdir/docs/sample.png" -o disk
		stderr_has "No space left on device"
		stderr_has "0 done, 1 failed"
		[ -z "$(find disk -type f)" ]
		expect_ok fftpipe run spectra good.png -o disk
	) || failed=1
	umount disk
	[ "$failed" -eq 0 ]
'

test_case 'an output that is larger than files may be' '
	expect_fail 1 sh -c "ulimit -f 8; exec fftpipe run spectra \
		\"$top_srcdir/docs/sample.png\" -o small"
	stderr_has "sample.png: "
	[ -z "$(find small -type f)" ]
'

test_case 'standard input that is larger than files may be' '
	expect_fail 1 sh -c "ulimit -f 8; exec fftpipe run copy.ini - -o small \
		<\"$top_srcdir/docs/sample.png\""
	stderr_has "cannot read it: File too large"
'

test_case 'few descriptors are enough for one picture' '
	expect_ok sh -c "ulimit -n 16; exec fftpipe run copy.ini good.png \
		-o few"
	file_made few/good_copy.png
'

# poll() takes no more entries than there may be descriptors.
test_case 'fewer descriptors than workers are asked for' '
	mkdir many
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		cp good.png many/$i.png
	done
	for most in 24 40; do
		expect_ok sh -c "ulimit -n $most; exec timeout 60 fftpipe run \
			copy.ini many/*.png -j 100 -o out-$most"
		[ "$(ls out-$most | wc -l)" -eq 20 ]
	done
'

test_case 'standard output that is full' '
	[ -e /dev/full ] || skip "there is no /dev/full"
	expect_fail 1 sh -c "fftpipe run copy.ini good.png -o - >/dev/full"
	stderr_has "standard output"
'

test_case 'a check and a list that cannot be written' '
	[ -e /dev/full ] || skip "there is no /dev/full"
	expect_fail 1 sh -c "fftpipe check copy.ini >/dev/full"
	expect_fail 1 sh -c "fftpipe list >/dev/full"
	[ "$(grep -c "cannot write" "$tmp/stderr")" -eq 1 ]
'

test_case 'a report in the place of what the run reads or writes' '
	cp copy.ini facts.ini
	echo "metadata = {stem}.json" >>facts.ini
	expect_fail 2 fftpipe run ./facts.ini good.png -o told \
		--report ./told/good.json --report a.html --report ./a.html
	stderr_has "--report: \"./told/good.json\" is an output too;"
	stderr_has "--report: \"./a.html\" is another report too;"
	no [ -e told ]
	cp good.png good.html
	expect_fail 2 fftpipe run copy.ini good.html -o told --report good.html
	stderr_has "--report: \"good.html\" is an input too;"
	cmp good.png good.html
	cp copy.ini copy.json
	expect_fail 2 fftpipe run ./copy.json good.png -o told \
		--report copy.json
	stderr_has "--report: \"copy.json\" is the pipeline'"'"'s file too;"
	cmp copy.ini copy.json
'

test_case 'metadata in the place of the pipeline' '
	cp copy.ini over.ini
	echo "metadata = over.ini" >>over.ini
	cp over.ini kept.ini
	expect_fail 2 fftpipe run over.ini good.png
	stderr_has "over.ini:"
	stderr_has "\"over.ini\" is the pipeline'"'"'s file; write elsewhere"
	cmp over.ini kept.ini
'

test_case 'standard output that is closed' '
	expect_fail 1 sh -c "fftpipe run copy.ini good.png -o - >&-"
	stderr_has "standard output"
	expect_fail 1 sh -c "fftpipe run copy.ini - -o - <&- >&-"
'

test_case 'a list that nobody reads to its end' '
	fftpipe list 2>listed | true
	no grep crashed listed
'

test_case 'a name that would act on the terminal is listed as text' '
	name=$(printf "e\033[31m\302\233")
	mkdir -p "data/pipelines" "shop$name"
	cp copy.ini "data/pipelines/$name.ini"
	printf "[pipeline]\ndescription = red \302\233\n" >>"data/pipelines/$name.ini"
	echo "no plugin" >"shop$name/$name.so"
	FFTPIPE_DATADIR=data fftpipe list --plugin-dir "shop$name" >listed 2>&1 ||
		true
	grep -F "e\x1b[31m\xc2\x9b" listed
	no grep "$(printf "\033")\|$(printf "\302\233")" listed
'

test_case 'closed standard streams become no files of ours' '
	expect_ok sh -c "fftpipe run copy.ini good.png -o shut <&- >&- 2>&-"
	[ "$(find shut -type f | wc -l)" -eq 1 ]
	expect_ok fftpipe run copy.ini good.png -o open
	cmp open/good_copy.png shut/good_copy.png
'

# ---------------------------------------------------------------------------
# Calls that are wrong: nothing runs

test_case 'an output that is an input' '
	cp good.png kept.png
	expect_fail 2 fftpipe run copy.ini good.png --set "copy.save={stem}.png"
	stderr_has "good.png"
	stderr_has "input"
	cmp good.png kept.png
'

test_case 'an output that is an input by another name' '
	ln -s . here
	mkdir -p deep/in
	for name in ../../good.png ../../here/good.png "$PWD/good.png"; do
		expect_fail 2 fftpipe run copy.ini good.png -o deep/in \
			--set "copy.save=$name"
	done
	cmp good.png kept.png
'

test_case 'two inputs that lead to one output' '
	mkdir -p one two
	cp good.png one/x.png
	cp good.png two/x.png
	expect_fail 2 fftpipe run copy.ini one/x.png two/x.png -o same
	stderr_has "one/x.png"
	stderr_has "two/x.png"
	file_absent same
'

test_case 'a save without a variable serves one input' '
	expect_fail 2 fftpipe run copy.ini one/x.png good.png -o same \
		--set copy.save=same.png
	file_absent same
'

test_case 'two saves of one name' '
	expect_fail 2 fftpipe run spectra good.png -o same \
		--set "magnitude.save=m.png" --set "phase.save=m.png"
	stderr_has "m.png"
	file_absent same
'

test_case 'a glob that matches nothing' '
	expect_fail 2 fftpipe run copy.ini --set "input.files=none/*.png"
	stderr_has "none/*.png"
'

test_case 'no input at all' '
	printf "[copy]\nsave = {stem}_copy.png\n" >no-input.ini
	expect_fail 2 fftpipe run no-input.ini
	[ -s "$tmp/stderr" ]
'

test_case 'all mistakes are said at once' '
	expect_fail 2 fftpipe run spectra good.png --set magnitude.depth=9 \
		--set phase.colour=red --set nosuch.key=1
	[ "$(wc -l <"$tmp/stderr")" -ge 3 ]
	stderr_has "--set 1: "
	stderr_has "--set 2: "
	stderr_has "--set 3: "
'

# meant GUESS WORD...: the call is wrong and this was probably meant
meant() {
	guess=$1
	shift
	expect_fail 2 fftpipe "$@"
	stderr_has "did you mean $guess?"
	no [ -s "$tmp/stdout" ]
}

for mistake in 'run rnu spectra good.png' 'check chekc spectra' 'list lst' \
    'inspect inspct fft2d' '--quiet run --quite spectra good.png' \
    '--no-clobber run spectra good.png --no-clober' \
    'spectra run spectr good.png' 'reconstruct check reconstuct' \
    'fft2d-magnitude inspect fft2d-magntude' \
    'magnitude check spectra --set magnitud.depth=16' \
    'scale check spectra --set magnitude.scael=log' \
    'log check spectra --set magnitude.scale=lgo' \
    'gray check spectra --set input.color=grey' \
    'fft2d-phase check spectra --set phase.use=fft2d-phse'; do
	test_case "after \"${mistake#* }\" the answer asks for ${mistake%% *}" "
		meant $mistake
	"
done

for value in 0 -1 x '' 1x 5000 99999999999999999999; do
	test_case "\"$value\" is no number of threads or workers" '
		expect_fail 2 fftpipe run copy.ini good.png --threads "$value"
		stderr_has "\"$value\""
		expect_fail 2 fftpipe run copy.ini good.png -j "$value"
		stderr_has "\"$value\""
	'
done

for set in depth =16 magnitude magnitude=16 magnitude. .depth=16 ''; do
	test_case "\"$set\" is no setting" '
		expect_fail 2 fftpipe run spectra good.png --set "$set"
		stderr_has "--set 1"
	'
done

test_case 'an option without its value' '
	for option in -o -j --threads --set --plugin-dir; do
		expect_fail 2 fftpipe run spectra good.png $option
		stderr_has "$option needs a value"
	done
'

test_case 'too many words' '
	expect_fail 2 fftpipe list more
	expect_fail 2 fftpipe inspect fft2d more
	expect_fail 2 fftpipe check spectra good.png more
'

test_case 'a pipeline that is missing, a folder or unreadable' '
	expect_fail 2 fftpipe run missing.ini good.png
	stderr_has "missing.ini"
	expect_fail 2 fftpipe run ./one good.png
	stderr_has "one"
	is_root || {
		cp copy.ini shut.ini
		chmod 000 shut.ini
		expect_fail 2 fftpipe run shut.ini good.png
		stderr_has "Permission denied"
	}
'

# ---------------------------------------------------------------------------
# Surroundings

test_case 'a machine without a home' '
	expect_ok env -u HOME fftpipe run copy.ini good.png -o homeless
	expect_ok env HOME=/nowhere fftpipe list
	expect_ok env HOME= fftpipe list
'

test_case 'a language with commas in its numbers' '
	comma=$(locale -a | grep -iE "^(de|fr|es|pl|ru)_" | head -n 1)
	[ -n "$comma" ] || skip "no such language is installed"
	expect_ok fftpipe run spectra good.png -o point \
		--set magnitude.scale=power --set magnitude.exponent=0.3
	expect_ok env LC_ALL="$comma" fftpipe run spectra good.png -o comma \
		--set magnitude.scale=power --set magnitude.exponent=0.3
	diff -r point comma
'

test_case 'little memory' '
	[ "$SANITIZERS" = no ] || skip "sanitizers need much"
	expect_ok sh -c "ulimit -v 100000; \
		exec fftpipe run spectra good.png -o little"
'

test_case 'what a plugin says of a parameter has its place, or its stage has' '
	cat >band.ini <<-\END
		[input]
		color = gray

		[ring]
		use = bandpass
		low = 0.3
		high = 0.2
		save = {stem}_ring.png
	END
	for command in check run; do
		expect_fail 2 fftpipe $command band.ini good.png
		stderr_has "band.ini:6: [ring] bandpass: low, 0.3, must be below"
		expect_fail 2 fftpipe $command band.ini good.png \
			--set limits.text=1k --set ring.low=0.4
		stderr_has "--set 2: [ring] bandpass: low, 0.4, must be below"
	done
	sed "/^low/d" band.ini >higher.ini
	expect_fail 2 fftpipe check higher.ini --set ring.high=0.001
	stderr_has "higher.ini:4: [ring] bandpass: low, "
'

test_case 'what plugins say of their parameters is told at once' '
	cat >four.ini <<-\END
		[input]
		color = gray
		[ring]
		use = bandpass
		low = 0.3
		high = 0.2
		save = {stem}_ring.png
		[flat]
		use = normalize
		from = input
		lo = 5
		hi = 1
		save = {stem}_flat.png
		[fine]
		use = lowpass
		from = input
		save = {stem}_fine.png
		[after]
		use = pad
		from = ring
		size = given
		save = {stem}_after.png
		[tint]
		use = colormap
		from = fine
		lo = 3
		hi = 3
		save = {stem}_tint.png
	END
	for command in check graph run "run --quiet" "run --in-process"; do
		expect_fail 2 fftpipe $command four.ini good.png
		sed "s/^\(four.ini:[0-9]*: \[[a-z]*\]\).*/\1/" "$tmp/stderr" \
			>told
		printf "four.ini:%s\n" "5: [ring]" "12: [flat]" "27: [tint]" |
			cmp - told
	done
	[ ! -e good_fine.png ]
'

test_case 'too many inputs are the fault of who set the limit' '
	expect_fail 2 fftpipe run spectra good.png good.png ./*.png \
		--set limits.files=1
	grep "^--set 1: limits.files: [0-9]* inputs are more than" "$tmp/stderr"
'

test_case 'a limit on memory is kept' '
	expect_fail 1 fftpipe run spectra good.png -o limited \
		--set limits.memory=1k
	stderr_has "[limits] memory"
	expect_fail 1 fftpipe run spectra good.png -o limited \
		--set limits.pixels=100
	stderr_has "[limits] pixels"
	[ -z "$(find limited -type f)" ]
'

test_case 'a file that needs too much is no burden for the next' '
	[ "$SANITIZERS" = no ] || skip "sanitizers need much"
	"$top_builddir/tests/make-picture" 40000 16 3 16 1 rich.png
	"$top_builddir/tests/make-picture" 40000 16 1 8 1 plain.png
	cat >corner.ini <<-\END
		[input]
		color = gray
		[corner]
		use = crop
		width = 8
		height = 8
		save = {stem}_corner.png
	END
	for name in rich plain; do
		expect_ok fftpipe check corner.ini $name.png
		sed -n "s/^memory: .* \([0-9.]*\) MB in all.*/\1/p" \
			"$tmp/stdout" >$name.peak
	done
	limit=$(paste rich.peak plain.peak | awk "{ print (\$1 + \$2) / 2 }")
	for way in "-j 1" --in-process; do
		rm -f plain_corner.png
		expect_fail 1 fftpipe run corner.ini rich.png plain.png -o . \
			$way --set "limits.memory=${limit}M"
		stderr_has "rich.png: needs"
		stderr_has "1 done, 1 failed"
		file_made plain_corner.png
	done
'

test_case 'no run left a temporary file' '
	[ -z "$(find . -name ".fftpipe-*")" ]
'

finish
