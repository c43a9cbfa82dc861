/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crew.h - work in numbered parts on the host's threads
 */
#ifndef PLUGINS_CREW_H
#define PLUGINS_CREW_H

#include <stdbool.h>
#include <stddef.h>

#include <fftpipe/plugin.h>

/*
 * Call task(arg, k, slot) for k = 0 .. n - 1.  No two calls at one time have
 * the same slot, and all are below crew_slots(): memory that a task needs for
 * itself is indexed by it.  Which k gets which slot is left to chance, so
 * results must not depend on it.
 */
struct crew_work {
	int (*task)(void *arg, size_t k, unsigned int slot);
	void *arg;
	size_t n;
	double from, to; /* which part of run() this is, to tell the host */
};

/* Stops at a failure, or with FFTPIPE_ECANCELED when the host wants that. */
int crew_run(const fftpipe_host *host, const struct crew_work *work);
unsigned int crew_slots(const fftpipe_host *host, size_t n);

/* *product = a * b, unless that does not fit. */
bool crew_multiply(size_t a, size_t b, size_t *product);

#endif /* PLUGINS_CREW_H */
