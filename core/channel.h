/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel.h - what a process and its workers say to each other: typed parcels
 * of numbers, texts and descriptors over a socket
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PARCEL_MOST_FDS = 250,                /* the kernel sends 253 at once */
	PARCEL_MOST_BYTES = 256 * 1024 * 1024 /* nobody has that much to say */
};

/* Starts as { 0 }. */
struct parcel {
	uint32_t type;
	uint8_t *bytes;
	size_t length, room;
	size_t at;   /* where reading is */
	bool broken; /* out of memory, or read beyond its end */
	int fds[PARCEL_MOST_FDS];
	size_t n_fds;
	size_t next_fd;
};

void parcel_finish(struct parcel *parcel); /* closes descriptors not taken */

void parcel_put_number(struct parcel *parcel, uint64_t number);
void parcel_put_real(struct parcel *parcel, double real);
void parcel_put_text(struct parcel *parcel,
		     const char *text); /* NULL is fine */
void parcel_put_bytes(struct parcel *parcel, const char *bytes, size_t length);
/* The descriptor stays the caller's; -1 is fine. */
void parcel_put_fd(struct parcel *parcel, int fd);

uint64_t parcel_get_number(struct parcel *parcel);
double parcel_get_real(struct parcel *parcel);
/* Lives as long as the parcel; NULL for NULL and for a broken parcel. */
const char *parcel_get_text(struct parcel *parcel);
const char *parcel_get_bytes(struct parcel *parcel, size_t *length);
/* The descriptor is the caller's from now on. */
int parcel_get_fd(struct parcel *parcel);

/* Send it whole; false with errno. */
bool parcel_send(int socket, const struct parcel *parcel);

/*
 * Receive one into a fresh parcel; false at the other end's end or after an
 * error.
 */
bool parcel_receive(int socket, struct parcel *parcel);

#endif
