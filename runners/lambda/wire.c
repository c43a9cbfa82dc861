/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire.c - requests written, answers read as RFC 9112 frames them
 */
#define _GNU_SOURCE /* asprintf, strcasestr, SOCK_CLOEXEC */
#include "wire.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CONNECT = 1000,   /* milliseconds */
	LINE_MOST = 16384 /* bytes of a line; no header is that long */
};

struct wire {
	char *host, *port, *name; /* name: as it was given */
	int fd;
	bool kept;     /* the connection served a request before */
	bool over;     /* it was closed in order */
	bool early;    /* an answer came before the request was sent */
	char *request; /* until its answer has begun */
	size_t length;
	char buffer[LINE_MOST]; /* received, from `at` to `end` not read */
	size_t at, end;
	char trouble[256];
};

__attribute__((format(printf, 2, 3))) static bool fail(struct wire *wire,
						       const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(wire->trouble, sizeof wire->trouble, format, arguments);
	va_end(arguments);
	return false;
}

const char *wire_trouble(const struct wire *wire)
{
	return wire->trouble;
}

/* ---- connections -------------------------------------------------------- */

struct wire *wire_create(const char *host)
{
	struct wire *wire = calloc(1, sizeof *wire);
	const char *end = *host == '[' ? strchr(host, ']') : NULL;
	const char *colon = strrchr(end ? end : host, ':');
	size_t length = colon ? (size_t)(colon - host) : strlen(host);

	if (!wire)
		return NULL;
	wire->fd = -1;
	wire->name = strdup(host);
	wire->host = end ? strndup(host + 1, (size_t)(end - host - 1))
			 : strndup(host, length);
	wire->port = strdup(colon ? colon + 1 : "80");
	if (wire->name && wire->host && wire->port)
		return wire;
	wire_destroy(wire);
	return NULL;
}

static void hang_up(struct wire *wire)
{
	if (wire->fd >= 0)
		close(wire->fd);
	wire->fd = -1;
	wire->kept = wire->over = wire->early = false;
	wire->at = wire->end = 0;
}

static void forget_request(struct wire *wire)
{
	free(wire->request);
	wire->request = NULL;
}

void wire_destroy(struct wire *wire)
{
	if (!wire)
		return;
	hang_up(wire);
	forget_request(wire);
	free(wire->name);
	free(wire->host);
	free(wire->port);
	free(wire);
}

/* Can it be written to within a second?  A signal starts the second again. */
static bool becomes_ready(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	int n;

	do
		n = poll(&wait, 1, CONNECT);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

/* Once it is there, it waits for as long as it takes. */
static bool connect_to(int fd, const struct addrinfo *address)
{
	int on = 1, block = 0, error = 0;
	socklen_t size = sizeof error;

	if (connect(fd, address->ai_addr, address->ai_addrlen) &&
	    errno != EINPROGRESS)
		return false;
	if (!becomes_ready(fd)) {
		errno = ETIMEDOUT;
		return false;
	}
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	errno = error;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return !error && !ioctl(fd, FIONBIO, &block);
}

static bool dial(struct wire *wire)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	int code = getaddrinfo(wire->host, wire->port, &hints, &found);

	if (code)
		return fail(wire, "%s: %s", wire->name, gai_strerror(code));
	errno = ECONNREFUSED;
	for (struct addrinfo *one = found; one && wire->fd < 0;
	     one = one->ai_next) {
		int kind = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
		int fd = socket(one->ai_family, kind, one->ai_protocol);

		if (fd >= 0 && connect_to(fd, one))
			wire->fd = fd;
		else if (fd >= 0)
			close(fd);
	}
	if (found)
		freeaddrinfo(found);
	return wire->fd >= 0 || fail(wire, "cannot connect to %s: %s",
				     wire->name, strerror(errno));
}

/* ---- the request -------------------------------------------------------- */

