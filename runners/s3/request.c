/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request.c - requests sent side by side, tried again, given up in time
 */
#include "client.h"

#include "clock.h"
#include "digest.h"

#include <fftpipe/plugin.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#define PAUSE        0.2 /* seconds; the first pause is that at most */
#define PAUSE_MOST   5
#define LOOK         0.25 /* seconds after which options.stop is asked */

#define HEADERS_MOST 200 /* of an answer; others are left out */

/* ---- answers ------------------------------------------------------------ */

const char *answer_header(const struct aws_answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->n_headers; i++)
		if (!strcasecmp(answer->headers[i].name, name))
			return answer->headers[i].value;
	return NULL;
}

void answer_finish(struct aws_answer *answer)
{
	free(answer->body);
	arena_finish(&answer->arena);
	*answer = (struct aws_answer){ 0 };
}

bool answer_keep_header(struct aws_answer *answer, const char *line,
			size_t length)
{
	const char *colon = memchr(line, ':', length);
	const char *end = line + length, *value;
	struct aws_header *header;

	if (!colon || answer->n_headers == HEADERS_MOST)
		return true;
	for (value = colon + 1;
	     value < end && (*value == ' ' || *value == '\t');)
		value++;
	while (end > value && strchr("\r\n \t", end[-1]))
		end--;
	header = arena_append(&answer->arena, &answer->headers,
			      &answer->n_headers, sizeof *header);
	if (!header)
		return false;
	header->name =
		arena_strndup(&answer->arena, line, (size_t)(colon - line));
	header->value =
		arena_strndup(&answer->arena, value, (size_t)(end - value));
	if (header->name && header->value)
		return true;
	answer->n_headers--;
	return false;
}

/* ---- before the first try ----------------------------------------------- */

/* The rules that keep every release of libcurl to one signature. */
static const char *header_wrong(const struct aws_request *request)
{
	static const char *const ours[] = { "host", "x-amz-content-sha256",
					    "x-amz-date",
					    "x-amz-security-token" };
	const size_t n_ours = sizeof ours / sizeof *ours;

	for (size_t i = 0; i < request->n_headers; i++) {
		const struct aws_header *header = &request->headers[i];
		size_t length = strlen(header->name);

		for (const char *c = header->value; *c; c++)
			if ((unsigned char)*c < ' ' || *c == 0x7F)
				return header->name;
		if (!length || !*header->value)
			return header->name;
		for (size_t k = 0; k < n_ours + request->n_headers; k++) {
			const char *other =
				k < n_ours ? ours[k]
					   : request->headers[k - n_ours].name;

			if (k - n_ours != i &&
			    !strncasecmp(header->name, other, length))
				return header->name;
		}
	}
	return NULL;
}

static bool request_check(const struct aws_request *request,
			  struct aws_answer *answer)
{
	const char *wrong = header_wrong(request);

	if (wrong)
		answer_fail(answer, FFTPIPE_EINTERNAL,
			    "the header \"%s\" is empty, has control "
			    "characters, or begins another's name, and would "
			    "be signed wrongly",
			    wrong);
	return !wrong;
}

/* ---- one after the other ------------------------------------------------ */

/* Between nothing and a bound that doubles: full jitter. */
static double pause_before(unsigned tries)
{
	double most = fmin(PAUSE_MOST, PAUSE * ldexp(1, (int)tries - 1));
	uint32_t random = 0x80000000;

	if (getrandom(&random, sizeof random, GRND_NONBLOCK) < 0)
		random = (uint32_t)(clock_seconds() * 1e9);
	return most * random / UINT32_MAX;
}

/* The try failed, but another may not: when, if there is time for it. */
static void schedule(struct try *try)
{
	double deadline = try->request->deadline;

	try->due = clock_seconds() + pause_before(try->tries);
	if (try->tries < try->aws->options.tries &&
	    (!(deadline > 0) || try->due < deadline))
		return;
	if (try->tries > 1)
		answer_fail(try->answer, try->answer->failure_status,
			    "%s (%u tries)", try->answer->failure, try->tries);
	try->answer->passing = true;
	try->ended = true;
}

static void take_verdict(struct try *try, enum verdict verdict)
{
	if (verdict == VERDICT_AGAIN)
		schedule(try);
	else if (verdict == VERDICT_CLOCK || verdict == VERDICT_KEY)
		try->due = 0;
	else
		try->ended = true;
}

