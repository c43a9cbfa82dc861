/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host.h - what a plugin sees of us: the fftpipe_host of one instance
 */
#ifndef HOST_H
#define HOST_H

#include "config.h"
#include "fftpipe/plugin.h"
#include "message.h"
#include "pool.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Who runs now, where a parent process can read it after a crash. */
struct board {
	char stage[64], plugin[64];
	/* How far its job is, for those who wait. */
	char doing[80];       /* "fft2d", "[blur] lowpass", "save [blur]" */
	uint32_t step, steps; /* from 1 of so many; 0: not begun */
	/* Of this step, where its plugin says so, from any of its threads. */
	_Atomic uint32_t thousandths;
};

/* Note who runs; `board` may be NULL; "" for nobody. */
void board_show(struct board *board, const char *stage, const char *plugin);

/* Note a step of the job: what, and the name of a stage or "". */
void board_step(struct board *board, uint32_t step, uint32_t steps,
		const char *doing, const char *stage);

/* What all instances of a job share. */
struct services {
	struct pool *pool;
	struct outcome *outcome;
	struct board *board;                 /* or NULL */
	const volatile sig_atomic_t *cancel; /* or NULL; nonzero: stop */
	atomic_bool failed; /* a call did: what others still do is in vain */
	uint32_t view_side; /* of views (view.h); 0: none are made */
};

/* One instance's place at the table; host.host_data points back to it. */
struct seat {
	fftpipe_host host;
	struct services *services;
	const char *stage, *plugin;
	struct place place; /* of the stage; no source: nobody wrote one */
	const struct entry *settings; /* its parameters as written */
	size_t n_settings;
	uint64_t reserved; /* what open announced */
	bool measured;     /* answers "fftpipe.measured/1" */
	bool coarse; /* answers "fftpipe.coarse/1": only 8-bit files follow */
};

void seat_init(struct seat *seat, struct services *services, const char *stage,
	       const char *plugin);

/*
 * A plugin is about to run on this thread, or has returned.  Outside tasks the
 * board is told too: it names what the main thread waits for.
 */
void seat_enter(const struct seat *seat);
void seat_leave(const struct seat *seat);

/* Who runs on this thread, or NULL; for a signal handler. */
const struct seat *seat_current(void);

/* This thread is inside a task of the pool: parallel() works serially. */
void seat_in_task(bool inside);

/*
 * What a call returned, as a status of ours: anything unknown is EINTERNAL, and
 * a failure without a sentence gets one that names the call.
 */
int seat_result(const struct seat *seat, int returned, const char *call);

#endif
