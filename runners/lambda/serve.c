/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * serve.c - events from Lambda's Runtime API, and one from a file
 */
#include "serve.h"
#include "log.h"
#include "runtime.h"

#include "clock.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Seconds before the end that an orderly answer needs. */
#define MARGIN 1.0

char *problems_line(struct problems *problems)
{
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		return NULL;
	problems_print(problems, stream);
	if (fclose(stream)) {
		free(text);
		return NULL;
	}
	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	for (size_t i = 0; i < length; i++)
		if (text[i] == '\n')
			text[i] = ' ';
	return text;
}

/* ---- Lambda ------------------------------------------------------------- */

#define CONFIG_INVALID "Runtime.ConfigInvalid"

/* What can be answered without memory. */
#define POOR_ANSWER(TYPE)                                           \
	"{\"errorMessage\":\"out of memory\",\"errorType\":\"" TYPE \
	"\",\"stackTrace\":[]}"

/* Where libraries for tracing look for it. */
static void set_trace(const char *trace)
{
	if (trace)
		setenv("_X_AMZN_TRACE_ID", trace, 1);
	else
		unsetenv("_X_AMZN_TRACE_ID");
}

/* When work must be over, so that an error can still be told. */
static double work_end(double deadline)
{
	double left = deadline - clock_seconds();

	if (!(deadline > 0))
		return 0;
	return deadline - (left > 2 * MARGIN ? MARGIN : left / 2);
}

static enum runtime_state answer(struct runtime *runtime,
				 struct function *function,
				 const struct invocation *invocation)
{
	enum runtime_state state;
	const char *type = NULL;
	bool failed, any;
	char *json =
		function_answer(function, invocation->body, invocation->length,
				work_end(invocation->deadline), &failed, &type,
				&any);

	if (!json)
		state = runtime_fail(runtime, invocation->id, FAILURE_MEMORY,
				     POOR_ANSWER(FAILURE_MEMORY));
	else if (failed)
		state = runtime_fail(runtime, invocation->id, type, json);
	else
		state = runtime_respond(runtime, invocation->id, json);
	free(json);
	return state;
}

/* Say in the log why it can't work, and make of it what is posted; or NULL. */
static char *tell_problems(struct problems *problems)
{
	char *line = problems_line(problems);
	const char *text = line ? line : "out of memory";
	char *json = error_reply(CONFIG_INVALID, text);

	log_line(LOG_FATAL, "%s", text);
	free(line);
	return json;
}

/*
 * The first event is asked for before there is a client of S3: it comes while
 * that is made.  If that can't be made, the event is answered with the reason.
 */
static bool connect_meanwhile(struct runtime *runtime,
			      struct function *function)
{
	struct problems problems = { 0 };
	struct invocation invocation;
	char *json;
	bool fine;

	fflush(NULL);
	runtime_ask(runtime);
	fine = function_connect(function, &problems);
	if (!fine) {
		json = tell_problems(&problems);
		if (runtime_next(runtime, &invocation) == RUNTIME_FINE)
			runtime_fail(runtime, invocation.id, CONFIG_INVALID,
				     json ? json : POOR_ANSWER(CONFIG_INVALID));
		invocation_finish(&invocation);
		free(json);
	}
	problems_finish(&problems);
	return fine;
}

static int serve_events(struct runtime *runtime, struct function *function)
{
	struct invocation invocation;
	enum runtime_state state;

	if (!connect_meanwhile(runtime, function))
		return STATUS_FAILED;
	do {
		/* Here the sandbox may be frozen: nothing may wait. */
		fflush(NULL);
		state = runtime_next(runtime, &invocation);
		if (state == RUNTIME_FINE) {
			log_request(invocation.id);
			set_trace(invocation.trace);
			state = answer(runtime, function, &invocation);
			log_request(NULL);
		}
		invocation_finish(&invocation);
	} while (state != RUNTIME_BROKEN);
	return STATUS_FAILED;
}

static void refuse_init(struct runtime *runtime, struct problems *problems)
{
	char *json = tell_problems(problems);

	if (runtime)
		runtime_fail_init(runtime, CONFIG_INVALID,
				  json ? json : POOR_ANSWER(CONFIG_INVALID));
	free(json);
}

int serve_runtime(const char *host)
{
	struct problems problems = { 0 };
	struct runtime *runtime;
	struct function function;
	int status = STATUS_FAILED;

	function_start(&function, false, &problems);
	runtime = runtime_create(host);
	function_await(&function, &problems);
	if (problems_any(&problems))
		refuse_init(runtime, &problems);
	else if (!runtime)
		log_line(LOG_FATAL, "out of memory");
	else
		status = serve_events(runtime, &function);
	problems_finish(&problems);
	function_finish(&function);
	runtime_destroy(runtime);
	return status;
}

/* ---- a file ------------------------------------------------------------- */

#define FILE_MAX (64 * 1024 * 1024)

static char *read_file(const char *path, size_t *length)
{
	bool standard = !strcmp(path, "-");
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char *text = NULL;

	if (fd >= 0) {
		errno = EFBIG;
		text = read_all(fd, FILE_MAX, length);
	}
	if (!text)
		fprintf(stderr, "fftpipe-lambda: %s: cannot read it: %s\n",
			path, strerror(errno));
	if (fd >= 0 && !standard)
		close(fd);
	return text;
}

int serve_file(const char *path)
{
	struct problems problems = { 0 };
	struct function function;
	bool failed, any = false;
	int status = STATUS_WRONG;
	char *text, *json = NULL;
	const char *type;
	size_t length;

	text = read_file(path, &length);
	if (!text)
		return STATUS_WRONG;
	function_start(&function, true, &problems);
	function_await(&function, &problems);
	if (problems_any(&problems))
		problems_print(&problems, stderr);
	else
		json = function_answer(&function, text, length, 0, &failed,
				       &type, &any);
	if (json) {
		printf("%s\n", json);
		status = any ? STATUS_FAILED : STATUS_FINE;
		if (fflush(stdout))
			status = STATUS_FAILED;
	} else if (!problems_any(&problems)) {
		status = STATUS_FAILED;
		fputs("fftpipe-lambda: out of memory\n", stderr);
	}
	free(json);
	free(text);
	problems_finish(&problems);
	function_finish(&function);
	return status;
}
