/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-filters.c - lowpass, highpass, bandpass, bandstop, notch and
 * wedge
 */
#include <dlfcn.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

static const double pi = 3.14159265358979323846;

static const struct {
	uint32_t width, height, channels;
} shapes[] = {
	{ 1, 1, 1 }, { 1, 8, 1 },   { 9, 1, 1 },   { 2, 2, 1 },   { 3, 4, 1 },
	{ 4, 3, 3 }, { 16, 16, 1 }, { 17, 31, 1 }, { 30, 19, 2 }, { 600, 3, 1 },
};

static fftpipe_image *make(const char *id, const char *settings,
			   fftpipe_image *first, fftpipe_image *second)
{
	struct stage stage = { .id = id,
			       .settings = settings,
			       .in = { first, second } };
	struct harness harness;

	harness_init(&harness, 2);
	return stage_make(&harness, &stage);
}

/* A spectrum is noise as well as anything is, but for what is held twice. */
static fftpipe_image *spectrum_noise(uint32_t w, uint32_t h, uint32_t channels)
{
	fftpipe_image *picture = picture_noise(w, h, channels, 5);
	fftpipe_image *spectrum = make("fft2d", NULL, picture, NULL);

	spectrum->lo = picture->lo;
	spectrum->hi = picture->hi;
	image_destroy(picture);
	return spectrum;
}

static double frequency(uint32_t k, uint32_t n)
{
	return (k <= n / 2 ? (double)k : (double)k - n) / n;
}

/* ===========================================================================
 * The formulas, written down again
 * ======================================================================== */

typedef double formula(double fx, double fy);

static double f_of(double fx, double fy)
{
	return sqrt(fx * fx + fy * fy);
}

static double low_ideal(double fx, double fy)
{
	return f_of(fx, fy) < 0.25 + 1e-9 ? 1 : 0;
}

static double low_gaussian(double fx, double fy)
{
	return exp(-(fx * fx + fy * fy) / (2 * 0.2 * 0.2));
}

static double low_butterworth(double fx, double fy)
{
	return 1 / (1 + pow(f_of(fx, fy) / 0.15, 6));
}

static double low_mean(double fx, double fy)
{
	return fx == 0 && fy == 0 ? 1 : 0;
}

static double high_ideal(double fx, double fy)
{
	return 1 - low_ideal(fx, fy);
}

static double high_gaussian(double fx, double fy)
{
	return 1 - low_gaussian(fx, fy);
}

static double high_butterworth(double fx, double fy)
{
	return 1 - low_butterworth(fx, fy);
}

static double band_x(double f)
{
	return (f * f - 0.1 * 0.3) / (f * 0.2);
}

static double band_ideal(double fx, double fy)
{
	double f = f_of(fx, fy);

	return f > 0.1 - 1e-9 && f < 0.3 + 1e-9 ? 1 : 0;
}

static double band_gaussian(double fx, double fy)
{
	double f = f_of(fx, fy);

	return f > 0 ? exp(-pow(band_x(f), 2) / 2) : 0;
}

static double band_butterworth(double fx, double fy)
{
	double f = f_of(fx, fy);

	return f > 0 ? 1 / (1 + pow(band_x(f), 2 * 3)) : 0;
}

static double stop_gaussian(double fx, double fy)
{
	return 1 - band_gaussian(fx, fy);
}

static double stop_butterworth(double fx, double fy)
{
	return 1 - band_butterworth(fx, fy);
}

/* The nearest of nine copies, since spectra repeat. */
static double nearest(double fx, double fy, double cx, double cy)
{
	double least = 10;

	for (int i = -1; i <= 1; i++)
		for (int j = -1; j <= 1; j++)
			least = fmin(least, hypot(fx - cx - i, fy - cy - j));
	return least;
}

static double notch_once(double fx, double fy, double cx, double cy)
{
	double d = nearest(fx, fy, cx, cy) / 0.05;
	double e = nearest(fx, fy, -cx, -cy) / 0.05;

	return (1 - exp(-d * d / 2)) * (1 - exp(-e * e / 2));
}

