# SPDX-License-Identifier: GPL-3.0-or-later
# tests/cli.mk - the program run as its users run it, and the tools for judging
# what it made

CLI_TESTS += \
	tests/cli-corpus.sh \
	tests/cli-fidelity.sh \
	tests/cli-golden.sh \
	tests/cli-interrupt.sh \
	tests/cli-mistakes.sh \
	tests/cli-new.sh \
	tests/cli-outside-plugin.sh \
	tests/cli-pipelines.sh \
	tests/cli-python-tool.sh \
	tests/cli-run.sh \
	tests/cli-same-bytes.sh \
	tests/cli-tutorial.sh

# Tools of their own, with libpng and nothing of the core.
check_PROGRAMS += \
	tests/compare-pictures \
	tests/edit-spectrum \
	tests/make-picture \
	tests/make-python-pair \
	tests/resave-picture

picture_file = tests/picture-file.c tests/picture-file.h
direct_dft = tests/direct-dft.c tests/direct-dft.h
picture_libs = $(PNG_LIBS) $(LIBM)

tests_compare_pictures_SOURCES = tests/compare-pictures.c $(picture_file)
tests_compare_pictures_LDADD = $(picture_libs)
tests_edit_spectrum_SOURCES = tests/edit-spectrum.c $(direct_dft) \
	$(picture_file)
tests_edit_spectrum_LDADD = $(picture_libs)
tests_make_picture_SOURCES = tests/make-picture.c $(picture_file)
tests_make_picture_LDADD = $(picture_libs)
tests_make_python_pair_SOURCES = tests/make-python-pair.c $(direct_dft) \
	$(picture_file)
tests_make_python_pair_LDADD = $(picture_libs)
tests_resave_picture_SOURCES = tests/resave-picture.c $(picture_file)
tests_resave_picture_LDADD = $(picture_libs)

# Plugins that tests build as strangers do.
EXTRA_DIST += tests/outside/blend.c tests/outside/gain.cpp \
	tests/outside/linger.c

# All of them install: one after the other.
tests/cli-outside-plugin.log: tests/cli-install.log
tests/cli-new.log: tests/cli-outside-plugin.log
