/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker-program.c - start the program that workers are where the owner has
 * something to hide
 */
#define _GNU_SOURCE /* memfd_create */
#include "worker-program.h"
#include "worker-parcels.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PROGRAM "fftpipe-worker"

/* All of the owner's environment that the program gets. */
static const char *const kept_variables[] = {
	"LD_LIBRARY_PATH",
#ifdef FFTPIPE_SANITIZED
	"ASAN_OPTIONS",    "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
#endif
};

enum { N_KEPT = sizeof kept_variables / sizeof *kept_variables };

int worker_program_board(size_t size)
{
	int fd = memfd_create("board", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	/* A board cut short would kill its owner, who reads it. */
	if (!ftruncate(fd, (off_t)size) &&
	    !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		return fd;
	close(fd);
	return -1;
}

const char *worker_program_path(const struct worker_setup *setup, char *path,
				size_t size)
{
	ssize_t length;
	char *name;

	if (setup->program)
		return setup->program;
	/* A build folder has it beside the program that runs. */
	length = readlink("/proc/self/exe", path, size - 1);
	if (length > 0) {
		path[length] = '\0';
		name = strrchr(path, '/');
		if (name && (size_t)(name + 1 - path) + sizeof PROGRAM < size) {
			memcpy(name + 1, PROGRAM, sizeof PROGRAM);
			if (!access(path, X_OK))
				return path;
		}
	}
	return PKGLIBEXECDIR "/" PROGRAM;
}

/* ---- starting ----------------------------------------------------------- */

/* NAME=VALUE of what is kept, up to NULL; in `arena`; NULL without memory. */
static char *const *keep_variables(struct arena *arena)
{
	char **variables = arena_array(arena, N_KEPT + 1, sizeof *variables);
	size_t n = 0;

	for (size_t i = 0; variables && i < N_KEPT; i++) {
		const char *value = getenv(kept_variables[i]);

		if (!value)
			continue;
		variables[n] =
			arena_printf(arena, "%s=%s", kept_variables[i], value);
		if (!variables[n++])
			return NULL;
	}
	return variables;
}

/*
 * Signals to the whole group are the owner's to act on; the program ignores
 * them before it lets them in again.
 */
static int hold_signals(posix_spawnattr_t *attributes)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	posix_spawnattr_setsigmask(attributes, &held);
	return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK);
}

/* Both descriptors lie above those that they are copied to. */
static int place_descriptors(posix_spawn_file_actions_t *actions, int socket,
			     int board)
{
	int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO,
						     "/dev/null", O_RDWR, 0);

	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, STDERR_FILENO,
							 STDOUT_FILENO);
	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, socket,
							 WORKER_CHANNEL);
	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, board,
							 WORKER_BOARD);
	return error;
}

