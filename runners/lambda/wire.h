/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire.h - HTTP/1.1 with a server of the same machine, one request at a time
 * over a connection that is kept
 *
 * Of our own, since the first event is asked for before libcurl is there:
 * loading it takes longer than all else of a function's start.  No proxy, no
 * TLS, no redirection, no 100-continue, no time limit on waiting.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct wire;

/* What comes back.  Starts as { 0 } but for `most`, `header` and `context`. */
struct wire_reply {
	int status;
	char *body; /* with a NUL behind it, to be freed; NULL: empty */
	size_t length, room, most;
	/* Called for each header, blanks around its value gone; may be NULL. */
	void (*header)(void *context, const char *name, const char *value);
	void *context;
};

/* `host` is HOST:PORT, [HOST]:PORT or HOST for port 80.  NULL without memory.
 */
struct wire *wire_create(const char *host);
void wire_destroy(struct wire *wire);

/*
 * Send a request; wire_receive is next.  `headers` are whole lines or "",
 * `body` is NULL with GET.  False with a reason in wire_trouble().
 */
bool wire_send(struct wire *wire, const char *method, const char *path,
	       const char *headers, const char *body);

/*
 * Wait for the answer.  A connection that was kept and turns out to be dead is
 * opened again, and the request sent once more.
 */
bool wire_receive(struct wire *wire, struct wire_reply *reply);

/* Why the last call gave false. */
const char *wire_trouble(const struct wire *wire);

#endif
