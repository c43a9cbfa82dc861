/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-measuring.c - power-spectrum, phase-correlate, frc
 *
 * Spectra are made here by their definition, in double; shifts are planted in
 * sums of waves, which can be shifted by any distance.
 */
#include <dlfcn.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-pictures.h"

static const double pi = 3.14159265358979323846;

static const struct {
	uint32_t width, height, channels;
} shapes[] = {
	{ 1, 1, 1 },   { 1, 6, 1 },   { 9, 1, 2 },   { 2, 2, 3 },
	{ 16, 16, 1 }, { 17, 13, 1 }, { 12, 31, 3 }, { 40, 23, 2 },
};

/* The half spectrum of a picture, with its entries. */
static fftpipe_image *spectrum_of(const fftpipe_image *picture)
{
	uint32_t w = picture->width, h = picture->height;
	fftpipe_image *made =
		image_create(FFTPIPE_SPECTRUM, w, h, picture->channels);
	const char *size = image_entry(picture, "pixel-size");

	if (size)
		image_set_entry(made, "pixel-size", size);
	for (uint32_t c = 0; c < picture->channels; c++) {
		struct complex_double *bins = picture_dft(picture, c);

		for (uint32_t n = 0; n < h * (w / 2 + 1); n++) {
			uint32_t kx = n % (w / 2 + 1), ky = n / (w / 2 + 1);
			float *pair = fftpipe_row(made, c, ky) + 2 * kx;

			pair[0] = (float)bins[ky * w + kx].re;
			pair[1] = (float)bins[ky * w + kx].im;
		}
		free(bins);
	}
	return made;
}

static double number(const fftpipe_image *image, const char *key)
{
	const char *text = image_entry(image, key);

	assert_non_null(text);
	return strtod(text, NULL);
}

static void assert_near(double a, double b, double part)
{
	if (!(fabs(a - b) <= part * fmax(1, fabs(b))))
		fail_msg("%.9g is not %.9g", a, b);
}

/* ===========================================================================
 * power-spectrum
 * ======================================================================== */

/* Both outputs; the harness knows one. */
struct powers {
	fftpipe_image *out[2];
	char failure[256];
};

static int make_powers(fftpipe_image *spectrum, unsigned int threads,
		       struct powers *powers)
{
	const char *folder = getenv("FFTPIPE_PLUGIN_PATH");
	const fftpipe_transform *(*describe)(void);
	const fftpipe_image *in[] = { spectrum };
	fftpipe_image *shape[2], **out = powers->out;
	struct harness harness;
	char path[1024];
	void *module, *self = NULL;
	int status;

	snprintf(path, sizeof path, "%s/power-spectrum.so",
		 folder ? folder : ".libs");
	module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!module)
		fail_msg("%s", dlerror());
	*(void **)&describe = dlsym(module, "fftpipe_transform_v1");
	harness_init(&harness, threads);
	for (size_t i = 0; i < 2; i++)
		shape[i] = image_create(spectrum->kind, spectrum->width,
					spectrum->height, spectrum->channels);
	status = describe()->open(&harness.host, NULL, in, shape, &self);
	assert_int_equal(status, FFTPIPE_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(shape[i]->color, FFTPIPE_DATA);
		out[i] = image_create(shape[i]->kind, shape[i]->width,
				      shape[i]->height, shape[i]->channels);
		image_destroy(shape[i]);
		image_set_entry(out[i], "pixel-size", "9 9 x");
	}
	status = describe()->prepare(self, &harness.host, NULL, in, out);
	if (!status)
		status = describe()->run(self, &harness.host, NULL, in, out, 0,
					 1);
	describe()->close(self);
	snprintf(powers->failure, sizeof powers->failure, "%s",
		 harness.failure);
	return status;
}

static void powers_destroy(struct powers *powers)
{
	image_destroy(powers->out[0]);
	image_destroy(powers->out[1]);
}

/* Frequencies -w/2 < k <= w/2. */
static double sign(uint32_t k, uint32_t n)
{
	return k > n / 2 ? (double)k - n : (double)k;
}

