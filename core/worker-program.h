/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker-program.h - a worker as a program of its own: how its owner starts it,
 * and what both agree on
 *
 * The program starts with an environment that says at most where libraries lie
 * (LD_LIBRARY_PATH).  Before anything else it closes all descriptors
 * but the standard ones, its channel and its board, and gives up all
 * privileges.  The first parcel on its channel, SET_UP, holds what a forked
 * worker would know by itself: pipeline and overrides as texts, limits, folders
 * of plugins.
 */
#ifndef WORKER_PROGRAM_H
#define WORKER_PROGRAM_H

#include "load.h"
#include "worker.h"

/* The descriptors it starts with, beside standard error. */
enum { WORKER_CHANNEL = 3, WORKER_BOARD = 4 };

/* Memory for a board, which nobody can make shorter; -1 with errno. */
int worker_program_board(size_t size);

/*
 * Start it; its end of the channel and the board stay ours to close.  -1 with
 * errno.
 */
pid_t worker_program_start(const struct worker_setup *setup, int socket,
			   int board);

/* Where the program is: setup->program or what it stands for. */
const char *worker_program_path(const struct worker_setup *setup, char *path,
				size_t size);

/* SET_UP, sent by the owner; false with errno. */
bool worker_program_send(int socket, const struct worker_setup *setup);

/*
 * The counterpart: `setup` points into `loaded`, which starts as { 0 } and is
 * read and parsed again.  False if the parcel is broken, or an owner's of
 * another version.
 */
bool worker_program_receive(int socket, struct worker_setup *setup,
			    struct loaded *loaded, struct module_path *path,
			    pid_t *owner, struct problems *problems);

#endif
