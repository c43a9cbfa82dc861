/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request-try.c - one try of a request: a handle set up, bytes moved, a verdict
 */
#define _GNU_SOURCE /* timegm, strptime */
#include "client.h"
#include "clock.h"

#include <errno.h>
#include <fftpipe/plugin.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define ERROR_MOST 65536 /* bytes of an answer that is an error */
#define SLOW       1     /* bytes a second that are a stall */
#define IDLE_MOST  20    /* seconds after which a connection isn't trusted */

/* ---- bytes out ---------------------------------------------------------- */

static size_t on_read(char *to, size_t size, size_t n, void *context)
{
	struct try *try = context;
	size_t left = try->request->length - try->sent;

	n *= size;
	if (n > left)
		n = left;
	if (n)
		memcpy(to, (const char *)try->request->body + try->sent, n);
	try->sent += n;
	return n;
}

/* The body again, where a kept connection turns out to be dead. */
static int on_seek(void *context, curl_off_t offset, int origin)
{
	struct try *try = context;

	if (origin != SEEK_SET || offset < 0 ||
	    (uint64_t)offset > try->request->length)
		return CURL_SEEKFUNC_FAIL;
	try->sent = (size_t)offset;
	return CURL_SEEKFUNC_OK;
}

/* ---- bytes in ----------------------------------------------------------- */

static bool status_is_good(const struct aws_answer *answer)
{
	return answer->status >= 200 && answer->status < 300;
}

/* Is the announced body too long?  Then no byte of it is taken. */
static bool announced_too_much(struct try *try)
{
	const char *length = answer_header(try->answer, "content-length");

	if (!length || !status_is_good(try->answer) ||
	    !strcmp(try->request->method, "HEAD"))
		return false;
	try->oversized = strtoull(length, NULL, 10) > try->request->most;
	return try->oversized;
}

static size_t on_header(char *line, size_t size, size_t n, void *context)
{
	struct try *try = context;
	struct aws_answer *answer = try->answer;

	n *= size;
	if (n > 5 && !memcmp(line, "HTTP/", 5)) {
		/* 100 Continue was one before this. */
		answer->n_headers = 0;
		answer->headers = NULL;
		libcurl.easy_getinfo(try->easy, CURLINFO_RESPONSE_CODE,
				     &answer->status);
		return n;
	}
	if (n <= 2)
		return announced_too_much(try) ? 0 : n;
	return answer_keep_header(answer, line, n) ? n : 0;
}

static bool write_all(struct try *try, const char *bytes, size_t n)
{
	uint64_t at = try->arrived;

	while (n) {
		ssize_t put = pwrite(try->request->into, bytes, n, (off_t)at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0) {
			try->error = put ? errno : ENOSPC;
			return false;
		}
		bytes += put;
		at += (uint64_t)put;
		n -= (size_t)put;
	}
	return true;
}

static bool keep_bytes(struct try *try, const char *bytes, size_t n)
{
	struct aws_answer *answer = try->answer;

	if (answer->length + n + 1 > try->room) {
		size_t room = 2 * (answer->length + n) + 4096;
		char *larger = realloc(answer->body, room);

		if (!larger)
			return false;
		answer->body = larger;
		try->room = room;
	}
	memcpy(answer->body + answer->length, bytes, n);
	answer->length += n;
	answer->body[answer->length] = '\0';
	return true;
}

static size_t on_write(char *bytes, size_t size, size_t n, void *context)
{
	struct try *try = context;

	n *= size;
	if (!status_is_good(try->answer)) {
		size_t left = ERROR_MOST - try->answer->length;

		/* The beginning of an explanation is enough. */
		return keep_bytes(try, bytes, n < left ? n : left) ? n : 0;
	}
	if (n > try->request->most - try->arrived) {
		try->oversized = true;
		return 0;
	}
	if (try->request->into < 0 ? !keep_bytes(try, bytes, n)
				   : !write_all(try, bytes, n))
		return 0;
	md5_update(&try->md5, n, (const uint8_t *)bytes);
	try->arrived += n;
	return n;
}

