/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-filters-auto.c - auto-notch: noise that was planted is found and
 * goes, and nothing else does
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"
#include "picture-file.h"

static const double pi = 3.14159265358979323846;

struct planted {
	double fx, fy, amplitude, phase;
};

static fftpipe_image *make(const char *id, fftpipe_image *in,
			   unsigned int threads, uint32_t rows_per_band)
{
	struct stage stage = { .id = id,
			       .in = { in, NULL },
			       .rows_per_band = rows_per_band };
	struct harness harness;

	harness_init(&harness, threads);
	return stage_make(&harness, &stage);
}

/* The picture after auto-notch; its list of peaks in *peaks, to be freed. */
static fftpipe_image *cleaned(fftpipe_image *picture, char **peaks)
{
	fftpipe_image *spectrum = make("fft2d", picture, 2, 0);
	fftpipe_image *notched = make("auto-notch", spectrum, 2, 0);
	fftpipe_image *out = make("ifft2d", notched, 2, 0);
	const char *list = image_entry(notched, "peaks");

	assert_non_null(list);
	*peaks = malloc(strlen(list) + 1);
	assert_non_null(*peaks);
	strcpy(*peaks, list);
	image_destroy(notched);
	image_destroy(spectrum);
	return out;
}

static double psnr(const fftpipe_image *a, const fftpipe_image *b)
{
	double sum = 0, n = 0;

	for (uint32_t c = 0; c < a->channels; c++)
		for (uint32_t y = 0; y < a->height; y++)
			for (uint32_t x = 0; x < a->width; x++) {
				double d = (double)fftpipe_row(a, c, y)[x] -
					   (double)fftpipe_row(b, c, y)[x];

				sum += d * d;
				n++;
			}
	return sum > 0 ? 10 * log10(255 * 255 * n / sum) : 999;
}

static fftpipe_image *with_noise(const fftpipe_image *picture,
				 const struct planted *planted, size_t n)
{
	fftpipe_image *out = image_copy(picture);

	for (size_t i = 0; i < n; i++)
		for (uint32_t c = 0; c < out->channels; c++)
			for (uint32_t y = 0; y < out->height; y++)
				for (uint32_t x = 0; x < out->width; x++)
					fftpipe_row(out, c, y)[x] +=
						(float)(planted[i].amplitude *
							cos(2 * pi *
								    (planted[i].fx *
									     x +
								     planted[i].fy *
									     y) +
							    planted[i].phase));
	return out;
}

/* As an 8-bit file holds it. */
static void to_levels(fftpipe_image *picture)
{
	for (uint32_t c = 0; c < picture->channels; c++)
		for (uint32_t y = 0; y < picture->height; y++)
			for (uint32_t x = 0; x < picture->width; x++) {
				float *at = fftpipe_row(picture, c, y) + x;

				*at = rintf(fminf(fmaxf(*at, 0), 255));
			}
	picture->lo = 0;
	picture->hi = 255;
}

/* Is a frequency, or its mirror, in the list, and how long is the list? */
static bool is_listed(const char *peaks, double fx, double fy, size_t *n)
{
	bool found = false;
	double x, y;
	int used;

	*n = 0;
	while (sscanf(peaks, "%lf,%lf%n", &x, &y, &used) == 2) {
		found = found || hypot(x - fx, y - fy) < 5e-4 ||
			hypot(x + fx, y + fy) < 5e-4;
		peaks += used;
		++*n;
	}
	return found;
}

/* Hills with edges and some grain: a spectrum like that of a photograph. */
static fftpipe_image *scene(uint32_t w, uint32_t h)
{
	fftpipe_image *image = picture_noise(w, h, 1, 7);

	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++) {
			double hill = 100 + 25 * sin(x * 0.021) +
				      12 * sin(x * 0.057 + 1);
			double sky = 170 + 0.1 * y, ground = 60 + 0.15 * x;
			float *sample = fftpipe_row(image, 0, y) + x;

			*sample = (float)((y < hill ? sky : ground) +
					  0.03 * (double)*sample);
		}
	return image;
}

