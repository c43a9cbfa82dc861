/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures-smooth.c - periodic-smooth
 *
 * The truth is Moisan's equation itself: at every pixel the second difference
 * of the smooth part, across the edges too, is the jump that the picture makes
 * there.  With a mean of zero that has one solution.
 */
#include <dlfcn.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "test-set-pictures.h"

static const struct {
	uint32_t width, height, channels;
} shapes[] = {
	{ 1, 1, 1 }, { 1, 6, 1 },   { 9, 1, 2 },   { 2, 2, 1 },   { 2, 7, 3 },
	{ 3, 3, 1 }, { 16, 12, 1 }, { 17, 31, 1 }, { 64, 53, 2 }, { 211, 5, 1 },
};

/* The parts of a picture; NULL for one that is not wanted. */
struct parts {
	fftpipe_image *periodic, *smooth;
};

static const fftpipe_transform *find_transform(void)
{
	const char *folder = getenv("FFTPIPE_PLUGIN_PATH");
	const fftpipe_transform *(*describe)(void);
	char path[1024];
	void *module;

	snprintf(path, sizeof path, "%s/periodic-smooth.so",
		 folder ? folder : ".libs");
	module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!module)
		fail_msg("%s", dlerror());
	*(void **)&describe = dlsym(module, "fftpipe_transform_v1");
	assert_non_null(describe);
	return describe();
}

/* An output as the host hands it to open: without data. */
static fftpipe_image *start_output(const fftpipe_image *like, float **data)
{
	fftpipe_image *out = image_create(FFTPIPE_IMAGE, like->width,
					  like->height, like->channels);

	out->color = like->color;
	out->hi = like->hi;
	*data = out->data;
	out->data = NULL;
	return out;
}

/* The harness knows one output; this has two. */
static int split(struct harness *harness, const fftpipe_image *picture,
		 bool periodic, bool smooth, struct parts *parts)
{
	const fftpipe_transform *t = find_transform();
	const fftpipe_image *in[] = { picture };
	fftpipe_image *out[2];
	float *data[2];
	void *self = NULL;
	int status;

	for (size_t i = 0; i < 2; i++)
		out[i] = start_output(picture, &data[i]);
	status = t->open(&harness->host, NULL, in, out, &self);
	assert_int_equal(status, FFTPIPE_OK);
	status = t->prepare(self, &harness->host, NULL, in, out);
	assert_int_equal(status, FFTPIPE_OK);
	out[0]->data = periodic ? data[0] : NULL;
	out[1]->data = smooth ? data[1] : NULL;
	status =
		t->run(self, &harness->host, NULL, in, out, 0, picture->height);
	t->close(self);
	for (size_t i = 0; i < 2; i++) {
		bool keep = !status && out[i]->data;

		out[i]->data = data[i];
		if (!keep) {
			image_destroy(out[i]);
			out[i] = NULL;
		}
	}
	*parts = (struct parts){ out[0], out[1] };
	return status;
}

static struct parts parts_of(const fftpipe_image *picture, unsigned int threads)
{
	struct harness harness;
	struct parts parts;

	harness_init(&harness, threads);
	assert_int_equal(split(&harness, picture, true, true, &parts), 0);
	if (!parts.periodic || !parts.smooth)
		abort(); /* what asserts is not seen to end here */
	return parts;
}

static void parts_destroy(struct parts *parts)
{
	image_destroy(parts->periodic);
	image_destroy(parts->smooth);
}

/* What the picture jumps at a pixel, to its neighbors across the edges. */
static double jump_at(const fftpipe_image *u, uint32_t c, uint32_t x,
		      uint32_t y)
{
	uint32_t w = u->width, h = u->height;
	double here = (double)at(u, c, x, y), jump = 0;

	if (!x)
		jump += (double)at(u, c, w - 1, y) - here;
	if (x == w - 1)
		jump += (double)at(u, c, 0, y) - here;
	if (!y)
		jump += (double)at(u, c, x, h - 1) - here;
	if (y == h - 1)
		jump += (double)at(u, c, x, 0) - here;
	return jump;
}

static double second_difference(const fftpipe_image *s, uint32_t c, uint32_t x,
				uint32_t y)
{
	uint32_t w = s->width, h = s->height;

	return (double)at(s, c, (x + 1) % w, y) +
	       (double)at(s, c, (x + w - 1) % w, y) +
	       (double)at(s, c, x, (y + 1) % h) +
	       (double)at(s, c, x, (y + h - 1) % h) -
	       4 * (double)at(s, c, x, y);
}

static void the_smooth_part_solves_its_equation(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		uint32_t w = shapes[i].width, h = shapes[i].height;
		fftpipe_image *picture =
			picture_noise(w, h, shapes[i].channels, (unsigned)i);
		struct parts parts = parts_of(picture, 2);

		for (uint32_t c = 0; c < picture->channels; c++) {
			double sum = 0;

			for (uint32_t n = 0; n < w * h; n++) {
				uint32_t x = n % w, y = n / w;
				double off = second_difference(parts.smooth, c,
							       x, y) -
					     jump_at(picture, c, x, y);

				assert_true(fabs(off) < 1e-3);
				sum += (double)at(parts.smooth, c, x, y);
			}
			assert_true(fabs(sum / w / h) < 1e-4);
		}
		parts_destroy(&parts);
		image_destroy(picture);
	}
}

