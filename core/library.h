/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * library.h - a library that is loaded when it is needed
 *
 * It is never unloaded: what it made may be in use to the end.
 */
#ifndef LIBRARY_H
#define LIBRARY_H

struct library {
	const char *name;  /* its soname */
	char failure[200]; /* why it can't be used; empty: it can */
	void *handle;
};

/* Load the one that is named; library->failure tells whether it is there. */
void library_open(struct library *library);

/* *to = its function of that name; NULL and a failure if it has none. */
void library_find(struct library *library, const char *name, void *to);

#endif