static double two_notches(double fx, double fy)
{
	return fx == 0 && fy == 0 ? 1
				  : notch_once(fx, fy, 0.25, -0.5) *
					    notch_once(fx, fy, 0.125, 0.3);
}

/* The angle between two lines by the arc cosine. */
static double line_angle(double fx, double fy, double degrees)
{
	double a = degrees * pi / 180;
	double c = fabs(fx * sin(a) + fy * cos(a)) / f_of(fx, fy);

	return acos(fmin(c, 1)) * 180 / pi;
}

static double wedge_30(double fx, double fy)
{
	double t;

	if (f_of(fx, fy) < 0.1 + 1e-9)
		return 1;
	t = line_angle(fx, fy, 30);
	if (fabs(fx) == 0.5 || fabs(fy) == 0.5)
		t = fmin(t, line_angle(fx, -fy, 30));
	return 1 - exp(-pow(t / 10, 2) / 2);
}

static const struct {
	const char *id, *settings;
	formula *formula;
	bool keeps_range;
} filters[] = {
	{ "lowpass", "shape=ideal cutoff=0.25", low_ideal, true },
	{ "lowpass", "cutoff=0.2", low_gaussian, true },
	{ "lowpass", "shape=butterworth order=3 cutoff=0.15", low_butterworth,
	  true },
	{ "lowpass", "cutoff=0", low_mean, true },
	{ "lowpass", "shape=butterworth cutoff=0", low_mean, true },
	{ "highpass", "shape=ideal cutoff=0.25", high_ideal, false },
	{ "highpass", "cutoff=0.2", high_gaussian, false },
	{ "highpass", "shape=butterworth order=3 cutoff=0.15", high_butterworth,
	  false },
	{ "bandpass", "shape=ideal low=0.1 high=0.3", band_ideal, false },
	{ "bandpass", "low=0.1 high=0.3", band_gaussian, false },
	{ "bandpass", "shape=butterworth order=3 low=0.1 high=0.3",
	  band_butterworth, false },
	{ "bandpass", "low=0 high=0.2", low_gaussian, true },
	{ "bandstop", "low=0.1 high=0.3", stop_gaussian, true },
	{ "bandstop", "shape=butterworth order=3 low=0.1 high=0.3",
	  stop_butterworth, true },
	{ "bandstop", "low=0 high=0.2", high_gaussian, false },
	{ "wedge", "angle=30 width=20 inner=0.1", wedge_30, true },
};

static void agree(const fftpipe_image *before, const fftpipe_image *after,
		  formula *want)
{
	uint32_t w = before->width, h = before->height;

	for (uint32_t c = 0; c < before->channels; c++)
		for (uint32_t k = 0; k < w * h; k++) {
			struct complex_double a =
				spectrum_at(before, c, k % w, k / w);
			struct complex_double b =
				spectrum_at(after, c, k % w, k / w);
			double gain =
				want(frequency(k % w, w), frequency(k / w, h));
			double near = 1e-6 * hypot(a.re, a.im) + 1e-9;

			assert_true(fabs(b.re - gain * a.re) < near);
			assert_true(fabs(b.im - gain * a.im) < near);
		}
}

static void filters_follow_their_formulas(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		fftpipe_image *spectrum =
			spectrum_noise(shapes[i].width, shapes[i].height,
				       shapes[i].channels);

		for (size_t k = 0; k < sizeof filters / sizeof *filters; k++) {
			fftpipe_image *out =
				make(filters[k].id, filters[k].settings,
				     spectrum, NULL);

			assert_int_equal(out->kind, FFTPIPE_SPECTRUM);
			agree(spectrum, out, filters[k].formula);
			assert_true(out->lo == 0);
			assert_true(out->hi ==
				    (filters[k].keeps_range ? 255 : 0));
			image_destroy(out);
		}
		image_destroy(spectrum);
	}
}

