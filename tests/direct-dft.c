/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * direct-dft.c - the discrete Fourier transform by its definition
 */
#include "direct-dft.h"

#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

static void *take(size_t n, size_t size)
{
	void *memory = calloc(n, size);

	if (!memory)
		die("transform", "out of memory");
	return memory;
}

/* n values, `step` apart. */
static void transform_line(double complex *values, uint32_t n, size_t step,
			   const double complex *turns, double complex *line)
{
	for (uint32_t k = 0; k < n; k++) {
		double complex sum = 0;
		uint32_t turn = 0;

		for (uint32_t i = 0; i < n; i++) {
			sum += values[i * step] * turns[turn];
			turn = (uint32_t)(((uint64_t)turn + k) % n);
		}
		line[k] = sum;
	}
	for (uint32_t k = 0; k < n; k++)
		values[k * step] = line[k];
}

/* `lines` lines of n values each. */
static void transform_lines(double complex *values, uint32_t n, size_t step,
			    uint32_t lines, size_t line_step, int sign)
{
	double complex *turns = take(n, sizeof *turns);
	double complex *line = take(n, sizeof *line);

	for (uint32_t k = 0; k < n; k++)
		turns[k] = cexp(sign * 2 * pi * k / n * I);
	for (uint32_t i = 0; i < lines; i++)
		transform_line(values + i * line_step, n, step, turns, line);
	free(line);
	free(turns);
}

void direct_dft(double complex *values, uint32_t width, uint32_t height,
		int sign)
{
	transform_lines(values, width, 1, height, width, sign);
	transform_lines(values, height, width, width, 1, sign);
}

double complex *direct_spectrum(const struct picture *picture)
{
	size_t n = (size_t)picture->width * picture->height;
	double complex *spectrum = take(n, sizeof *spectrum);

	if (picture->channels != 1)
		die("picture", "not gray");
	for (size_t i = 0; i < n; i++)
		spectrum[i] = picture->levels[i];
	direct_dft(spectrum, picture->width, picture->height, -1);
	return spectrum;
}
