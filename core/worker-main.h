/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker-main.h - the life of a worker process
 */
#ifndef WORKER_MAIN_H
#define WORKER_MAIN_H

#include "worker.h"

/*
 * Serve the channel until its other end is closed; never returns.  `owner` is
 * the process that forked this one.
 */
_Noreturn void worker_main(int socket, pid_t owner, struct board *board,
			   const struct worker_setup *setup);

/* Close all descriptors from this one on, whoever opened them. */
void worker_close_from(int first);

/*
 * What holds a worker in, each for good: one before plugins are loaded, while
 * files are still opened, one after.  The first returns what both will lack
 * here, a text that stays, or NULL; the second is false if it lacks more.
 */
struct worker_fence {
	const char *(*before)(const struct module_path *path);
	bool (*after)(void);
};

/*
 * The same for a program that has its descriptors already.  `fence` may be
 * NULL; `problems` are those of the pipeline that it was told.
 */
_Noreturn void worker_serve(pid_t owner, struct board *board,
			    const struct worker_setup *setup,
			    const struct worker_fence *fence,
			    struct problems *problems);

#endif
