/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare-pictures.c - how much two PNG files differ, pixel by pixel
 *
 *	compare-pictures A B [--circular N] [--mask M] [--fit yes]
 *	                     [--most D] [--equal PERCENT] [--psnr DB]
 *
 * Prints "max D equal PERCENT psnr DB", equal pictures having 100 dB and others
 * less.  --circular: levels go round, and N of them make a circle.  --mask:
 *only where this picture is white.  Ends with 1 if the difference is larger
 *than
 * --most, the share of equal samples below --equal or the PSNR below --psnr;
 *with 2 if the two cannot be compared.
 */
#include "picture-file.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
	long circular;
	const char *mask;
	bool fit;
	double most, equal, psnr;
};

struct difference {
	long most;
	size_t samples, equal;
	double squares;
};

static void read_option(struct options *options, const char *name,
			const char *value)
{
	if (!value)
		die(name, "needs a value");
	if (!strcmp(name, "--circular"))
		options->circular = number(value);
	else if (!strcmp(name, "--mask"))
		options->mask = value;
	else if (!strcmp(name, "--fit"))
		options->fit = true;
	else if (!strcmp(name, "--most"))
		options->most = strtod(value, NULL);
	else if (!strcmp(name, "--equal"))
		options->equal = strtod(value, NULL);
	else if (!strcmp(name, "--psnr"))
		options->psnr = strtod(value, NULL);
	else
		die(name, "no such option");
}

static void check_shapes(const struct picture *a, const struct picture *b,
			 const char *path)
{
	if (a->width != b->width || a->height != b->height)
		die(path, "not of the size of the first");
	if (a->channels != b->channels || a->depth != b->depth)
		die(path, "not of the channels and depth of the first");
}

/* Give b the brightness and contrast with which it is nearest to a. */
static void fit(const struct picture *a, struct picture *b)
{
	size_t n = picture_samples(a);
	double sum_a = 0, sum_b = 0, sum_ab = 0, sum_bb = 0, slope, start;

	for (size_t i = 0; i < n; i++) {
		sum_a += a->levels[i];
		sum_b += b->levels[i];
		sum_ab += (double)a->levels[i] * b->levels[i];
		sum_bb += (double)b->levels[i] * b->levels[i];
	}
	slope = sum_bb * (double)n - sum_b * sum_b;
	if (slope > 0)
		slope = (sum_ab * (double)n - sum_a * sum_b) / slope;
	start = (sum_a - slope * sum_b) / (double)n;
	for (size_t i = 0; i < n; i++) {
		double level = rint(b->levels[i] * slope + start);

		level = fmax(0, fmin(level, a->depth == 8 ? 255 : 65535));
		b->levels[i] = (uint16_t)level;
	}
}

static void compare(struct difference *found, const struct picture *a,
		    const struct picture *b, const struct picture *mask,
		    long circular)
{
	size_t n = picture_samples(a);

	for (size_t i = 0; i < n; i++) {
		long d = labs((long)a->levels[i] - (long)b->levels[i]);

		if (mask && mask->levels[i / a->channels] != 255)
			continue;
		if (circular && d > circular - d)
			d = labs(circular - d);
		found->samples++;
		found->equal += !d;
		found->squares += (double)d * (double)d;
		if (d > found->most)
			found->most = d;
	}
}

int main(int argc, char **argv)
{
	struct options options = { .most = HUGE_VAL };
	struct difference found = { 0 };
	struct picture a, b, mask;
	double equal = 100, psnr = 100;

	if (argc < 3)
		die(argv[0], "needs two files");
	for (int i = 3; i < argc; i += 2)
		read_option(&options, argv[i], argv[i + 1]);
	picture_read(&a, argv[1]);
	picture_read(&b, argv[2]);
	check_shapes(&a, &b, argv[2]);
	if (options.mask) {
		picture_read(&mask, options.mask);
		if (mask.width != a.width || mask.height != a.height ||
		    mask.channels != 1)
			die(options.mask, "not of the shape of the first");
	}
	if (options.fit)
		fit(&a, &b);
	compare(&found, &a, &b, options.mask ? &mask : NULL, options.circular);
	if (found.equal < found.samples) {
		double levels = a.depth == 8 ? 255 : 65535;

		equal = 100.0 * (double)found.equal / (double)found.samples;
		psnr = 10 * log10(levels * levels * (double)found.samples /
				  found.squares);
		psnr = fmin(psnr, 99.99);
	}
	printf("max %ld equal %.4f psnr %.2f\n", found.most, equal, psnr);
	picture_finish(&a);
	picture_finish(&b);
	if (options.mask)
		picture_finish(&mask);
	return (double)found.most > options.most || equal < options.equal ||
	       psnr < options.psnr;
}