static void bands_and_sharing_make_no_difference(void **state)
{
	fftpipe_image *spectrum = spectrum_noise(75, 53, 3);

	(void)state;
	for (size_t k = 0; k < sizeof filters / sizeof *filters; k++) {
		struct stage stage = { .id = filters[k].id,
				       .settings = filters[k].settings,
				       .in = { spectrum, NULL },
				       .rows_per_band = 7 };
		fftpipe_image *whole = make(filters[k].id, filters[k].settings,
					    spectrum, NULL);
		struct harness harness;

		for (int shared = 0; shared < 2; shared++) {
			fftpipe_image *bands;

			harness_init(&harness, 3);
			stage.in_place = shared;
			bands = stage_make(&harness, &stage);
			assert_true(image_equal(whole, bands));
			image_destroy(bands);
		}
		image_destroy(whole);
	}
	image_destroy(spectrum);
}

/* The impulse's answer is the formula's own transform: another Gaussian. */
static void a_gaussian_lowpass_blurs_by_a_gaussian(void **state)
{
	fftpipe_image *picture = image_create(FFTPIPE_IMAGE, 64, 48, 1);
	fftpipe_image *spectrum, *low, *blurred;
	double sigma = 1 / (2 * pi * 0.08);

	(void)state;
	for (uint32_t y = 0; y < 48; y++)
		memset(fftpipe_row(picture, 0, y), 0, 64 * sizeof(float));
	fftpipe_row(picture, 0, 24)[32] = 1000;
	spectrum = make("fft2d", NULL, picture, NULL);
	low = make("lowpass", "cutoff=0.08", spectrum, NULL);
	blurred = make("ifft2d", NULL, low, NULL);
	for (int y = 0; y < 48; y++)
		for (int x = 0; x < 64; x++) {
			double r2 = (x - 32) * (x - 32) + (y - 24) * (y - 24);
			double want = 1000 / (2 * pi * sigma * sigma) *
				      exp(-r2 / (2 * sigma * sigma));

			assert_true(fabs((double)fftpipe_row(blurred, 0,
							     (uint32_t)y)[x] -
					 want) < 1e-4);
		}
	image_destroy(blurred);
	image_destroy(low);
	image_destroy(spectrum);
	image_destroy(picture);
}