/* ---- setting up --------------------------------------------------------- */

static bool add_header(struct try *try, const char *name, const char *value)
{
	struct curl_slist *longer;
	char *line = arena_printf(&try->answer->arena, "%s: %s", name, value);

	longer = line ? libcurl.slist_append(try->headers, line) : NULL;
	if (longer)
		try->headers = longer;
	return longer;
}

/* The server's time, where this machine's is wrong and libcurl lets us. */
static bool add_date(struct try *try)
{
	time_t now = (time_t)(time(NULL) + try->aws->clock);
	struct tm tm;
	char text[32];

	if (!try->aws->clock)
		return true;
	gmtime_r(&now, &tm);
	strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &tm);
	return add_header(try, "X-Amz-Date", text);
}

static bool add_headers(struct try *try)
{
	const struct aws_request *request = try->request;
	const char *token = try->aws->credentials.token;
	bool fine = add_header(try, "x-amz-content-sha256", try->hash) &&
		    add_date(try);

	if (fine && token)
		fine = add_header(try, "x-amz-security-token", token);
	for (size_t i = 0; fine && i < request->n_headers; i++)
		fine = add_header(try, request->headers[i].name,
				  request->headers[i].value);
	return fine;
}

static void set_method(CURL *easy, struct try *try)
{
	const struct aws_request *request = try->request;

	if (!strcmp(request->method, "HEAD")) {
		libcurl.easy_setopt(easy, CURLOPT_NOBODY, 1L);
	} else if (!strcmp(request->method, "PUT")) {
		libcurl.easy_setopt(easy, CURLOPT_UPLOAD, 1L);
		libcurl.easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
		libcurl.easy_setopt(easy, CURLOPT_READDATA, try);
		libcurl.easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
		libcurl.easy_setopt(easy, CURLOPT_SEEKDATA, try);
		libcurl.easy_setopt(easy, CURLOPT_INFILESIZE_LARGE,
				    (curl_off_t)request->length);
	} else if (!strcmp(request->method, "POST")) {
		libcurl.easy_setopt(easy, CURLOPT_POST, 1L);
		libcurl.easy_setopt(easy, CURLOPT_POSTFIELDS,
				    request->length ? request->body : "");
		libcurl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				    (curl_off_t)request->length);
	} else if (strcmp(request->method, "GET") != 0) {
		libcurl.easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
				    request->method);
	}
}

static void set_limits(CURL *easy, const struct try *try)
{
	const struct aws_options *options = &try->aws->options;
	double patience = try->request->patience > 0 ? try->request->patience
						     : options->patience;
	double left = try->request->deadline - clock_seconds();

	libcurl.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			    (long)(1e3 * options->connect));
	libcurl.easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW);
	libcurl.easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
			    patience > 1 ? (long)patience : 1L);
	libcurl.easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_MOST);
	if (try->request->deadline > 0)
		libcurl.easy_setopt(easy, CURLOPT_TIMEOUT_MS,
				    left > 0.001 ? (long)(1e3 * left) : 1L);
}

/* Debian's place, and Amazon Linux's. */
static void set_certificates(CURL *easy)
{
	static const char debian[] = "/etc/ssl/certs/ca-certificates.crt";
	static const char elsewhere[] = "/etc/pki/tls/certs/ca-bundle.crt";
	const char *file = environment("AWS_CA_BUNDLE");

	if (!file)
		file = environment("SSL_CERT_FILE");
	if (!file && !access(debian, R_OK))
		file = debian;
	if (!file && !access(elsewhere, R_OK))
		file = elsewhere;
	if (!file)
		return;
	libcurl.easy_setopt(easy, CURLOPT_CAINFO, file);
	/*
	 * The folder beside it holds the same again; without that libcurl keeps
	 * what it read for the next connection.
	 */
	libcurl.easy_setopt(easy, CURLOPT_CAPATH, NULL);
}

