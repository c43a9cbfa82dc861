#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# docs/python.md: arrays of NumPy through pipelines and back.

. "${top_srcdir:-.}/tests/lib.sh"

for python in python3 /usr/bin/python3 none; do
	"$python" -c 'import numpy' 2>/dev/null && break
done
[ "$python" != none ] || skip_all 'Python with NumPy is not here'

# block LANGUAGE: the first piece of the page in that language
block() {
	awk -v fence="\`\`\`$1" '
		$0 == "```" && on { exit }
		on
		$0 == fence { on = 1 }' "$top_srcdir/docs/python.md"
}

PYTHONPATH=$top_srcdir/docs
PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
block ini >clean.ini
printf '[input]\n[copy]\nsave = {stem}.tif\n' >copy.ini

test_case 'the example of the page takes the noise away' '
	block python >example.py
	expect_ok "$python" example.py
	awk "{ exit !(\$1 > 19 && \$2 < 0.1) }" "$tmp/stdout"
'

test_case 'the command of the page does the same to files' '
	"$python" -c "
import numpy, fftpipe_numpy
y, x = numpy.mgrid[0:80, 0:90]
open(\"in.tif\", \"wb\").write(fftpipe_numpy.to_tiff(numpy.sin(x) + y))
"
	block sh >command
	sh -e ./command
	file_made out.tif
'

test_case 'arrays of every form come back bit for bit' '
	cat >forms.py <<-\END
		import numpy
		from fftpipe_numpy import run
		random = numpy.random.default_rng(1)
		for shape in (1, 1), (1, 7), (9, 1), (40, 31), (5, 6, 1), (8, 9, 3):
		    array = random.normal(0, 1e3, shape).astype("f4")
		    back = run("copy.ini", array)
		    assert back.shape == shape, (back.shape, shape)
		    assert (back == array).all(), shape
		levels = random.integers(0, 65536, (20, 30), "u2")
		assert (run("copy.ini", levels) == levels).all()
		assert (run("copy.ini", levels.T) == levels.T).all()
	END
	expect_ok "$python" forms.py
'

test_case 'settings go along, and failures are exceptions' '
	cat >fails.py <<-\END
		import numpy
		from fftpipe_numpy import run
		array = numpy.ones((4, 5))
		run("copy.ini", array, **{"copy.depth": 32})
		try:
		    run("clean.ini", array, **{"clean.nothing": 1})
		except RuntimeError as error:
		    assert "unknown key" in str(error), error
		else:
		    raise SystemExit("no exception")
	END
	expect_ok "$python" fails.py
'

finish
