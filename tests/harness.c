/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * harness.c - the least host that a transform can be tested in
 */
#include "harness.h"

#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	GUARD = 16,   /* floats behind the room of each row: a cache line */
	ENTRIES = 32, /* of one image */
	PARAMS = 8,   /* of one transform */
	THREADS = 8   /* at most */
};

static const float poison = -7.5e33f, guard = 4.25e31f;

struct fftpipe_meta {
	char *keys[ENTRIES], *values[ENTRIES];
};

static char *copy_text(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	assert_non_null(copy);
	return strcpy(copy, text);
}

/* ===========================================================================
 * Images
 * ======================================================================== */

static size_t room(const fftpipe_image *image)
{
	return ((size_t)image->width / 2 + 1) * 2;
}

static size_t row_samples(const fftpipe_image *image)
{
	return image->kind == FFTPIPE_SPECTRUM ? room(image) : image->width;
}

static void poison_rows(fftpipe_image *image, size_t from)
{
	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			float *row = fftpipe_row(image, c, y);

			for (size_t x = from; x < (size_t)image->stride; x++)
				row[x] = x < room(image) ? poison : guard;
		}
}

static void check_guards(const fftpipe_image *image)
{
	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			const float *row = fftpipe_row(image, c, y);

			for (size_t x = room(image); x < (size_t)image->stride;
			     x++)
				assert_true(row[x] == guard);
		}
}

/* Rows and data for the shape that an image has by now. */
static void image_allocate(fftpipe_image *image)
{
	size_t stride = (room(image) + GUARD - 1) / GUARD * GUARD + GUARD;

	image->stride = (int64_t)stride;
	image->plane = (int64_t)(stride * image->height);
	image->data =
		aligned_alloc(64, stride * image->height * image->channels *
					  sizeof *image->data);
	assert_non_null(image->data);
	poison_rows(image, 0);
}

fftpipe_image *image_create(uint32_t kind, uint32_t width, uint32_t height,
			    uint32_t channels)
{
	fftpipe_image *image = calloc(1, sizeof *image);

	assert_non_null(image);
	image->struct_size = sizeof *image;
	image->kind = kind;
	image->width = width;
	image->height = height;
	image->channels = channels;
	image->color = FFTPIPE_GRAY;
	image->meta = calloc(1, sizeof *image->meta);
	assert_non_null(image->meta);
	image_allocate(image);
	return image;
}

void image_destroy(fftpipe_image *image)
{
	if (!image)
		return;
	for (size_t i = 0; i < ENTRIES; i++) {
		free(image->meta->keys[i]);
		free(image->meta->values[i]);
	}
	free(image->meta);
	free(image->data);
	free(image);
}

static void copy_entries(const fftpipe_image *from, fftpipe_image *to)
{
	for (size_t i = 0; i < ENTRIES; i++)
		if (from->meta->keys[i])
			image_set_entry(to, from->meta->keys[i],
					from->meta->values[i]);
}

static void copy_samples(const fftpipe_image *from, fftpipe_image *to)
{
	for (uint32_t c = 0; c < from->channels; c++)
		for (uint32_t y = 0; y < from->height; y++)
			memcpy(fftpipe_row(to, c, y), fftpipe_row(from, c, y),
			       row_samples(from) * sizeof(float));
}

fftpipe_image *image_copy(const fftpipe_image *image)
{
	fftpipe_image *copy = image_create(image->kind, image->width,
					   image->height, image->channels);

	copy->color = image->color;
	copy->symmetry = image->symmetry;
	copy->lo = image->lo;
	copy->hi = image->hi;
	copy_entries(image, copy);
	copy_samples(image, copy);
	return copy;
}

const char *image_entry(const fftpipe_image *image, const char *key)
{
	for (size_t i = 0; i < ENTRIES; i++)
		if (image->meta->keys[i] && !strcmp(image->meta->keys[i], key))
			return image->meta->values[i];
	return NULL;
}

void image_set_entry(fftpipe_image *image, const char *key, const char *value)
{
	fftpipe_meta *meta = image->meta;
	size_t i = 0;

	while (i < ENTRIES && (!meta->keys[i] || strcmp(meta->keys[i], key)))
		i++;
	if (i < ENTRIES) {
		free(meta->keys[i]);
		free(meta->values[i]);
		meta->keys[i] = meta->values[i] = NULL;
	}
	if (!value)
		return;
	for (i = 0; i < ENTRIES && meta->keys[i]; i++)
		;
	assert_true(i < ENTRIES);
	meta->keys[i] = copy_text(key);
	meta->values[i] = copy_text(value);
}