/* What waits to be read: 1 if something does, 0 at the end, else -1. */
static int peek(struct wire *wire)
{
	char byte;

	return (int)recv(wire->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
}

/*
 * A server may answer before it has read everything, as with 413, and then
 * reads no more.
 */
static bool send_all(struct wire *wire)
{
	struct pollfd wait = { .fd = wire->fd, .events = POLLIN | POLLOUT };

	for (size_t done = 0; done < wire->length;) {
		ssize_t n =
			send(wire->fd, wire->request + done,
			     wire->length - done, MSG_NOSIGNAL | MSG_DONTWAIT);
		int error = errno, waiting;

		if (n > 0) {
			done += (size_t)n;
			continue;
		}
		waiting = peek(wire);
		wire->early = waiting > 0;
		if (wire->early)
			return true;
		if (error != EINTR && error != EAGAIN)
			return fail(wire, "sending failed: %s",
				    strerror(error));
		if (!waiting)
			return fail(wire, "the connection was closed");
		poll(&wait, 1, -1);
	}
	return true;
}

static bool send_anew(struct wire *wire)
{
	hang_up(wire);
	return dial(wire) && send_all(wire);
}

bool wire_send(struct wire *wire, const char *method, const char *path,
	       const char *headers, const char *body)
{
	char length[48] = "";
	int n;

	forget_request(wire);
	*wire->trouble = '\0';
	if (body)
		snprintf(length, sizeof length, "Content-Length: %zu\r\n",
			 strlen(body));
	n = asprintf(&wire->request,
		     "%s %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\n%s%s\r\n%s",
		     method, path, wire->name, headers, length,
		     body ? body : "");
	if (n < 0) {
		wire->request = NULL;
		return fail(wire, "out of memory");
	}
	wire->length = (size_t)n;
	/* What came behind the last answer belongs to none; or it is closed. */
	if (wire->fd >= 0 && (wire->at < wire->end || peek(wire) >= 0))
		hang_up(wire);
	if (wire->fd >= 0 && send_all(wire))
		return true;
	return send_anew(wire);
}

/* ---- the answer --------------------------------------------------------- */

/* More bytes in the buffer, which is read up; false at the end. */
static bool refill(struct wire *wire)
{
	ssize_t n;

	do
		n = recv(wire->fd, wire->buffer, sizeof wire->buffer, 0);
	while (n < 0 && errno == EINTR);
	wire->at = 0;
	wire->end = n > 0 ? (size_t)n : 0;
	if (n > 0)
		return true;
	if (n < 0)
		return fail(wire, "receiving failed: %s", strerror(errno));
	wire->over = true;
	return fail(wire, "the connection was closed");
}

/* A line without its end. */
static bool read_line(struct wire *wire, char *line)
{
	size_t length = 0;

	*line = '\0';
	for (;;) {
		char c;

		if (wire->at == wire->end && !refill(wire))
			return false;
		c = wire->buffer[wire->at++];
		if (c == '\n')
			break;
		if (!c)
			return fail(wire, "a line of its answer has a NUL");
		if (length + 1 == LINE_MOST)
			return fail(wire, "a line of its answer has no end");
		line[length++] = c;
	}
	if (length && line[length - 1] == '\r')
		length--;
	line[length] = '\0';
	return true;
}

/* For so many bytes more, and a NUL. */
static bool make_room(struct wire_reply *reply, size_t n)
{
	size_t room = 2 * (reply->length + n + 1);
	char *larger;

	if (reply->length + n < reply->room)
		return true;
	larger = realloc(reply->body, room);
	if (!larger)
		return false;
	reply->body = larger;
	reply->room = room;
	return true;
}

/* `n` more bytes of the body; with `open`, as many as come until the end. */
static bool read_bytes(struct wire *wire, struct wire_reply *reply, size_t n,
		       bool open)
{
	while (n) {
		size_t some;

		if (wire->at == wire->end && !refill(wire))
			return open && wire->over;
		some = wire->end - wire->at < n ? wire->end - wire->at : n;
		if (some > reply->most - reply->length)
			return fail(wire, "its answer has more than %zu bytes",
				    reply->most);
		if (!make_room(reply, some))
			return fail(wire, "out of memory");
		memcpy(reply->body + reply->length, wire->buffer + wire->at,
		       some);
		reply->length += some;
		reply->body[reply->length] = '\0';
		wire->at += some;
		n -= some;
	}
	return true;
}

static bool read_chunks(struct wire *wire, struct wire_reply *reply)
{
	char line[LINE_MOST], *end;

	for (;;) {
		unsigned long long n;

		if (!read_line(wire, line))
			return false;
		errno = 0;
		n = strtoull(line, &end, 16);
		if (end == line || errno || *line == '-')
			return fail(wire, "a chunk of its answer has no size");
		if (!n)
			break;
		if (!read_bytes(wire, reply, (size_t)n, false) ||
		    !read_line(wire, line))
			return false;
		if (*line)
			return fail(wire, "a chunk of its answer is longer "
					  "than its size");
	}
	do /* trailers */
		if (!read_line(wire, line))
			return false;
	while (*line);
	return true;
}

/* How the body is framed. */
struct frame {
	bool chunked, sized, last;
	bool broken; /* no length, or two */
	unsigned long long size;
};

/* A header's line, cut in two; a line that is none has no value. */
static const char *split(char *line)
{
	char *value = line + strcspn(line, ":"), *end;

	if (*value)
		*value++ = '\0';
	value += strspn(value, " \t");
	end = value + strlen(value);
	while (end > value && strchr(" \t", end[-1]))
		*--end = '\0';
	return value;
}

static void read_length(const char *value, struct frame *frame)
{
	unsigned long long size;
	char *end;

	errno = 0;
	size = strtoull(value, &end, 10);
	if (*value < '0' || *value > '9' || *end || errno ||
	    (frame->sized && size != frame->size))
		frame->broken = true;
	frame->sized = true;
	frame->size = size;
}

static void read_framing(const char *name, const char *value,
			 struct frame *frame)
{
	if (!strcasecmp(name, "Transfer-Encoding"))
		frame->chunked = strcasestr(value, "chunked");
	if (!strcasecmp(name, "Connection"))
		frame->last = strcasestr(value, "close");
	if (!strcasecmp(name, "Content-Length"))
		read_length(value, frame);
}

static bool read_head(struct wire *wire, struct wire_reply *reply,
		      struct frame *frame)
{
	char line[LINE_MOST];
	const char *value;
	int minor;

	if (!read_line(wire, line))
		return false;
	if (sscanf(line, "HTTP/1.%1d %3d", &minor, &reply->status) != 2 ||
	    reply->status < 100)
		return fail(wire, "its answer is not HTTP/1.1");
	*frame = (struct frame){ .last = minor == 0 };
	for (;;) {
		if (!read_line(wire, line))
			return false;
		if (!*line)
			break;
		value = split(line);
		read_framing(line, value, frame);
		if (reply->header)
			reply->header(reply->context, line, value);
	}
	return !frame->broken ||
	       fail(wire, "the length of its answer is not one number");
}

static bool read_body(struct wire *wire, struct wire_reply *reply,
		      const struct frame *frame)
{
	if (reply->status == 204 || reply->status == 304)
		return true;
	if (frame->chunked)
		return read_chunks(wire, reply);
	if (frame->sized && frame->size > reply->most)
		return fail(wire, "its answer has more than %zu bytes",
			    reply->most);
	if (frame->sized)
		return read_bytes(wire, reply, (size_t)frame->size, false);
	return read_bytes(wire, reply, (size_t)-1, true);
}

/* Is the first byte of an answer there?  A dead connection is replaced. */
static bool begins(struct wire *wire)
{
	if (wire->at < wire->end || refill(wire))
		return true;
	if (!wire->kept)
		return false;
	*wire->trouble = '\0';
	return send_anew(wire) && refill(wire);
}

bool wire_receive(struct wire *wire, struct wire_reply *reply)
{
	struct frame frame = { 0 };
	bool fine = wire->fd >= 0 && begins(wire);

	forget_request(wire);
	do
		fine = fine && read_head(wire, reply, &frame);
	while (fine && reply->status / 100 == 1);
	fine = fine && read_body(wire, reply, &frame);
	if (!fine || frame.last || wire->early ||
	    !(frame.sized || frame.chunked))
		hang_up(wire);
	wire->kept = wire->fd >= 0;
	if (!fine)
		reply->status = 0;
	return fine;
}
