/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store-stream.c - what can be read only once, kept in memory
 */
#define _GNU_SOURCE /* memfd_create */
#include "store-stream.h"
#include "file-bytes.h"
#include "file-type.h"

#include <errno.h>
#include <fcntl.h>
#include <fftpipe/plugin.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int memory_file(void)
{
	return memfd_create("fftpipe", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

bool stream_copy(int from, int to, uint64_t most)
{
	char bytes[65536];

	for (;;) {
		ssize_t got = read(from, bytes, sizeof bytes);

		if (got <= 0)
			return !got;
		if ((uint64_t)got > most) {
			errno = EOVERFLOW;
			return false;
		}
		most -= (uint64_t)got;
		if (!file_write(to, bytes, (size_t)got))
			return false;
	}
}

char *read_all(int fd, size_t most, size_t *length)
{
	char *bytes = NULL;
	size_t room = 0, used = 0;

	for (;;) {
		ssize_t got;

		if (used + 1 >= room) {
			size_t more = room ? 2 * room : 4096;
			char *larger = realloc(bytes, more);

			if (!larger)
				break;
			bytes = larger;
			room = more;
		}
		got = read(fd, bytes + used, room - used - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		used += (size_t)got;
		if (used > most)
			break;
		if (!got) {
			bytes[used] = '\0';
			*length = used;
			return bytes;
		}
	}
	free(bytes);
	return NULL;
}

/* ---- streams ------------------------------------------------------------ */

/* The bytes of the last stream, until another comes. */
static struct kept {
	int fd;
	dev_t device;
	ino_t number;
} kept = { .fd = -1 };

static bool is_kept(const struct stat *status)
{
	return kept.fd >= 0 && status->st_dev == kept.device &&
	       status->st_ino == kept.number;
}

static int open_kept(struct outcome *outcome)
{
	int fd = fcntl(kept.fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (fd < 0)
		outcome_fail(outcome, FFTPIPE_EDATA, "cannot read it: %s",
			     strerror(errno));
	else
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static void keep(int memory, const struct stat *status)
{
	kept.fd = fcntl(memory, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	kept.device = status->st_dev;
	kept.number = status->st_ino;
}

/*
 * The first bytes of `stream` to `memory`, refused if they begin no picture,
 * and taken from `*most`.  False with errno, 0 if the reason is told.
 */
static bool copy_start(int stream, int memory, uint64_t *most,
		       struct outcome *outcome)
{
	char start[FILE_START];
	const uint8_t *bytes = (const uint8_t *)start;
	size_t n = 0;

	while (n < sizeof start) {
		ssize_t got = read(stream, start + n, sizeof start - n);

		if (got < 0)
			return false;
		if (!got)
			break;
		n += (size_t)got;
	}
	if (file_type(bytes, n) == TYPE_OTHER) {
		file_type_refuse(bytes, n, outcome);
		errno = 0;
		return false;
	}
	if (n > *most) {
		errno = EOVERFLOW;
		return false;
	}
	*most -= n;
	return file_write(memory, start, n);
}

static void say_unread(uint64_t most, struct outcome *outcome)
{
	if (errno == EOVERFLOW)
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "it is more than %" PRIu64 " bytes, the limit; "
			     "raise it with [limits] memory",
			     most);
	else if (errno)
		outcome_fail(outcome,
			     errno == EINTR ? FFTPIPE_ECANCELED : FFTPIPE_EDATA,
			     "cannot read it: %s", strerror(errno));
}

int stream_keep(int stream, uint64_t most, bool picture,
		struct outcome *outcome)
{
	struct stat status;
	bool known = !fstat(stream, &status);
	uint64_t left = most;
	int memory;

	if (known && is_kept(&status))
		return open_kept(outcome);
	if (kept.fd >= 0)
		close(kept.fd);
	kept.fd = -1;
	memory = memory_file();
	if (memory < 0 ||
	    (picture && !copy_start(stream, memory, &left, outcome)) ||
	    !stream_copy(stream, memory, left)) {
		say_unread(most, outcome);
		if (memory >= 0)
			close(memory);
		return -1;
	}
	if (known)
		keep(memory, &status);
	return memory;
}

int stream_again(const char *path, struct outcome *outcome)
{
	struct stat status;

	if (kept.fd < 0 || stat(path, &status) || !is_kept(&status))
		return -1;
	return open_kept(outcome);
}
