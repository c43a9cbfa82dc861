/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-server.c - a small server that does what a test tells it
 */
#define _GNU_SOURCE /* memmem */
#include "s3-server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char enough[] = REPLY("500 Enough", "", "0", "");
static const char late[] = REPLY("408 Too Late", "", "0", "");

/* ---- reading a request -------------------------------------------------- */

struct incoming {
	char *bytes;
	size_t length;
};

/* More bytes; false at the end. */
static bool read_more(int fd, struct incoming *incoming)
{
	char *larger = realloc(incoming->bytes, incoming->length + 65537);
	ssize_t got;

	if (!larger)
		return false;
	incoming->bytes = larger;
	got = recv(fd, larger + incoming->length, 65536, 0);
	if (got <= 0)
		return false;
	incoming->length += (size_t)got;
	larger[incoming->length] = '\0';
	return true;
}

static size_t head_length(const struct incoming *incoming)
{
	const char *end = incoming->length
				  ? memmem(incoming->bytes, incoming->length,
					   "\r\n\r\n", 4)
				  : NULL;

	return end ? (size_t)(end - incoming->bytes) + 4 : 0;
}

char *seen_header(const struct seen *seen, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = strchr(seen->head, '\n'); line;
	     line = strchr(line, '\n')) {
		line++;
		if (strncasecmp(line, name, length) || line[length] != ':')
			continue;
		line += length + 1;
		line += strspn(line, " ");
		return strndup(line, strcspn(line, "\r"));
	}
	return NULL;
}

static bool send_text(int fd, const char *text)
{
	size_t length = strlen(text);

	return send(fd, text, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* One request, whole unless `refused`; false when the client left. */
static bool read_request(int fd, struct seen *seen, bool refused)
{
	struct incoming incoming = { 0 };
	size_t head, wanted;
	char *text;

	while (!(head = head_length(&incoming)))
		if (!read_more(fd, &incoming)) {
			free(incoming.bytes);
			return false;
		}
	seen->head = strndup(incoming.bytes, head);
	text = seen_header(seen, "Content-Length");
	wanted = text ? strtoul(text, NULL, 10) : 0;
	free(text);
	text = seen_header(seen, "Expect");
	if (text)
		send_text(fd, "HTTP/1.1 100 Continue\r\n\r\n");
	free(text);
	while (!refused && incoming.length < head + wanted &&
	       read_more(fd, &incoming))
		;
	seen->length = incoming.length - head;
	seen->body = malloc(seen->length + 1);
	memcpy(seen->body, incoming.bytes + head, seen->length);
	seen->body[seen->length] = '\0';
	free(incoming.bytes);
	return true;
}

/* ---- answering ---------------------------------------------------------- */

static void reset(int fd)
{
	struct linger now = { 1, 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static void wait_for_end(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	char byte;

	while (poll(&poll_fd, 1, -1) >= 0 && recv(fd, &byte, 1, 0) > 0)
		;
}

static const struct reply *next_reply(const struct server *server)
{
	static const struct reply no_more = { DEED_ANSWER, enough };

	return server->n_seen < server->n_replies
		       ? &server->replies[server->n_seen]
		       : &no_more;
}

/* Do what the script says; true: go on with this connection. */
static bool answer(struct server *server, int fd, const struct reply *reply)
{
	const struct timespec a_moment = { 0, 300000000 };
	/* Once it has its answer, the test may end, and its script with it. */
	const enum deed deed = reply->deed;

	if (reply->text)
		send_text(fd, reply->text);
	switch (deed) {
	case DEED_KEEP:
		return true;
	case DEED_RESET:
	case DEED_LOSE:
		reset(fd);
		return false;
	case DEED_STALL:
		wait_for_end(fd);
		return false;
	case DEED_REFUSE:
		nanosleep(&a_moment, NULL);
		return false;
	case DEED_BE_LATE:
		nanosleep(&a_moment, NULL);
		send_text(fd, late);
		server->n_late++;
		return true;
	default:
		return false;
	}
}

static void serve(struct server *server, int fd)
{
	const struct reply *reply = next_reply(server);
	bool more = true;

	server->n_connections++;
	while (more && server->n_seen < SERVER_REQUESTS &&
	       read_request(fd, &server->seen[server->n_seen],
			    reply->deed == DEED_REFUSE)) {
		server->n_seen++;
		more = answer(server, fd, reply);
		reply = next_reply(server);
	}
	close(fd);
}

static void *run(void *context)
{
	struct server *server = context;
	int fd;

	while ((fd = accept(server->socket, NULL, NULL)) >= 0)
		serve(server, fd);
	return NULL;
}

bool server_start(struct server *server, const struct reply *replies,
		  size_t n_replies)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof address;

	*server = (struct server){ .replies = replies, .n_replies = n_replies };
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server->socket < 0 ||
	    bind(server->socket, (struct sockaddr *)&address, size) ||
	    listen(server->socket, 16) ||
	    getsockname(server->socket, (struct sockaddr *)&address, &size))
		return false;
	server->port = ntohs(address.sin_port);
	snprintf(server->url, sizeof server->url, "http://127.0.0.1:%u",
		 server->port);
	server->running = !pthread_create(&server->thread, NULL, run, server);
	return server->running;
}

void server_stop(struct server *server)
{
	if (!server->running)
		return;
	shutdown(server->socket, SHUT_RDWR);
	pthread_join(server->thread, NULL);
	close(server->socket);
	server->running = false;
}

void server_finish(struct server *server)
{
	server_stop(server);
	for (size_t i = 0; i < SERVER_REQUESTS; i++) {
		free(server->seen[i].head);
		free(server->seen[i].body);
	}
	*server = (struct server){ 0 };
}

/* ---- clients ------------------------------------------------------------ */

void s3_environment(const char *endpoint)
{
	static const char *const none[] = {
		"AWS_ACCESS_KEY_ID",
		"AWS_SECRET_ACCESS_KEY",
		"AWS_SESSION_TOKEN",
		"AWS_PROFILE",
		"AWS_REGION",
		"AWS_DEFAULT_REGION",
		"AWS_ENDPOINT_URL",
		"AWS_ENDPOINT_URL_S3",
		"AWS_MAX_ATTEMPTS",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
		"AWS_WEB_IDENTITY_TOKEN_FILE",
		"http_proxy",
	};

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		unsetenv(none[i]);
	setenv("AWS_CONFIG_FILE", "/nowhere/config", 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials", 1);
	if (!endpoint)
		return;
	setenv("AWS_ENDPOINT_URL_S3", endpoint, 1);
	setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", 1);
	setenv("AWS_SECRET_ACCESS_KEY",
	       "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", 1);
}

struct aws *s3_client(unsigned tries)
{
	const struct aws_options options = { .tries = tries,
					     .connect = 5,
					     .patience = 1 };
	struct outcome outcome;
	struct aws *aws;

	if (!outcome_init(&outcome))
		return NULL;
	aws = aws_create(&options, &outcome);
	outcome_finish(&outcome);
	return aws;
}
