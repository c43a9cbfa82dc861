/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-answer.c - what a service may send back: lists, errors, metadata, and
 * keys as events spell them
 *
 * Lines "name: value" up to an empty one are headers, the rest is the body.
 */
#include "fuzz.h"

#include "client.h"
#include "facts.h"
#include "uri.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_HEADERS = 16 };

/* Splits the headers off; returns where the body begins. */
static char *take_headers(char *text, struct aws_answer *answer,
			  struct aws_header headers[MOST_HEADERS])
{
	answer->headers = headers;
	while (*text && *text != '\n') {
		char *end = text + strcspn(text, "\n");
		char *colon = memchr(text, ':', (size_t)(end - text));
		char *next = *end ? end + 1 : end;

		*end = '\0';
		if (colon && answer->n_headers < MOST_HEADERS) {
			*colon = '\0';
			headers[answer->n_headers++] =
				(struct aws_header){ text, colon + 1 };
		}
		text = next;
	}
	return *text ? text + 1 : text;
}

/* As a list of objects is read. */
static void walk_list(const char *body, size_t length)
{
	struct arena arena = { 0 };
	struct xml_range page = { body, body + length }, entry;

	while (xml_next(&page, "Contents", &entry)) {
		char *key = xml_value(&arena, &entry, "Key");

		MUST(entry.begin >= body && entry.end <= body + length);
		MUST(page.begin <= page.end);
		if (key) {
			const char *raw = uri_decode_form(&arena, key);

			if (raw && !key_refusal(raw))
				MUST(uri_encode(&arena, raw, true));
		}
	}
	arena_finish(&arena);
}

/* Whatever an object's metadata say is read as a file's text is. */
static void read_facts(struct s3_about *about)
{
	struct embedded embedded;
	char *facts;

	MUST(facts_from_metadata(about, &facts));
	if (facts) {
		embedded_parse(&embedded, facts, strlen(facts));
		embedded_finish(&embedded);
	}
	facts_marker(about);
	free(facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct aws_header headers[MOST_HEADERS];
	struct s3_about about = { .answer.status = 503 };
	char *text = malloc(length + 1);

	MUST(text);
	memcpy(text, bytes, length);
	text[length] = '\0';
	about.answer.body = take_headers(text, &about.answer, headers);
	about.answer.length = strlen(about.answer.body);
	answer_explain(&about.answer);
	MUST(answer_advice(&about.answer));
	walk_list(about.answer.body, about.answer.length);
	read_facts(&about);
	arena_finish(&about.answer.arena);
	free(text);
	return 0;
}
