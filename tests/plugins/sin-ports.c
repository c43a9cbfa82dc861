/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-ports.c - reads an input that need not be connected */
#include "sin.h"

static const fftpipe_port inputs[] = {
	{ "picture", "any picture", FFTPIPE_IMAGE, 0 },
	{ "mask", "is added", FFTPIPE_IMAGE, FFTPIPE_OPTIONAL },
};

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, rows, in[1]->data[0]);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_SIZE,
	.id = "sin-ports",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Copies, and sins.",
	.inputs = inputs,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.outputs = sin_outputs,
	.n_outputs = FFTPIPE_COUNT(sin_outputs),
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.run = run,
};

SIN_ENTRY;
