/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auto-notch.c - periodic noise found and taken away
 *
 * Pictures have spectra that fall off smoothly from the zero frequency; a wave
 * all over the picture is one bright point with arms along its row and its
 * column.  So a point that stands out from what is around it is taken for a
 * wave: its frequency is fitted between the bins, and if it then explains what
 * is there, which edges and textures never do, the whole of its spectrum, arms
 * and all, is taken off (hunt.c).  Where the sum of picture and noise was cut
 * at black and white, that is done to the picture as it was before
 * (clipping.c). What still stands out close by (the wave was brighter here and
 * fainter there) is cut down to what is usual around it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "clipping.h"
#include "crew.h"
#include "hunt.h"

enum {
	ARM = 1024,   /* bins to each side that a wave is taken from */
	LISTED = 256, /* peaks that are told, and the bytes of each */
	ENTRY = 20,
	ROUNDS = 3, /* of looking for waves in a picture that was cut, */
	FITS = 5,   /* and of fitting them in each */
};

/* How far around a wave what stands out is cut down, and what that is. */
static const double reach = 0.02, standing_out = 3;

/*
 * How much of a picture has to be cut at its levels to be worth a restoration;
 * of what is cut nearly everywhere too little is left for one.
 */
static const double cut_least = 1e-3, cut_most = 0.6;

struct notch {
	uint32_t width, height;
	int64_t arm; /* bins to each side */
	struct hunt hunt;
	struct clipping *clipping;
	struct wave_pair *tables; /* of each wave: its spectrum along a row */
	size_t n_listed;
	struct wave listed[LISTED]; /* of all channels, each once */
};

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* ===========================================================================
 * Taking them off
 * ======================================================================== */

static void take_off(float *row, const fftpipe_image *spectrum, int64_t kx,
		     struct wave_pair part)
{
	uint32_t x = wave_wrap(kx, spectrum->width);

	if (x > spectrum->width / 2)
		return;
	row[2 * (size_t)x] -= (float)part.re;
	row[2 * (size_t)x + 1] -= (float)part.im;
}

/* Both sides of a wave from one row; the mirror's is the conjugate. */
static void wave_take(const struct notch *notch, size_t i,
		      const fftpipe_image *spectrum, uint32_t y, float *row)
{
	const struct wave *wave = &notch->hunt.waves[i];
	const struct wave_pair *table =
		notch->tables + i * (2 * (size_t)notch->arm + 1) + notch->arm;
	struct wave_pair p =
		wave_product(wave->pair, wave_leak(y - wave->v, notch->height));
	struct wave_pair q =
		wave_product(wave_conjugate(wave->pair),
			     wave_leak(y + wave->v, notch->height));
	int64_t kx = wave_nearest(wave->u), arm = notch->arm;
	/* Beyond end / level it is a fiftieth of what is usual, or less. */
	double end = 16 * (double)notch->width *
		     sqrt(fmax(wave_power(p), wave_power(q)));

	if (end < (double)arm * wave->level)
		arm = (int64_t)(end / wave->level) + 1;
	for (int64_t j = -arm; j <= arm; j++) {
		take_off(row, spectrum, kx + j, wave_product(p, table[j]));
		take_off(row, spectrum, -(kx + j),
			 wave_product(q, wave_conjugate(table[j])));
	}
}

/* What stands out close to one side of a wave gets the usual size. */
static void wave_cut(const struct wave *wave, const fftpipe_image *spectrum,
		     uint32_t y, int sign, float *row)
{
	uint32_t w = spectrum->width, h = spectrum->height;
	int64_t kx = sign * wave_nearest(wave->u);
	int64_t ky = sign * wave_nearest(wave->v);
	double across = fmax(reach * w, WAVE_NEAR);
	double down = fmax(reach * h, WAVE_NEAR);
	double dy = (double)wave_centered(y - ky, h) / down;
	double most = standing_out * wave->level;
	int64_t side = smaller((int64_t)across, w / 2);

	for (int64_t j = -side; fabs(dy) <= 1 && j <= side; j++) {
		double dx = (double)j / across, size;
		uint32_t x = wave_wrap(kx + j, w);
		float *pair = row + 2 * (size_t)x;

		if (x > w / 2 || dx * dx + dy * dy > 1 ||
		    spots_radius(spectrum, x, y) < spots_lowest)
			continue;
		size = sqrt((double)pair[0] * (double)pair[0] +
			    (double)pair[1] * (double)pair[1]);
		if (size > most) {
			pair[0] *= (float)(wave->level / size);
			pair[1] *= (float)(wave->level / size);
		}
	}
}