/* Without a copy of this process in between; 0 or an error's number. */
static int spawn(pid_t *pid, const char *path, char *const *variables,
		 int socket, int board)
{
	char name[] = PROGRAM, *const words[] = { name, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (!error) {
		error = place_descriptors(&actions, socket, board);
		if (!error)
			error = hold_signals(&attributes);
		if (!error)
			error = posix_spawn(pid, path, &actions, &attributes,
					    words, variables);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

pid_t worker_program_start(const struct worker_setup *setup, int socket,
			   int board)
{
	char buffer[4096];
	const char *path = worker_program_path(setup, buffer, sizeof buffer);
	struct arena arena = { 0 };
	char *const *variables = keep_variables(&arena);
	int error = ENOMEM;
	pid_t pid = -1;

	/* Neither memory nor environment of ours is the workers' to read. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	socket = fcntl(socket, F_DUPFD_CLOEXEC, WORKER_BOARD + 1);
	board = fcntl(board, F_DUPFD_CLOEXEC, WORKER_BOARD + 1);
	/*
	 * Where posix_spawn forks (below an emulator such as qemu or valgrind)
	 * it cannot tell of a program that is missing.
	 */
	if (socket < 0 || board < 0 || access(path, X_OK))
		error = errno;
	else if (variables)
		error = spawn(&pid, path, variables, socket, board);
	if (socket >= 0)
		close(socket);
	if (board >= 0)
		close(board);
	arena_finish(&arena);
	errno = error;
	return error ? -1 : pid;
}

/* ---- what it is told ---------------------------------------------------- */

static void put_limits(struct parcel *parcel, const struct limits *limits)
{
	parcel_put_number(parcel, limits->pixels);
	parcel_put_number(parcel, limits->memory);
	parcel_put_real(parcel, limits->seconds);
	parcel_put_number(parcel, limits->files);
	parcel_put_number(parcel, limits->pages);
	parcel_put_number(parcel, limits->text);
	parcel_put_number(parcel, limits->profile);
}

static void get_limits(struct parcel *parcel, struct limits *limits)
{
	limits->pixels = parcel_get_number(parcel);
	limits->memory = parcel_get_number(parcel);
	limits->seconds = parcel_get_real(parcel);
	limits->files = parcel_get_number(parcel);
	limits->pages = parcel_get_number(parcel);
	limits->text = parcel_get_number(parcel);
	limits->profile = parcel_get_number(parcel);
}

bool worker_program_send(int socket, const struct worker_setup *setup)
{
	const struct pipeline *pipeline = setup->pipeline;
	const struct config *config = pipeline->config;
	struct parcel parcel = { .type = SET_UP };
	bool sent;
	int error;

	parcel_put_text(&parcel, VERSION);
	parcel_put_number(&parcel, (uint64_t)getpid());
	parcel_put_number(&parcel, (uint64_t)setup->kind);
	parcel_put_number(&parcel, setup->threads);
	parcel_put_number(&parcel, setup->path->count);
	for (size_t i = 0; i < setup->path->count; i++)
		parcel_put_text(&parcel, setup->path->folders[i]);
	parcel_put_text(&parcel, config->name);
	parcel_put_bytes(&parcel, config->text, config->text_length);
	parcel_put_number(&parcel, config->n_settings);
	for (size_t i = 0; i < config->n_settings; i++) {
		parcel_put_number(&parcel, config->settings[i].number);
		parcel_put_text(&parcel, config->settings[i].assignment);
	}
	put_limits(&parcel, &pipeline->limits);
	sent = parcel_send(socket, &parcel);
	error = errno;
	parcel_finish(&parcel);
	errno = error;
	return sent;
}

static bool get_path(struct parcel *parcel, struct arena *arena,
		     struct module_path *path)
{
	uint64_t n = parcel_get_number(parcel);

	*path = (struct module_path){ 0 };
	while (n-- && !parcel->broken) {
		const char *folder = parcel_get_text(parcel);
		const char **slot =
			arena_append(arena, &path->folders, &path->count,
				     sizeof *path->folders);

		if (!folder || !slot)
			return false;
		*slot = arena_strdup(arena, folder);
		if (!*slot)
			return false;
	}
	/* The terminator. */
	if (!arena_append(arena, &path->folders, &path->count,
			  sizeof *path->folders))
		return false;
	path->count--;
	return true;
}

/* The same code reads the same text as in the owner. */
static bool get_pipeline(struct parcel *parcel, struct loaded *loaded,
			 struct problems *problems)
{
	const char *name = parcel_get_text(parcel), *text;
	size_t length;
	uint64_t n;

	text = parcel_get_bytes(parcel, &length);
	if (!name || !text)
		return false;
	config_read_text(&loaded->config, name, text, length, problems);
	n = parcel_get_number(parcel);
	while (n-- && !parcel->broken) {
		unsigned number = (unsigned)parcel_get_number(parcel);
		const char *assignment = parcel_get_text(parcel);

		if (!assignment)
			return false;
		config_set(&loaded->config, number, assignment, problems);
	}
	pipeline_parse(&loaded->pipeline, &loaded->config, problems);
	get_limits(parcel, &loaded->pipeline.limits);
	return !parcel->broken;
}

bool worker_program_receive(int socket, struct worker_setup *setup,
			    struct loaded *loaded, struct module_path *path,
			    pid_t *owner, struct problems *problems)
{
	struct parcel parcel;
	const char *version;
	bool fine = false;

	if (!parcel_receive(socket, &parcel))
		return false;
	version = parcel_get_text(&parcel);
	if (parcel.type == SET_UP && version && !strcmp(version, VERSION)) {
		*owner = (pid_t)parcel_get_number(&parcel);
		*setup = (struct worker_setup){ .pipeline = &loaded->pipeline,
						.path = path };
		setup->kind = (enum worker_kind)parcel_get_number(&parcel);
		setup->threads = (unsigned)parcel_get_number(&parcel);
		fine = get_path(&parcel, &loaded->arena, path) &&
		       get_pipeline(&parcel, loaded, problems);
	} else if (version) {
		fprintf(stderr, PROGRAM ": is of version " VERSION "\n");
	}
	parcel_finish(&parcel);
	return fine;
}
