# SPDX-License-Identifier: GPL-3.0-or-later
# docs/local.mk - the sample picture, the program that drew it, and its spectra

EXTRA_DIST += docs/json.md docs/lambda.md docs/measurements.md docs/s3.md \
	docs/report.md docs/report.png docs/sample.png \
	docs/sample_magnitude.png docs/sample_phase.png

# make sample makes it anew; tests/cli-sample.sh compares.
check_PROGRAMS += docs/make-sample
docs_make_sample_SOURCES = docs/make-sample.c
docs_make_sample_CFLAGS = $(AM_CFLAGS) -ffp-contract=off $(PNG_CFLAGS)
docs_make_sample_LDADD = $(PNG_LIBS) $(LIBM)

.PHONY: sample
sample: docs/make-sample$(EXEEXT)
	docs/make-sample$(EXEEXT) $(srcdir)/docs/sample.png

# ---------------------------------------------------------------------------
# The gallery: make gallery draws its pictures anew.

check_PROGRAMS += docs/make-pictures
docs_make_pictures_SOURCES = docs/make-pictures.c
docs_make_pictures_CFLAGS = $(AM_CFLAGS) $(PNG_CFLAGS)
docs_make_pictures_LDADD = $(PNG_LIBS) $(LIBM)

EXTRA_DIST += \
	docs/fftpipe_numpy.py \
	docs/gallery \
	docs/gallery.md \
	docs/limits.md \
	docs/make-gallery.sh \
	docs/python.md

.PHONY: gallery
gallery: all docs/make-sample$(EXEEXT) docs/make-pictures$(EXEEXT)
	$(SHELL) $(srcdir)/docs/make-gallery.sh .