static const struct planted noise[] = {
	{ 0.1234, 0.2345, 6, 0.3 },  { 0.31, -0.171, 25, 1 },
	{ 0, 0.2017, 10, 2 },        { 0.25, 0, 8, 0.1 },
	{ 0.5, 0.25, 7, 0 },         { 0.3333, 0.4980, 12, 1 },
	{ 0.0931, -0.0412, 30, 2.5 }
};

enum { PLANTED = sizeof noise / sizeof *noise };

static void planted_waves_are_found_and_go(void **state)
{
	fftpipe_image *truth = scene(300, 257);

	(void)state;
	for (size_t i = 0; i < PLANTED; i++) {
		fftpipe_image *noisy = with_noise(truth, &noise[i], 1), *out;
		char *peaks;
		size_t n;

		out = cleaned(noisy, &peaks);
		assert_true(is_listed(peaks, noise[i].fx, noise[i].fy, &n));
		assert_int_equal(n, 1);
		assert_true(psnr(truth, out) > psnr(truth, noisy) + 15);
		free(peaks);
		image_destroy(out);
		image_destroy(noisy);
	}
	image_destroy(truth);
}

static void many_waves_are_found_together(void **state)
{
	fftpipe_image *truth = scene(300, 257);
	fftpipe_image *noisy = with_noise(truth, noise, PLANTED), *out;
	char *peaks;
	size_t n;

	(void)state;
	out = cleaned(noisy, &peaks);
	for (size_t i = 0; i < PLANTED; i++)
		assert_true(is_listed(peaks, noise[i].fx, noise[i].fy, &n));
	assert_int_equal(n, PLANTED);
	assert_true(psnr(truth, out) > psnr(truth, noisy) + 20);
	free(peaks);
	image_destroy(out);
	image_destroy(noisy);
	image_destroy(truth);
}

static void what_has_no_waves_stays_as_it_is(void **state)
{
	static const uint32_t sides[][2] = { { 300, 257 }, { 64, 64 }, { 1, 1 },
					     { 1, 97 },    { 97, 1 },  { 2, 2 },
					     { 31, 17 },   { 3, 128 } };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof sides / sizeof *sides; i++) {
		uint32_t w = sides[i / 2][0], h = sides[i / 2][1];
		fftpipe_image *picture =
			i % 2 ? scene(w, h) : picture_noise(w, h, 3, 4);
		fftpipe_image *spectrum = make("fft2d", picture, 1, 0);
		fftpipe_image *out = make("auto-notch", spectrum, 1, 0);

		assert_string_equal(image_entry(out, "peaks"), "");
		assert_true(image_equal(spectrum, out));
		image_destroy(out);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

/* Black and white: of every wave a half is cut off. */
static void waves_that_were_cut_at_the_levels_go(void **state)
{
	static const struct planted loud[] = { { 0.1234, 0.2345, 25, 0.3 },
					       { 0.31, -0.171, 40, 1 },
					       { 0, 0.2017, 30, 2 },
					       { 0.1531, -0.0812, 35, 2.5 } };
	fftpipe_image *truth = picture_noise(240, 200, 1, 2);

	(void)state;
	for (uint32_t i = 0; i < 240 * 200; i++) {
		uint32_t x = i % 240, y = i / 240;

		fftpipe_row(truth, 0, y)[x] =
			hypot(x - 90.0, y - 110.0) < 60 || x + y > 300 ? 255
								       : 0;
	}
	for (size_t i = 0; i < 4; i++) {
		fftpipe_image *noisy = with_noise(truth, &loud[i], 1), *out;
		char *peaks;
		size_t n;

		to_levels(noisy);
		out = cleaned(noisy, &peaks);
		to_levels(out);
		assert_true(is_listed(peaks, loud[i].fx, loud[i].fy, &n));
		if (psnr(truth, out) < psnr(truth, noisy) + 10)
			fail_msg("wave %zu: %g dB to %g dB", i,
				 psnr(truth, noisy), psnr(truth, out));
		free(peaks);
		image_destroy(out);
		image_destroy(noisy);
	}
	image_destroy(truth);
}

/* Of one the arms hide the other; of two close ones each spoils the other. */
static void waves_hidden_by_others_are_found(void **state)
{
	static const struct planted pairs[][2] = {
		{ { 0, 0.1507, 30, 1 }, { 0, 0.2113, 6, 2 } },
		{ { 0.1487, 0, 20, 1 }, { 0.1535, 0, 14, 2 } },
	};
	fftpipe_image *truth = scene(300, 257);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		fftpipe_image *noisy = with_noise(truth, pairs[i], 2), *out;
		char *peaks;

		to_levels(noisy);
		out = cleaned(noisy, &peaks);
		assert_true(psnr(truth, out) > psnr(truth, noisy) + 10);
		free(peaks);
		image_destroy(out);
		image_destroy(noisy);
	}
	image_destroy(truth);
}