/* By the definition, over the whole plane, one ring or degree at a time. */
static void check_powers(const fftpipe_image *picture, double px, double py,
			 const struct powers *powers)
{
	uint32_t w = picture->width, h = picture->height, c, x;
	uint32_t longer = w > h ? w : h, n = picture->channels;
	double step = 1 / (longer * fmax(px, py));

	assert_int_equal(powers->out[0]->width, longer / 2 + 1);
	assert_int_equal(powers->out[1]->width, 180);
	for (c = 0; c < n; c++) {
		struct complex_double *bins = picture_dft(picture, c);
		double sums[2][180] = { { 0 } }, counts[2][180] = { { 0 } };

		for (uint32_t i = 0; i < w * h; i++) {
			double fx = sign(i % w, w) / w / px;
			double fy = sign(i / w, h) / h / py;
			long ring = lround(hypot(fx, fy) / step);
			long angle = lround(atan2(-fy, fx) * 180 / pi);
			double square = bins[i].re * bins[i].re +
					bins[i].im * bins[i].im;

			if (ring > longer / 2)
				continue;
			sums[0][ring] += square;
			counts[0][ring]++;
			sums[1][(angle + 360) % 180] += i ? square : 0;
			counts[1][(angle + 360) % 180] += i ? 1 : 0;
		}
		for (size_t k = 0; k < 2; k++)
			for (x = 0; x < powers->out[k]->width; x++) {
				fftpipe_image *out = powers->out[k];
				double bin = counts[k][x];

				assert_near((double)at(out, 0, x, 0),
					    k ? x : x * step, 1e-6);
				assert_near((double)at(out, c + 1, x, 0),
					    sums[k][x] / fmax(bin, 1), 1e-4);
				assert_near((double)at(out, n + 1, x, 0), bin,
					    0);
			}
		free(bins);
	}
}

static void powers_agree_with_their_definition(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		for (int sized = 0; sized < 2; sized++) {
			fftpipe_image *picture =
				picture_noise(shapes[i].width, shapes[i].height,
					      shapes[i].channels, (unsigned)i);
			fftpipe_image *spectrum;
			struct powers powers;

			if (sized)
				image_set_entry(picture, "pixel-size",
						"0.25 0.5 um");
			spectrum = spectrum_of(picture);
			assert_int_equal(make_powers(spectrum, 2, &powers), 0);
			check_powers(picture, sized ? 0.25 : 1, sized ? 0.5 : 1,
				     &powers);
			powers_destroy(&powers);
			image_destroy(spectrum);
			image_destroy(picture);
		}
}