static void give_up(struct try *try, int status, const char *reason)
{
	try_drop(try);
	answer_fail(try->answer, status, "%s", reason);
	try->answer->passing = true;
	try->ended = true;
}

/* What no try can do without: a region, a key. */
static bool begin_ready(struct try *try)
{
	struct outcome outcome;
	bool fine;

	if (!outcome_init(&outcome)) {
		give_up(try, FFTPIPE_ENOMEM, "out of memory");
		return false;
	}
	if (!try->region)
		try->region = aws_region(try->aws, &outcome);
	fine = try->region && aws_ready(try->aws, &outcome);
	if (!fine)
		give_up(try, outcome.status,
			outcome.reason ? outcome.reason : "out of memory");
	outcome_finish(&outcome);
	return fine;
}

static void begin(struct try *try)
{
	double deadline = try->request->deadline;

	if (deadline > 0 && deadline <= clock_seconds()) {
		give_up(try, FFTPIPE_EDATA, "there is no time left for it");
		return;
	}
	if (!begin_ready(try))
		return;
	try->tries++;
	if (!try_start(try))
		give_up(try, FFTPIPE_ENOMEM, "out of memory");
}

/* ---- side by side ------------------------------------------------------- */

static void begin_due(struct try *tries, size_t n)
{
	double now = clock_seconds();

	for (size_t i = 0; i < n; i++)
		if (!tries[i].ended && !tries[i].flying && tries[i].due <= now)
			begin(&tries[i]);
}

static bool any_left(const struct try *tries, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!tries[i].ended)
			return true;
	return false;
}

static void collect(struct aws *aws)
{
	CURLMsg *message;
	int left;

	while ((message = libcurl.multi_info_read(aws->multi, &left))) {
		CURLcode code = message->data.result;
		struct try *try = NULL;

		libcurl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
				     &try);
		take_verdict(try, try_end(try, code));
	}
}

/* Until something arrives or is due. */
static bool wait_for_some(struct aws *aws, const struct try *tries, size_t n)
{
	double now = clock_seconds(), until = now + 60;

	if (aws->options.stop)
		until = now + LOOK;
	for (size_t i = 0; i < n; i++)
		if (!tries[i].ended && !tries[i].flying)
			until = fmin(until, tries[i].due);
	return !libcurl.multi_poll(aws->multi, NULL, 0,
				   1 + (int)(1e3 * fmax(0, until - now)), NULL);
}

static void run(struct aws *aws, struct try *tries, size_t n)
{
	bool stop = false, fine = true;

	while (fine && !stop && any_left(tries, n)) {
		int running;

		begin_due(tries, n);
		fine = !libcurl.multi_perform(aws->multi, &running);
		collect(aws);
		if (fine && any_left(tries, n))
			fine = wait_for_some(aws, tries, n);
		stop = aws->options.stop &&
		       aws->options.stop(aws->options.stop_context);
	}
	for (size_t i = 0; i < n; i++)
		if (!tries[i].ended)
			give_up(&tries[i],
				stop ? FFTPIPE_ECANCELED : FFTPIPE_ENOMEM,
				stop ? "stopped" : "out of memory");
}

size_t aws_send_all(struct aws *aws, const struct aws_request *requests,
		    struct aws_answer *answers, size_t n)
{
	struct try *tries = calloc(n, sizeof *tries);
	size_t good = 0;

	for (size_t i = 0; i < n; i++) {
		answer_finish(&answers[i]);
		if (!tries) {
			answer_fail(&answers[i], FFTPIPE_ENOMEM,
				    "out of memory");
			continue;
		}
		tries[i] = (struct try){
			.aws = aws,
			.request = &requests[i],
			.answer = &answers[i],
			.region = requests[i].region,
			.ended = !request_check(&requests[i], &answers[i]),
		};
		digest_text(requests[i].length ? requests[i].body : "",
			    requests[i].length, tries[i].hash);
	}
	if (tries)
		run(aws, tries, n);
	for (size_t i = 0; i < n; i++) {
		good += !answers[i].failure;
		answers[i].tries = tries ? tries[i].tries : 0;
	}
	free(tries);
	return good;
}

bool aws_send(struct aws *aws, const struct aws_request *request,
	      struct aws_answer *answer, struct outcome *outcome)
{
	if (aws_send_all(aws, request, answer, 1))
		return true;
	outcome_fail(outcome, answer->failure_status, "%s", answer->failure);
	return false;
}
