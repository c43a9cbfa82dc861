/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store-file.c - inputs and outputs as local files
 *
 * An output grows under a temporary name in its own folder and is locked while
 * its owner lives; a rename makes it appear.  What a killed run left behind is
 * known by its name and its free lock, and removed by the next run that writes
 * into the folder.
 */
#define _GNU_SOURCE /* memfd_create, flock */
#include "store-stream.h"
#include "store.h"
#include "table.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fftpipe/plugin.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TEMPORARY_PREFIX ".fftpipe-"
#define TEMPORARY_SUFFIX ".tmp"

/* ---- inputs ------------------------------------------------------------- */

/* What is beside pictures, and what fftpipe-s3 puts; all else is a picture. */
static bool names_text(const char *path)
{
	static const char *const known[] = { ".csv", ".ini", ".json" };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
		if (!strcasecmp(dot, known[i]))
			return true;
	return false;
}

static int file_open(const struct store *store, const char *path, uint64_t most,
		     char **facts, struct outcome *outcome)
{
	struct stat status;
	int fd, memory;

	(void)store;
	*facts = NULL;
	if (!strcmp(path, "-"))
		return stream_keep(STDIN_FILENO, most, true, outcome);
	/* To open a named pipe again would wait for another writer. */
	fd = stream_again(path, outcome);
	if (fd >= 0)
		return fd;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 && errno == EINTR) {
		outcome_fail(outcome, FFTPIPE_ECANCELED, "cannot open it: %s",
			     strerror(errno));
		return -1;
	}
	if (fd < 0 || fstat(fd, &status)) {
		bool pattern = errno == ENOENT && strpbrk(path, "*?[");

		outcome_fail(outcome, FFTPIPE_EDATA, "cannot open it: %s%s",
			     strerror(errno),
			     pattern ? "; patterns go to --set input.files=..."
				     : "");
		goto failed;
	}
	if (S_ISREG(status.st_mode))
		return fd;
	if (S_ISDIR(status.st_mode)) {
		outcome_fail(
			outcome, FFTPIPE_EDATA,
			"it is a folder; name its files, as in \"%s/*.png\"",
			path);
		goto failed;
	}
	memory = stream_keep(fd, most, !names_text(path), outcome);
	close(fd);
	return memory;

failed:
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

/*
 * A folder is no output that could be kept: to begin it fails.  What went to
 * standard output is gone, whatever file has its name.
 */
static bool file_exists(const struct store *store, const char *path)
{
	struct stat status;

	(void)store;
	return strcmp(path, "-") && !lstat(path, &status) && !is_folder(path);
}

/* ---- what killed runs left ---------------------------------------------- */

static bool is_temporary(const char *name)
{
	size_t length = strlen(name), end = strlen(TEMPORARY_SUFFIX);

	return length > strlen(TEMPORARY_PREFIX) + end &&
	       !strncmp(name, TEMPORARY_PREFIX, strlen(TEMPORARY_PREFIX)) &&
	       !strcmp(name + length - end, TEMPORARY_SUFFIX);
}

static bool owner_is_gone(const char *name)
{
	long pid = strtol(name + strlen(TEMPORARY_PREFIX), NULL, 10);

	return pid > 0 && (pid_t)pid == pid && kill((pid_t)pid, 0) &&
	       errno == ESRCH;
}

/*
 * A lock may outlive its owner for moments, in a worker that was killed with
 * it before it could close what it was forked with.  All of them together are
 * waited for half a second: an owner elsewhere, on another machine, looks the
 * same.
 */
static bool lock_stray(int fd, const char *name)
{
	static unsigned int patience = 50;
	const struct timespec pause = { .tv_nsec = 10000000 };

	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK || !patience || !owner_is_gone(name))
			return false;
		--patience;
		if (nanosleep(&pause, NULL)) /* a signal */
			return false;
	}
	return true;
}

