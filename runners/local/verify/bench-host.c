/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-host.c - a host that notes what it is told
 */
#include "bench-host.h"
#include "allocations.h"

#include "meta.h"

#include <stdio.h>
#include <string.h>

static struct bench *bench_of(const fftpipe_host *host)
{
	return host->host_data;
}

static void host_log(const fftpipe_host *host, int level, const char *text)
{
	(void)host, (void)level, (void)text;
}

static int host_fail(const fftpipe_host *host, int code, const char *sentence)
{
	struct bench *bench = bench_of(host);

	pthread_mutex_lock(&bench->lock);
	if (!*bench->sentence) {
		bench->code = code;
		snprintf(bench->sentence, sizeof bench->sentence, "%s",
			 sentence ? sentence : "");
	}
	pthread_mutex_unlock(&bench->lock);
	return code;
}

static int host_progress(const fftpipe_host *host, double done)
{
	struct bench *bench = bench_of(host);
	bool stop;

	pthread_mutex_lock(&bench->lock);
	if (!(done >= 0 && done <= 1))
		bench->strange_progress = done;
	bench->n_progress++;
	stop = bench->stop_after && bench->n_progress >= bench->stop_after;
	if (stop && !bench->stopped) {
		bench->stopped = true;
		bench->stopped_at = milliseconds_now();
	}
	pthread_mutex_unlock(&bench->lock);
	return stop;
}

static const char *host_meta_get(const fftpipe_host *host,
				 const fftpipe_image *image, const char *key)
{
	(void)host;
	return image && image->meta && key ? meta_get(image->meta, key) : NULL;
}

/* The host's memory runs out like anybody's. */
static int host_meta_set(const fftpipe_host *host, fftpipe_image *image,
			 const char *key, const char *value)
{
	(void)host;
	if (allocations_exhausted())
		return FFTPIPE_ENOMEM;
	if (!image || !image->meta || !key)
		return FFTPIPE_EPARAM;
	return meta_set(image->meta, key, value);
}

static void host_reserve(const fftpipe_host *host, uint64_t bytes)
{
	(void)host, (void)bytes;
}

/* One thread; from the last task to the first if the scene wants that. */
static int run_alone(bool backward, uint32_t n,
		     int (*task)(void *arg, uint32_t k), void *arg)
{
	int result = 0;

	for (uint32_t i = 0; i < n; i++) {
		int one = task(arg, backward ? n - 1 - i : i);

		if (one && (!result || backward))
			result = one;
	}
	return result;
}

static int host_parallel(const fftpipe_host *host, uint32_t n,
			 int (*task)(void *arg, uint32_t k), void *arg)
{
	struct bench *bench = bench_of(host);
	struct pool *pool = host->threads > 1
				    ? trial_pool(bench->trial, host->threads)
				    : NULL;

	bool bands = bench->trial->module.transform->flags &
		     (FFTPIPE_BANDS | FFTPIPE_ROWS);
	bool run = !strcmp(bench->call, "run");

	if (run ? bands : strcmp(bench->call, "prepare") != 0)
		bench->misplaced_parallel = true;
	/* The pool is in use where bands are made. */
	if (pool && !bench->misplaced_parallel)
		return pool_run(pool, n, task, arg);
	return run_alone(!bench->scene.threads, n, task, arg);
}

static const void *host_get_extension(const fftpipe_host *host, const char *id)
{
	const struct bench *bench = bench_of(host);
	bool known = id && !strcmp(id, "fftpipe.measured/1");

	return known && bench->scene.measured ? bench : NULL;
}

void bench_host_init(struct bench *bench)
{
	unsigned threads = bench->scene.threads;

	bench->host = (fftpipe_host){
		.struct_size = sizeof bench->host,
		.abi_minor = FFTPIPE_ABI_MINOR,
		.threads = threads ? threads : 1,
		.version = VERSION,
		.host_data = bench,
		.log = host_log,
		.fail = host_fail,
		.progress = host_progress,
		.meta_get = host_meta_get,
		.meta_set = host_meta_set,
		.reserve = host_reserve,
		.parallel = host_parallel,
		.get_extension = host_get_extension,
	};
}
