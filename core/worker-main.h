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

#endif