static void titles_name_channels_and_units(void **state)
{
	static const struct {
		const char *size, *radial;
		uint32_t channels;
	} cases[] = {
		{ NULL, "frequency (cycles per pixel),power,bins", 1 },
		{ "2 2 1", "frequency (cycles per pixel),power,bins", 1 },
		{ "0 2 m", "frequency (cycles per pixel),power,bins", 1 },
		{ "2 2 m", "frequency (cycles per m),power_1,power_2,bins", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fftpipe_image *picture =
			picture_noise(8, 8, cases[i].channels, 1);
		fftpipe_image *spectrum;
		struct powers powers;

		image_set_entry(picture, "pixel-size", cases[i].size);
		spectrum = spectrum_of(picture);
		assert_int_equal(make_powers(spectrum, 1, &powers), 0);
		assert_string_equal(image_entry(powers.out[0], "columns"),
				    cases[i].radial);
		assert_null(image_entry(powers.out[0], "pixel-size"));
		assert_memory_equal(image_entry(powers.out[1], "columns"),
				    "angle (degrees),power", 21);
		powers_destroy(&powers);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

static void threads_make_no_difference_and_nan_is_refused(void **state)
{
	fftpipe_image *picture = picture_noise(31, 40, 2, 1);
	fftpipe_image *spectrum = spectrum_of(picture);
	struct powers one, more;

	(void)state;
	make_powers(spectrum, 1, &one);
	make_powers(spectrum, 5, &more);
	assert_true(image_equal(one.out[0], more.out[0]));
	assert_true(image_equal(one.out[1], more.out[1]));
	powers_destroy(&one);
	powers_destroy(&more);
	fftpipe_row(spectrum, 1, 3)[10] = NAN;
	fftpipe_row(spectrum, 0, 4)[13] = INFINITY;
	assert_int_equal(make_powers(spectrum, 3, &one), FFTPIPE_EDATA);
	assert_string_equal(one.failure,
			    "in the spectrum, 2 bins are infinite or not "
			    "numbers, the first at kx = 5, ky = 3 of channel "
			    "2");
	powers_destroy(&one);
	image_destroy(spectrum);
	image_destroy(picture);
}

/* ===========================================================================
 * phase-correlate
 * ======================================================================== */

enum { SIDE = 48, WAVES = 400 };

/* Waves below 0.4 cycles per pixel; `whole` ones repeat at the edges. */
static fftpipe_image *waves(double dx, double dy, bool whole)
{
	fftpipe_image *picture = picture_noise(SIDE, SIDE, 1, 1);
	uint32_t state = 12345;
	double random[3];

	fill(picture, 0);
	for (int n = 0; n < WAVES; n++) {
		for (int i = 0; i < 3; i++) {
			state = state * 1664525u + 1013904223u;
			random[i] = (state >> 8) / 16777216.0 - 0.5;
		}
		for (int i = 0; i < 2; i++) {
			random[i] *= 0.8;
			if (whole)
				random[i] = rint(random[i] * SIDE) / SIDE;
		}
		for (uint32_t i = 0; i < SIDE * SIDE; i++)
			fftpipe_row(picture, 0, i / SIDE)[i % SIDE] +=
				(float)cos(2 * pi *
					   (random[0] * (i % SIDE - dx) +
					    random[1] * (i / SIDE - dy) +
					    random[2]));
	}
	return picture;
}

static const double shifts[][2] = {
	{ 0, 0 },        { 0.5, -0.5 },   { 3.21, -4.37 },
	{ -0.13, 0.08 }, { 10.49, 7.51 }, { -2.75, 0.25 },
};

static void planted_shifts_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * sizeof shifts / sizeof *shifts; i++) {
		const double *shift = shifts[i / 2];
		bool whole = i % 2;
		fftpipe_image *picture = waves(shift[0], shift[1], whole);
		fftpipe_image *reference = waves(0, 0, whole), *out;
		fftpipe_image *f = spectrum_of(picture);
		fftpipe_image *g = spectrum_of(reference);
		double off[2], limit = whole ? 0.01 : 0.05;
		char *end;

		out = make_two("phase-correlate",
			       whole ? "window=none" : "cutoff=0.36", f, g);
		off[0] = strtod(image_entry(out, "shift"), &end) - shift[0];
		off[1] = strtod(end, NULL) - shift[1];
		assert_true(fabs(off[0]) < limit && fabs(off[1]) < limit);
		assert_true(!whole || number(out, "peak") > 0.99);
		image_destroy(out);
		image_destroy(f);
		image_destroy(g);
		image_destroy(picture);
		image_destroy(reference);
	}
}

/* Noise turned around by whole pixels: one sample is 1, all others are 0. */
static void whole_shifts_make_one_peak(void **state)
{
	(void)state;
	for (size_t i = 4; i < sizeof shapes / sizeof *shapes; i++) {
		uint32_t w = shapes[i].width, h = shapes[i].height, n;
		fftpipe_image *b = picture_noise(w, h, shapes[i].channels, 7);
		fftpipe_image *a = image_copy(b), *f, *g, *out;
		double rest = -1.0 / (w * h - 1);

		for (n = 0; n < w * h * b->channels; n++)
			fftpipe_row(a, n / w / h,
				    (n / w + 2) % h)[(n + 3) % w] =
				at(b, n / w / h, n % w, n / w % h);
		f = spectrum_of(a);
		g = spectrum_of(b);
		out = make_two("phase-correlate", "window=none", f, g);
		assert_string_equal(image_entry(out, "shift"), "3 2");
		assert_int_equal(out->channels, 1);
		assert_true(out->lo == 0 && out->hi == 0);
		for (n = 0; n < w * h; n++)
			assert_near((double)at(out, 0, n % w, n / w),
				    n == (h / 2 + 2) * w + w / 2 + 3 ? 1 : rest,
				    1e-3);
		image_destroy(out);
		image_destroy(f);
		image_destroy(g);
		image_destroy(a);
		image_destroy(b);
	}
}

static void pictures_without_structure_have_no_shift(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		fftpipe_image *f =
			image_create(FFTPIPE_SPECTRUM, shapes[i].width,
				     shapes[i].height, shapes[i].channels);
		fftpipe_image *out;

		fill(f, 0);
		for (uint32_t c = 0; c < f->channels; c++)
			for (uint32_t y = 0; y < f->height; y++)
				memset(fftpipe_row(f, c, y), 0,
				       (f->width / 2 + 1) * 8);
		fftpipe_row(f, 0, 0)[0] = 100;
		out = make_two("phase-correlate", NULL, f, f);
		assert_string_equal(image_entry(out, "shift"), "0 0");
		assert_string_equal(image_entry(out, "peak"), "0");
		image_destroy(out);
		image_destroy(f);
	}
}

