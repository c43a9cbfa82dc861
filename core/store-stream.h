/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store-stream.h - what can be read only once, kept in memory
 *
 * Where pages are jobs, each of them opens its file: the bytes of a pipe stay
 * for that until another one is read.
 */
#ifndef STORE_STREAM_H
#define STORE_STREAM_H

#include "store.h"

/*
 * A descriptor of memory with all that comes from `stream`, `most` bytes at
 * most, or with what came before from the same one; -1 with the reason, which
 * is FFTPIPE_ECANCELED if a signal came.  What is to be a picture and does not
 * begin like one is refused at once: it may have no end.
 */
int stream_keep(int stream, uint64_t most, bool picture,
		struct outcome *outcome);

/*
 * The same for a name whose stream is kept, without waiting for another writer;
 * -1, as a rule without a reason, for all other names.
 */
int stream_again(const char *path, struct outcome *outcome);

/*
 * All of `from` to `to`; false with errno, EOVERFLOW for more than `most`
 * bytes.  A signal ends it: a pipe may never have an end.
 */
bool stream_copy(int from, int to, uint64_t most);

#endif
