/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-power.c - power-spectrum, against its definition
 */
#include <dlfcn.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-measuring.h"

static const double pi = 3.14159265358979323846;

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
	/* A size without a unit is a ratio. */
	static const struct {
		const char *entry;
		double x, y;
	} sizes[] = { { NULL, 1, 1 },
		      { "0.25 0.5 um", 0.25, 0.5 },
		      { "0.25 0.5 1", 0.5, 1 } };

	(void)state;
	for (size_t i = 0; i < SHAPES; i++)
		for (size_t k = 0; k < 3; k++) {
			fftpipe_image *picture =
				picture_noise(shapes[i].width, shapes[i].height,
					      shapes[i].channels, (unsigned)i);
			fftpipe_image *spectrum;
			struct powers powers;

			image_set_entry(picture, "pixel-size", sizes[k].entry);
			spectrum = spectrum_of(picture);
			assert_int_equal(make_powers(spectrum, 2, &powers), 0);
			check_powers(picture, sizes[k].x, sizes[k].y, &powers);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers_agree_with_their_definition),
		cmocka_unit_test(titles_name_channels_and_units),
		cmocka_unit_test(threads_make_no_difference_and_nan_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
