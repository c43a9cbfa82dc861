/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - fftpipe-worker: opens plugins and does jobs for the program that
 * starts it
 */
#include "json-watch.h"
#include "privileges.h"
#include "sandbox.h"
#include "versions.h"
#include "worker-program.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { STATUS_WRONG = 2 };

/* Who started it as a worker gave it a socket there. */
static bool has_channel(void)
{
	int type;
	socklen_t size = sizeof type;

	return !getsockopt(WORKER_CHANNEL, SOL_SOCKET, SO_TYPE, &type, &size);
}

static struct board *map_board(void)
{
	struct board *board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE,
				   MAP_SHARED, WORKER_BOARD, 0);

	close(WORKER_BOARD);
	return board == MAP_FAILED ? NULL : board;
}

int main(int argc, char **argv)
{
	struct loaded loaded = { 0 };
	struct problems problems = { 0 };
	struct worker_setup setup;
	struct module_path path;
	struct board *board;
	pid_t owner;

	if (argc == 2 && !strcmp(argv[1], "--version")) {
		printf("fftpipe-worker %s\n", VERSION);
		return EXIT_SUCCESS;
	}
	if (!has_channel()) {
		fprintf(stderr, "fftpipe-worker: does nothing by itself; "
				"fftpipe and its kin start it\n");
		return STATUS_WRONG;
	}
	/* The owner's caller may have left some open. */
	worker_close_from(WORKER_BOARD + 1);
	privileges_drop();
	json_watch_init();
	board = map_board();
	if (!board || !worker_program_receive(WORKER_CHANNEL, &setup, &loaded,
					      &path, &owner, &problems))
		return STATUS_WRONG;
	worker_serve(owner, board, &setup,
		     setup.kind == WORKER_SANDBOXED ? &sandbox : NULL,
		     &problems);
}
