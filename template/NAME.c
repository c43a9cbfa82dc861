/* SPDX-License-Identifier: MIT */
/*
 * @NAME@.c - bright parts held back, so that dark ones can be seen
 *
 * It works as it stands: each sample v becomes knee * log(1 + |v| / knee), with
 * the sign of v.  What is small beside the knee stays as it is, what is large
 * grows with its logarithm only.
 *
 * To make it yours: the arithmetic is in curve(), what users see is in the
 * arrays at the end.  fftpipe/plugin.h is the manual, README.md says how to
 * build and to check.  It is C11 and C++17; rename it to @NAME@.cpp for C++.
 */
#include <fftpipe/math.h>
#include <fftpipe/plugin.h>

/* Where a parameter stands in params[] below. */
enum { PARAM_KNEE };

/* fftpipe_log1pf() lets the compiler make vector code, log1pf() doesn't. */
static inline float curve(float value, float knee)
{
	float size = knee * fftpipe_log1pf(fabsf(value) / knee);

	return fftpipe_choosef(value < 0.0f, -size, size);
}

/*
 * Once per picture, before run(): set lo, hi and meta of the outputs.  lo and
 * hi are what becomes black and white in an integer file; equal means unknown,
 * and stays so here.  A transform whose values stay between lo and hi needs no
 * prepare() at all, and then needn't wait for its whole input.
 */
static int prepare(void *self, const fftpipe_host *host,
		   const fftpipe_value *params, const fftpipe_image *const *in,
		   fftpipe_image *const *out)
{
	float knee = (float)params[PARAM_KNEE].f;

	(void)self, (void)host;
	out[0]->lo = curve((float)in[0]->lo, knee);
	out[0]->hi = curve((float)in[0]->hi, knee);
	return FFTPIPE_OK;
}

/*
 * Fill the rows first .. first + rows - 1 of out[0].  Several threads may be
 * here at once, each with rows of its own.
 */
static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	float knee = (float)params[PARAM_KNEE].f;

	(void)self, (void)host;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			const float *from = fftpipe_row(in[0], c, y);
			float *to = fftpipe_row(out[0], c, y);

			for (uint32_t x = 0; x < in[0]->width; x++)
				to[x] = curve(from[x], knee);
		}
	return FFTPIPE_OK;
}

/* ---- what fftpipe inspect shows ------------------------------------------ */

/* name, what it is, the kinds that it takes, flags */
static const fftpipe_port inputs[] = { { "picture", "any picture or field",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = { { "flattened", "the same, held back",
					  FFTPIPE_IMAGE, 0 } };

/* key, what it does, type, 0, default, least, most, choices, unit */
static const fftpipe_param params[] = {
	{ "knee", "values above this are held back, 0.001 to 1e6",
	  FFTPIPE_FLOAT, 0, "64", 0.001, 1e6, NULL, NULL },
};

/* In the order of the struct, since C++17 knows no .id = "@NAME@". */
static const fftpipe_transform transform = {
	sizeof transform,
	0,        /* the least minor version of a host that will do */
	"@NAME@", /* as the file's name */
	"0.1.0",  /* your version */
	"me",     /* your name */
	"MIT",    /* your license */
	"",       /* where it comes from */
	"Hold bright parts back: knee * log(1 + |v| / knee), the sign kept.",
	inputs, outputs, params,
	/* how many there are of each, and how large one is */
	FFTPIPE_COUNT(inputs), FFTPIPE_COUNT(outputs), FFTPIPE_COUNT(params),
	sizeof *inputs, sizeof *params,
	/* row y needs row y alone; the output may be where the input is */
	FFTPIPE_ROWS | FFTPIPE_INPLACE,
	NULL,    /* open: once per shape, to plan and to allocate */
	prepare, /* once per picture */
	run,     /* many times, on many threads */
	NULL,    /* close: undoes open */
	NULL,    /* get_extension */
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
