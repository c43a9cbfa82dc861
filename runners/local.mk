# SPDX-License-Identifier: GPL-3.0-or-later
# runners/local.mk - the programs

# What programs with commands share, main itself among it.
noinst_LIBRARIES += librunner.a
librunner_a_SOURCES = \
	runners/common/call.c runners/common/call.h \
	runners/common/check.c \
	runners/common/graph.c runners/common/graph.h \
	runners/common/graph-text.c \
	runners/common/options.c runners/common/options.h \
	runners/common/program.c \
	runners/common/progress.c runners/common/progress.h \
	runners/common/record.c runners/common/record.h \
	runners/common/report.c runners/common/report.h \
	runners/common/report-html.c runners/common/report-html.h \
	runners/common/run.c \
	runners/common/runner.h \
	runners/common/preview.c runners/common/preview.h \
	runners/common/sample.c runners/common/sample.h \
	runners/common/style.c runners/common/style.h \
	runners/common/talk.c runners/common/talk.h \
	runners/common/tally.c runners/common/tally.h

# The page of reports, as C.
report_page = \
	runners/common/report/make-page.sh \
	runners/common/report/page.html \
	runners/common/report/page.js \
	runners/common/report/plot.js \
	runners/common/report/style.css \
	runners/common/report/viewer.js
EXTRA_DIST += $(report_page)
nodist_librunner_a_SOURCES = runners/common/report-page.c
CLEANFILES += runners/common/report-page.c

runners/common/report-page.c: $(report_page)
	$(AM_V_GEN)$(MKDIR_P) runners/common && \
	$(SHELL) $(srcdir)/runners/common/report/make-page.sh \
		$(srcdir)/runners/common/report >$@.new && mv $@.new $@

bin_PROGRAMS += fftpipe
fftpipe_SOURCES = \
	runners/local/commands.h \
	runners/local/graph.c \
	runners/local/inspect.c \
	runners/local/isolate.c runners/local/isolate.h \
	runners/local/list.c \
	runners/local/main.c \
	runners/local/new.c \
	runners/local/verify.c \
	runners/local/verify/allocations.c runners/local/verify/allocations.h \
	runners/local/verify/bench.c runners/local/verify/bench.h \
	runners/local/verify/bench-host.c runners/local/verify/bench-host.h \
	runners/local/verify/bench-keep.c \
	runners/local/verify/draw.c \
	runners/local/verify/rules.h \
	runners/local/verify/rules-bands.c \
	runners/local/verify/rules-calls.c \
	runners/local/verify/rules-description.c \
	runners/local/verify/rules-determinism.c \
	runners/local/verify/rules-environment.c \
	runners/local/verify/rules-file.c \
	runners/local/verify/rules-memory.c \
	runners/local/verify/rules-pages.c \
	runners/local/verify/rules-parameters.c \
	runners/local/verify/rules-samples.c \
	runners/local/verify/rules-shapes.c \
	runners/local/verify/scene.c runners/local/verify/scene.h \
	runners/local/verify/sheet.c runners/local/verify/sheet.h \
	runners/local/verify/symbols.c runners/local/verify/symbols.h \
	runners/local/verify/trial.c runners/local/verify/trial.h
fftpipe_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/runners/common
fftpipe_LDADD = librunner.a libcore.a $(START_LIBS)

include runners/s3/local.mk
include runners/worker/local.mk
include runners/lambda/local.mk
