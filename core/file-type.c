/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file-type.c - what a file is, told by its first bytes
 */
#include "file-type.h"

#include <fftpipe/plugin.h>
#include <string.h>

static bool begins(const uint8_t *start, const char *signature)
{
	return !memcmp(start, signature, FILE_START);
}

enum file_type file_type(const uint8_t *start, size_t n)
{
	if (n < FILE_START)
		return TYPE_OTHER;
	/* A cut signature is a PNG's too: its reader says what is wrong. */
	if (begins(start, "\x89PNG"))
		return TYPE_PNG;
	if (begins(start, "II*\0") || begins(start, "MM\0*") ||
	    begins(start, "II+\0") || begins(start, "MM\0+"))
		return TYPE_TIFF;
	return TYPE_OTHER;
}

int file_type_refuse(const uint8_t *start, size_t n, struct outcome *outcome)
{
	const char *what = "neither a PNG nor a TIFF file";

	if (!n)
		what = "the file is empty";
	else if (n >= 3 && !memcmp(start, "\xff\xd8\xff", 3))
		what = "a JPEG file; PNG and TIFF files can be read";
	return outcome_fail(outcome, FFTPIPE_EDATA, "%s", what);
}