struct pass {
	const struct notch *notch;
	const fftpipe_image *from, *to; /* one channel of each */
	bool linear;                    /* the waves are in `from` */
};

static int clean_row(void *arg, size_t y, unsigned int slot)
{
	const struct pass *pass = arg;
	const struct notch *notch = pass->notch;
	size_t floats = 2 * (notch->width / 2 + (size_t)1);
	float *row = fftpipe_row(pass->to, 0, (uint32_t)y);

	(void)slot;
	memmove(row, fftpipe_row(pass->from, 0, (uint32_t)y),
		floats * sizeof *row);
	for (size_t i = 0; pass->linear && i < notch->hunt.n; i++)
		wave_take(notch, i, pass->from, (uint32_t)y, row);
	for (size_t i = 0; i < notch->hunt.n; i++) {
		const struct wave *wave = &notch->hunt.waves[i];

		wave_cut(wave, pass->from, (uint32_t)y, 1, row);
		wave_cut(wave, pass->from, (uint32_t)y, -1, row);
	}
	return FFTPIPE_OK;
}

/* A wave's spectrum along a row, from its nearest bin to both sides. */
static void make_table(struct notch *notch, size_t i)
{
	const struct wave *wave = &notch->hunt.waves[i];
	int64_t nearest = wave_nearest(wave->u);
	struct wave_pair *to = notch->tables + i * (2 * (size_t)notch->arm + 1);

	for (int64_t j = -notch->arm; j <= notch->arm; j++)
		*to++ = wave_leak((double)(nearest + j) - wave->u,
				  notch->width);
}

/*
 * Waves that were cut at black and white: *from becomes the spectrum of the
 * picture without them, *linear false.  The first search sees what cutting made
 * of them, sums and differences of their frequencies too.
 */
static int restore(struct notch *notch, const fftpipe_host *host,
		   const fftpipe_image **from, bool *linear)
{
	struct hunt *hunt = &notch->hunt;
	const fftpipe_image *whole;
	double part;
	int status = clipping_look(notch->clipping, host, *from, &part);

	if (status || part < cut_least || part > cut_most)
		return status;
	for (int i = 0; i < ROUNDS && !status && hunt->n; i++) {
		status = clipping_fit(notch->clipping, host, hunt->waves,
				      hunt->n);
		if (!status)
			status = clipping_undo(notch->clipping, host,
					       hunt->waves, hunt->n, false,
					       &whole);
		if (!status)
			status = hunt_find(hunt, host, whole);
	}
	if (!status)
		status = clipping_fit(notch->clipping, host, hunt->waves,
				      hunt->n);
	if (status || !hunt->n)
		return status;
	*linear = false;
	return clipping_undo(notch->clipping, host, hunt->waves, hunt->n, true,
			     from);
}

static int clean_channel(struct notch *notch, const fftpipe_host *host,
			 const fftpipe_image *from, const fftpipe_image *to)
{
	struct pass pass = { notch, from, to, true };
	struct crew_work work = {
		.task = clean_row, .arg = &pass, .n = notch->height, .to = 1
	};
	int status = hunt_find(&notch->hunt, host, from);

	if (!status && notch->hunt.n)
		status = restore(notch, host, &pass.from, &pass.linear);
	for (size_t i = 0; i < notch->hunt.n && !status && pass.linear; i++)
		make_table(notch, i);
	if (!status && to->data)
		status = crew_run(host, &work);
	return status;
}

/* ===========================================================================
 * Telling
 * ======================================================================== */

/* Five decimals with a point, whatever the locale. */
static void print_frequency(char *text, size_t size, double bins, uint32_t n)
{
	double f = bins / n - floor(bins / n + 0.5);
	unsigned int units = (unsigned int)floor(fabs(f) * 1e5 + 0.5);

	snprintf(text, size, "%s0.%05u", f < 0 && units ? "-" : "",
		 units % 100000);
}

/* Channels often share theirs. */
static bool is_listed(const struct notch *notch, const struct wave *wave)
{
	for (size_t i = 0; i < notch->n_listed; i++)
		if (fabs(notch->listed[i].u - wave->u) < 0.5 &&
		    fabs(notch->listed[i].v - wave->v) < 0.5)
			return true;
	return false;
}

static void list_waves(struct notch *notch)
{
	for (size_t i = 0; i < notch->hunt.n && notch->n_listed < LISTED; i++)
		if (!is_listed(notch, &notch->hunt.waves[i]))
			notch->listed[notch->n_listed++] = notch->hunt.waves[i];
}

