/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file-bytes.c - see file-bytes.h */
#include "file-bytes.h"

#include <errno.h>
#include <unistd.h>

ssize_t file_read(int fd, void *to, size_t nbytes, off_t offset)
{
	size_t done = 0;

	while (done < nbytes) {
		ssize_t n = pread(fd, (char *)to + done, nbytes - done,
				  offset + (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

bool file_read_all(int fd, void *to, size_t nbytes, off_t offset)
{
	return file_read(fd, to, nbytes, offset) == (ssize_t)nbytes;
}

bool file_write(int fd, const void *from, size_t nbytes)
{
	const char *at = from;

	while (nbytes) {
		ssize_t n = write(fd, at, nbytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		nbytes -= (size_t)n;
	}
	return true;
}