static void both_parts_are_the_picture(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		uint32_t w = shapes[i].width, h = shapes[i].height;
		fftpipe_image *picture =
			picture_noise(w, h, shapes[i].channels, (unsigned)i);
		struct parts parts;

		picture->color = FFTPIPE_RGB;
		parts = parts_of(picture, 1);
		assert_int_equal(parts.periodic->color, FFTPIPE_RGB);
		assert_int_equal(parts.smooth->color, FFTPIPE_DATA);
		assert_true(parts.periodic->lo == 0 && parts.periodic->hi == 0);
		for (uint32_t n = 0; n < picture->channels * w * h; n++) {
			uint32_t x = n % w, y = n / w % h, c = n / w / h;
			double off = (double)at(parts.periodic, c, x, y) +
				     (double)at(parts.smooth, c, x, y) -
				     (double)at(picture, c, x, y);

			assert_true(fabs(off) < 1e-4);
		}
		parts_destroy(&parts);
		image_destroy(picture);
	}
}

static void constants_have_no_smooth_part(void **state)
{
	fftpipe_image *picture = picture_noise(13, 8, 1, 1);
	struct parts parts;

	(void)state;
	fill(picture, 77.7f);
	parts = parts_of(picture, 1);
	assert_true(image_equal(parts.periodic, picture));
	fill(picture, 0);
	assert_true(image_equal(parts.smooth, picture));
	parts_destroy(&parts);
	image_destroy(picture);
}

/* How strong the frequencies on the axes are, but for the zero frequency. */
static double cross_energy(const fftpipe_image *image)
{
	struct complex_double *bins = picture_dft(image, 0);
	uint32_t w = image->width, h = image->height;
	double energy = 0;

	for (uint32_t n = 1; n < w * h; n++)
		if (n < w || n % w == 0)
			energy += bins[n].re * bins[n].re +
				  bins[n].im * bins[n].im;
	free(bins);
	return energy;
}

/* A slope is nothing but jump at the edges: the cross goes, by far. */
static void the_cross_of_a_slope_goes(void **state)
{
	fftpipe_image *picture = picture_noise(40, 32, 1, 1);
	struct parts parts;

	(void)state;
	for (uint32_t y = 0; y < 32; y++)
		for (uint32_t x = 0; x < 40; x++)
			fftpipe_row(picture, 0, y)[x] =
				5 * (float)x + 3 * (float)y;
	parts = parts_of(picture, 1);
	assert_true(cross_energy(parts.periodic) <
		    1e-3 * cross_energy(picture));
	parts_destroy(&parts);
	image_destroy(picture);
}

static void what_is_wanted_and_who_works_makes_no_difference(void **state)
{
	fftpipe_image *picture = picture_noise(53, 47, 3, 1);
	struct parts both = parts_of(picture, 1);

	(void)state;
	for (unsigned int i = 1; i < 8; i++) {
		struct harness harness;
		struct parts parts;

		harness_init(&harness, i);
		assert_int_equal(split(&harness, picture, i % 4 != 2,
				       i % 4 != 1, &parts),
				 FFTPIPE_OK);
		assert_true(i % 4 == 2 ||
			    image_equal(parts.periodic, both.periodic));
		assert_true(i % 4 == 1 ||
			    image_equal(parts.smooth, both.smooth));
		parts_destroy(&parts);
	}
	parts_destroy(&both);
	image_destroy(picture);
}

static void edges_without_numbers_are_refused_with_their_place(void **state)
{
	fftpipe_image *picture = picture_noise(9, 7, 1, 1);
	struct harness harness;
	struct parts parts;

	(void)state;
	fftpipe_row(picture, 0, 3)[8] = NAN;
	fftpipe_row(picture, 0, 6)[2] = INFINITY;
	harness_init(&harness, 1);
	assert_int_equal(split(&harness, picture, true, true, &parts),
			 FFTPIPE_EDATA);
	assert_string_equal(harness.failure,
			    "on the edges of the picture, where all numbers "
			    "must be finite, 2 are not, the first at x = 8, "
			    "y = 3");
	image_destroy(picture);
}

static void inside_what_is_no_number_stays_where_it_is(void **state)
{
	fftpipe_image *picture = picture_noise(9, 7, 1, 1);
	struct parts parts;

	(void)state;
	fftpipe_row(picture, 0, 3)[4] = NAN;
	parts = parts_of(picture, 1);
	for (uint32_t n = 0; n < 63; n++) {
		assert_int_equal(!isfinite(at(parts.periodic, 0, n % 9, n / 9)),
				 n == 31);
		assert_true(isfinite(at(parts.smooth, 0, n % 9, n / 9)));
	}
	parts_destroy(&parts);
	image_destroy(picture);
}

static void it_stops_when_told(void **state)
{
	fftpipe_image *picture = picture_noise(64, 64, 1, 1);

	(void)state;
	for (int left = 0; left < 150; left += 10) {
		struct harness harness;
		struct parts parts;

		harness_init(&harness, 1);
		harness.progress_left = left;
		assert_int_equal(split(&harness, picture, true, true, &parts),
				 FFTPIPE_ECANCELED);
	}
	image_destroy(picture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_smooth_part_solves_its_equation),
		cmocka_unit_test(both_parts_are_the_picture),
		cmocka_unit_test(constants_have_no_smooth_part),
		cmocka_unit_test(the_cross_of_a_slope_goes),
		cmocka_unit_test(
			what_is_wanted_and_who_works_makes_no_difference),
		cmocka_unit_test(
			edges_without_numbers_are_refused_with_their_place),
		cmocka_unit_test(inside_what_is_no_number_stays_where_it_is),
		cmocka_unit_test(it_stops_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
