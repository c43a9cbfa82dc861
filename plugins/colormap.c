/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * colormap.c - gray pictures and other fields in colors
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <fftpipe/plugin.h>

enum map {
	MAP_AUTO,
	MAP_GRAY,
	MAP_HEAT,
	MAP_CUBEHELIX,
	MAP_PERCEPTUAL,
	MAP_DIVERGING,
	MAP_CYCLIC
};
static const char *const maps[] = { "auto",      "gray",       "heat",
				    "cubehelix", "perceptual", "diverging",
				    "cyclic",    NULL };

enum { PARAM_MAP, PARAM_LO, PARAM_HI };

/* A multiple of 3, so that the bends of heat lie between two steps. */
enum { STEPS = 1536 };

static const double pi = 3.14159265358979323846;

struct rgb {
	double red, green, blue; /* 0 to 1 as stored */
};

struct colormap {
	enum map map;
	double lo, hi; /* what the ends of the map stand for */
	struct rgb table[STEPS + 1];
};

/* ===========================================================================
 * Colors, t being 0 to 1
 * ======================================================================== */

static double clip(double value)
{
	value = value > 0 ? value : 0;
	return value < 1 ? value : 1;
}

/* The transfer function of sRGB (IEC 61966-2-1). */
static double encode(double light)
{
	light = clip(light);
	return light <= 0.0031308 ? 12.92 * light
				  : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

/* The inverse of CIE 1976's function of relative light. */
static double light_of(double f)
{
	return f > 6.0 / 29 ? f * f * f : 108.0 / 841 * (f - 4.0 / 29);
}

/* A color by CIE 1976 lightness, chroma and hue in turns, for sRGB's white. */
static struct rgb from_lch(double lightness, double chroma, double hue)
{
	double f = (lightness + 16) / 116;
	double x = light_of(f + chroma * cos(2 * pi * hue) / 500) * 0.95047;
	double y = light_of(f);
	double z = light_of(f - chroma * sin(2 * pi * hue) / 200) * 1.08883;

	return (struct rgb){
		encode(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
		encode(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
		encode(0.0556434 * x - 0.2040259 * y + 1.0572252 * z),
	};
}

/* Black over red and yellow to white. */
static struct rgb heat(double t)
{
	return (struct rgb){ clip(3 * t), clip(3 * t - 1), clip(3 * t - 2) };
}

/* Green's helix around the gray diagonal; his own start, turns and hue. */
static struct rgb cubehelix(double t)
{
	double angle = 2 * pi * (0.5 / 3 - 1.5 * t), size = t * (1 - t) / 2;
	double c = size * cos(angle), s = size * sin(angle);

	return (struct rgb){ clip(t - 0.14861 * c + 1.78277 * s),
			     clip(t - 0.29227 * c - 0.90649 * s),
			     clip(t + 1.97294 * c) };
}

/* As colorful as the screen can be, nearly, from violet to yellow. */
static struct rgb perceptual(double t)
{
	double middle = 2 * t - 1;
	double chroma = 25 + 30 * pow(middle, 4) + 30 * pow(t, 4);

	return from_lch(15 + 77 * t, chroma, (305 - 200 * t) / 360);
}

static struct rgb diverging(double t)
{
	double off = fabs(2 * t - 1);

	return from_lch(95 - 55 * off, 55 * off,
			t < 0.5 ? 285.0 / 360 : 35.0 / 360);
}

static struct rgb color_of(enum map map, double t)
{
	switch (map) {
	case MAP_HEAT:
		return heat(t);
	case MAP_CUBEHELIX:
		return cubehelix(t);
	case MAP_PERCEPTUAL:
		return perceptual(t);
	case MAP_DIVERGING:
		return diverging(t);
	case MAP_CYCLIC:
		return from_lch(74, 39, t - 0.5);
	default:
		return (struct rgb){ t, t, t };
	}
}

/* ===========================================================================
 * The range
 * ======================================================================== */

/* The smallest and the largest finite sample; 0 and 0 if there is none. */
static int measure(const fftpipe_host *host, const fftpipe_image *picture,
		   double *lo, double *hi)
{
	float least = INFINITY, most = -INFINITY;

	for (uint32_t y = 0; y < picture->height; y++) {
		const float *row = fftpipe_row(picture, 0, y);

		for (uint32_t x = 0; x < picture->width; x++) {
			if (!isfinite(row[x]))
				continue;
			least = row[x] < least ? row[x] : least;
			most = row[x] > most ? row[x] : most;
		}
		if (host->progress(host, 0))
			return FFTPIPE_ECANCELED;
	}
	*lo = least <= most ? (double)least : 0;
	*hi = least <= most ? (double)most : 0;
	return FFTPIPE_OK;
}

static int find_range(struct colormap *colormap, const fftpipe_host *host,
		      const fftpipe_value *params, const fftpipe_image *picture)
{
	bool given_lo = !isnan(params[PARAM_LO].f);
	bool given_hi = !isnan(params[PARAM_HI].f);
	int status = FFTPIPE_OK;
	char text[160];

	colormap->lo = picture->lo;
	colormap->hi = picture->hi;
	if (picture->color == FFTPIPE_ANGLE) {
		colormap->lo = -pi;
		colormap->hi = pi;
	} else if (!(picture->lo < picture->hi) && !(given_lo && given_hi)) {
		status = measure(host, picture, &colormap->lo, &colormap->hi);
	}
	if (given_lo)
		colormap->lo = params[PARAM_LO].f;
	if (given_hi)
		colormap->hi = params[PARAM_HI].f;
	if (status || colormap->lo < colormap->hi || (!given_lo && !given_hi))
		return status;
	snprintf(text, sizeof text,
		 "lo = %g is not below hi = %g, of which one is the "
		 "picture's own; give both",
		 colormap->lo, colormap->hi);
	return host->fail(host, FFTPIPE_EDATA, text);
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

static void colormap_close(void *self)
{
	free(self);
}

static int colormap_open(const fftpipe_host *host, const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out, void **self)
{
	struct colormap *made;
	char text[160];

	if (params[PARAM_LO].f >= params[PARAM_HI].f)
		return host->fail(host, FFTPIPE_EPARAM,
				  "hi must be larger than lo");
	if (in[0]->channels != 1) {
		snprintf(text, sizeof text,
			 "only pictures of one channel can be colored, not of "
			 "%" PRIu32 "; color = gray in [input] or grayscale "
			 "makes them so",
			 in[0]->channels);
		return host->fail(host, FFTPIPE_EDATA, text);
	}
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	made->map = (enum map)params[PARAM_MAP].i;
	if (made->map == MAP_AUTO)
		made->map = in[0]->color == FFTPIPE_ANGLE ? MAP_CYCLIC
							  : MAP_PERCEPTUAL;
	for (int i = 0; i <= STEPS; i++)
		made->table[i] = color_of(made->map, (double)i / STEPS);
	host->reserve(host, sizeof *made);
	out[0]->channels = 3;
	out[0]->color = FFTPIPE_RGB;
	*self = made;
	return FFTPIPE_OK;
}

/* What colors stand for is no longer a magnitude. */
static int colormap_prepare(void *self, const fftpipe_host *host,
			    const fftpipe_value *params,
			    const fftpipe_image *const *in,
			    fftpipe_image *const *out)
{
	int status = find_range(self, host, params, in[0]);

	if (!status)
		status = host->meta_set(host, out[0], "mag_min", NULL);
	if (!status)
		status = host->meta_set(host, out[0], "mag_max", NULL);
	out[0]->lo = 0;
	out[0]->hi = 255;
	return status;
}

/* Where on the map a value lies, 0 to STEPS; NaN stays. */
static double place_of(const struct colormap *colormap, double value)
{
	double t = value - colormap->lo;

	/* A constant picture. */
	if (!(colormap->lo < colormap->hi))
		return t * 0;
	t /= colormap->hi - colormap->lo;
	if (colormap->map == MAP_CYCLIC)
		return (t - floor(t)) * STEPS;
	return (isnan(t) ? t : clip(t)) * STEPS;
}

static float between(double a, double b, double part)
{
	return (float)(255 * (a + part * (b - a)));
}

static int colormap_run(void *self, const fftpipe_host *host,
			const fftpipe_value *params,
			const fftpipe_image *const *in,
			fftpipe_image *const *out, uint32_t first,
			uint32_t rows)
{
	const struct colormap *colormap = self;

	(void)host, (void)params;
	for (uint32_t y = first; y < first + rows; y++) {
		const float *from = fftpipe_row(in[0], 0, y);
		float *red = fftpipe_row(out[0], 0, y);
		float *green = fftpipe_row(out[0], 1, y);
		float *blue = fftpipe_row(out[0], 2, y);

		for (uint32_t x = 0; x < in[0]->width; x++) {
			double at = place_of(colormap, (double)from[x]);
			int i = at < STEPS ? (int)at : STEPS - 1;
			const struct rgb *a, *b;

			i = isnan(at) ? 0 : i;
			a = &colormap->table[i];
			b = &colormap->table[i + 1];
			red[x] = between(a->red, b->red, at - i);
			green[x] = between(a->green, b->green, at - i);
			blue[x] = between(a->blue, b->blue, at - i);
		}
	}
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = { { "picture", "a field of one channel",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = {
	{ "colored", "red, green and blue, 0 to 255", FFTPIPE_IMAGE, 0 }
};
static const fftpipe_param params[] = {
	{ "map",
	  "auto: cyclic for angles, else perceptual; gray; heat: black, red, "
	  "yellow, white; cubehelix; perceptual: lightness in even steps, "
	  "violet to yellow; diverging: blue, white, red; cyclic: the hues at "
	  "one lightness, both ends the same",
	  FFTPIPE_CHOICE, 0, "auto", 0, 0, maps, NULL },
	{ "lo",
	  "the value of the first color, -1e30 to 1e30; by default -pi for "
	  "angles, else the picture's own range or its smallest value",
	  FFTPIPE_FLOAT, 0, "nan", -1e30, 1e30, NULL, NULL },
	{ "hi",
	  "the value of the last color, above lo, -1e30 to 1e30; by default pi "
	  "for angles, else the picture's own range or its largest value",
	  FFTPIPE_FLOAT, 0, "nan", -1e30, 1e30, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "colormap",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Values in colors, t = (v - lo) / (hi - lo) clipped to 0..1, "
	       "for cyclic wrapped. heat: 3 t, 3 t - 1, 3 t - 2, clipped. "
	       "cubehelix: Green, Bulletin of the Astronomical Society of "
	       "India 39, 2011. In lightness L, chroma C and hue h of CIE 1976 "
	       "L*a*b*, stored as sRGB: perceptual L = 15 + 77 t, C = 25 + 30 "
	       "(2 t - 1)^4 + 30 t^4, h = 305 - 200 t degrees; diverging L = "
	       "95 - 55 |2 t - 1|, C = 55 |2 t - 1|, h = 285 or 35; cyclic L = "
	       "74, C = 39, h = 360 t - 180, an angle's own.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS,
	.open = colormap_open,
	.prepare = colormap_prepare,
	.run = colormap_run,
	.close = colormap_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
