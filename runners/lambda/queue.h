/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue.h - messages of an SQS queue: received, kept hidden, deleted
 *
 * The JSON protocol of SQS, through the signed requests of runners/s3.  A queue
 * is for one thread.
 */
#ifndef QUEUE_H
#define QUEUE_H

#include "request.h"

struct queue {
	struct arena arena;
	struct aws *aws;
	const char *url;      /* QueueUrl, as it was given */
	const char *endpoint; /* where requests go */
	const char *region;   /* NULL: the client's */
};

struct message {
	char *id, *receipt, *body;
	unsigned long times; /* received; 0: not told */
};

/*
 * `stop` may be NULL; true gives up waiting.  False with the reason in
 * `outcome`.
 */
bool queue_open(struct queue *queue, const char *url,
		bool (*stop)(void *context), struct outcome *outcome);
void queue_close(struct queue *queue);

/*
 * Wait up to 20 seconds for a message, which stays hidden from others for
 * `seconds`.  message->id is NULL when none came.  False with the reason.
 */
bool queue_receive(struct queue *queue, unsigned seconds,
		   struct message *message, struct outcome *outcome);
void message_finish(struct message *message);

/* Hide it for so many seconds from now. */
bool queue_extend(struct queue *queue, const char *receipt, unsigned seconds,
		  struct outcome *outcome);

bool queue_delete(struct queue *queue, const char *receipt,
		  struct outcome *outcome);

#endif
