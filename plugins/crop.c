/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crop.c - a rectangle cut out of a picture
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <fftpipe/plugin.h>

enum { PARAM_X, PARAM_Y, PARAM_WIDTH, PARAM_HEIGHT };

/*
 * The length of a part that starts at `first` of a side, 0 meaning all that is
 * left; 0 if it is not all on the side.
 */
static uint32_t part_length(int64_t first, int64_t length, uint32_t side)
{
	int64_t left = (int64_t)side - first;

	if (left <= 0 || length > left)
		return 0;
	return (uint32_t)(length ? length : left);
}

static int refuse(const fftpipe_host *host, const fftpipe_value *params,
		  const fftpipe_image *picture)
{
	char text[200], part[80];

	if (params[PARAM_WIDTH].i && params[PARAM_HEIGHT].i)
		snprintf(part, sizeof part,
			 "a part of %" PRId64 " x %" PRId64 " pixels",
			 params[PARAM_WIDTH].i, params[PARAM_HEIGHT].i);
	else if (params[PARAM_WIDTH].i)
		snprintf(part, sizeof part, "a part %" PRId64 " pixels wide",
			 params[PARAM_WIDTH].i);
	else if (params[PARAM_HEIGHT].i)
		snprintf(part, sizeof part, "a part %" PRId64 " pixels high",
			 params[PARAM_HEIGHT].i);
	else
		snprintf(part, sizeof part, "a part");
	snprintf(text, sizeof text,
		 "%s from x = %" PRId64 ", y = %" PRId64
		 " is not all in the picture, which has %" PRIu32 " x %" PRIu32,
		 part, params[PARAM_X].i, params[PARAM_Y].i, picture->width,
		 picture->height);
	return host->fail(host, FFTPIPE_EDATA, text);
}

static int crop_open(const fftpipe_host *host, const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     void **self)
{
	uint32_t width = part_length(params[PARAM_X].i, params[PARAM_WIDTH].i,
				     in[0]->width);
	uint32_t height = part_length(params[PARAM_Y].i, params[PARAM_HEIGHT].i,
				      in[0]->height);

	(void)self;
	if (!width || !height)
		return refuse(host, params, in[0]);
	out[0]->width = width;
	out[0]->height = height;
	return FFTPIPE_OK;
}

static int crop_run(void *self, const fftpipe_host *host,
		    const fftpipe_value *params, const fftpipe_image *const *in,
		    fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	uint32_t left = (uint32_t)params[PARAM_X].i;
	uint32_t top = (uint32_t)params[PARAM_Y].i;

	(void)self, (void)host;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			memcpy(fftpipe_row(out[0], c, y),
			       fftpipe_row(in[0], c, top + y) + left,
			       out[0]->width * sizeof(float));
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = { { "picture", "any picture or field",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = { { "part", "the rectangle",
					  FFTPIPE_IMAGE, 0 } };
static const fftpipe_param params[] = {
	{ "x",
	  "the leftmost column that is kept; 0, the default, to 2147483647",
	  FFTPIPE_INT, 0, "0", 0, INT32_MAX, NULL, "pixels" },
	{ "y", "the topmost row that is kept; 0, the default, to 2147483647",
	  FFTPIPE_INT, 0, "0", 0, INT32_MAX, NULL, "pixels" },
	{ "width",
	  "how many columns are kept; 0, the default: all to the right edge; "
	  "to 2147483647",
	  FFTPIPE_INT, 0, "0", 0, INT32_MAX, NULL, "pixels" },
	{ "height",
	  "how many rows are kept; 0, the default: all to the lower edge; to "
	  "2147483647",
	  FFTPIPE_INT, 0, "0", 0, INT32_MAX, NULL, "pixels" },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "crop",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "A rectangle cut out of a picture: part(i, j) = picture(x + i, "
	       "y + j), counted from the top left. It must lie all in the "
	       "picture.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_BANDS,
	.open = crop_open,
	.run = crop_run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
