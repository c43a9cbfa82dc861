/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exact.c - samples that a file's text holds exactly, put back after reading
 */
#include <math.h>
#include <stdlib.h>

#include "embed.h"
#include "image.h"

/* Where float32 arithmetic may have put a value on the next level. */
static const double ROUNDING = 1e-6;

/* A few hundred are usual; whoever writes more wants our memory. */
enum { EXACT_MOST = 1 << 14 };

struct exact_sample {
	uint32_t x, y, channel;
	float value;
};

struct exact_samples {
	size_t count;
	struct exact_sample samples[];
};

/* A number and the character behind it. */
static bool parse_index(const char **at, char behind, uint32_t limit,
			uint32_t *index)
{
	char *end;
	unsigned long long number;

	if (**at < '0' || **at > '9')
		return false;
	number = strtoull(*at, &end, 10);
	if (*end != behind || number >= limit)
		return false;
	*index = (uint32_t)number;
	*at = end + 1;
	return true;
}

static bool parse_sample(const char **at, const fftpipe_image *image,
			 struct exact_sample *sample)
{
	double value;
	char *end;

	if (!parse_index(at, ' ', image->width, &sample->x) ||
	    !parse_index(at, ' ', image->height, &sample->y) ||
	    !parse_index(at, ' ', image->channels, &sample->channel))
		return false;
	value = strtod(*at, &end);
	sample->value = (float)value;
	if (end == *at || !isfinite(sample->value) || (*end && *end != ';'))
		return false;
	*at = *end ? end + 1 : end;
	return true;
}

/* The level that the file holds is the one that `value` got. */
static bool untouched(const struct levels *levels, const fftpipe_image *image,
		      const struct exact_sample *sample)
{
	const float *row = fftpipe_row(image, sample->channel, sample->y);
	const double span = (levels->hi - levels->lo) * ROUNDING;

	for (int i = -1; i <= 1; i++) {
		float near = (float)((double)sample->value + i * span);
		unsigned level = levels_at(levels, near, sample->x, sample->y,
					   image->width, image->height);

		if (row[sample->x] == (float)level)
			return true;
	}
	return false;
}

/* The sample that symmetry says is there too; false if it is the same one. */
static bool mirrored(uint32_t symmetry, const fftpipe_image *image,
		     struct exact_sample *sample)
{
	uint32_t x = levels_mirror(sample->x, image->width);
	uint32_t y = levels_mirror(sample->y, image->height);

	if (symmetry == FFTPIPE_ASYMMETRIC ||
	    (x == sample->x && y == sample->y))
		return false;
	sample->x = x;
	sample->y = y;
	/* -pi is pi. */
	if (symmetry == FFTPIPE_ODD && !(image->color == FFTPIPE_ANGLE &&
					 sample->value == (float)acos(-1.0)))
		sample->value = -sample->value;
	return true;
}

static void add(struct exact_samples *exact, const struct levels *levels,
		const fftpipe_image *image, const struct exact_sample *sample)
{
	if (untouched(levels, image, sample))
		exact->samples[exact->count++] = *sample;
}

static void add_both(struct exact_samples *exact,
		     const struct embedded *embedded,
		     const fftpipe_image *image, struct exact_sample sample)
{
	add(exact, &embedded->levels, image, &sample);
	if (mirrored(embedded->symmetry, image, &sample))
		add(exact, &embedded->levels, image, &sample);
}

/*
 * Is it a gray file's list?  That of a color has each channel's mean.  Gray
 * that was saved again as a color holds the same in each channel.
 */
static bool is_gray(const char *at, const fftpipe_image *image)
{
	struct exact_sample sample;

	while (*at && parse_sample(&at, image, &sample))
		if (sample.channel)
			return false;
	return true;
}

static size_t count_samples(const char *text)
{
	size_t count = 1;

	while (*text)
		count += *text++ == ';';
	return count;
}

struct exact_samples *exact_find(const struct embedded *embedded,
				 const fftpipe_image *image_of_levels)
{
	const char *at = meta_get(embedded->meta, "exact");
	size_t count = at ? count_samples(at) : 0;
	uint32_t channels = at && is_gray(at, image_of_levels)
				    ? image_of_levels->channels
				    : 1;
	struct exact_sample sample;
	struct exact_samples *exact;

	if (!embedded->has_levels || count > EXACT_MOST / channels)
		count = 0;
	exact = calloc(1, sizeof *exact + 2 * count * channels * sizeof sample);
	if (!exact || !count)
		return exact;
	while (*at && parse_sample(&at, image_of_levels, &sample)) {
		add_both(exact, embedded, image_of_levels, sample);
		while (++sample.channel < channels)
			add_both(exact, embedded, image_of_levels, sample);
	}
	return exact;
}

void exact_restore(const struct exact_samples *exact, fftpipe_image *image)
{
	for (size_t i = 0; i < exact->count; i++) {
		const struct exact_sample *sample = &exact->samples[i];

		fftpipe_row(image, sample->channel, sample->y)[sample->x] =
			sample->value;
	}
}

void exact_destroy(struct exact_samples *exact)
{
	free(exact);
}