/* Stripes as a user sees them: rising to the right at 30 degrees. */
static void a_wedge_takes_the_stripes_that_run_its_way(void **state)
{
	static const struct {
		double direction;
		const char *settings;
		bool goes;
	} cases[] = {
		{ 0, "angle=0 width=20", true },
		{ 90, "angle=90 width=20", true },
		{ 30, "angle=30 width=20", true },
		{ 30, "angle=-150 width=20", true },
		{ 30, "angle=-30 width=20", false },
		{ 0, "angle=90 width=20", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fftpipe_image *picture = image_create(FFTPIPE_IMAGE, 96, 96, 1);
		double a = cases[i].direction * pi / 180, left = 0, all = 0;
		fftpipe_image *spectrum, *wedge, *out;

		for (uint32_t y = 0; y < 96; y++)
			for (uint32_t x = 0; x < 96; x++)
				fftpipe_row(picture, 0, y)[x] =
					(float)cos(2 * pi * 0.2 *
						   (x * sin(a) + y * cos(a)));
		spectrum = make("fft2d", NULL, picture, NULL);
		wedge = make("wedge", cases[i].settings, spectrum, NULL);
		out = make("ifft2d", NULL, wedge, NULL);
		for (uint32_t y = 24; y < 72; y++)
			for (uint32_t x = 24; x < 72; x++) {
				double p =
					(double)fftpipe_row(picture, 0, y)[x];
				double q = (double)fftpipe_row(out, 0, y)[x];

				all += p * p;
				left += q * q;
			}
		assert_true(cases[i].goes ? left < 0.02 * all
					  : left > 0.9 * all);
		image_destroy(out);
		image_destroy(wedge);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

/* ===========================================================================
 * Lists, and what is no number
 * ======================================================================== */

static const fftpipe_transform *describe(const char *id)
{
	const char *folder = getenv("FFTPIPE_PLUGIN_PATH");
	const fftpipe_transform *(*get)(void);
	char path[1024];
	void *module;

	snprintf(path, sizeof path, "%s/%s.so", folder ? folder : ".libs", id);
	module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	assert_non_null(module);
	*(void **)&get = dlsym(module, "fftpipe_transform_v1");
	assert_non_null(get);
	return get();
}

/* By hand: the harness gives texts up before the transform reads them. */
static int notch(struct harness *harness, const char *list,
		 const fftpipe_image *spectrum, fftpipe_image **out)
{
	const fftpipe_transform *t = describe("notch");
	const fftpipe_value params[] = {
		{ .i = 1 }, { .i = 2 }, { .s = list }, { .f = 0.1 }
	};
	const fftpipe_image *in[] = { spectrum };
	void *self = NULL;
	int status;

	*out = image_copy(spectrum);
	assert_string_equal(t->params[2].key, "frequencies");
	status = t->open(&harness->host, params, in, out, &self);
	if (status) {
		image_destroy(*out);
		return status;
	}
	for (uint32_t y = spectrum->height; y--;)
		assert_int_equal(t->run(self, &harness->host, params, in, out,
					y, 1),
				 FFTPIPE_OK);
	t->close(self);
	return FFTPIPE_OK;
}

static void notches_follow_their_formula(void **state)
{
	static const char *const lists[] = {
		"  0.25,-.5 \t+0.125,0.3 ",
		"2.5E-1,-50e-2 0.00125e+2,.3e0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		fftpipe_image *spectrum =
			spectrum_noise(shapes[i].width, shapes[i].height,
				       shapes[i].channels);
		fftpipe_image *out;
		struct harness harness;

		harness_init(&harness, 1);
		assert_int_equal(notch(&harness, lists[i % 2], spectrum, &out),
				 FFTPIPE_OK);
		agree(spectrum, out, two_notches);
		image_destroy(out);
		image_destroy(spectrum);
	}
}

static void lists_that_are_no_pairs_are_refused(void **state)
{
	static const char *const lists[] = {
		"0.1",     "0.1,",        ",0.1",    "0.1,0.2,0.3", "0.1,0.6",
		"-0.51,0", "0,0",         "0.1,nan", "1e,0.2",      "0.1,0.2x",
		"",        "0.1,0.2 0.3", " ",       "0.1, 0.2",    "6e-1,0",
		"1e3,0",   "0.1,e-1",     "1e-,0",   "1e999,0"
	};
	fftpipe_image *spectrum = spectrum_noise(4, 4, 1);

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct harness harness;
		fftpipe_image *out;

		harness_init(&harness, 1);
		assert_int_equal(notch(&harness, lists[i], spectrum, &out),
				 FFTPIPE_EPARAM);
		assert_non_null(
			strstr(harness.failure,
			       "pair fx,fy of numbers from -0.5 to 0.5"));
	}
	image_destroy(spectrum);
}

static void what_is_no_number_stays_where_it_is(void **state)
{
	fftpipe_image *spectrum = spectrum_noise(12, 9, 1);

	(void)state;
	fftpipe_row(spectrum, 0, 3)[4] = NAN;
	for (size_t k = 0; k < sizeof filters / sizeof *filters; k++) {
		fftpipe_image *out = make(filters[k].id, filters[k].settings,
					  spectrum, NULL);

		assert_true(isnan(fftpipe_row(out, 0, 3)[4]));
		assert_true(isfinite(fftpipe_row(out, 0, 3)[6]));
		assert_true(isfinite(fftpipe_row(out, 0, 4)[4]));
		image_destroy(out);
	}
	image_destroy(spectrum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_follow_their_formulas),
		cmocka_unit_test(bands_and_sharing_make_no_difference),
		cmocka_unit_test(a_gaussian_lowpass_blurs_by_a_gaussian),
		cmocka_unit_test(a_wedge_takes_the_stripes_that_run_its_way),
		cmocka_unit_test(notches_follow_their_formula),
		cmocka_unit_test(lists_that_are_no_pairs_are_refused),
		cmocka_unit_test(what_is_no_number_stays_where_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
