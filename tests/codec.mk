# SPDX-License-Identifier: GPL-3.0-or-later
# tests/codec.mk - tests of images, levels, embedded text and picture files

codec_tests = \
	tests/test-corpus-png \
	tests/test-deflate \
	tests/test-digest \
	tests/test-embed \
	tests/test-image \
	tests/test-levels \
	tests/test-levels-choose \
	tests/test-meaning \
	tests/test-meta \
	tests/test-png \
	tests/test-png-fast \
	tests/test-png-read \
	tests/test-png-sizes \
	tests/test-reflection

UNIT_TESTS += $(codec_tests)

codec_common = tests/codec-common.c tests/codec-common.h

tests_test_corpus_png_SOURCES = tests/test-corpus-png.c $(codec_common)
tests_test_deflate_SOURCES = tests/test-deflate.c
tests_test_digest_SOURCES = tests/test-digest.c
tests_test_embed_SOURCES = tests/test-embed.c $(codec_common)
tests_test_image_SOURCES = tests/test-image.c
tests_test_levels_SOURCES = tests/test-levels.c $(codec_common)
tests_test_levels_choose_SOURCES = tests/test-levels-choose.c $(codec_common)
tests_test_meaning_SOURCES = tests/test-meaning.c $(codec_common)
tests_test_meta_SOURCES = tests/test-meta.c
tests_test_png_fast_SOURCES = tests/test-png-fast.c
tests_test_png_SOURCES = tests/test-png.c $(codec_common)
tests_test_png_read_SOURCES = tests/test-png-read.c $(codec_common)
tests_test_png_sizes_SOURCES = tests/test-png-sizes.c $(codec_common)
tests_test_reflection_SOURCES = tests/test-reflection.c $(codec_common)
