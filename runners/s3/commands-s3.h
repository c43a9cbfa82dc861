/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * commands-s3.h - the commands that only fftpipe-s3 has, and what they share
 */
#ifndef COMMANDS_S3_H
#define COMMANDS_S3_H

#include "store-s3.h"

#include <stdio.h>

int command_put(int argc, char **argv);
int command_get(int argc, char **argv);
int command_ls(int argc, char **argv);

/* "fftpipe-s3: NAME: text" on standard error, made printable. */
void say_failure(const char *name, const struct outcome *outcome);

/* "out of memory", and the exit status for it. */
int say_no_memory(void);

/* That both lead to `path`, and the exit status for it. */
int say_meeting(const char *one, const char *two, const char *path);

/* A name with what a terminal would obey escaped, then `end`. */
void print_name(FILE *stream, const char *name, const char *end);

/* What is behind the last slash. */
const char *name_base(const char *path);

/* picture.c */

/*
 * Is the file a picture that can be read from its first to its last page?  In a
 * worker process, for who made it is not known.  False with the reason.
 */
bool picture_check(const char *name, int fd, struct outcome *outcome);

/* Its media type by content; NULL: it begins like no picture. */
const char *picture_type(int fd);

#endif
