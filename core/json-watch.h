/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json-watch.h - was there memory for all of a piece of JSON?
 *
 * What jansson has no memory for it leaves out, or calls a mistake of the text.
 * Neither may become an answer that lacks something.
 */
#ifndef JSON_WATCH_H
#define JSON_WATCH_H

#include <jansson.h>
#include <stdbool.h>

/* Once, before there are threads, and before any JSON. */
void json_watch_init(void);

/* From here on, in this thread... */
void json_watch_begin(void);

/* ...this tells of all that jansson asked for, and of what was noted. */
bool json_watch_failed(void);
void json_watch_note(void);

/*
 * json_loadb() that does not end the process without memory: NULL then, too,
 * and json_watch_failed() tells.
 */
json_t *json_watch_load(const char *text, size_t length, size_t flags,
			json_error_t *error);

#endif
