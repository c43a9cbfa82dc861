/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-library.c - libtiff, loaded when the first TIFF file comes
 */
#include "tiff-library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct tiff_library libtiff;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[160];

static void find(void *library, const char *name, void *to)
{
	void *symbol = dlsym(library, name);

	if (!symbol && !*failure)
		snprintf(failure, sizeof failure, "%s has no %s", FFTPIPE_TIFF,
			 name);
	/* POSIX lets a pointer to data hold a function. */
	memcpy(to, &symbol, sizeof symbol);
}

/* It is never unloaded: files that it opened may be around to the end. */
static void load(void)
{
	void *library = dlopen(FFTPIPE_TIFF, RTLD_NOW | RTLD_LOCAL);

	if (!library) {
		snprintf(failure, sizeof failure, "%s", dlerror());
		return;
	}
#define TIFF_FIND(name) find(library, "TIFF" #name, &libtiff.name);
	TIFF_FUNCTIONS(TIFF_FIND)
#undef TIFF_FIND
}

bool tiff_library_load(char *reason, size_t size)
{
	pthread_once(&once, load);
	if (*failure)
		snprintf(reason, size, "%s", failure);
	return !*failure;
}