/* One row, one column: hum in a signal. */
static void lines_are_cleaned_too(void **state)
{
	static const uint32_t sides[][2] = { { 509, 1 }, { 1, 509 } };
	static const struct planted hum = { 0.2107, 0.2107, 200, 1 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		fftpipe_image *truth =
			picture_noise(sides[i][0], sides[i][1], 1, 6);
		fftpipe_image *noisy = with_noise(truth, &hum, 1), *out;
		char *peaks;

		out = cleaned(noisy, &peaks);
		assert_true(psnr(truth, out) > psnr(truth, noisy) + 10);
		free(peaks);
		image_destroy(out);
		image_destroy(noisy);
		image_destroy(truth);
	}
}

static void threads_and_bands_make_no_difference(void **state)
{
	fftpipe_image *truth = scene(151, 140);
	fftpipe_image *noisy = with_noise(truth, noise, PLANTED);
	fftpipe_image *spectrum = make("fft2d", noisy, 1, 0);
	fftpipe_image *whole = make("auto-notch", spectrum, 1, 0);
	fftpipe_image *bands = make("auto-notch", spectrum, 4, 9);
	struct stage stage = { .id = "auto-notch",
			       .in = { spectrum, NULL },
			       .rows_per_band = 1,
			       .in_place = true };
	struct harness harness;
	fftpipe_image *shared;

	(void)state;
	harness_init(&harness, 3);
	shared = stage_make(&harness, &stage);
	assert_true(image_equal(whole, bands));
	assert_true(image_equal(whole, shared));
	assert_string_equal(image_entry(whole, "peaks"),
			    image_entry(bands, "peaks"));
	image_destroy(shared);
	image_destroy(bands);
	image_destroy(whole);
	image_destroy(spectrum);
	image_destroy(noisy);
	image_destroy(truth);
}

static void what_is_no_number_is_left_alone(void **state)
{
	fftpipe_image *truth = scene(120, 90);
	fftpipe_image *noisy = with_noise(truth, &noise[1], 1);
	fftpipe_image *spectrum = make("fft2d", noisy, 1, 0), *out;

	(void)state;
	fftpipe_row(spectrum, 0, 20)[40] = NAN;
	fftpipe_row(spectrum, 0, 75)[75] = INFINITY;
	out = make("auto-notch", spectrum, 1, 0);
	assert_true(isnan(fftpipe_row(out, 0, 20)[40]));
	assert_true(isfinite(fftpipe_row(out, 0, 20)[43]));
	image_destroy(out);
	image_destroy(spectrum);
	image_destroy(noisy);
	image_destroy(truth);
}

static void stops_when_told(void **state)
{
	fftpipe_image *picture = scene(100, 100);
	fftpipe_image *spectrum = make("fft2d", picture, 1, 0), *out;
	struct stage stage = { .id = "auto-notch", .in = { spectrum, NULL } };
	struct harness harness;

	(void)state;
	harness_init(&harness, 2);
	harness.progress_left = 2;
	assert_int_equal(stage_run(&harness, &stage, &out), FFTPIPE_ECANCELED);
	image_destroy(spectrum);
	image_destroy(picture);
}

/* ===========================================================================
 * Real pictures
 * ======================================================================== */

