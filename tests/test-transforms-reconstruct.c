/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-transforms-reconstruct.c - ifft-reconstruct and grayscale
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

static const double pi = 3.14159265358979323846;

static fftpipe_image *make(const char *id, const char *settings,
			   fftpipe_image *a, fftpipe_image *b)
{
	struct stage stage = { .id = id, .settings = settings, .in = { a, b } };
	struct harness harness;

	harness_init(&harness, 2);
	return stage_make(&harness, &stage);
}

/* A picture's magnitude and phase. */
struct pair {
	fftpipe_image *magnitude, *phase;
};

static struct pair pair_of(fftpipe_image *picture, const char *scale,
			   const char *center)
{
	fftpipe_image *spectrum = make("fft2d", NULL, picture, NULL);
	struct pair pair;
	char words[80];

	spectrum->lo = picture->lo;
	spectrum->hi = picture->hi;
	strcpy(words, scale);
	strcat(words, " ");
	strcat(words, center);
	pair.magnitude = make("fft2d-magnitude", words, spectrum, NULL);
	pair.phase = make("fft2d-phase", center, spectrum, NULL);
	image_destroy(spectrum);
	return pair;
}

static void pair_finish(struct pair *pair)
{
	image_destroy(pair->magnitude);
	image_destroy(pair->phase);
}

static double worst_difference(const fftpipe_image *a, const fftpipe_image *b)
{
	double worst = 0;

	for (uint32_t c = 0; c < a->channels; c++)
		for (uint32_t y = 0; y < a->height; y++)
			for (uint32_t x = 0; x < a->width; x++)
				worst = fmax(
					worst,
					fabs((double)fftpipe_row(a, c, y)[x] -
					     (double)fftpipe_row(b, c, y)[x]));
	return worst;
}

