/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-filters-refused.c - parameters of the filters and of convolution
 * that are out of range
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"
#include "param.h"

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

static void assert_refused(const char *id, const char *settings,
			   fftpipe_image *first, fftpipe_image *second,
			   int status, const char *why)
{
	struct stage stage = { .id = id,
			       .settings = settings,
			       .in = { first, second } };
	struct harness harness;
	fftpipe_image *out;

	harness_init(&harness, 1);
	assert_int_equal(stage_run(&harness, &stage, &out), status);
	if (!strstr(harness.failure, why))
		fail_msg("\"%s\" is not in \"%s\"", why, harness.failure);
}

static void bands_that_end_before_they_begin_are_refused(void **state)
{
	fftpipe_image *spectrum = image_create(FFTPIPE_SPECTRUM, 4, 4, 1);

	(void)state;
	assert_refused("bandpass", "low=0.3 high=0.2", spectrum, NULL,
		       FFTPIPE_EPARAM, "low, 0.3, must be below high, 0.2");
	assert_refused("bandstop", "low=0.2 high=0.2", spectrum, NULL,
		       FFTPIPE_EPARAM, "must be below high");
	image_destroy(spectrum);
}

static void values_outside_the_range_are_refused(void **state)
{
	static const struct {
		const char *id, *key, *value, *why;
	} cases[] = {
		{ "lowpass", "cutoff", "1.5", "1.5 is above the largest, 1" },
		{ "highpass", "cutoff", "-1", "-1 is below the smallest, 0" },
		{ "highpass", "order", "0", "0 is below the smallest, 1" },
		{ "bandpass", "high", "2", "2 is above the largest, 1" },
		{ "bandstop", "order", "17", "17 is above the largest, 16" },
		{ "notch", "width", "-0.1", "-0.1 is below the smallest, 0" },
		{ "wedge", "angle", "181", "181 is above the largest, 180" },
		{ "wedge", "width", "200", "200 is above the largest, 180" },
		{ "wedge", "inner", "-1", "-1 is below the smallest, 0" },
		{ "wedge", "shape", "box",
		  "\"box\" is not one of ideal, gaussian, butterworth" },
		{ "wiener", "noise", "0", "0 is below the smallest, 1e-09" },
		{ "wiener", "sigma", "1001", "1001 is above the largest, " },
		{ "convolve", "boundary", "none", "is not one of periodic, " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const fftpipe_transform *t = describe(cases[i].id);
		fftpipe_value value;
		char *complaint;
		uint32_t k = 0;

		while (k < t->n_params &&
		       strcmp(t->params[k].key, cases[i].key) != 0)
			k++;
		assert_true(k < t->n_params);
		assert_false(param_parse(&t->params[k], cases[i].value, &value,
					 &complaint));
		if (!strstr(complaint, cases[i].why))
			fail_msg("\"%s\" is not in \"%s\"", cases[i].why,
				 complaint);
		free(complaint);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bands_that_end_before_they_begin_are_refused),
		cmocka_unit_test(values_outside_the_range_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
