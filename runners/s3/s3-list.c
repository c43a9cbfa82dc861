/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-list.c - what is below a prefix, page after page
 */
#include "client.h"
#include "s3-call.h"
#include "xml.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_MOST                                                   \
	(64 << 20) /* bytes: 1000 long keys, encoded, are 4 million \
		    */

struct list {
	struct aws *aws;
	const struct s3_object *prefix;
	const char *delimiter;
	bool (*take)(void *context, const struct s3_entry *entry);
	void *context;
	struct outcome *outcome;
	struct arena arena; /* of the page, and of how to go on */
	char *token, *last; /* how to go on, and the last key */
	bool stopped;
};

static bool no_memory(struct list *list)
{
	outcome_fail(list->outcome, FFTPIPE_ENOMEM, "out of memory");
	return false;
}

/* ---- asking ------------------------------------------------------------- */

/* Does this release sign a + in a query as something else? */
static bool plus_is_wrong(void)
{
	unsigned version = libcurl.version_info(CURLVERSION_NOW)->version_num;

	return version >= CURL_PLUS_WRONG && version < CURL_PLUS_RIGHT;
}

/*
 * Behind which key to go on: where a + in the token would be signed wrongly,
 * the last key says the same.  NULL: by token.  False: neither will do.
 */
static bool go_on_behind(struct list *list, const char **key)
{
	*key = NULL;
	if (!list->token || !strchr(list->token, '+') || !plus_is_wrong())
		return true;
	*key = list->last;
	if (*key && !strchr(*key, '+') && !list->delimiter)
		return true;
	outcome_fail(list->outcome, FFTPIPE_EDATA,
		     "its list goes on with a \"+\", which libcurl %s signs "
		     "wrongly; use another release of libcurl",
		     libcurl.version_info(CURLVERSION_NOW)->version);
	return false;
}

/* "&name=value", or "" for a NULL; NULL without memory. */
static const char *parameter(struct list *list, const char *name,
			     const char *value)
{
	const char *encoded;

	if (!value)
		return "";
	encoded = uri_encode(&list->arena, value, false);
	return encoded ? arena_printf(&list->arena, "&%s=%s", name, encoded)
		       : NULL;
}

/* The parameters, sorted by name. */
static const char *list_query(struct list *list)
{
	const char *token, *delimiter, *prefix, *after, *key, *query = NULL;

	if (!go_on_behind(list, &key))
		return NULL;
	token = parameter(list, "continuation-token", key ? NULL : list->token);
	delimiter = parameter(list, "delimiter", list->delimiter);
	prefix = parameter(list, "prefix", list->prefix->key);
	after = parameter(list, "start-after", key);
	if (token && delimiter && prefix && after)
		query = arena_printf(&list->arena,
				     "%s%s&encoding-type=url&list-type=2%s%s",
				     token, delimiter, prefix, after);
	if (!query)
		no_memory(list);
	return query ? query + 1 : NULL;
}

/* ---- reading ------------------------------------------------------------ */

/* A key as the page writes it; NULL without memory, or malformed. */
static const char *list_key(struct list *list, const struct xml_range *range,
			    const char *name, bool encoded)
{
	const char *text = xml_value(&list->arena, range, name);

	return text && encoded ? uri_decode_form(&list->arena, text) : text;
}

static bool list_malformed(struct list *list)
{
	outcome_fail(list->outcome, FFTPIPE_EDATA,
		     "the server's list can't be read");
	return false;
}

/*
 * libcurl 7.88 may send a request without its parameters when it has no memory:
 * then all of the bucket comes.
 */
static bool is_below(struct list *list, const char *key)
{
	const char *prefix = list->prefix->key;

	if (!strncmp(key, prefix, strlen(prefix)))
		return true;
	outcome_fail(list->outcome, FFTPIPE_EDATA,
		     "the server lists %s, which was not asked for", key);
	return false;
}

