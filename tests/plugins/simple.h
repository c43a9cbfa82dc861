/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * simple.h - what the test plugins share: one picture in, one out, and the part
 * of a description that is the same for all
 */
#ifndef TESTS_PLUGINS_SIMPLE_H
#define TESTS_PLUGINS_SIMPLE_H

#include <fftpipe/plugin.h>

static const fftpipe_port one_picture[] __attribute__((
	unused)) = { { "picture", "an image", FFTPIPE_IMAGE, 0 } };

#define DESCRIBE(name)                                                 \
	.struct_size = sizeof(fftpipe_transform), .id = name,          \
	.version = "1.0.0", .vendor = "fftpipe",                       \
	.license = "GPL-3.0-or-later", .url = "", .doc = "For tests.", \
	.port_size = sizeof(fftpipe_port), .param_size = sizeof(fftpipe_param)

#define INPUTS(ports)  .inputs = ports, .n_inputs = FFTPIPE_COUNT(ports)
#define OUTPUTS(ports) .outputs = ports, .n_outputs = FFTPIPE_COUNT(ports)
#define PARAMS(list)   .params = list, .n_params = FFTPIPE_COUNT(list)

/* One picture in and one out. */
#define PICTURES INPUTS(one_picture), OUTPUTS(one_picture)

/* The arguments of run() that one plugin or another has no use for. */
#define UNUSED_IN_RUN \
	((void)self, (void)host, (void)params, (void)first, (void)rows)

/* Samples times `factor`. */
FFTPIPE_INLINE void copy_rows(const fftpipe_image *in, fftpipe_image *out,
			      uint32_t first, uint32_t rows, float factor)
{
	for (uint32_t c = 0; c < out->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			for (uint32_t x = 0; x < out->width; x++)
				fftpipe_row(out, c, y)[x] =
					factor * fftpipe_row(in, c, y)[x];
}

#endif /* TESTS_PLUGINS_SIMPLE_H */
