/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crew.c - a plugin's work in numbered parts on the host's threads
 */
#include "crew.h"

#include <stdatomic.h>
#include <stdint.h>

struct crew {
	const fftpipe_host *host;
	const struct crew_work *work;
	atomic_size_t next, done;
	atomic_int failed;
};

static int crew_task(void *arg, uint32_t slot)
{
	struct crew *crew = arg;
	const struct crew_work *work = crew->work;

	while (!atomic_load(&crew->failed)) {
		size_t k = atomic_fetch_add(&crew->next, 1), done;
		int status;
		double part;

		if (k >= work->n)
			break;
		status = work->task(work->arg, k, slot);
		done = atomic_fetch_add(&crew->done, 1) + 1;
		part = (double)done / (double)work->n;
		part = work->from + (work->to - work->from) * part;
		if (!status && crew->host->progress(crew->host, part))
			status = FFTPIPE_ECANCELED;
		if (status)
			atomic_store(&crew->failed, status);
	}
	return atomic_load(&crew->failed);
}

unsigned int crew_slots(const fftpipe_host *host, size_t n)
{
	unsigned int threads = host->threads ? host->threads : 1;

	return n < threads ? (unsigned int)n : threads;
}

int crew_run(const fftpipe_host *host, const struct crew_work *work)
{
	struct crew crew = { .host = host, .work = work };

	return host->parallel(host, crew_slots(host, work->n), crew_task,
			      &crew);
}

bool crew_multiply(size_t a, size_t b, size_t *product)
{
	if (b && a > SIZE_MAX / b)
		return false;
	*product = a * b;
	return true;
}