/* ===========================================================================
 * frc
 * ======================================================================== */

/* The same noise in both, and as much again of its own in each. */
static void make_pair(uint32_t w, uint32_t h, uint32_t channels,
		      fftpipe_image *pair[2])
{
	fftpipe_image *same = picture_noise(w, h, channels, 50);

	for (unsigned int i = 0; i < 2; i++) {
		pair[i] = picture_noise(w, h, channels, i);
		for (uint32_t n = 0; n < w * h * channels; n++)
			fftpipe_row(pair[i], n / w / h, n / w % h)[n % w] +=
				at(same, n / w / h, n % w, n / w % h);
	}
	image_destroy(same);
}

static double naive_frc(fftpipe_image *const pair[2], uint32_t ring, double *n)
{
	uint32_t w = pair[0]->width, h = pair[0]->height;
	double cross = 0, ff = 0, gg = 0;

	*n = 0;
	for (uint32_t c = 0; c < pair[0]->channels; c++) {
		struct complex_double *f = picture_dft(pair[0], c);
		struct complex_double *g = picture_dft(pair[1], c);

		for (uint32_t i = 0; i < w * h; i++) {
			double r =
				hypot(sign(i % w, w) / w, sign(i / w, h) / h);

			if (lround(r * (w > h ? w : h)) != (long)ring)
				continue;
			cross += f[i].re * g[i].re + f[i].im * g[i].im;
			ff += f[i].re * f[i].re + f[i].im * f[i].im;
			gg += g[i].re * g[i].re + g[i].im * g[i].im;
			*n += !c;
		}
		free(f);
		free(g);
	}
	return cross / sqrt(ff * gg);
}

static void check_fall(const fftpipe_image *out, const char *key, bool half)
{
	const char *text = image_entry(out, key);
	double before = 0;

	for (uint32_t i = 1; i < out->width; i++) {
		double over = (double)at(out, 1, i, 0) -
			      (half ? (double)at(out, 2, i, 0) : 1.0 / 7);
		double from = (double)at(out, 0, i - 1, 0);
		double to = (double)at(out, 0, i, 0);

		if (over < 0 && i > 1) {
			assert_near(strtod(text, NULL),
				    1 / (from + (to - from) * before /
							(before - over)),
				    1e-4);
			return;
		}
		if (over < 0)
			break;
		before = over;
		if (i == out->width - 1) {
			assert_string_equal(text, "2");
			return;
		}
	}
	assert_string_equal(text, "none");
}

static void correlations_agree_with_their_definition(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		fftpipe_image *pair[2], *f, *g, *out;

		make_pair(shapes[i].width, shapes[i].height, shapes[i].channels,
			  pair);
		f = spectrum_of(pair[0]);
		g = spectrum_of(pair[1]);
		out = make_two("frc", NULL, f, g);
		assert_int_equal(out->channels, 3);
		for (uint32_t x = 0; x < out->width; x++) {
			double n, root, value = naive_frc(pair, x, &n);

			root = sqrt(n);
			assert_near((double)at(out, 1, x, 0), value, 1e-5);
			assert_near((double)at(out, 2, x, 0),
				    (0.2071 + 1.9102 / root) /
					    (1.2071 + 0.9102 / root),
				    1e-6);
		}
		check_fall(out, "resolution-1-7", false);
		check_fall(out, "resolution-half-bit", true);
		image_destroy(out);
		image_destroy(f);
		image_destroy(g);
		image_destroy(pair[0]);
		image_destroy(pair[1]);
	}
}

