/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-embedded.c - the text inside files: what was understood says the same
 * when it is printed and read again
 */
#include "fuzz.h"

#include "embed.h"

#include <stdlib.h>
#include <string.h>

/* The list of exact samples, put into a small picture. */
static void restore(const struct embedded *embedded)
{
	const fftpipe_image shape = { .kind = FFTPIPE_IMAGE,
				      .width = embedded->width,
				      .height = embedded->height,
				      .channels = 1,
				      .color = FFTPIPE_GRAY,
				      .symmetry = embedded->symmetry };
	struct exact_samples *exact;
	fftpipe_image *image;

	if (!shape.width || !shape.height || shape.width > 300 ||
	    shape.height > 300)
		return;
	image = fuzz_image(&shape);
	exact = exact_find(embedded, image);
	exact_restore(exact, image);
	exact_destroy(exact);
	fuzz_image_destroy(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct embedded first, second;
	char *text, *again;

	if (embedded_parse(&first, (const char *)bytes, length)) {
		if (!first.has_magnitude_range) {
			text = embedded_print(&first);
			MUST(text);
			MUST(embedded_parse(&second, text, strlen(text)));
			again = embedded_print(&second);
			MUST(again && !strcmp(text, again));
			free(again);
			free(text);
			embedded_finish(&second);
		}
		restore(&first);
	}
	embedded_finish(&first);
	return 0;
}