/* ===========================================================================
 * The host's calls
 * ======================================================================== */

static void host_log(const fftpipe_host *host, int level, const char *text)
{
	(void)host, (void)level, (void)text;
}

static int host_fail(const fftpipe_host *host, int code, const char *sentence)
{
	struct harness *harness = host->host_data;

	if (!*harness->failure)
		snprintf(harness->failure, sizeof harness->failure, "%s",
			 sentence);
	return code;
}

static int host_progress(const fftpipe_host *host, double done)
{
	struct harness *harness = host->host_data;

	if (harness->progress_left < 0)
		return !(done >= 0 && done <= 1);
	return harness->progress_left-- == 0;
}

static const char *host_meta_get(const fftpipe_host *host,
				 const fftpipe_image *image, const char *key)
{
	(void)host;
	return image_entry(image, key);
}

static int host_meta_set(const fftpipe_host *host, fftpipe_image *image,
			 const char *key, const char *value)
{
	(void)host;
	image_set_entry(image, key, value);
	return FFTPIPE_OK;
}

static void host_reserve(const fftpipe_host *host, uint64_t bytes)
{
	struct harness *harness = host->host_data;

	harness->reserved += bytes;
}

struct job {
	uint32_t n;
	int (*task)(void *arg, uint32_t k);
	void *arg;
	atomic_uint next;
	atomic_int status;
};

static void *work(void *arg)
{
	struct job *job = arg;

	for (;;) {
		uint32_t k = atomic_fetch_add(&job->next, 1);
		int status;

		if (k >= job->n)
			return NULL;
		status = job->task(job->arg, k);
		if (status)
			atomic_store(&job->status, status);
	}
}

static int host_parallel(const fftpipe_host *host, uint32_t n,
			 int (*task)(void *arg, uint32_t k), void *arg)
{
	struct job job = { .n = n, .task = task, .arg = arg };
	pthread_t threads[THREADS];
	int status = FFTPIPE_OK;

	if (host->threads == 1) {
		while (n--) {
			int one = task(arg, n);

			status = one ? one : status;
		}
		return status;
	}
	for (uint32_t i = 0; i < host->threads; i++)
		assert_false(pthread_create(&threads[i], NULL, work, &job));
	for (uint32_t i = 0; i < host->threads; i++)
		pthread_join(threads[i], NULL);
	return atomic_load(&job.status);
}

static const void *host_get_extension(const fftpipe_host *host, const char *id)
{
	const struct harness *harness = host->host_data;

	for (size_t i = 0; i < 4 && harness->extensions[i]; i++)
		if (!strcmp(harness->extensions[i], id))
			return harness;
	return NULL;
}

void harness_init(struct harness *harness, unsigned int threads)
{
	*harness = (struct harness){
		.host = {
			.struct_size = sizeof harness->host,
			.abi_minor = FFTPIPE_ABI_MINOR,
			.threads = threads,
			.version = "test",
			.host_data = harness,
			.log = host_log,
			.fail = host_fail,
			.progress = host_progress,
			.meta_get = host_meta_get,
			.meta_set = host_meta_set,
			.reserve = host_reserve,
			.parallel = host_parallel,
			.get_extension = host_get_extension,
		},
		.progress_left = -1,
	};
	assert_true(threads >= 1 && threads <= THREADS);
}

/* ===========================================================================
 * Stages
 * ======================================================================== */

static const fftpipe_transform *find_transform(const char *id)
{
	const char *folder = getenv("FFTPIPE_PLUGIN_PATH");
	const fftpipe_transform *(*describe)(void);
	char path[1024];
	void *module;

	snprintf(path, sizeof path, "%s/%s.so", folder ? folder : ".libs", id);
	module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!module)
		fail_msg("%s", dlerror());
	*(void **)&describe = dlsym(module, "fftpipe_transform_v1");
	assert_non_null(describe);
	assert_string_equal(describe()->id, id);
	return describe();
}

static fftpipe_value parse_value(const fftpipe_param *param, const char *text)
{
	fftpipe_value value = { .i = 0 };

	switch (param->type) {
	case FFTPIPE_INT:
		value.i = strtoll(text, NULL, 10);
		break;
	case FFTPIPE_FLOAT:
		value.f = strtod(text, NULL);
		break;
	case FFTPIPE_BOOL:
		value.i = !strcmp(text, "yes");
		break;
	case FFTPIPE_CHOICE:
		while (strcmp(param->choices[value.i], text) != 0)
			assert_non_null(param->choices[++value.i]);
		break;
	default:
		value.s = text;
	}
	return value;
}