static void a_pair_gives_the_picture_back(void **state)
{
	static const struct {
		uint32_t width, height, channels;
		const char *scale, *center;
	} cases[] = {
		{ 1, 1, 1, "scale=log", "center=yes" },
		{ 2, 2, 1, "scale=log", "center=no" },
		{ 1, 9, 1, "scale=linear", "center=yes" },
		{ 14, 1, 1, "scale=sqrt", "center=no" },
		{ 31, 17, 3, "scale=power exponent=0.4", "center=yes" },
		{ 64, 48, 1, "scale=log", "center=yes" },
		{ 601, 5, 1, "scale=log", "center=no" },
		{ 600, 6, 1, "scale=power", "center=yes" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fftpipe_image *picture =
			picture_noise(cases[i].width, cases[i].height,
				      cases[i].channels, (unsigned)i);
		struct pair pair =
			pair_of(picture, cases[i].scale, cases[i].center);
		fftpipe_image *again = make("ifft-reconstruct", NULL,
					    pair.magnitude, pair.phase);

		struct stage in_place = { .id = "ifft-reconstruct",
					  .in = { pair.magnitude, pair.phase },
					  .in_place = true };
		struct harness harness;
		fftpipe_image *same;

		/* Where the magnitude lay, too. */
		harness_init(&harness, 3);
		same = stage_make(&harness, &in_place);
		assert_true(image_equal(again, same));
		image_destroy(same);
		/* From what the entries say alone. */
		assert_true(worst_difference(picture, again) < 5e-3);
		assert_true(again->lo == 0 && again->hi == 255);
		/* Colors are told in open, where three can only be RGB. */
		assert_int_equal(again->color, cases[i].channels == 3
						       ? FFTPIPE_RGB
						       : FFTPIPE_GRAY);
		assert_int_equal(again->symmetry, FFTPIPE_ASYMMETRIC);
		assert_null(image_entry(again, "mag_min"));
		assert_null(image_entry(again, "exact"));
		assert_null(image_entry(again, "picture-range"));
		image_destroy(again);
		pair_finish(&pair);
		image_destroy(picture);
	}
}

static void tiny_pictures_come_back_as_well(void **state)
{
	fftpipe_image *picture = picture_noise(30, 20, 1, 1), *again;
	struct pair pair;

	(void)state;
	for (uint32_t y = 0; y < 20; y++)
		for (uint32_t x = 0; x < 30; x++)
			fftpipe_row(picture, 0, y)[x] *= 1e-9f;
	pair = pair_of(picture, "scale=log", "center=yes");
	again = make("ifft-reconstruct", NULL, pair.magnitude, pair.phase);
	assert_true(worst_difference(picture, again) < 255e-9 * 1e-5);
	assert_null(image_entry(again, "gain"));
	image_destroy(again);
	pair_finish(&pair);
	image_destroy(picture);
}

static void color_comes_back(void **state)
{
	fftpipe_image *picture = picture_noise(10, 8, 3, 1), *again;
	struct pair pair;

	(void)state;
	picture->color = FFTPIPE_RGB;
	pair = pair_of(picture, "scale=log", "center=yes");
	assert_string_equal(image_entry(pair.magnitude, "color"), "rgb");
	again = make("ifft-reconstruct", NULL, pair.magnitude, pair.phase);
	assert_int_equal(again->color, FFTPIPE_RGB);
	assert_null(image_entry(again, "color"));
	image_destroy(again);
	pair_finish(&pair);
	image_destroy(picture);
}

/* Samples to whole levels 0 .. 255 that span lo .. hi, as other tools do. */
static void to_levels(fftpipe_image *image, double lo, double hi)
{
	for (uint32_t y = 0; y < image->height; y++)
		for (uint32_t x = 0; x < image->width; x++) {
			float *at = fftpipe_row(image, 0, y) + x;
			double level = ((double)*at - lo) / (hi - lo) * 255;

			*at = (float)fmax(0, fmin(255, rint(level)));
		}
	image->color = FFTPIPE_GRAY;
	image->lo = 0;
	image->hi = 255;
}

static void levels_of_other_tools_work_with_a_range(void **state)
{
	fftpipe_image *picture = picture_noise(40, 30, 1, 3), *again;
	struct pair pair = pair_of(picture, "scale=log", "center=yes");
	static const char *const keys[] = { "mag_min", "mag_max", "scale",
					    "center", "picture-range" };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		image_set_entry(pair.magnitude, keys[i], NULL);
		image_set_entry(pair.phase, keys[i], NULL);
	}
	to_levels(pair.magnitude, 0.5, 13);
	to_levels(pair.phase, -pi, pi);
	again = make("ifft-reconstruct", "mag-min=0.5 mag-max=13",
		     pair.magnitude, pair.phase);
	/* Half a level each of log magnitude and phase. */
	assert_true(worst_difference(picture, again) < 12);
	assert_true(again->lo == 0 && again->hi == 0);
	image_destroy(again);
	pair_finish(&pair);
	image_destroy(picture);
}

