/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-library.c - libtiff, loaded when the first TIFF file comes
 */
#include "tiff-library.h"
#include "library.h"

#include <pthread.h>
#include <stdio.h>

struct tiff_library libtiff;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct library library = { .name = FFTPIPE_TIFF };

static void load(void)
{
	library_open(&library);
	if (*library.failure)
		return;
#define TIFF_FIND(name) library_find(&library, "TIFF" #name, &libtiff.name);
	TIFF_FUNCTIONS(TIFF_FIND)
#undef TIFF_FIND
}

bool tiff_library_load(char *reason, size_t size)
{
	pthread_once(&once, load);
	if (*library.failure)
		snprintf(reason, size, "%s", library.failure);
	return !*library.failure;
}
