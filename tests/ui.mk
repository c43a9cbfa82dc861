# SPDX-License-Identifier: GPL-3.0-or-later
# tests/ui.mk - what users see: graphs, progress, summaries, JSON

CLI_TESTS += \
	tests/cli-completion.sh \
	tests/cli-graph.sh \
	tests/cli-man.sh \
	tests/cli-report-page.sh \
	tests/cli-talk.sh

EXTRA_DIST += tests/browser.py tests/draw-grating.py tests/report-page.py

UNIT_TESTS += tests/test-graph
tests_test_graph_SOURCES = tests/test-graph.c \
	runners/common/graph.c runners/common/graph-text.c
tests_test_graph_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/runners/common

UNIT_TESTS += tests/test-view
tests_test_view_SOURCES = tests/test-view.c