static void levels_that_say_nothing_are_refused(void **state)
{
	fftpipe_image *magnitude = picture_noise(8, 8, 1, 3), *out;
	fftpipe_image *phase = picture_noise(8, 8, 1, 4);
	struct stage stage = { .id = "ifft-reconstruct",
			       .in = { magnitude, phase } };
	struct harness harness;

	(void)state;
	harness_init(&harness, 1);
	assert_int_equal(stage_run(&harness, &stage, &out), FFTPIPE_EDATA);
	assert_non_null(strstr(harness.failure, "mag-min and mag-max"));
	assert_non_null(strstr(harness.failure, "NAME.json"));
	/* Given under [input], a range tells what the levels are. */
	magnitude->hi = 12.5;
	harness_init(&harness, 1);
	assert_int_equal(stage_run(&harness, &stage, &out), FFTPIPE_OK);
	image_destroy(out);
	image_destroy(phase);
	image_destroy(magnitude);
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct {
		const char *settings, *key, *value;
		int status;
	} cases[] = {
		{ "mag-min=1", NULL, NULL, FFTPIPE_EPARAM },
		{ "mag-max=1", NULL, NULL, FFTPIPE_EPARAM },
		{ "mag-min=3 mag-max=3", NULL, NULL, FFTPIPE_EPARAM },
		{ NULL, "gain", "nan", FFTPIPE_EDATA },
		{ NULL, "gain", "-1", FFTPIPE_EDATA },
		{ NULL, "gain", "1e999", FFTPIPE_EDATA },
		{ NULL, "gain", "", FFTPIPE_EDATA },
		{ NULL, "scale", "lgo", FFTPIPE_EDATA },
		{ NULL, "exponent", "0", FFTPIPE_EDATA },
		{ NULL, "picture-range", "1e999 2", FFTPIPE_OK },
		{ NULL, "picture-range", "5", FFTPIPE_OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fftpipe_image *magnitude = picture_noise(8, 6, 1, 3), *out;
		fftpipe_image *phase = picture_noise(8, 6, 1, 4);
		struct stage stage = { .id = "ifft-reconstruct",
				       .settings = cases[i].settings,
				       .in = { magnitude, phase } };
		struct harness harness;

		magnitude->color = FFTPIPE_DATA;
		if (cases[i].key)
			image_set_entry(magnitude, cases[i].key,
					cases[i].value);
		harness_init(&harness, 1);
		assert_int_equal(stage_run(&harness, &stage, &out),
				 cases[i].status);
		assert_true(cases[i].status == FFTPIPE_OK || *harness.failure);
		if (out)
			assert_true(out->lo == 0 && out->hi == 0);
		image_destroy(out);
		image_destroy(phase);
		image_destroy(magnitude);
	}
}

static void sizes_that_differ_are_both_named(void **state)
{
	fftpipe_image *magnitude = picture_noise(8, 6, 1, 3), *out;
	fftpipe_image *phase = picture_noise(8, 7, 1, 4);
	struct stage stage = { .id = "ifft-reconstruct",
			       .in = { magnitude, phase } };
	struct harness harness;

	(void)state;
	harness_init(&harness, 1);
	assert_int_equal(stage_run(&harness, &stage, &out), FFTPIPE_EDATA);
	assert_non_null(strstr(harness.failure, "8 by 6"));
	assert_non_null(strstr(harness.failure, "8 by 7"));
	image_destroy(phase);
	image_destroy(magnitude);
}

/* One sample of real(ifft2(magnitude * exp(i phase))), centered. */
static double direct_sample(const fftpipe_image *magnitude,
			    const fftpipe_image *phase, uint32_t x, uint32_t y)
{
	uint32_t w = magnitude->width, h = magnitude->height;
	double sum = 0;

	for (uint32_t ky = 0; ky < h; ky++)
		for (uint32_t kx = 0; kx < w; kx++) {
			uint32_t row = fftpipe_centered(ky, h);
			uint32_t column = fftpipe_centered(kx, w);
			double size =
				(double)fftpipe_row(magnitude, 0, row)[column];
			double turn =
				(double)fftpipe_row(phase, 0, row)[column];

			sum += size * cos(turn + 2 * pi *
							 ((double)kx * x / w +
							  (double)ky * y / h));
		}
	return sum / w / h;
}

static void edited_planes_rebuild_as_their_real_part(void **state)
{
	static const uint32_t sides[][2] = { { 1, 1 },  { 2, 3 },  { 12, 9 },
					     { 9, 12 }, { 16, 2 }, { 7, 7 } };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		uint32_t w = sides[i][0], h = sides[i][1];
		fftpipe_image *magnitude = picture_noise(w, h, 1, 3), *again;
		fftpipe_image *phase = picture_noise(w, h, 1, 4);

		magnitude->color = FFTPIPE_DATA;
		phase->color = FFTPIPE_ANGLE;
		again = make("ifft-reconstruct", "scale=linear", magnitude,
			     phase);
		for (uint32_t y = 0; y < h; y++)
			for (uint32_t x = 0; x < w; x++) {
				double want =
					direct_sample(magnitude, phase, x, y);
				double got =
					(double)fftpipe_row(again, 0, y)[x];

				assert_true(fabs(want - got) < 1e-3);
			}
		image_destroy(again);
		image_destroy(phase);
		image_destroy(magnitude);
	}
}

