/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-call.c - which host and path a call goes to, and the bucket's region
 */
#include "s3-call.h"

#include "client.h"
#include "xml.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>

static const char lower[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

bool region_is_legal(const char *region)
{
	size_t length = strlen(region);

	return length && length < 64 && strspn(region, lower) == length;
}

/* Can the bucket be a part of a host's name that a certificate covers? */
static bool bucket_is_host(const char *bucket)
{
	size_t length = strlen(bucket);

	return length >= 3 && length <= 63 && strspn(bucket, lower) == length &&
	       bucket[0] != '-' && bucket[length - 1] != '-';
}

static const char *call_url(struct aws *aws, struct arena *arena,
			    const struct s3_call *call, const char *region,
			    struct outcome *outcome)
{
	const char *endpoint;
	const char *bucket = call->object->bucket;
	const char *key = call->object->key, *path = "", *query = call->query;
	const char *domain = strncmp(region, "cn-", 3) != 0
				     ? "amazonaws.com"
				     : "amazonaws.com.cn";

	if (!aws_endpoint(aws, "S3", &endpoint, outcome) ||
	    (key && !(path = uri_encode(arena, key, true))))
		return NULL;
	if (!query)
		query = "";
	if (!endpoint && bucket_is_host(bucket))
		return arena_printf(arena, "https://%s.s3.%s.%s/%s%s%s", bucket,
				    region, domain, path, *query ? "?" : "",
				    query);
	if (!endpoint)
		endpoint =
			arena_printf(arena, "https://s3.%s.%s", region, domain);
	if (!endpoint)
		return NULL;
	return arena_printf(arena, "%s/%s%s%s%s%s", endpoint, bucket,
			    key ? "/" : "", path, *query ? "?" : "", query);
}

/* The bucket's region as far as it is known. */
static const char *call_region(struct aws *aws, const struct s3_call *call,
			       struct outcome *outcome)
{
	const char *region = table_find(&aws->where, call->object->bucket);

	if (!region)
		region = call->object->region;
	if (!region)
		region = aws_region(aws, outcome);
	if (!region || region_is_legal(region))
		return region;
	outcome_fail(outcome, FFTPIPE_EDATA,
		     "the region \"%s\" is none; it is written like us-east-1",
		     region);
	return NULL;
}

static bool call_prepare(struct aws *aws, struct arena *arena,
			 const struct s3_call *call,
			 struct aws_request *request, struct outcome *outcome)
{
	const char *region = call_region(aws, call, outcome);
	const char *url =
		region ? call_url(aws, arena, call, region, outcome) : NULL;

	*request = (struct aws_request){
		.service = "s3",
		.region = region,
		.method = call->method,
		.url = url,
		.headers = call->headers,
		.n_headers = call->n_headers,
		.body = call->body,
		.length = call->length,
		.into = call->into,
		.most = call->most,
		.deadline = call->object->deadline,
		.doubt = call->doubt,
	};
	if (region && !url)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	return url;
}

/* Another region than the one that was asked, or NULL. */
static const char *told_region(struct aws_answer *answer, const char *asked)
{
	struct xml_range all = { answer->body, answer->body + answer->length };
	const char *region = answer_header(answer, "x-amz-bucket-region");

	if (answer->status != 301 && answer->status != 307 &&
	    answer->status != 400)
		return NULL;
	if (!region && answer->body)
		region = xml_value(&answer->arena, &all, "Region");
	return region && region_is_legal(region) && strcmp(region, asked) != 0
		       ? region
		       : NULL;
}

/* Note where the bucket is; false if that is no news. */
static bool learn_region(struct aws *aws, const struct s3_call *call,
			 struct aws_answer *answer, const char *asked)
{
	const char *told = told_region(answer, asked);
	const char *bucket = call->object->bucket;
	char *copy, *name;

	if (!told || table_find(&aws->where, bucket))
		return false;
	copy = arena_strdup(&aws->arena, told);
	name = arena_strdup(&aws->arena, bucket);
	return copy && name && table_add(&aws->where, name, copy);
}

/* One call once more, after the bucket's region was told. */
static void perform_again(struct aws *aws, struct arena *arena,
			  const struct s3_call *call, struct aws_answer *answer,
			  struct outcome *outcome)
{
	struct aws_request request;

	if (call_prepare(aws, arena, call, &request, outcome))
		aws_send_all(aws, &request, answer, 1);
}

static size_t perform(struct aws *aws, struct arena *arena,
		      const struct s3_call *calls, struct aws_answer *answers,
		      size_t n, struct outcome *outcome)
{
	struct aws_request *requests = arena_array(arena, n, sizeof *requests);
	bool fine = requests;
	size_t good;

	for (size_t i = 0; i < n && fine; i++)
		fine = call_prepare(aws, arena, &calls[i], &requests[i],
				    outcome);
	if (!requests)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	if (!fine)
		return 0;
	good = aws_send_all(aws, requests, answers, n);
	for (size_t i = 0; i < n; i++) {
		const struct s3_call *call = &calls[i];
		const char *asked = requests[i].region;

		if (!answers[i].failure ||
		    (!learn_region(aws, call, &answers[i], asked) &&
		     !told_region(&answers[i], asked)))
			continue;
		perform_again(aws, arena, call, &answers[i], outcome);
		good += !answers[i].failure;
	}
	return good;
}

size_t s3_perform(struct aws *aws, const struct s3_call *calls,
		  struct aws_answer *answers, size_t n)
{
	struct arena arena = { 0 };
	struct outcome outcome = { 0 };
	bool begun = outcome_init(&outcome);
	size_t good = 0;

	if (begun)
		good = perform(aws, &arena, calls, answers, n, &outcome);
	for (size_t i = 0; i < n && (!begun || outcome.status); i++) {
		answer_finish(&answers[i]);
		answer_fail(&answers[i],
			    begun ? outcome.status : FFTPIPE_ENOMEM, "%s",
			    begun && outcome.reason ? outcome.reason
						    : "out of memory");
		good = 0;
	}
	if (begun)
		outcome_finish(&outcome);
	arena_finish(&arena);
	return good;
}