static bool set_signing(CURL *easy, struct try *try, const char *region)
{
	const struct credentials *key = &try->aws->credentials;
	char *scope = arena_printf(&try->answer->arena, "aws:amz:%s:%s", region,
				   try->request->service);

	return scope && add_headers(try) &&
	       !libcurl.easy_setopt(easy, CURLOPT_AWS_SIGV4, scope) &&
	       !libcurl.easy_setopt(easy, CURLOPT_USERNAME, key->key_id) &&
	       !libcurl.easy_setopt(easy, CURLOPT_PASSWORD, key->secret) &&
	       !libcurl.easy_setopt(easy, CURLOPT_HTTPHEADER, try->headers);
}

bool try_start(struct try *try)
{
	const struct aws_request *request = try->request;
	CURL *easy = try->easy = libcurl.easy_init();

	answer_finish(try->answer);
	try->sent = try->room = 0;
	try->arrived = 0;
	try->error = 0;
	try->oversized = false;
	md5_init(&try->md5);
	if (!easy)
		return false;
	set_method(easy, try);
	set_limits(easy, try);
	set_certificates(easy);
	libcurl.easy_setopt(easy, CURLOPT_PRIVATE, try);
	libcurl.easy_setopt(easy, CURLOPT_ERRORBUFFER, try->text);
	libcurl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	libcurl.easy_setopt(easy, CURLOPT_HTTP_VERSION,
			    (long)CURL_HTTP_VERSION_1_1);
	libcurl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	libcurl.easy_setopt(easy, CURLOPT_USERAGENT, "fftpipe/" VERSION);
	libcurl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	libcurl.easy_setopt(easy, CURLOPT_HEADERDATA, try);
	libcurl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_write);
	libcurl.easy_setopt(easy, CURLOPT_WRITEDATA, try);
	try->text[0] = '\0';
	try->flying = true;
	if (!libcurl.easy_setopt(easy, CURLOPT_URL, request->url) &&
	    set_signing(easy, try, try->region) &&
	    !libcurl.multi_add_handle(try->aws->multi, easy))
		return true;
	try_drop(try);
	return false;
}

void try_drop(struct try *try)
{
	if (try->easy) {
		libcurl.multi_remove_handle(try->aws->multi, try->easy);
		libcurl.easy_cleanup(try->easy);
	}
	libcurl.slist_free_all(try->headers);
	try->easy = NULL;
	try->headers = NULL;
	try->flying = false;
}

/* ---- judging ------------------------------------------------------------ */

/* Errors of libcurl that another try may not meet. */
static bool code_passes(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_PARTIAL_FILE:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_FAIL_REWIND:
	case CURLE_BAD_CONTENT_ENCODING:
		return true;
	default:
		return false;
	}
}

static enum verdict judge_transport(struct try *try, CURLcode code)
{
	struct aws_answer *answer = try->answer;

	if (try->oversized) {
		answer_fail(answer, FFTPIPE_EDATA,
			    "it has more than %" PRIu64
			    " bytes, the limit; raise it with [limits] memory",
			    try->request->most);
		return VERDICT_BAD;
	}
	if (try->error) {
		answer_fail(answer, FFTPIPE_EDATA, "cannot keep its bytes: %s",
			    strerror(try->error));
		return VERDICT_BAD;
	}
	if (code == CURLE_OUT_OF_MEMORY || code == CURLE_WRITE_ERROR) {
		answer_fail(answer, FFTPIPE_ENOMEM, "out of memory");
		return VERDICT_BAD;
	}
	answer_fail(answer, FFTPIPE_EDATA, "the server: %s",
		    try->text[0] ? try->text : libcurl.easy_strerror(code));
	return code_passes(code) ? VERDICT_AGAIN : VERDICT_BAD;
}