static void rebuilding_does_not_depend_on_threads(void **state)
{
	fftpipe_image *picture = picture_noise(77, 59, 2, 3), *one, *many;
	struct pair pair = pair_of(picture, "scale=log", "center=yes");
	struct stage stage = { .id = "ifft-reconstruct",
			       .in = { pair.magnitude, pair.phase } };
	struct harness harness;

	(void)state;
	harness_init(&harness, 1);
	one = stage_make(&harness, &stage);
	harness_init(&harness, 6);
	many = stage_make(&harness, &stage);
	assert_true(image_equal(one, many));
	image_destroy(many);
	image_destroy(one);
	pair_finish(&pair);
	image_destroy(picture);
}

static void gray_is_the_luma(void **state)
{
	fftpipe_image *picture = picture_noise(19, 5, 3, 3), *gray;

	(void)state;
	picture->color = FFTPIPE_RGB;
	fftpipe_row(picture, 0, 0)[0] = 255;
	fftpipe_row(picture, 1, 0)[0] = 255;
	fftpipe_row(picture, 2, 0)[0] = 255;
	gray = make("grayscale", NULL, picture, NULL);
	assert_int_equal(gray->channels, 1);
	assert_int_equal(gray->color, FFTPIPE_GRAY);
	/* White stays white. */
	assert_true(fftpipe_row(gray, 0, 0)[0] == 255);
	for (uint32_t y = 0; y < 5; y++)
		for (uint32_t x = 0; x < 19; x++) {
			double want =
				0.299 * (double)fftpipe_row(picture, 0, y)[x] +
				0.587 * (double)fftpipe_row(picture, 1, y)[x] +
				0.114 * (double)fftpipe_row(picture, 2, y)[x];

			assert_true(fabs((double)fftpipe_row(gray, 0, y)[x] -
					 want) < 1e-4);
		}
	image_destroy(gray);
	image_destroy(picture);
}

static void gray_takes_one_channel_or_rgb_only(void **state)
{
	fftpipe_image *two = picture_noise(6, 5, 2, 3), *out;
	fftpipe_image *one = picture_noise(6, 5, 1, 3);
	fftpipe_image *three = picture_noise(6, 5, 3, 3);
	struct stage stage = { .id = "grayscale", .in = { two, NULL } };
	struct harness harness;

	(void)state;
	harness_init(&harness, 1);
	assert_int_equal(stage_run(&harness, &stage, &out), FFTPIPE_EDATA);
	stage.in[0] = three;
	assert_int_equal(stage_run(&harness, &stage, &out), FFTPIPE_EDATA);
	out = make("grayscale", NULL, one, NULL);
	assert_true(image_equal(one, out));
	image_destroy(out);
	image_destroy(three);
	image_destroy(one);
	image_destroy(two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pair_gives_the_picture_back),
		cmocka_unit_test(tiny_pictures_come_back_as_well),
		cmocka_unit_test(color_comes_back),
		cmocka_unit_test(levels_of_other_tools_work_with_a_range),
		cmocka_unit_test(levels_that_say_nothing_are_refused),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(sizes_that_differ_are_both_named),
		cmocka_unit_test(edited_planes_rebuild_as_their_real_part),
		cmocka_unit_test(rebuilding_does_not_depend_on_threads),
		cmocka_unit_test(gray_is_the_luma),
		cmocka_unit_test(gray_takes_one_channel_or_rgb_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