/* Returns what texts point into, to be freed when they are not needed. */
static char *parse_settings(const fftpipe_transform *transform,
			    const char *settings, fftpipe_value *values)
{
	char *copy = copy_text(settings ? settings : ""), *rest = copy, *word;

	assert_true(transform->n_params <= PARAMS);
	for (uint32_t i = 0; i < transform->n_params; i++)
		values[i] = parse_value(&transform->params[i],
					transform->params[i].def);
	while ((word = strtok_r(rest, " ", &rest))) {
		char *value = strchr(word, '=');
		uint32_t i = 0;

		assert_non_null(value);
		*value++ = '\0';
		while (strcmp(transform->params[i].key, word) != 0)
			assert_true(++i < transform->n_params);
		values[i] = parse_value(&transform->params[i], value);
	}
	return copy;
}

/* One stage while it runs. */
struct running {
	const fftpipe_transform *transform;
	const struct stage *stage;
	const fftpipe_image *in[2];
	fftpipe_image *out[1];
	fftpipe_value params[PARAMS];
	void *self;
};

/* Data is only there in run: what plugins may not see is not there. */
static int open_and_prepare(struct running *running, const fftpipe_host *host)
{
	const fftpipe_transform *t = running->transform;
	fftpipe_image *out = running->out[0];
	int status = FFTPIPE_OK;

	free(out->data);
	out->data = NULL;
	if (t->open)
		status = t->open(host, running->params, running->in,
				 running->out, &running->self);
	if (status)
		return status;
	out->lo = running->in[0]->lo;
	out->hi = running->in[0]->hi;
	copy_entries(running->in[0], out);
	if (t->prepare)
		status = t->prepare(running->self, host, running->params,
				    running->in, running->out);
	if (status && t->close)
		t->close(running->self);
	return status;
}

static int run_bands(struct running *running, const fftpipe_host *host)
{
	const fftpipe_transform *t = running->transform;
	uint32_t height = running->out[0]->height;
	uint32_t band = running->stage->rows_per_band;
	uint32_t end = height;
	int status = FFTPIPE_OK;

	if (!band || !(t->flags & (FFTPIPE_BANDS | FFTPIPE_ROWS)))
		band = height;
	while (end && !status) {
		uint32_t rows = end % band ? end % band : band;

		end -= rows;
		status = t->run(running->self, host, running->params,
				running->in, running->out, end, rows);
	}
	return status;
}

/* Give the output memory: its own, or a copy of the input that it shares. */
static fftpipe_image *give_memory(struct running *running)
{
	const struct stage *stage = running->stage;
	fftpipe_image *out = running->out[0], *shared;

	if (!stage->in_place) {
		image_allocate(out);
		return NULL;
	}
	assert_true(running->transform->flags & FFTPIPE_INPLACE);
	shared = image_copy(stage->in[0]);
	running->in[0] = shared;
	out->data = shared->data;
	out->stride = shared->stride;
	out->plane = shared->plane;
	return shared;
}

int stage_run(struct harness *harness, const struct stage *stage,
	      fftpipe_image **out)
{
	struct running running = { .transform = find_transform(stage->id),
				   .stage = stage };
	fftpipe_image *before[2] = { NULL, NULL }, *shared;
	char *texts;
	int status;

	*out = NULL;
	for (size_t i = 0; i < 2 && stage->in[i]; i++) {
		running.in[i] = stage->in[i];
		before[i] = image_copy(stage->in[i]);
	}
	texts = parse_settings(running.transform, stage->settings,
			       running.params);
	running.out[0] =
		image_create(stage->in[0]->kind, stage->in[0]->width,
			     stage->in[0]->height, stage->in[0]->channels);
	running.out[0]->color = stage->in[0]->color;
	status = open_and_prepare(&running, &harness->host);
	if (!status) {
		shared = give_memory(&running);
		status = run_bands(&running, &harness->host);
		check_guards(running.out[0]);
		if (shared)
			shared->data = NULL;
		image_destroy(shared);
		if (running.transform->close)
			running.transform->close(running.self);
	}
	free(texts);
	for (size_t i = 0; i < 2 && before[i]; i++) {
		assert_true(image_equal(before[i], stage->in[i]));
		image_destroy(before[i]);
	}
	if (status)
		image_destroy(running.out[0]);
	else
		*out = running.out[0];
	return status;
}