/* Is it still the file of that name?  Owners and cleaners race. */
static bool still_named_at(int fd, int folder, const char *name)
{
	struct stat here, there;

	return !fstat(fd, &here) &&
	       !fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) &&
	       here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

static void remove_strays(const char *folder)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;

	if (!stream)
		return;
	while ((entry = readdir(stream))) {
		int fd;

		if (!is_temporary(entry->d_name))
			continue;
		fd = openat(dirfd(stream), entry->d_name,
			    O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		if (fd < 0)
			continue;
		if (lock_stray(fd, entry->d_name) &&
		    still_named_at(fd, dirfd(stream), entry->d_name))
			unlinkat(dirfd(stream), entry->d_name, 0);
		close(fd);
	}
	closedir(stream);
}

/* Once for each folder of a run; without memory, once more. */
static void clean_folder(const char *folder)
{
	static struct arena arena;
	static struct table cleaned = { .arena = &arena };
	char *copy;

	if (table_find(&cleaned, folder))
		return;
	remove_strays(folder);
	copy = arena_strdup(&arena, folder);
	if (copy)
		(void)table_add(&cleaned, copy, copy);
}

/* ---- outputs ------------------------------------------------------------ */

/* One folder; *first becomes the length of the first name that was made. */
static bool make_one(const char *folder, size_t *first)
{
	if (!mkdir(folder, 0777)) {
		*first = *first ? *first : strlen(folder);
		return true;
	}
	return errno == EEXIST;
}

/*
 * The folder of `path`, made if need be; to be freed; NULL with errno.  *first
 * is the length of the first name on the way that was made, or 0.
 */
static char *make_folder(const char *path, size_t *first)
{
	char *folder = strdup(path);
	char *last = folder ? strrchr(folder, '/') : NULL;
	bool fine = true;

	*first = 0;
	if (!folder)
		return NULL;
	if (!last) {
		free(folder);
		return strdup(".");
	}
	last[last == folder] = '\0';
	for (char *slash = strchr(folder + 1, '/'); slash && fine;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		fine = make_one(folder, first);
		*slash = '/';
	}
	if (fine && make_one(folder, first))
		return folder;
	free(folder);
	return NULL;
}

/* Undo make_folder, as far as nothing else came in. */
static void remove_made(char *folder, size_t first)
{
	while (first && folder && strlen(folder) >= first && !rmdir(folder)) {
		char *last = strrchr(folder, '/');

		if (!last || last == folder)
			return;
		*last = '\0';
	}
}

/*
 * Lock it by a descriptor that workers do not share: a lock must not outlive
 * its owner in one of them.  False if a cleaner was faster.
 */
