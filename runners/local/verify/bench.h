/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.h - one instance of the transform, its images, and a host that watches
 */
#ifndef VERIFY_BENCH_H
#define VERIFY_BENCH_H

#include "scene.h"
#include "sheet.h"

#include <pthread.h>

/* What bench_open() returns for outputs that cannot be; said in `impossible`.
 */
enum { STATUS_IMPOSSIBLE = -2 };

struct bench {
	struct trial *trial;
	struct scene scene;
	fftpipe_host host;
	struct sheet in[MOST_PORTS], out[MOST_PORTS];
	const fftpipe_image *in_images[MOST_PORTS];
	fftpipe_image *out_images[MOST_PORTS];
	void *self;
	const char *call;     /* that was made last */
	char impossible[128]; /* what open gave an output that cannot be */
	char changed[128];    /* what a call changed and may not */

	/* What the host was told; any thread may. */
	pthread_mutex_t lock;
	char sentence[256];
	double stopped_at;       /* milliseconds */
	double strange_progress; /* outside 0 to 1, or 0 */
	int code;                /* that came with the sentence */
	unsigned n_progress;     /* calls */
	unsigned stop_after;     /* calls; 0: never */
	bool stopped;            /* progress() said so */
	bool misplaced_parallel; /* called where it may not be */
	bool opened;
};

/* Inputs for a scene; nothing is called.  bench_finish() closes, too. */
void bench_init(struct bench *bench, struct trial *trial,
		const struct scene *scene);
void bench_finish(struct bench *bench);

/* Other pictures of the same shape. */
void bench_draw(struct bench *bench, unsigned seed);

/* The calls; run is for all rows.  Each returns what the plugin did. */
int bench_open(struct bench *bench);
int bench_prepare(struct bench *bench);
int bench_run(struct bench *bench);
void bench_close(struct bench *bench);

/* prepare and run; the same after open. */
int bench_picture(struct bench *bench);
int bench_work(struct bench *bench);

/*
 * Was it worked on, or refused as plugins may?  False after trial_broken() for
 * anything else.
 */
bool bench_judge(struct bench *bench, int status);

/* "run returned EDATA: the sentence". */
void bench_describe(const struct bench *bench, int status, char *text,
		    size_t size);

double milliseconds_now(void);

/* ---- results ------------------------------------------------------------- */

/* Everything that the outputs hold, in memory of its own. */
struct kept {
	struct kept_output {
		uint32_t channels, height, color, symmetry;
		size_t samples; /* of a row */
		float *data;    /* NULL: not needed */
		double lo, hi;
		char *meta;
	} outputs[MOST_PORTS];
	uint32_t n;
};

struct kept *bench_keep(struct bench *bench);

/* What a scene gives, or NULL if it is not taken. */
struct kept *bench_make(struct trial *trial, const struct scene *scene);
void kept_free(struct kept *kept);

/* True if they are the same bits; else `text` says where they are not. */
bool kept_same(const struct bench *bench, const struct kept *a,
	       const struct kept *b, char text[256]);

/* Do the work again on a fresh bench and compare; `how` says what is new. */
bool bench_compare(struct trial *trial, const struct scene *scene,
		   const struct kept *wanted, const char *how);

#endif