static fftpipe_image *read_picture(const char *path)
{
	struct picture file;
	fftpipe_image *image;

	picture_read(&file, path);
	image = image_create(FFTPIPE_IMAGE, file.width, file.height,
			     file.channels);
	for (size_t i = 0; i < picture_samples(&file); i++) {
		uint32_t c = (uint32_t)(i % file.channels);
		size_t at = i / file.channels;

		fftpipe_row(image, c,
			    (uint32_t)(at / file.width))[at % file.width] =
			(float)file.levels[i];
	}
	picture_finish(&file);
	return image;
}

/* Amplitudes of 5 to 40, at any frequency from 0.05 up. */
static double draw(unsigned int *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) / 16777216.0;
}

static struct planted draw_wave(unsigned int *seed)
{
	struct planted one;

	do {
		one.fx = draw(seed) / 2;
		one.fy = draw(seed) - 0.5;
	} while (hypot(one.fx, one.fy) < 0.05);
	one.amplitude = 5 + 35 * draw(seed);
	one.phase = 2 * pi * draw(seed);
	return one;
}

/* A halftone: two waves at right angles, multiplied. */
static size_t draw_screen(unsigned int *seed, struct planted *waves)
{
	double f = 0.1 + 0.2 * draw(seed), turn = pi * draw(seed);
	double a = f * cos(turn), b = f * sin(turn),
	       size = 10 + 30 * draw(seed);

	waves[0] = (struct planted){ a - b, a + b, size / 2, 0 };
	waves[1] = (struct planted){ a + b, b - a, size / 2, 0 };
	return 2;
}

static void check_picture(const char *path, unsigned int seed)
{
	fftpipe_image *truth = read_picture(path), *out;
	char *peaks;

	out = cleaned(truth, &peaks);
	if (psnr(truth, out) < 45)
		fail_msg("%s: %g dB when clean", path, psnr(truth, out));
	free(peaks);
	image_destroy(out);
	for (size_t n = 1; n <= 5; n++) {
		struct planted waves[4];
		fftpipe_image *noisy;
		size_t k = 0;

		if (n == 5)
			k = draw_screen(&seed, waves);
		while (n < 5 && k < n)
			waves[k++] = draw_wave(&seed);
		noisy = with_noise(truth, waves, k);
		to_levels(noisy);
		out = cleaned(noisy, &peaks);
		to_levels(out);
		if (psnr(truth, out) < psnr(truth, noisy) + 10)
			fail_msg("%s, %zu waves: %g dB to %g dB", path, k,
				 psnr(truth, noisy), psnr(truth, out));
		free(peaks);
		image_destroy(out);
		image_destroy(noisy);
	}
	image_destroy(truth);
}

static void real_pictures_gain_10_db(void **state)
{
	static const char *const names[] = { "axon-sem-1-crop512x400",
					     "brick",
					     "camera",
					     "chelsea",
					     "clock_motion",
					     "grass",
					     "gravel",
					     "horse",
					     "kodim07-gray-crop384x256",
					     "kodim17-gray-crop384x256",
					     "microaneurysms",
					     "moon" };
	const char *shared = getenv("FFTPIPE_SHARED");
	size_t found = 0, step = getenv("FFTPIPE_LONG") ? 1 : 4;

	(void)state;
	if (getenv("FFTPIPE_VALGRIND")) /* minutes, and nothing new */
		skip();
	for (size_t i = 0; shared && i < sizeof names / sizeof *names;
	     i += step) {
		char path[1024];
		FILE *file;

		snprintf(path, sizeof path, "%s/corpus/real/%s.png", shared,
			 names[i]);
		file = fopen(path, "rb");
		if (!file)
			continue;
		fclose(file);
		check_picture(path, (unsigned int)i);
		found++;
	}
	if (!found)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted_waves_are_found_and_go),
		cmocka_unit_test(many_waves_are_found_together),
		cmocka_unit_test(what_has_no_waves_stays_as_it_is),
		cmocka_unit_test(waves_that_were_cut_at_the_levels_go),
		cmocka_unit_test(waves_hidden_by_others_are_found),
		cmocka_unit_test(lines_are_cleaned_too),
		cmocka_unit_test(threads_and_bands_make_no_difference),
		cmocka_unit_test(what_is_no_number_is_left_alone),
		cmocka_unit_test(stops_when_told),
		cmocka_unit_test(real_pictures_gain_10_db),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
