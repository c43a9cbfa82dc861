/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-transforms-spectrum.c - fft2d-magnitude and fft2d-phase
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

static const double pi = 3.14159265358979323846;
static const float half_turn = 3.14159274f;

static const struct {
	uint32_t width, height, channels;
} shapes[] = {
	{ 1, 1, 1 }, { 1, 6, 1 },   { 9, 1, 1 },   { 2, 2, 1 },   { 3, 4, 1 },
	{ 4, 3, 3 }, { 16, 16, 1 }, { 17, 31, 1 }, { 30, 19, 2 }, { 531, 3, 1 },
};

static fftpipe_image *spectrum_of(fftpipe_image *picture)
{
	struct stage stage = { .id = "fft2d", .in = { picture, NULL } };
	struct harness harness;
	fftpipe_image *spectrum;

	harness_init(&harness, 2);
	spectrum = stage_make(&harness, &stage);
	spectrum->lo = picture->lo;
	spectrum->hi = picture->hi;
	return spectrum;
}

static fftpipe_image *view_of(fftpipe_image *spectrum, const char *id,
			      const char *settings, uint32_t rows_per_band)
{
	struct stage stage = { .id = id,
			       .settings = settings,
			       .in = { spectrum, NULL },
			       .rows_per_band = rows_per_band };
	struct harness harness;

	harness_init(&harness, rows_per_band ? 3 : 1);
	return stage_make(&harness, &stage);
}

/* The sample of a centered picture at a frequency. */
static float centered_sample(const fftpipe_image *image, uint32_t channel,
			     uint32_t kx, uint32_t ky)
{
	return fftpipe_row(
		image, channel,
		fftpipe_centered(
			ky, image->height))[fftpipe_centered(kx, image->width)];
}

