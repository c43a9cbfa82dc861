/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sin.h - the harmless part of plugins that break one rule each: they copy a
 * picture, and say of themselves what is true
 */
#ifndef TESTS_PLUGINS_SIN_H
#define TESTS_PLUGINS_SIN_H

#include <fftpipe/plugin.h>

/* Parts of a description, for those who need another value in one of them. */
#define SIN_SIZE .struct_size = sizeof(fftpipe_transform)
#define SIN_TEXTS                                 \
	.version = "1.0.0", .vendor = "fftpipe",  \
	.license = "GPL-3.0-or-later", .url = "", \
	.port_size = sizeof(fftpipe_port),        \
	.param_size = sizeof(fftpipe_param), SIN_PORTS
#define SIN_PORTS                                                    \
	.inputs = sin_inputs, .n_inputs = FFTPIPE_COUNT(sin_inputs), \
	.outputs = sin_outputs, .n_outputs = FFTPIPE_COUNT(sin_outputs)
#define SIN_PARAMS(list) .params = (list), .n_params = FFTPIPE_COUNT(list)

#define SIN_DESCRIBE(name) \
	SIN_SIZE, .id = (name), .doc = "Copies, and sins.", SIN_TEXTS

/* The entry of a plugin with a description called `transform`. */
#define SIN_ENTRY                                           \
	const fftpipe_transform *fftpipe_transform_v1(void) \
	{                                                   \
		return &transform;                          \
	}                                                   \
	extern int sin_entry_needs_a_semicolon

/* What every run() gets, and most have no use for. */
#define SIN_RUN_ARGUMENTS                                                  \
	void *self, const fftpipe_host *host, const fftpipe_value *params, \
		const fftpipe_image *const *in, fftpipe_image *const *out, \
		uint32_t first, uint32_t rows
#define SIN_RUN_UNUSED                                              \
	((void)self, (void)host, (void)params, (void)in, (void)out, \
	 (void)first, (void)rows)
#define SIN_OPEN_ARGUMENTS                                                 \
	const fftpipe_host *host, const fftpipe_value *params,             \
		const fftpipe_image *const *in, fftpipe_image *const *out, \
		void **self
#define SIN_OPEN_UNUSED \
	((void)host, (void)params, (void)in, (void)out, (void)self)

static const fftpipe_port sin_inputs[] __attribute__((
	unused)) = { { "picture", "any picture", FFTPIPE_IMAGE, 0 } };
static const fftpipe_port sin_outputs[] __attribute__((
	unused)) = { { "copied", "the same picture", FFTPIPE_IMAGE, 0 } };

/* Copy rows, with something added to each sample. */
FFTPIPE_INLINE void sin_copy(const fftpipe_image *from, fftpipe_image *to,
			     uint32_t first, uint32_t rows, float more)
{
	for (uint32_t c = 0; c < to->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			for (uint32_t x = 0; x < to->width; x++)
				fftpipe_row(to, c, y)[x] =
					fftpipe_row(from, c, y)[x] + more;
}

FFTPIPE_INLINE int sin_run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, rows, 0);
	return FFTPIPE_OK;
}

#endif /* TESTS_PLUGINS_SIN_H */
