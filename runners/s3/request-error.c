/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request-error.c - what a service says went wrong, and what to do about it
 */
#include "client.h"
#include "xml.h"

#include "json-watch.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MOST 500

void answer_fail(struct aws_answer *answer, int status, const char *format, ...)
{
	char text[2048];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	answer->failure_status = status;
	answer->failure = arena_strdup(&answer->arena, text);
	if (!answer->failure)
		answer->failure = "out of memory";
}

/* {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "..."} */
static void explain_json(struct aws_answer *answer)
{
	json_t *object = json_watch_load(answer->body, answer->length, 0, NULL);
	const char *type = json_string_value(json_object_get(object, "__type"));
	const char *said =
		json_string_value(json_object_get(object, "message"));
	const char *name = type ? strrchr(type, '#') : NULL;

	if (!said)
		said = json_string_value(json_object_get(object, "Message"));
	if (type)
		answer->code =
			arena_strdup(&answer->arena, name ? name + 1 : type);
	if (said)
		answer->message = arena_strdup(&answer->arena, said);
	json_decref(object);
}

void answer_explain(struct aws_answer *answer)
{
	struct xml_range all = { answer->body, answer->body + answer->length };

	if (!answer->body || !answer->length)
		return;
	if (*answer->body == '{') {
		explain_json(answer);
		return;
	}
	answer->code = xml_value(&answer->arena, &all, "Code");
	answer->message = xml_value(&answer->arena, &all, "Message");
}

/* A sentence without its full stop: more may follow it. */
int answer_message_length(const struct aws_answer *answer)
{
	const char *text = answer->message ? answer->message : "";
	size_t length = strlen(text);

	while (length && strchr(". \n", text[length - 1]))
		length--;
	return length < MESSAGE_MOST ? (int)length : MESSAGE_MOST;
}

const char *answer_advice(const struct aws_answer *answer)
{
	static const struct {
		const char *code, *advice;
	} known[] = {
		{ "AccessDenied",
		  "; see what the key's policy allows (reading needs "
		  "s3:GetObject, writing s3:PutObject, lists s3:ListBucket)" },
		{ "ExpiredToken", "; get fresh credentials" },
		{ "InvalidAccessKeyId",
		  "; see AWS_ACCESS_KEY_ID or the profile" },
		{ "NoSuchBucket", "; see the bucket's name, and the endpoint" },
		{ "NoSuchKey",
		  "; see the key (that of a prefix ends in \"/\")" },
		{ "RequestTimeTooSkewed", "; set this machine's clock" },
		{ "SignatureDoesNotMatch",
		  "; see AWS_SECRET_ACCESS_KEY or the profile" },
	};

	for (size_t i = 0; answer->code && i < sizeof known / sizeof *known;
	     i++)
		if (!strcmp(answer->code, known[i].code))
			return known[i].advice;
	if (answer->status == 403)
		return known[0].advice;
	return "";
}