static int tell_peaks(const struct notch *notch, const fftpipe_host *host,
		      fftpipe_image *out)
{
	char text[LISTED * ENTRY] = "", *end = text;

	for (size_t i = 0; i < notch->n_listed; i++) {
		char fx[ENTRY / 2], fy[ENTRY / 2];

		print_frequency(fx, sizeof fx, notch->listed[i].u,
				notch->width);
		print_frequency(fy, sizeof fy, notch->listed[i].v,
				notch->height);
		end += snprintf(end, ENTRY, "%s%s,%s", i ? " " : "", fx, fy);
	}
	return host->meta_set(host, out, "peaks", text);
}

/* One channel as an image of its own. */
static fftpipe_image channel_of(const fftpipe_image *image, uint32_t channel)
{
	fftpipe_image one = { .struct_size = sizeof one,
			      .kind = image->kind,
			      .width = image->width,
			      .height = image->height,
			      .channels = 1,
			      .stride = image->stride,
			      .plane = image->plane,
			      .lo = image->lo,
			      .hi = image->hi };

	if (image->data)
		one.data = image->data + (int64_t)channel * image->plane;
	return one;
}

static int notch_run(void *self, const fftpipe_host *host,
		     const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     uint32_t first, uint32_t rows)
{
	struct notch *notch = self;

	(void)params, (void)first, (void)rows;
	notch->n_listed = 0;
	for (uint32_t c = 0; c < in[0]->channels; c++) {
		fftpipe_image from = channel_of(in[0], c);
		fftpipe_image to = channel_of(out[0], c);
		int status = clean_channel(notch, host, &from, &to);

		if (status)
			return status;
		list_waves(notch);
	}
	return tell_peaks(notch, host, out[0]);
}

/* ===========================================================================
 * Making and unmaking
 * ======================================================================== */

static void notch_close(void *self)
{
	struct notch *notch = self;

	hunt_finish(&notch->hunt);
	clipping_destroy(notch->clipping);
	free(notch->tables);
	free(notch);
}

static int notch_allocate(struct notch *notch, const fftpipe_host *host,
			  const fftpipe_image *shape)
{
	size_t bytes = HUNT_MOST * (2 * (size_t)notch->arm + 1) *
		       sizeof *notch->tables;
	int status;

	host->reserve(host, bytes);
	notch->tables = malloc(bytes);
	if (!notch->tables)
		return FFTPIPE_ENOMEM;
	status = hunt_init(&notch->hunt, host, shape);
	if (!status)
		status = clipping_create(host, shape, HUNT_MOST,
					 &notch->clipping);
	return status;
}

static int notch_open(const fftpipe_host *host, const fftpipe_value *params,
		      const fftpipe_image *const *in, fftpipe_image *const *out,
		      void **self)
{
	struct notch *notch = calloc(1, sizeof *notch);
	int status;

	(void)params, (void)out;
	if (!notch)
		return FFTPIPE_ENOMEM;
	notch->width = in[0]->width;
	notch->height = in[0]->height;
	notch->arm = smaller(ARM, (notch->width - 1) / 2);
	status = notch_allocate(notch, host, in[0]);
	if (status) {
		notch_close(notch);
		return status;
	}
	*self = notch;
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = {
	{ "spectrum", "of a picture with periodic noise", FFTPIPE_SPECTRUM, 0 }
};
static const fftpipe_port outputs[] = {
	{ "spectrum",
	  "of it without; its metadata entry peaks lists what was found, the "
	  "brightest first, as pairs fx,fy in cycles per pixel separated by "
	  "blanks; empty: nothing, and the spectrum is what it was",
	  FFTPIPE_SPECTRUM, 0 }
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "auto-notch",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Finds periodic noise (screens, moire, hum) and removes it, "
	       "with nothing to set. A peak is a bin with |F| f above 6 times "
	       "the median and 3 times the upper tenth of its surroundings, f "
	       "from 0.02 cycles per pixel up, that a wave a cos(2 pi (fx x + "
	       "fy y) + p) fitted by least squares explains but for 0.35. The "
	       "waves are subtracted with their leakage. Where noise reached "
	       "beyond the picture's levels lo and hi and was cut there, "
	       "waves are fitted to the other samples, and what was cut is "
	       "filled in from them. What is still above 3 "
	       "times the median within 0.02 cycles per pixel of a wave gets "
	       "the median's size and keeps its phase (after Gonzalez and "
	       "Woods, "
	       "Digital Image Processing, chapter 5, notch filters; Hogbom, "
	       "Astron. Astrophys. Suppl. 15, 1974, for one wave after the "
	       "other).",
	.inputs = inputs,
	.outputs = outputs,
	.params = NULL,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = 0,
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.flags = FFTPIPE_INPLACE,
	.open = notch_open,
	.run = notch_run,
	.close = notch_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