static bool take_all(struct list *list, const struct xml_range *page,
		     const char *element, const char *key, bool folders,
		     bool encoded)
{
	struct xml_range rest = *page, inside;

	while (!list->stopped && xml_next(&rest, element, &inside)) {
		struct s3_entry entry = { .folder = folders };
		const char *size;

		entry.key = list_key(list, &inside, key, encoded);
		if (!entry.key)
			return list_malformed(list);
		if (!is_below(list, entry.key))
			return false;
		size = xml_value(&list->arena, &inside, "Size");
		entry.size = size ? strtoull(size, NULL, 10) : 0;
		entry.modified =
			xml_value(&list->arena, &inside, "LastModified");
		if (!entry.modified)
			entry.modified = "";
		list->stopped = !list->take(list->context, &entry);
	}
	return true;
}

/* The greatest key of the page, to go on behind it. */
static const char *last_of_page(struct list *list, const struct xml_range *page,
				bool encoded)
{
	struct xml_range rest = *page, inside;
	const char *last = NULL;

	while (xml_next(&rest, "Contents", &inside))
		last = list_key(list, &inside, "Key", encoded);
	return last;
}

/* Is there more?  Then token and last are the page's. */
static bool list_go_on(struct list *list, const struct xml_range *page,
		       bool encoded, bool *more)
{
	const char *truncated = xml_value(&list->arena, page, "IsTruncated");
	const char *token =
		xml_value(&list->arena, page, "NextContinuationToken");
	const char *last = last_of_page(list, page, encoded);
	char *before = list->token;
	bool fine = true;

	*more = truncated && !strcmp(truncated, "true");
	if (!*more)
		return true;
	if (!token || !*token || (before && !strcmp(before, token))) {
		outcome_fail(list->outcome, FFTPIPE_EDATA,
			     "the server's list does not say how it goes on");
		return false;
	}
	list->token = strdup(token);
	free(before);
	free(list->last);
	list->last = last ? strdup(last) : NULL;
	if (!list->token || (last && !list->last))
		fine = no_memory(list);
	return fine;
}

static bool list_page(struct list *list, bool *more)
{
	struct s3_object bucket = *list->prefix;
	struct s3_call call = { .object = &bucket,
				.method = "GET",
				.into = -1,
				.most = PAGE_MOST };
	struct aws_answer answer = { 0 };
	struct xml_range page;
	const char *encoding;
	bool fine = false, encoded;

	bucket.key = NULL;
	call.query = list_query(list);
	if (!call.query)
		return false;
	if (!s3_perform(list->aws, &call, &answer, 1)) {
		outcome_fail(list->outcome, answer.failure_status, "%s",
			     answer.failure);
	} else if (!answer.body) {
		list_malformed(list);
	} else {
		page = (struct xml_range){ answer.body,
					   answer.body + answer.length };
		encoding = xml_value(&list->arena, &page, "EncodingType");
		encoded = encoding && !strcmp(encoding, "url");
		fine = take_all(list, &page, "CommonPrefixes", "Prefix", true,
				encoded) &&
		       take_all(list, &page, "Contents", "Key", false,
				encoded) &&
		       list_go_on(list, &page, encoded, more);
		/* A value that is missing for that would be one left out. */
		if (list->arena.failed)
			fine = no_memory(list);
	}
	answer_finish(&answer);
	arena_finish(&list->arena);
	return fine;
}

bool s3_list(struct aws *aws, const struct s3_object *prefix,
	     const char *delimiter,
	     bool (*take)(void *context, const struct s3_entry *entry),
	     void *context, struct outcome *outcome)
{
	struct list list = { .aws = aws,
			     .prefix = prefix,
			     .delimiter = delimiter,
			     .take = take,
			     .context = context,
			     .outcome = outcome };
	bool fine = true, more = true;

	if (strchr(prefix->key, '+')) {
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "a prefix with \"+\" can't be listed: some "
			     "releases of libcurl sign it wrongly; name the "
			     "objects, or a shorter prefix");
		return false;
	}
	while (fine && more && !list.stopped)
		fine = list_page(&list, &more);
	free(list.token);
	free(list.last);
	return fine;
}