/* Equal up to a frequency, noise above: that frequency is the resolution. */
static void a_planted_resolution_is_found(void **state)
{
	fftpipe_image *pair[2], *f, *g, *out;

	(void)state;
	make_pair(64, 64, 1, pair);
	image_set_entry(pair[0], "pixel-size", "0.5 0.5 nm");
	f = spectrum_of(pair[0]);
	g = spectrum_of(pair[1]);
	for (uint32_t i = 0; i < 64 * 33; i++) {
		float *to = fftpipe_row(g, 0, i / 33) + 2 * (i % 33);

		if (hypot(sign(i / 33, 64), i % 33) < 16.5)
			memcpy(to, fftpipe_row(f, 0, i / 33) + 2 * (i % 33), 8);
		else
			to[0] = to[1] = 0;
	}
	out = make_two("frc", NULL, f, g);
	assert_true(fabs(number(out, "resolution-1-7") - 64 / 16.5) < 0.1);
	assert_true(fabs(number(out, "resolution-half-bit") - 64 / 16.5) < 0.1);
	assert_near(number(out, "resolution-1-7-unit"),
		    number(out, "resolution-1-7") / 2, 1e-4);
	assert_non_null(
		strstr(image_entry(out, "resolution-half-bit-unit"), " nm"));
	assert_string_equal(image_entry(out, "columns"),
			    "frequency (cycles per nm),correlation,half-bit");
	assert_near((double)at(out, 0, 32, 0), 1, 1e-6);
	image_destroy(out);
	image_destroy(f);
	image_destroy(g);
	image_destroy(pair[0]);
	image_destroy(pair[1]);
}

/* ===========================================================================
 * What both have in common
 * ======================================================================== */

static void what_does_not_fit_is_refused(void **state)
{
	static const char *const ids[] = { "frc", "phase-correlate" };
	fftpipe_image *a = picture_noise(9, 8, 1, 1), *f = spectrum_of(a);
	fftpipe_image *b = picture_noise(10, 8, 3, 1), *g = spectrum_of(b);
	fftpipe_image *strange = image_copy(f);

	(void)state;
	fftpipe_row(strange, 0, 7)[2] = NAN;
	fftpipe_row(strange, 0, 3)[5] = INFINITY;
	for (size_t i = 0; i < 2; i++) {
		refuse_two(ids[i], NULL, g, f, FFTPIPE_EDATA,
			   "the picture has 10 x 8 pixels and 3 channels, the "
			   "reference 9 x 8 and 1; both must be alike");
		refuse_two(ids[i], NULL, f, strange, FFTPIPE_EDATA,
			   "in the spectrum of the reference, 2 bins are "
			   "infinite or not numbers, the first at kx = 2, "
			   "ky = 3 of channel 1");
	}
	image_destroy(strange);
	image_destroy(f);
	image_destroy(g);
	image_destroy(a);
	image_destroy(b);
}

static void threads_make_no_difference(void **state)
{
	static const char *const ids[] = { "frc", "phase-correlate" };
	fftpipe_image *pair[2], *f, *g;

	(void)state;
	make_pair(37, 43, 2, pair);
	f = spectrum_of(pair[0]);
	g = spectrum_of(pair[1]);
	for (size_t i = 0; i < 2; i++) {
		struct stage stage = { .id = ids[i], .in = { f, g } };
		fftpipe_image *one = make_two(ids[i], NULL, f, g);
		struct harness harness;
		fftpipe_image *more;

		harness_init(&harness, 5);
		more = stage_make(&harness, &stage);
		assert_true(image_equal(one, more));
		image_destroy(one);
		image_destroy(more);
		for (int left = 0; left < 40; left += 9) {
			harness_init(&harness, 1);
			harness.progress_left = left;
			assert_int_equal(stage_run(&harness, &stage, &more),
					 FFTPIPE_ECANCELED);
		}
	}
	image_destroy(f);
	image_destroy(g);
	image_destroy(pair[0]);
	image_destroy(pair[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers_agree_with_their_definition),
		cmocka_unit_test(titles_name_channels_and_units),
		cmocka_unit_test(threads_make_no_difference_and_nan_is_refused),
		cmocka_unit_test(planted_shifts_are_found),
		cmocka_unit_test(whole_shifts_make_one_peak),
		cmocka_unit_test(pictures_without_structure_have_no_shift),
		cmocka_unit_test(correlations_agree_with_their_definition),
		cmocka_unit_test(a_planted_resolution_is_found),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(threads_make_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
