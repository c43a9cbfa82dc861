/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * versions.c - what the libraries say of themselves at run time
 */
#include "versions.h"

#include "fftpipe/plugin.h"

#include <jansson.h>
#include <nettle/version.h>
#include <png.h>
#include <zlib.h>

#ifdef FFTPIPE_ISAL
#include <isa-l.h>
#endif

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
	fprintf(stream, "jansson %s\n", jansson_version_str());
	fprintf(stream, "nettle %d.%d\n", nettle_version_major(),
		nettle_version_minor());
	/* inih has no version of its own to ask for, FFTW is the plugins' */
	fprintf(stream, "inih %s\n", FFTPIPE_INIH_VERSION);
	fprintf(stream, "FFTW %s (in the plugins)\n", FFTPIPE_FFTW_VERSION);
}
