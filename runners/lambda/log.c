/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.c - a line is made whole, then written at once
 */
#include "log.h"

#include "message.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

static const char *const words[] = { "TRACE", "DEBUG", "INFO",
				     "WARN",  "ERROR", "FATAL" };

static bool as_json;
static enum log_level least = LOG_INFO;
static char request[128];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of request */

void log_init(void)
{
	const char *format = getenv("AWS_LAMBDA_LOG_FORMAT");
	const char *level = getenv("AWS_LAMBDA_LOG_LEVEL");

	as_json = format && !strcasecmp(format, "JSON");
	least = LOG_INFO;
	for (size_t i = 0; level && i < sizeof words / sizeof *words; i++)
		if (!strcasecmp(level, words[i]))
			least = (enum log_level)i;
}

void log_request(const char *id)
{
	pthread_mutex_lock(&lock);
	snprintf(request, sizeof request, "%s", id ? id : "");
	pthread_mutex_unlock(&lock);
}

const char *log_request_now(void)
{
	return request;
}

/* "2026-03-14T15:09:26.535Z" */
static void print_time(char *text, size_t size)
{
	struct timespec now;
	struct tm parts;
	size_t length;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &parts);
	length = strftime(text, size, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + length, size - length, ".%03ldZ",
		 now.tv_nsec / 1000000);
}

static void write_all(const char *at, size_t length)
{
	while (length) {
		ssize_t n = write(STDERR_FILENO, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		at += n;
		length -= (size_t)n;
	}
}

/* That much can be said without any. */
static void write_no_memory(void)
{
	static const char text[] = "ERROR out of memory\n";
	static const char json[] = "{\"level\":\"ERROR\","
				   "\"message\":\"out of memory\"}\n";

	if (as_json)
		write_all(json, sizeof json - 1);
	else
		write_all(text, sizeof text - 1);
}

void log_raw(const char *line)
{
	size_t length = strlen(line) + 1;
	char *whole = malloc(length + 1);

	if (!whole) {
		write_no_memory();
		return;
	}
	snprintf(whole, length + 1, "%s\n", line);
	write_all(whole, length);
	free(whole);
}

static void write_json(enum log_level level, const char *text)
{
	char now[32];
	json_t *json;
	char *line;

	print_time(now, sizeof now);
	json = json_pack("{s:s, s:s, s:s}", "timestamp", now, "level",
			 words[level], "message", text);
	if (json && *request)
		json_object_set_new(json, "requestId", json_string(request));
	line = json ? json_dumps(json, JSON_COMPACT) : NULL;
	if (line)
		log_raw(line);
	else
		write_no_memory();
	free(line);
	json_decref(json);
}

static void write_text(enum log_level level, const char *text)
{
	size_t size = strlen(text) + sizeof request + 64;
	char *line = malloc(size);
	char now[32];

	if (!line) {
		write_no_memory();
		return;
	}
	print_time(now, sizeof now);
	snprintf(line, size, "%s %s%s%s %s", now, words[level],
		 *request ? " " : "", request, text);
	log_raw(line);
	free(line);
}

void log_line(enum log_level level, const char *format, ...)
{
	va_list arguments;
	char *text, *shown;
	int length;

	if (level < least)
		return;
	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	text = length < 0 ? NULL : malloc((size_t)length + 1);
	if (!text) {
		write_no_memory();
		return;
	}
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	shown = text_printable(text);
	pthread_mutex_lock(&lock);
	if (shown && as_json)
		write_json(level, shown);
	else if (shown)
		write_text(level, shown);
	else
		write_no_memory();
	pthread_mutex_unlock(&lock);
	free(shown);
	free(text);
}
