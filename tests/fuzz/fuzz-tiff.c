/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-tiff.c - TIFF files, each page that they have, in color and in gray
 */
#include "fuzz.h"

enum { MOST_PAGES = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct decode_options options = { .limits = &fuzz_limits };
	fftpipe_image *image;
	bool embedded;
	int fd;

	/* PNG has a target of its own. */
	if (length < 8 || bytes[0] == 0x89)
		return 0;
	fd = fuzz_file(bytes, length);
	for (options.page = 1; options.page <= MOST_PAGES; options.page++) {
		int status = fuzz_decode(fd, &options, &image, &embedded);

		fuzz_image_destroy(image);
		if (status)
			break;
	}
	options.page = 1;
	options.gray = true;
	fuzz_decode(fd, &options, &image, &embedded);
	fuzz_image_destroy(image);
	return 0;
}