/* Learn the server's time; false when that can't help. */
static bool learn_clock(struct try *try)
{
	const char *date = answer_header(try->answer, "date");
	struct tm tm = { 0 };

	if (try->clocked || !date ||
	    libcurl.version_info(CURLVERSION_NOW)->version_num <
		    CURL_SIGNS_OUR_DATE ||
	    !strptime(date, "%a, %d %b %Y %H:%M:%S", &tm))
		return false;
	try->clocked = true;
	try->aws->clock = (int64_t)timegm(&tm) - (int64_t)time(NULL);
	return try->aws->clock != 0;
}

static bool code_is(const struct aws_answer *answer, const char *code)
{
	return answer->code && !strcmp(answer->code, code);
}

static enum verdict judge_error(struct try *try)
{
	struct aws_answer *answer = try->answer;
	long status = answer->status;
	int length;

	answer_explain(answer);
	length = answer_message_length(answer);
	answer_fail(answer, FFTPIPE_EDATA, "the server answers %ld%s%s%s%.*s%s",
		    status, answer->code ? " " : "",
		    answer->code ? answer->code : "", length ? ": " : "",
		    length, length ? answer->message : "",
		    answer_advice(answer));
	if (code_is(answer, "RequestTimeTooSkewed") && learn_clock(try))
		return VERDICT_CLOCK;
	if (code_is(answer, "ExpiredToken") && !try->rekeyed &&
	    try->aws->credentials.expires) {
		try->rekeyed = try->aws->stale = true;
		return VERDICT_KEY;
	}
	if (status == 500 || status == 502 || status == 503 || status == 504 ||
	    status == 429 || code_is(answer, "SlowDown") ||
	    code_is(answer, "RequestTimeout") ||
	    code_is(answer, "ThrottlingException") ||
	    code_is(answer, "RequestThrottled") ||
	    code_is(answer, "ConditionalRequestConflict") ||
	    code_is(answer, "OperationAborted"))
		return VERDICT_AGAIN;
	return VERDICT_BAD;
}

/* Only a length, or chunks, tell a whole body from a broken connection's. */
static bool end_is_known(const struct try *try)
{
	return !strcmp(try->request->method, "HEAD") ||
	       try->answer->status == 204 ||
	       answer_header(try->answer, "content-length") ||
	       answer_header(try->answer, "transfer-encoding");
}

/*
 * Was all of the request's body asked for?  libcurl without memory may send a
 * PUT with an empty one and have it taken for the object.
 */
static bool body_is_sent(const struct try *try)
{
	return strcmp(try->request->method, "PUT") != 0 ||
	       try->sent == try->request->length;
}

static enum verdict judge_body(struct try *try)
{
	struct aws_answer *answer = try->answer;
	uint8_t digest[MD5_DIGEST_SIZE];
	const char *doubt;

	if (!body_is_sent(try)) {
		answer_fail(answer, FFTPIPE_EDATA,
			    "only %zu of %zu bytes were sent", try->sent,
			    try->request->length);
		return VERDICT_AGAIN;
	}
	if (!end_is_known(try)) {
		answer_fail(answer, FFTPIPE_EDATA,
			    "the server does not say how long its answer is, "
			    "so that nobody can tell whether it is complete");
		return VERDICT_BAD;
	}
	md5_digest(&try->md5, sizeof digest, digest);
	for (size_t i = 0; i < sizeof digest; i++)
		snprintf(answer->md5 + 2 * i, 3, "%02x", digest[i]);
	answer->length = (size_t)try->arrived;
	doubt = try->request->doubt ? try->request->doubt(answer) : NULL;
	if (!doubt)
		return VERDICT_GOOD;
	answer_fail(answer, FFTPIPE_EDATA, "%s", doubt);
	return VERDICT_AGAIN;
}

enum verdict try_end(struct try *try, CURLcode code)
{
	enum verdict verdict;

	if (code)
		verdict = judge_transport(try, code);
	else if (!status_is_good(try->answer))
		verdict = judge_error(try);
	else
		verdict = judge_body(try);
	try_drop(try);
	return verdict;
}
