# SPDX-License-Identifier: GPL-3.0-or-later
# tests/tiff.mk - tests of TIFF files and of CSV files

tiff_tests = \
	tests/test-corpus-tiff \
	tests/test-csv \
	tests/test-tiff-cie \
	tests/test-tiff-pages \
	tests/test-tiff-read \
	tests/test-tiff-threads \
	tests/test-tiff-write

UNIT_TESTS += $(tiff_tests)

tiff_common = tests/codec-common.c tests/codec-common.h \
	tests/tiff-common.c tests/tiff-common.h tests/tiff-told.h

tests_test_corpus_tiff_SOURCES = tests/test-corpus-tiff.c $(tiff_common)
tests_test_csv_SOURCES = tests/test-csv.c $(tiff_common)
tests_test_tiff_cie_SOURCES = tests/test-tiff-cie.c $(tiff_common)
tests_test_tiff_pages_SOURCES = tests/test-tiff-pages.c $(tiff_common)
tests_test_tiff_read_SOURCES = tests/test-tiff-read.c $(tiff_common)
tests_test_tiff_threads_SOURCES = tests/test-tiff-threads.c $(tiff_common)
tests_test_tiff_write_SOURCES = tests/test-tiff-write.c $(tiff_common)

CLI_TESTS += tests/cli-tiff.sh