static bool lock_temporary(struct store_output *output, const char *name)
{
	bool lost;

	output->lock = open(name, O_RDONLY | O_CLOEXEC);
	if (output->lock < 0) {
		output->lock = 0;
		return false;
	}
	/* Some file systems have no locks: then no cleaning. */
	lost = flock(output->lock, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK;
	if (!lost && still_named_at(output->fd, AT_FDCWD, name))
		return true;
	close(output->lock);
	output->lock = 0;
	return false;
}

/* A fresh, locked file in `folder`; false with errno. */
static bool create_temporary(struct store_output *output, const char *folder)
{
	static unsigned long serial;

	for (int tries = 0; tries < 1000; tries++) {
		char *name;

		if (asprintf(&name,
			     "%s/" TEMPORARY_PREFIX "%ld-%lu" TEMPORARY_SUFFIX,
			     folder, (long)getpid(), serial++) < 0)
			return false;
		output->fd =
			open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (output->fd >= 0) {
			int error;

			output->temporary = name;
			if (lock_temporary(output, name))
				return true;
			error = errno;
			unlink(name);
			close(output->fd);
			output->fd = -1;
			output->temporary = NULL;
			/* Not a cleaner's doing: it would fail again. */
			if (error == EMFILE || error == ENFILE) {
				free(name);
				errno = error;
				return false;
			}
		} else if (errno != EEXIST) {
			free(name);
			return false;
		}
		free(name);
	}
	return false;
}

/* Standard output, devices, pipes: nothing that a rename may replace. */
static bool begin_direct(struct store_output *output)
{
	struct stat status;

	if (strcmp(output->path, "-") &&
	    (stat(output->path, &status) || S_ISREG(status.st_mode) ||
	     S_ISDIR(status.st_mode)))
		return false;
	output->direct = true;
	output->fd = memory_file();
	return true;
}

static bool cannot_write(const struct store_output *output,
			 struct outcome *outcome, int error)
{
	outcome_fail(outcome, FFTPIPE_EDATA, "cannot write %s: %s",
		     strcmp(output->path, "-") ? output->path
					       : "standard output",
		     strerror(error));
	return false;
}

static bool file_begin(const struct store *store, struct store_output *output,
		       const char *path, bool keep, struct outcome *outcome)
{
	char *folder;
	bool fine;

	(void)store;
	*output = (struct store_output){ .path = path, .fd = -1, .keep = keep };
	if (begin_direct(output))
		return output->fd >= 0 || cannot_write(output, outcome, errno);
	if (is_folder(path))
		return cannot_write(output, outcome, EISDIR);
	folder = make_folder(path, &output->made);
	if (!folder)
		return cannot_write(output, outcome, errno);
	clean_folder(folder);
	fine = create_temporary(output, folder);
	if (!fine)
		cannot_write(output, outcome, errno);
	if (fine && output->made) {
		output->folder = folder;
		return true;
	}
	if (!fine)
		remove_made(folder, output->made);
	free(folder);
	return fine;
}

static void forget(struct store_output *output)
{
	if (output->fd >= 0)
		close(output->fd);
	if (output->lock > 0)
		close(output->lock);
	free(output->temporary);
	free(output->folder);
	output->temporary = output->folder = NULL;
	output->lock = 0;
	output->fd = -1;
}

static bool copy_direct(struct store_output *output)
{
	int to = strcmp(output->path, "-")
			 ? open(output->path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
			 : STDOUT_FILENO;
	bool fine = to >= 0 && !lseek(output->fd, 0, SEEK_SET) &&
		    stream_copy(output->fd, to, UINT64_MAX);

	if (to >= 0 && to != STDOUT_FILENO && close(to))
		fine = false;
	return fine;
}

/* Late errors of writing (a quota, a network) are told to who closes. */
static bool flush(int fd)
{
	int copy = dup(fd);

	return copy >= 0 && !close(copy);
}

/* The temporary gets its name, atomically. */
static bool appear(struct store_output *output)
{
	if (!flush(output->fd))
		return false;
	if (!output->keep)
		return !rename(output->temporary, output->path);
	if (!link(output->temporary, output->path) || errno == EEXIST)
		return !unlink(output->temporary);
	/* No links here: between the look and the rename it may appear. */
	return file_exists(&file_store, output->path)
		       ? !unlink(output->temporary)
		       : !rename(output->temporary, output->path);
}

static bool commit_one(struct store_output *output, struct outcome *outcome)
{
	bool fine = output->direct ? copy_direct(output) : appear(output);

	if (!fine) {
		cannot_write(output, outcome, errno);
		if (output->temporary)
			unlink(output->temporary);
	}
	forget(output);
	return fine;
}

static bool file_commit(const struct store *store, struct store_output *outputs,
			size_t n, struct outcome *outcome)
{
	(void)store;
	for (size_t i = 0; i < n; i++)
		if (outputs[i].fd >= 0 && !commit_one(&outputs[i], outcome))
			return false;
	return true;
}

static void file_discard(const struct store *store, struct store_output *output)
{
	(void)store;
	if (output->temporary)
		unlink(output->temporary);
	remove_made(output->folder, output->made);
	if (output->fd >= 0)
		forget(output);
}

const struct store file_store = { .open = file_open,
				  .exists = file_exists,
				  .begin = file_begin,
				  .commit = file_commit,
				  .discard = file_discard };
