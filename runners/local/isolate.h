/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate.h - something done in a child process, so that a plugin's crash is
 * only a message
 */
#ifndef ISOLATE_H
#define ISOLATE_H

/*
 * Run task(arg) in a child and return what it returned (0 to 100).  After a
 * crash or a hang of more than ten seconds: says so, as "fftpipe: NAME: ...",
 * and returns -1.
 */
int isolate(const char *name, int (*task)(void *arg), void *arg);

#endif
