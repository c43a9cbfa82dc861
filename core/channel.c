/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel.c - parcels over a stream socket
 *
 * Both ends are of one build on one machine, so numbers go as they lie in
 * memory.  Lengths are checked all the same: a plugin may have written over
 * anything.
 */
#define _GNU_SOURCE /* MSG_CMSG_CLOEXEC */
#include "channel.h"
#include "clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE 10 /* seconds */

/* Goes before the bytes. */
struct heading {
	uint32_t type, n_fds;
	uint64_t length;
};

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int) * PARCEL_MOST_FDS)];
};

void parcel_finish(struct parcel *parcel)
{
	bool received = parcel->next_fd != SIZE_MAX;

	for (size_t i = parcel->next_fd; received && i < parcel->n_fds; i++)
		close(parcel->fds[i]);
	free(parcel->bytes);
	*parcel = (struct parcel){ 0 };
}

/* ---- putting ------------------------------------------------------------ */

static void put(struct parcel *parcel, const void *bytes, size_t length)
{
	/* What is being filled owns no descriptor. */
	parcel->next_fd = SIZE_MAX;
	if (parcel->broken || length > PARCEL_MOST_BYTES - parcel->length) {
		parcel->broken = true;
		return;
	}
	if (parcel->length + length > parcel->room) {
		size_t room = 2 * (parcel->length + length);
		uint8_t *larger = realloc(parcel->bytes, room);

		if (!larger) {
			parcel->broken = true;
			return;
		}
		parcel->bytes = larger;
		parcel->room = room;
	}
	if (length)
		memcpy(parcel->bytes + parcel->length, bytes, length);
	parcel->length += length;
}

void parcel_put_number(struct parcel *parcel, uint64_t number)
{
	put(parcel, &number, sizeof number);
}

void parcel_put_real(struct parcel *parcel, double real)
{
	put(parcel, &real, sizeof real);
}

void parcel_put_bytes(struct parcel *parcel, const char *bytes, size_t length)
{
	parcel_put_number(parcel, bytes ? length : UINT64_MAX);
	if (bytes) {
		put(parcel, bytes, length);
		put(parcel, "", 1);
	}
}

void parcel_put_text(struct parcel *parcel, const char *text)
{
	parcel_put_bytes(parcel, text, text ? strlen(text) : 0);
}

void parcel_put_fd(struct parcel *parcel, int fd)
{
	parcel_put_number(parcel, fd >= 0);
	if (fd < 0)
		return;
	if (parcel->n_fds == PARCEL_MOST_FDS)
		parcel->broken = true;
	else
		parcel->fds[parcel->n_fds++] = fd;
}

/* ---- getting ------------------------------------------------------------ */

static const void *get(struct parcel *parcel, uint64_t length)
{
	const void *bytes = parcel->bytes + parcel->at;

	if (parcel->broken || length > parcel->length - parcel->at) {
		parcel->broken = true;
		return NULL;
	}
	parcel->at += (size_t)length;
	return bytes;
}

uint64_t parcel_get_number(struct parcel *parcel)
{
	uint64_t number = 0;
	const void *bytes = get(parcel, sizeof number);

	if (bytes)
		memcpy(&number, bytes, sizeof number);
	return number;
}

double parcel_get_real(struct parcel *parcel)
{
	double real = 0;
	const void *bytes = get(parcel, sizeof real);

	if (bytes)
		memcpy(&real, bytes, sizeof real);
	return real;
}

const char *parcel_get_bytes(struct parcel *parcel, size_t *length)
{
	uint64_t n = parcel_get_number(parcel);
	const char *bytes;

	*length = 0;
	if (parcel->broken || n == UINT64_MAX)
		return NULL;
	if (n >= parcel->length - parcel->at) {
		parcel->broken = true;
		return NULL;
	}
	bytes = get(parcel, n + 1);
	if (!bytes || bytes[n]) {
		parcel->broken = true;
		return NULL;
	}
	*length = (size_t)n;
	return bytes;
}

const char *parcel_get_text(struct parcel *parcel)
{
	size_t length;

	return parcel_get_bytes(parcel, &length);
}

int parcel_get_fd(struct parcel *parcel)
{
	if (!parcel_get_number(parcel) || parcel->broken)
		return -1;
	if (parcel->next_fd >= parcel->n_fds) {
		parcel->broken = true;
		return -1;
	}
	return parcel->fds[parcel->next_fd++];
}

/* ---- the wire ----------------------------------------------------------- */

static bool send_all(int socket, const uint8_t *bytes, size_t length)
{
	while (length) {
		ssize_t n = send(socket, bytes, length, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		length -= (size_t)n;
	}
	return true;
}

bool parcel_send(int socket, const struct parcel *parcel)
{
	struct heading heading = { parcel->type, (uint32_t)parcel->n_fds,
				   parcel->length };
	/* At once: a heading alone would wake who has to wait for the rest. */
	struct iovec parts[] = { { &heading, sizeof heading },
				 { parcel->bytes, parcel->length } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	size_t fds_size = sizeof(int) * parcel->n_fds, sent;
	union control control;
	ssize_t n;

	if (parcel->broken) {
		errno = ENOMEM;
		return false;
	}
	if (parcel->n_fds) {
		struct cmsghdr *header;

		memset(&control, 0, sizeof control);
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(fds_size);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(fds_size);
		memcpy(CMSG_DATA(header), parcel->fds, fds_size);
	}
	do
		n = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < (ssize_t)sizeof heading)
		return false;
	sent = (size_t)n - sizeof heading;
	return sent == parcel->length ||
	       send_all(socket, parcel->bytes + sent, parcel->length - sent);
}

/*
 * The rest of a parcel, at once: who sends it byte by byte is stopped, so that
 * nobody is held longer than the socket's own patience.
 */
static bool receive_all(int socket, void *bytes, size_t length)
{
	double end = clock_seconds() + PATIENCE;

	while (length) {
		ssize_t n = recv(socket, bytes, length, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || clock_seconds() > end)
			return false;
		bytes = (uint8_t *)bytes + n;
		length -= (size_t)n;
	}
	return true;
}

static void take_fds(struct msghdr *message, struct parcel *parcel)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	size_t size;

	if (!header || header->cmsg_level != SOL_SOCKET ||
	    header->cmsg_type != SCM_RIGHTS)
		return;
	size = header->cmsg_len - CMSG_LEN(0);
	memcpy(parcel->fds, CMSG_DATA(header), size);
	parcel->n_fds = size / sizeof(int);
}

bool parcel_receive(int socket, struct parcel *parcel)
{
	struct heading heading;
	struct iovec part = { &heading, sizeof heading };
	union control control;
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof control };
	ssize_t n;

	*parcel = (struct parcel){ 0 };
	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	take_fds(&message, parcel);
	if (!receive_all(socket, (uint8_t *)&heading + n,
			 sizeof heading - (size_t)n) ||
	    heading.n_fds != parcel->n_fds ||
	    heading.length > PARCEL_MOST_BYTES)
		goto broken;
	parcel->type = heading.type;
	parcel->length = (size_t)heading.length;
	parcel->bytes = malloc(parcel->length + 1);
	if (!parcel->bytes ||
	    !receive_all(socket, parcel->bytes, parcel->length))
		goto broken;
	return true;

broken:
	parcel_finish(parcel);
	return false;
}
