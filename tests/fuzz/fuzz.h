/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz.h - what the fuzz targets share
 *
 * A target is LLVMFuzzerTestOneInput in a file of its own.  With
 * --enable-fuzzing it is linked with libFuzzer (or AFL++'s stand-in for it),
 * otherwise with replay.c, which hands it the files that are named.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "codec.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Something that must hold, in every build: an abort is a finding. */
#define MUST(condition) \
	((condition) ? (void)0 : fuzz_found(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_found(const char *file, int line, const char *what);

/* Small enough for many runs a second. */
extern const struct limits fuzz_limits;

/* These bytes as a file without a name, the same descriptor each time. */
int fuzz_file(const void *bytes, size_t length);

/*
 * Decode a picture: an fftpipe_status.  On success *image has its samples, to
 * be freed with fuzz_image_destroy.  Whatever happens, a failure has a reason.
 */
int fuzz_decode(int fd, const struct decode_options *options,
		fftpipe_image **image, bool *embedded);
void fuzz_image_destroy(fftpipe_image *image);

/* An image of that shape, with data and meta; to be destroyed. */
fftpipe_image *fuzz_image(const fftpipe_image *shape);

/* What problems say is fit for a terminal. */
void fuzz_check_text(const char *text);
void fuzz_check_problems(const struct problems *problems);

#endif
