/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scene.h - what a transform is to be tried with: shapes, kinds, parameters
 */
#ifndef VERIFY_SCENE_H
#define VERIFY_SCENE_H

#include "trial.h"

enum { MOST_PORTS = 16 };

/* What the pictures show; a spectrum is that of such a picture. */
enum content {
	CONTENT_NOISE, /* whole numbers from 0 to 255, on a slope */
	CONTENT_ZERO,
	CONTENT_FLAT,  /* all 255 */
	CONTENT_SPIKE, /* one sample is not 0 */
	CONTENT_FAINT, /* noise of 1e-6 */
	CONTENT_DEEP,  /* 16 bits: up to 65535 */
	CONTENTS
};

struct scene {
	uint32_t width, height, channels, color;
	uint32_t kinds[MOST_PORTS]; /* of the inputs; 0: not connected */
	fftpipe_value *values;
	const fftpipe_param *changed; /* a parameter worth telling, or NULL */
	fftpipe_value changed_to;
	enum content content;
	unsigned seed;
	bool unneeded[MOST_PORTS]; /* outputs */
	bool guarded;              /* rows end at a guard */
	bool read_only;            /* inputs */
	bool in_place;             /* out[0] has in[0]'s memory */
	bool measured;             /* the host has fftpipe.measured/1 */
	unsigned threads;          /* for parallel(); 0: one, backward */
	uint32_t fill;             /* of outputs, as bits */
	uint32_t padding;          /* behind the samples of inputs, as bits */
};

/*
 * A scene that the transform takes, with its defaults and every input
 * connected.  False if none was found: *complaint says what happened last.
 */
bool scene_find(struct trial *trial, struct scene *scene,
		const char **complaint);

/* Are all --set of this plugin, with values that it takes?  False: refused. */
bool scene_check_sets(struct trial *trial);

/* The next way to feed the inputs; false, and back to the first, at the end. */
bool scene_next_feed(struct trial *trial, struct scene *scene);

/*
 * Call check() for each way to feed the inputs (not without end), or skip the
 * rule if nothing is known that the transform takes.
 */
bool scenes_each(struct trial *trial,
		 bool (*check)(struct trial *trial, const struct scene *scene));

/* The same with a list of shapes; channels 0: those that are taken. */
struct shape {
	uint32_t width, height, channels, color;
};
bool scenes_shapes(struct trial *trial, const struct shape *shapes, size_t n,
		   bool (*check)(struct trial *trial,
				 const struct scene *scene));

/* A copy of the values, to be changed. */
fftpipe_value *values_copy(struct trial *trial, const fftpipe_value *values);

/* "31 by 37, 3 channels, picture image, mask spectrum, width=5". */
void scene_describe(const struct trial *trial, const struct scene *scene,
		    char *text, size_t size);

/* Fill an image with what the scene's input `port` shows. */
void scene_draw(struct trial *trial, const struct scene *scene, uint32_t port,
		fftpipe_image *image);

/* Reproducible numbers: the next, below `n`. */
uint32_t random_below(uint64_t *state, uint32_t n);

#endif
