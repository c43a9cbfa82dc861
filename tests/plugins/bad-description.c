/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bad-description.c - describes itself wrongly, in the way that the environment
 * asks for
 */
#include "simple.h"

#include <stdlib.h>
#include <string.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const char *const none[] = { NULL };
static const fftpipe_port nameless[] = { { NULL, "a", FFTPIPE_IMAGE, 0 } };
static const fftpipe_port unsaid[] = { { "a", NULL, FFTPIPE_IMAGE, 0 } };
static const fftpipe_port kindless[] = { { "a", "a", 8, 0 } };

static const fftpipe_port same[] = { { "a", "a", FFTPIPE_IMAGE, 0 },
				     { "b", "b", FFTPIPE_IMAGE, 0 },
				     { "a", "c", FFTPIPE_IMAGE, 0 } };
static const fftpipe_param same_keys[] = {
	{ "a", "a", FFTPIPE_INT, 0, "1", 0, 0, NULL, NULL },
	{ "a", "b", FFTPIPE_FLOAT, 0, "1", 0, 0, NULL, NULL },
};

/* One wrong parameter for each sin. */
static const struct {
	const char *sin;
	fftpipe_param param;
} params[] = {
	{ "key-none", { NULL, "a", FFTPIPE_INT, 0, "1", 0, 0, NULL, NULL } },
	{ "key-empty", { "", "a", FFTPIPE_INT, 0, "1", 0, 0, NULL, NULL } },
	{ "key-upper", { "Big", "a", FFTPIPE_INT, 0, "1", 0, 0, NULL, NULL } },
	{ "key-dot", { "a.b", "a", FFTPIPE_INT, 0, "1", 0, 0, NULL, NULL } },
	{ "key-host", { "save", "a", FFTPIPE_INT, 0, "1", 0, 0, NULL, NULL } },
	{ "param-doc", { "a", NULL, FFTPIPE_INT, 0, "1", 0, 0, NULL, NULL } },
	{ "param-type", { "a", "a", 9, 0, "1", 0, 0, NULL, NULL } },
	{ "choices", { "a", "a", FFTPIPE_CHOICE, 0, "x", 0, 0, NULL, NULL } },
	{ "choiceless",
	  { "a", "a", FFTPIPE_CHOICE, 0, "x", 0, 0, none, NULL } },
	{ "default", { "a", "a", FFTPIPE_INT, 0, "ten", 0, 0, NULL, NULL } },
	{ "default-range",
	  { "a", "a", FFTPIPE_INT, 0, "10", 1, 9, NULL, NULL } },
};

static fftpipe_transform transform = {
	DESCRIBE("bad-description"),
	PICTURES,
	.run = run,
};

static void commit(const char *sin)
{
	for (size_t i = 0; i < FFTPIPE_COUNT(params); i++)
		if (!strcmp(sin, params[i].sin)) {
			transform.params = &params[i].param;
			transform.n_params = 1;
		}
	if (!strcmp(sin, "struct-size"))
		transform.struct_size = 8;
	else if (!strcmp(sin, "id"))
		transform.id = NULL;
	else if (!strcmp(sin, "doc"))
		transform.doc = NULL;
	else if (!strcmp(sin, "run"))
		transform.run = NULL;
	else if (!strcmp(sin, "port-size"))
		transform.port_size = 4;
	else if (!strcmp(sin, "param-size"))
		transform.n_params = transform.param_size = 1;
	else if (!strcmp(sin, "param-list"))
		transform.n_params = 1;
	else if (!strcmp(sin, "inputs"))
		transform.n_inputs = 0;
	else if (!strcmp(sin, "input-list"))
		transform.inputs = NULL;
	else if (!strcmp(sin, "outputs"))
		transform.n_outputs = 0;
	else if (!strcmp(sin, "port-name"))
		transform.inputs = nameless;
	else if (!strcmp(sin, "port-doc"))
		transform.outputs = unsaid;
	else if (!strcmp(sin, "port-kind"))
		transform.outputs = kindless;
	if (!strcmp(sin, "same-inputs")) {
		transform.inputs = same;
		transform.n_inputs = FFTPIPE_COUNT(same);
	} else if (!strcmp(sin, "same-outputs")) {
		transform.outputs = same;
		transform.n_outputs = FFTPIPE_COUNT(same);
	} else if (!strcmp(sin, "same-keys")) {
		transform.params = same_keys;
		transform.n_params = FFTPIPE_COUNT(same_keys);
	}
}

const fftpipe_transform *fftpipe_transform_v1(void)
{
	static const fftpipe_transform right = { DESCRIBE("bad-description"),
						 PICTURES, .run = run };
	const char *sin = getenv("FFTPIPE_TEST_SIN");

	transform = right;
	commit(sin ? sin : "");
	return sin && !strcmp(sin, "nothing") ? NULL : &transform;
}
