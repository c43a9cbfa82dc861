/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures-params.c - what the transforms on pictures say of
 * themselves, and what they are never told
 */
#include "module.h"
#include "param.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const ids[] = { "colormap",  "compare", "crop",
				   "normalize", "pad",     "periodic-smooth",
				   "window" };

static struct modules modules;

static const struct module *load(const char *id)
{
	const char *folder = getenv("FFTPIPE_PLUGIN_PATH");
	const struct module *module;
	char path[1024];
	char *complaint;

	snprintf(path, sizeof path, "%s/%s.so", folder ? folder : ".libs", id);
	module = module_load(&modules, path, &complaint);
	if (!module)
		fail_msg("%s", complaint ? complaint : "out of memory");
	return module;
}

static const fftpipe_param *find_param(const struct module *module,
				       const char *key)
{
	uint32_t i = 0;

	while (strcmp(module_param(module, i)->key, key) != 0)
		assert_true(++i < module->transform->n_params);
	return module_param(module, i);
}

static const struct {
	const char *id, *key, *value, *complaint;
} refused[] = {
	{ "crop", "x", "-1", "-1 is below the smallest, 0" },
	{ "crop", "y", "2147483648",
	  "2147483648 is above the largest, 2147483647" },
	{ "crop", "width", "1.5", "\"1.5\" is not a whole number" },
	{ "crop", "height", "-3", "-3 is below the smallest, 0" },
	{ "pad", "mode", "wrap",
	  "\"wrap\" is not one of zero, reflect, replicate" },
	{ "pad", "size", "gven",
	  "\"gven\" is not one of fast, given; did you mean given?" },
	{ "pad", "width", "-1", "-1 is below the smallest, 0" },
	{ "pad", "height", "9999999999",
	  "9999999999 is above the largest, 2147483647" },
	{ "pad", "place", "centre",
	  "\"centre\" is not one of center, top-left; did you mean center?" },
	{ "normalize", "to", "mean",
	  "\"mean\" is not one of range, deviation" },
	{ "normalize", "lo", "1e31", "1e31 is above the largest, 1e+30" },
	{ "normalize", "hi", "-1e31", "-1e31 is below the smallest, -1e+30" },
	{ "normalize", "low-percent", "-0.1", "-0.1 is below the smallest, 0" },
	{ "normalize", "high-percent", "101", "101 is above the largest, 100" },
	{ "normalize", "each-channel", "maybe", "\"maybe\" is not yes or no" },
	{ "window", "type", "hanning",
	  "\"hanning\" is not one of hann, hamming, blackman, tukey, kaiser; "
	  "did you mean hamming?" },
	{ "window", "shape", "round",
	  "\"round\" is not one of separable, radial" },
	{ "window", "alpha", "1.01", "1.01 is above the largest, 1" },
	{ "window", "beta", "-1", "-1 is below the smallest, 0" },
	{ "window", "beta", "101", "101 is above the largest, 100" },
	{ "colormap", "map", "viridis",
	  "\"viridis\" is not one of auto, gray, heat, cubehelix, perceptual, "
	  "diverging, cyclic" },
	{ "colormap", "lo", "nan", "\"nan\" is not a number" },
	{ "colormap", "hi", "2e30", "2e30 is above the largest, 1e+30" },
	{ "compare", "peak", "0", "0 is below the smallest, 1e-30" },
	{ "compare", "min-psnr", "1001", "1001 is above the largest, 1000" },
	{ "compare", "min-psnr", "-201", "-201 is below the smallest, -200" },
};

static void bad_values_are_refused_with_the_range(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const fftpipe_param *param =
			find_param(load(refused[i].id), refused[i].key);
		fftpipe_value value;
		char *complaint;

		assert_false(param_parse(param, refused[i].value, &value,
					 &complaint));
		assert_string_equal(complaint, refused[i].complaint);
		free(complaint);
	}
}

/* Ranges of numbers stand in the words too, since readers see only those. */
static void all_are_described(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		const struct module *module = load(ids[i]);
		const fftpipe_transform *t = module->transform;

		assert_string_equal(t->vendor, "fftpipe");
		assert_string_equal(t->version, "1.0.0");
		assert_string_equal(t->license, "GPL-3.0-or-later");
		assert_true(strlen(t->doc) > 60);
		for (uint32_t k = 0; k < t->n_params; k++) {
			const fftpipe_param *param = module_param(module, k);
			char largest[40];

			assert_true(strlen(param->doc) > 20);
			assert_non_null(param->def);
			if (param->type != FFTPIPE_INT &&
			    param->type != FFTPIPE_FLOAT)
				continue;
			assert_true(param->min < param->max);
			snprintf(largest, sizeof largest,
				 param->type == FFTPIPE_INT ? "%.0f" : "%g",
				 param->max);
			if (!strcmp(largest, "1e+30"))
				strcpy(largest, "1e30");
			assert_non_null(strstr(param->doc, largest));
		}
	}
}

static int forget(void **state)
{
	(void)state;
	modules_finish(&modules);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_values_are_refused_with_the_range),
		cmocka_unit_test(all_are_described),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