static void spectra_agree_with_the_definition(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		uint32_t w = shapes[i].width, h = shapes[i].height;
		fftpipe_image *picture =
			picture_noise(w, h, shapes[i].channels, (unsigned)i);
		fftpipe_image *spectrum = spectrum_of(picture);
		fftpipe_image *magnitude =
			view_of(spectrum, "fft2d-magnitude", NULL, 0);
		fftpipe_image *phase =
			view_of(spectrum, "fft2d-phase", NULL, 0);
		uint32_t c = shapes[i].channels - 1;
		struct complex_double *want = picture_dft(picture, c);

		assert_int_equal(magnitude->kind, FFTPIPE_IMAGE);
		assert_int_equal(magnitude->color, FFTPIPE_DATA);
		assert_int_equal(magnitude->symmetry, FFTPIPE_EVEN);
		assert_int_equal(phase->color, FFTPIPE_ANGLE);
		assert_int_equal(phase->symmetry, FFTPIPE_ODD);
		for (uint32_t k = 0; k < w * h; k++) {
			double re = want[k].re, im = want[k].im;
			double size = hypot(re, im);
			double m = (double)centered_sample(magnitude, c, k % w,
							   k / w);
			double p =
				(double)centered_sample(phase, c, k % w, k / w);

			assert_true(fabs(expm1(m) - size) < 3e-6 * size + 1e-2);
			if (size > 10)
				assert_true(fabs(remainder(p - atan2(im, re),
							   2 * pi)) <
					    1e-2 / size + 1e-6);
		}
		free(want);
		image_destroy(phase);
		image_destroy(magnitude);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

/* Bit for bit, whatever rounding did to the columns that are held twice. */
static void views_are_exactly_symmetric(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		uint32_t w = shapes[i].width, h = shapes[i].height;
		fftpipe_image *picture = picture_noise(w, h, 1, (unsigned)i);
		fftpipe_image *spectrum = spectrum_of(picture), *m, *p;

		if (h > 2)
			fftpipe_row(spectrum, 0, h - 1)[0] += 1000;
		m = view_of(spectrum, "fft2d-magnitude", NULL, 0);
		p = view_of(spectrum, "fft2d-phase", NULL, 0);
		for (uint32_t y = 0; y < h; y++)
			for (uint32_t x = 0; x < w; x++) {
				uint32_t u = fftpipe_mirror(x, w);
				uint32_t v = fftpipe_mirror(y, h);
				float a = centered_sample(p, 0, x, y);
				float b = centered_sample(p, 0, u, v);

				assert_true(centered_sample(m, 0, x, y) ==
					    centered_sample(m, 0, u, v));
				assert_true(a == -b ||
					    (a == half_turn && b == half_turn));
				assert_true(a > -half_turn && a <= half_turn);
				if (x == u && y == v)
					assert_true(a == 0 || a == half_turn);
			}
		image_destroy(p);
		image_destroy(m);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

static void bands_and_threads_make_no_difference(void **state)
{
	static const char *const settings[] = { "scale=log", "scale=linear",
						"scale=sqrt",
						"scale=power exponent=0.6" };
	fftpipe_image *picture = picture_noise(75, 53, 3, 4);
	fftpipe_image *spectrum = spectrum_of(picture);

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		const char *id = i < 4 ? "fft2d-magnitude" : "fft2d-phase";
		const char *words = i < 4 ? settings[i] : "center=no";
		fftpipe_image *whole = view_of(spectrum, id, words, 0);
		fftpipe_image *bands = view_of(spectrum, id, words, 7);

		assert_true(image_equal(whole, bands));
		assert_string_equal(image_entry(whole, "exact"),
				    image_entry(bands, "exact"));
		assert_true(whole->hi == bands->hi);
		image_destroy(bands);
		image_destroy(whole);
	}
	image_destroy(spectrum);
	image_destroy(picture);
}

static void not_centered_is_the_same_elsewhere(void **state)
{
	fftpipe_image *picture = picture_noise(22, 13, 1, 4);
	fftpipe_image *spectrum = spectrum_of(picture);

	(void)state;
	for (int i = 0; i < 2; i++) {
		const char *id = i ? "fft2d-phase" : "fft2d-magnitude";
		fftpipe_image *a = view_of(spectrum, id, "center=yes", 0);
		fftpipe_image *b = view_of(spectrum, id, "center=no", 0);

		assert_int_equal(b->symmetry, FFTPIPE_ASYMMETRIC);
		assert_string_equal(image_entry(b, "center"), "no");
		for (uint32_t y = 0; y < 13; y++)
			for (uint32_t x = 0; x < 22; x++)
				assert_true(centered_sample(a, 0, x, y) ==
					    fftpipe_row(b, 0, y)[x]);
		image_destroy(b);
		image_destroy(a);
	}
	image_destroy(spectrum);
	image_destroy(picture);
}

static void scales_are_what_they_say(void **state)
{
	static const char *const settings[] = { "scale=linear", "scale=sqrt",
						"scale=power exponent=0.3" };
	static const double powers[] = { 1, 0.5, 0.3 };
	/* Squares of these are beyond floats. */
	static const float sizes[] = { 1, 1e-30f, 1e25f };

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		fftpipe_image *picture = picture_noise(20, 20, 1, 4), *spectrum;
		fftpipe_image *m;

		for (uint32_t k = 0; k < 400; k++)
			fftpipe_row(picture, 0, k / 20)[k % 20] *= sizes[i / 3];
		spectrum = spectrum_of(picture);
		m = view_of(spectrum, "fft2d-magnitude", settings[i % 3], 0);
		assert_null(image_entry(m, "gain"));
		assert_null(image_entry(m, "floor-8"));
		for (uint32_t k = 1; k < 400; k++) {
			struct complex_double bin =
				spectrum_at(spectrum, 0, k % 20, k / 20);
			double want = pow(hypot(bin.re, bin.im), powers[i % 3]);
			float got = centered_sample(m, 0, k % 20, k / 20);

			assert_true(fabs((double)got - want) < 3e-6 * want);
			assert_true(want <= m->hi * (1 + 1e-6));
		}
		image_destroy(m);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

/* The zero frequency's square is beyond floats, nothing else is there. */
static void bright_constants_have_a_finite_magnitude(void **state)
{
	fftpipe_image *picture = picture_noise(30, 30, 1, 4), *spectrum, *m;
	double gain;

	(void)state;
	for (uint32_t k = 0; k < 900; k++)
		fftpipe_row(picture, 0, k / 30)[k % 30] = 1e20f;
	spectrum = spectrum_of(picture);
	m = view_of(spectrum, "fft2d-magnitude", NULL, 0);
	gain = atof(image_entry(m, "gain"));
	assert_float_equal(centered_sample(m, 0, 0, 0),
			   (float)log1p(gain * 9e22), 1e-4);
	image_destroy(m);
	m = view_of(spectrum, "fft2d-magnitude", "scale=linear", 0);
	assert_float_equal(centered_sample(m, 0, 0, 0) / 9e22f, 1, 1e-6);
	image_destroy(m);
	image_destroy(spectrum);
	image_destroy(picture);
}

static void exact_samples_are_those_of_the_picture(void **state)
{
	fftpipe_image *picture = picture_noise(24, 18, 2, 6);
	fftpipe_image *spectrum = spectrum_of(picture);

	(void)state;
	for (int i = 0; i < 4; i++) {
		const char *id = i & 1 ? "fft2d-phase" : "fft2d-magnitude";
		fftpipe_image *view =
			view_of(spectrum, id,
				i & 2 ? "center=no" : "center=yes", 0);
		const char *at = image_entry(view, "exact");
		unsigned int x, y, c, n = 0;
		double value;
		int used;

		while (sscanf(at, "%u %u %u %lf%n", &x, &y, &c, &value,
			      &used) == 4) {
			double sample = (double)fftpipe_row(view, c, y)[x];

			assert_true(fabs(sample - value) < 3e-6);
			n++;
			at += used;
			at += *at == ';';
		}
		assert_int_equal(*at, '\0');
		assert_int_equal(n, i & 2 ? 2 * 4 + 2 * 64 : 2 * 4 + 64);
		image_destroy(view);
	}
	image_destroy(spectrum);
	image_destroy(picture);
}

static void floors_and_ranges_are_left_for_the_file(void **state)
{
	fftpipe_image *picture = picture_noise(64, 64, 1, 6);
	fftpipe_image *spectrum = spectrum_of(picture);
	fftpipe_image *m = view_of(spectrum, "fft2d-magnitude", NULL, 0);
	double floor8 = atof(image_entry(m, "floor-8"));
	double floor16 = atof(image_entry(m, "floor-16"));

	(void)state;
	assert_true(m->lo == 0 && m->hi > 8 && m->hi < 11);
	/* Fewer levels are better spent on the strong bins. */
	assert_true(floor16 <= floor8 && floor8 <= 0.9 * m->hi);
	assert_true(fmod(floor8 * 64, 1) == 0);
	assert_true(atof(image_entry(m, "mag_max")) == m->hi);
	assert_string_equal(image_entry(m, "mag_min"), "0");
	assert_string_equal(image_entry(m, "picture-range"), "0 255");
	assert_string_equal(image_entry(m, "scale"), "log");
	assert_null(image_entry(m, "gain"));
	image_destroy(m);
	image_destroy(spectrum);
	image_destroy(picture);
}

static void fill(fftpipe_image *picture, float factor, float offset)
{
	for (uint32_t y = 0; y < picture->height; y++)
		for (uint32_t x = 0; x < picture->width; x++) {
			float *sample = fftpipe_row(picture, 0, y) + x;

			*sample = *sample * factor + offset;
		}
}

/* Whatever the scale, the logarithm sees as many digits. */
static void tiny_and_huge_pictures_get_a_gain(void **state)
{
	static const float factors[] = { 1e-30f, 1e-7f, 1e10f, 1e27f };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		fftpipe_image *picture = picture_noise(33, 20, 1, 8);
		fftpipe_image *spectrum, *m, *p;
		double gain;
		int exponent;

		fill(picture, factors[i], 0);
		spectrum = spectrum_of(picture);
		m = view_of(spectrum, "fft2d-magnitude", NULL, 0);
		p = view_of(spectrum, "fft2d-phase", NULL, 0);
		assert_non_null(image_entry(m, "gain"));
		gain = atof(image_entry(m, "gain"));
		assert_true(frexp(gain, &exponent) == 0.5);
		assert_true(m->hi > 5 && m->hi < 12);
		for (uint32_t k = 0; k < 33 * 20; k++) {
			struct complex_double bin =
				spectrum_at(spectrum, 0, k % 33, k / 33);
			double size = gain * hypot(bin.re, bin.im);
			double got =
				(double)centered_sample(m, 0, k % 33, k / 33);

			assert_true(fabs(got - log1p(size)) < 4e-6);
			assert_true(
				fabs(remainder((double)centered_sample(
						       p, 0, k % 33, k / 33) -
						       atan2(bin.im, bin.re),
					       2 * pi)) < 1e-6);
		}
		image_destroy(p);
		image_destroy(m);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

static void constant_pictures_have_no_phase_and_no_floor(void **state)
{
	static const float values[] = { 0, 77, -3.7f, 1e-20f };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		fftpipe_image *picture = picture_noise(23, 14, 1, 8);
		fftpipe_image *spectrum, *m, *p;

		fill(picture, 0, values[i]);
		spectrum = spectrum_of(picture);
		m = view_of(spectrum, "fft2d-magnitude", NULL, 0);
		p = view_of(spectrum, "fft2d-phase", NULL, 0);
		assert_true(m->lo == 0 && m->hi == 0);
		assert_null(image_entry(m, "floor-8"));
		for (uint32_t k = 0; k < 23 * 14; k++) {
			float turn = centered_sample(p, 0, k % 23, k / 23);
			float size = centered_sample(m, 0, k % 23, k / 23);

			assert_true(turn ==
				    (!k && values[i] < 0 ? half_turn : 0));
			assert_true(k ? size == 0 : size >= 0);
		}
		image_destroy(p);
		image_destroy(m);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

/* Stripes leave most bins empty but for what rounding puts there. */
static void rounding_noise_has_no_phase(void **state)
{
	fftpipe_image *picture = picture_noise(37, 41, 1, 8), *spectrum, *p;

	(void)state;
	for (uint32_t y = 0; y < 41; y++)
		for (uint32_t x = 0; x < 37; x++)
			fftpipe_row(picture, 0, y)[x] =
				fftpipe_row(picture, 0, y)[0];
	spectrum = spectrum_of(picture);
	for (int coarse = 0; coarse < 2; coarse++) {
		struct stage stage = { .id = "fft2d-phase",
				       .in = { spectrum, NULL } };
		struct harness harness;

		harness_init(&harness, 1);
		if (coarse)
			harness.extensions[0] = "fftpipe.coarse/1";
		p = stage_make(&harness, &stage);
		for (uint32_t y = 0; y < 41; y++)
			for (uint32_t x = 1; x < 37; x++)
				assert_true(centered_sample(p, 0, x, y) == 0);
		image_destroy(p);
	}
	image_destroy(spectrum);
	image_destroy(picture);
}

static void what_is_no_number_stays_so(void **state)
{
	fftpipe_image *picture = picture_noise(12, 9, 1, 8);
	fftpipe_image *spectrum = spectrum_of(picture), *m, *p;

	(void)state;
	fftpipe_row(spectrum, 0, 3)[4] = NAN;
	fftpipe_row(spectrum, 0, 5)[6] = INFINITY;
	m = view_of(spectrum, "fft2d-magnitude", NULL, 0);
	p = view_of(spectrum, "fft2d-phase", NULL, 0);
	assert_true(isnan(centered_sample(m, 0, 2, 3)));
	assert_true(isnan(centered_sample(m, 0, 10, 6)));
	assert_true(isnan(centered_sample(p, 0, 2, 3)));
	assert_true(isinf(centered_sample(m, 0, 3, 5)));
	assert_true(isfinite(m->hi) && m->hi > 5);
	assert_null(strstr(image_entry(m, "exact"), "nan"));
	image_destroy(p);
	image_destroy(m);
	image_destroy(spectrum);
	image_destroy(picture);
}

static void measured_ranges_are_as_good_as_double(void **state)
{
	fftpipe_image *picture = picture_noise(50, 40, 1, 8);
	fftpipe_image *spectrum = spectrum_of(picture), *m;
	struct stage stage = { .id = "fft2d-magnitude",
			       .in = { spectrum, NULL } };
	struct harness harness;

	(void)state;
	harness_init(&harness, 1);
	harness.extensions[0] = "fftpipe.measured/1";
	m = stage_make(&harness, &stage);
	for (uint32_t k = 1; k < 50 * 40; k++) {
		struct complex_double bin =
			spectrum_at(spectrum, 0, k % 50, k / 50);
		uint32_t first = k;

		/* Of bins that are held twice, one counts. */
		if (k % 25 == 0 && k / 50 > 20)
			first = fftpipe_mirror(k / 50, 40) * 50 + k % 50;
		bin = spectrum_at(spectrum, 0, first % 50, first / 50);
		if (k % 25 == 0 && k / 50 % 20 == 0)
			bin.im = 0;
		assert_true(
			centered_sample(m, 0, k % 50, k / 50) ==
			(float)log1p(sqrt(bin.re * bin.re + bin.im * bin.im)));
	}
	image_destroy(m);
	image_destroy(spectrum);
	image_destroy(picture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spectra_agree_with_the_definition),
		cmocka_unit_test(views_are_exactly_symmetric),
		cmocka_unit_test(bands_and_threads_make_no_difference),
		cmocka_unit_test(not_centered_is_the_same_elsewhere),
		cmocka_unit_test(scales_are_what_they_say),
		cmocka_unit_test(bright_constants_have_a_finite_magnitude),
		cmocka_unit_test(exact_samples_are_those_of_the_picture),
		cmocka_unit_test(floors_and_ranges_are_left_for_the_file),
		cmocka_unit_test(tiny_and_huge_pictures_get_a_gain),
		cmocka_unit_test(constant_pictures_have_no_phase_and_no_floor),
		cmocka_unit_test(rounding_noise_has_no_phase),
		cmocka_unit_test(what_is_no_number_stays_so),
		cmocka_unit_test(measured_ranges_are_as_good_as_double),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
