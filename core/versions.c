/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * versions.c - what the libraries say of themselves at run time
 */
#include "versions.h"

#include "fftpipe/plugin.h"
#include "library.h"

#include <jansson.h>
#include <nettle/version.h>
#include <png.h>
#include <string.h>
#include <zlib.h>

#ifdef FFTPIPE_SECCOMP
#include <seccomp.h>
#endif

#ifdef FFTPIPE_ISAL
#include <isa-l.h>
#endif

/* It is loaded with the first TIFF file; here for what it says of itself. */
static void print_libtiff(FILE *stream)
{
	struct library library = { .name = FFTPIPE_TIFF };
	const char *(*get_version)(void) = NULL;
	const char *words;
	char version[32] = "";

	library_open(&library);
	if (!*library.failure)
		library_find(&library, "TIFFGetVersion", &get_version);
	if (*library.failure) {
		fprintf(stream, "libtiff (not usable: %s)\n", library.failure);
		return;
	}
	/* "LIBTIFF, Version 4.5.0", and its copyright in more lines */
	words = strstr(get_version(), "Version ");
	if (words)
		sscanf(words, "Version %31[0-9.]", version);
	fprintf(stream, "libtiff %s\n", *version ? version : "(unknown)");
}

void versions_print(FILE *stream)
{
	fprintf(stream, "plugin ABI %d.%d\n", FFTPIPE_ABI_MAJOR,
		FFTPIPE_ABI_MINOR);
	fprintf(stream, "libpng %s\n", png_get_libpng_ver(NULL));
	fprintf(stream, "zlib %s\n", zlibVersion());
#ifdef FFTPIPE_ISAL
	fprintf(stream, "ISA-L %d.%d.%d\n", ISAL_MAJOR_VERSION,
		ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
#endif
	print_libtiff(stream);
	fprintf(stream, "jansson %s\n", jansson_version_str());
	fprintf(stream, "nettle %d.%d\n", nettle_version_major(),
		nettle_version_minor());
#ifdef FFTPIPE_SECCOMP
	/* The one it was built with: only the worker's program loads it. */
	fprintf(stream, "libseccomp %d.%d.%d (in fftpipe-worker)\n",
		SCMP_VER_MAJOR, SCMP_VER_MINOR, SCMP_VER_MICRO);
#endif
	/* inih has no version of its own to ask for, FFTW is the plugins' */
	fprintf(stream, "inih %s\n", FFTPIPE_INIH_VERSION);
	fprintf(stream, "FFTW %s (in the plugins)\n", FFTPIPE_FFTW_VERSION);
}
