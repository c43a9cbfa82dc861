/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health.c - one thread, one connection at a time, a second for each
 */
#define _GNU_SOURCE /* accept4 */
#include "health.h"
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <fftpipe/plugin.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct health {
	pthread_t thread;
	int socket;
	int stop[2]; /* a pipe: closed to end the thread */
	atomic_bool ready;
	_Atomic double end; /* of the step: clock_seconds() */
};

/* ---- the socket --------------------------------------------------------- */

/* Where to listen, apart: "127.0.0.1:8080", "[::1]:8080", "8080". */
static bool split(const char *where, char *address, size_t size,
		  const char **port)
{
	const char *colon = strrchr(where, ':');
	size_t length = colon ? (size_t)(colon - where) : 0;

	*port = colon ? colon + 1 : where;
	if (length >= size)
		return false;
	if (length > 2 && where[0] == '[' && where[length - 1] == ']') {
		where++;
		length -= 2;
	}
	memcpy(address, where, length);
	address[length] = '\0';
	return true;
}

static int listen_one(const struct addrinfo *at, bool any)
{
	const int on = 1, off = 0;
	int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC,
			at->ai_protocol);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (any && at->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	if (!bind(fd, at->ai_addr, at->ai_addrlen) && !listen(fd, 16))
		return fd;
	close(fd);
	return -1;
}

/* Of any address that of IPv6 comes first: it takes what comes by IPv4, too. */
static int listen_at(const struct addrinfo *found, bool any)
{
	int fd = -1;

	for (const struct addrinfo *at = found; any && at && fd < 0;
	     at = at->ai_next)
		if (at->ai_family == AF_INET6)
			fd = listen_one(at, any);
	for (; found && fd < 0; found = found->ai_next)
		fd = listen_one(found, any);
	return fd;
}

static int open_socket(const char *where, struct outcome *outcome)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
					.ai_flags =
						AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char address[128];
	const char *port;
	int code, fd = -1;

	if (!split(where, address, sizeof address, &port) || !*port) {
		outcome_fail(outcome, FFTPIPE_EPARAM,
			     "--health: \"%s\" is not [ADDRESS:]PORT", where);
		return -1;
	}
	code = getaddrinfo(*address ? address : NULL, port, &hints, &found);
	if (!code)
		fd = listen_at(found, !*address);
	if (code)
		outcome_fail(outcome, FFTPIPE_EPARAM, "--health: \"%s\": %s",
			     where, gai_strerror(code));
	else if (fd < 0)
		outcome_fail(outcome, FFTPIPE_EPARAM,
			     "--health: cannot listen at \"%s\": %s", where,
			     strerror(errno));
	if (found)
		freeaddrinfo(found);
	return fd;
}

/* ---- answers ------------------------------------------------------------ */

static void answer(struct health *health, int fd, const char *request)
{
	bool live = clock_seconds() < atomic_load(&health->end);
	const char *status = "404 Not Found", *text = "no such page\n";
	char reply[256];

	if (!strncmp(request, "GET /live ", 10)) {
		status = live ? "200 OK" : "503 Service Unavailable";
		text = live ? "live\n" : "stuck\n";
	} else if (!strncmp(request, "GET /ready ", 11)) {
		bool ready = live && atomic_load(&health->ready);

		status = ready ? "200 OK" : "503 Service Unavailable";
		text = ready ? "ready\n" : "not ready\n";
	}
	snprintf(reply, sizeof reply,
		 "HTTP/1.1 %s\r\nContent-Type: text/plain\r\n"
		 "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
		 status, strlen(text), text);
	send(fd, reply, strlen(reply), MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
}

static void serve(struct health *health, int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	double end = clock_seconds() + 1;
	char request[1024];
	size_t used = 0;

	/* A second in all: who sends byte by byte must not keep others out. */
	while (used + 1 < sizeof request && clock_seconds() < end &&
	       poll(&wait, 1, 1000) > 0) {
		ssize_t n =
			recv(fd, request + used, sizeof request - used - 1, 0);

		if (n <= 0)
			break;
		used += (size_t)n;
		request[used] = '\0';
		if (strstr(request, "\r\n\r\n") || strstr(request, "\n\n")) {
			answer(health, fd, request);
			break;
		}
	}
	close(fd);
}

static void *health_main(void *context)
{
	struct health *health = context;
	struct pollfd waits[2] = {
		{ .fd = health->socket, .events = POLLIN },
		{ .fd = health->stop[0], .events = POLLIN },
	};

	for (;;) {
		int fd;

		if (poll(waits, 2, -1) < 0 && errno != EINTR)
			break;
		if (waits[1].revents)
			break;
		if (!waits[0].revents)
			continue;
		fd = accept4(health->socket, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			serve(health, fd);
	}
	return NULL;
}

/* ---- life --------------------------------------------------------------- */

static void health_free(struct health *health)
{
	if (health->socket >= 0)
		close(health->socket);
	for (int i = 0; i < 2; i++)
		if (health->stop[i] >= 0)
			close(health->stop[i]);
	free(health);
}

struct health *health_start(const char *where, struct outcome *outcome)
{
	struct health *health = calloc(1, sizeof *health);

	if (!health) {
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
		return NULL;
	}
	health->stop[0] = health->stop[1] = -1;
	atomic_init(&health->ready, false);
	atomic_init(&health->end, clock_seconds() + 60);
	health->socket = open_socket(where, outcome);
	if (health->socket >= 0 && !pipe2(health->stop, O_CLOEXEC) &&
	    !pthread_create(&health->thread, NULL, health_main, health))
		return health;
	outcome_fail(outcome, FFTPIPE_ENOMEM, "--health: no thread for it");
	health_free(health);
	return NULL;
}

void health_stop(struct health *health)
{
	if (!health)
		return;
	close(health->stop[1]);
	health->stop[1] = -1;
	pthread_join(health->thread, NULL);
	health_free(health);
}

void health_step(struct health *health, double seconds)
{
	if (health)
		atomic_store(&health->end, clock_seconds() + seconds);
}

void health_ready(struct health *health, bool ready)
{
	if (health)
		atomic_store(&health->ready, ready);
}
