/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue.c - calls of SQS
 */
#include "queue.h"

#include "json-watch.h"
#include "run.h"

#include <fftpipe/plugin.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define WAIT       20                /* seconds; the service's most */
#define ANSWER_MAX (4 * 1024 * 1024) /* a message has 1 MiB at most */

/* ---- where the queue is ------------------------------------------------- */

/* "https://sqs.eu-west-1.amazonaws.com/123/q": what is before the path. */
static const char *host_of_url(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://");

	if (!host || !host[3])
		return NULL;
	return arena_strndup(arena, url,
			     (size_t)(host + 3 - url) + strcspn(host + 3, "/"));
}

static const char *region_of_url(struct arena *arena, const char *url)
{
	static const char name[] = "://sqs.";
	const char *start = strstr(url, name);
	size_t length;

	if (!start)
		return NULL;
	start += strlen(name);
	length = strcspn(start, "./");
	if (strncmp(start + length, ".amazonaws.com", 14) != 0)
		return NULL;
	return arena_strndup(arena, start, length);
}

bool queue_open(struct queue *queue, const char *url,
		bool (*stop)(void *context), struct outcome *outcome)
{
	const struct aws_options options = { .stop = stop };
	const char *named;

	*queue = (struct queue){ .url = url };
	if (strncmp(url, "http://", 7) != 0 &&
	    strncmp(url, "https://", 8) != 0) {
		outcome_fail(outcome, FFTPIPE_EPARAM,
			     "\"%s\" is no queue's URL, such as "
			     "https://sqs.eu-west-1.amazonaws.com/"
			     "123456789012/uploads",
			     url);
		return false;
	}
	queue->aws = aws_create(&options, outcome);
	if (!queue->aws)
		return false;
	if (!aws_endpoint(queue->aws, "SQS", &named, outcome))
		return false;
	queue->endpoint = named ? named : host_of_url(&queue->arena, url);
	queue->region = region_of_url(&queue->arena, url);
	if (!queue->endpoint)
		outcome_fail(outcome, FFTPIPE_EPARAM, "\"%s\" has no host",
			     url);
	return queue->endpoint;
}

void queue_close(struct queue *queue)
{
	aws_destroy(queue->aws);
	arena_finish(&queue->arena);
	*queue = (struct queue){ 0 };
}

/* ---- calls -------------------------------------------------------------- */

/* Takes `parameters`; the answer's JSON, or NULL with the reason. */
static json_t *call(struct queue *queue, const char *action, json_t *parameters,
		    double patience, struct outcome *outcome)
{
	char target[64];
	const struct aws_header headers[] = {
		{ "content-type", "application/x-amz-json-1.0" },
		{ "x-amz-target", target },
	};
	char *body = parameters ? json_dumps(parameters, JSON_COMPACT) : NULL;
	struct aws_request request = {
		.service = "sqs",
		.region = queue->region,
		.method = "POST",
		.headers = headers,
		.n_headers = sizeof headers / sizeof *headers,
		.body = body,
		.length = body ? strlen(body) : 0,
		.into = -1,
		.most = ANSWER_MAX,
		.patience = patience,
	};
	struct aws_answer answer = { 0 };
	struct arena arena = { 0 };
	json_t *json = NULL;

	snprintf(target, sizeof target, "AmazonSQS.%s", action);
	request.url = arena_printf(&arena, "%s/", queue->endpoint);
	if (!body || !request.url)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	else if (aws_send(queue->aws, &request, &answer, outcome)) {
		json = answer.length ? json_watch_load(answer.body,
						       answer.length, 0, NULL)
				     : json_object();
		if (!json)
			outcome_fail(outcome, FFTPIPE_EDATA,
				     "%s: the answer is not JSON", action);
	}
	answer_finish(&answer);
	arena_finish(&arena);
	free(body);
	json_decref(parameters);
	return json;
}

static char *copy_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? strdup(text) : NULL;
}

bool queue_receive(struct queue *queue, unsigned seconds,
		   struct message *message, struct outcome *outcome)
{
	json_t *json = call(queue, "ReceiveMessage",
			    json_pack("{s:s, s:i, s:i, s:i, s:[s]}", "QueueUrl",
				      queue->url, "MaxNumberOfMessages", 1,
				      "VisibilityTimeout", (int)seconds,
				      "WaitTimeSeconds", WAIT, "AttributeNames",
				      "ApproximateReceiveCount"),
			    WAIT + 10, outcome);
	const json_t *first =
		json_array_get(json_object_get(json, "Messages"), 0);
	const char *times = json_string_value(
		json_object_get(json_object_get(first, "Attributes"),
				"ApproximateReceiveCount"));
	bool fine = json;

	*message = (struct message){ 0 };
	if (first) {
		message->id = copy_text(first, "MessageId");
		message->receipt = copy_text(first, "ReceiptHandle");
		message->body = copy_text(first, "Body");
		message->times = times ? strtoul(times, NULL, 10) : 0;
		fine = message->id && message->receipt && message->body;
	}
	if (json && !fine) {
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "a message without an id, a receipt or a body");
		message_finish(message);
	}
	json_decref(json);
	return fine;
}

void message_finish(struct message *message)
{
	free(message->id);
	free(message->receipt);
	free(message->body);
	*message = (struct message){ 0 };
}

bool queue_extend(struct queue *queue, const char *receipt, unsigned seconds,
		  struct outcome *outcome)
{
	json_t *json = call(queue, "ChangeMessageVisibility",
			    json_pack("{s:s, s:s, s:i}", "QueueUrl", queue->url,
				      "ReceiptHandle", receipt,
				      "VisibilityTimeout", (int)seconds),
			    0, outcome);

	json_decref(json);
	return json;
}

bool queue_delete(struct queue *queue, const char *receipt,
		  struct outcome *outcome)
{
	json_t *json = call(queue, "DeleteMessage",
			    json_pack("{s:s, s:s}", "QueueUrl", queue->url,
				      "ReceiptHandle", receipt),
			    0, outcome);

	json_decref(json);
	return json;
}
