/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embed-words.h - the words of the embedded text, for its writer and reader
 */
#ifndef EMBED_WORDS_H
#define EMBED_WORDS_H

#include "embed.h"

#define EMBED_VERSION 1

extern const char *const meaning_words[];  /* by enum meaning */
extern const char *const symmetry_words[]; /* by enum fftpipe_symmetry */

/* Of an enum fftpipe_color. */
const char *color_word(uint32_t color);
bool color_of_word(const char *word, uint32_t *color);

#endif
