/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.h - lines for whoever runs the function: text or JSON, one write each, so
 * that nothing waits in a buffer when the sandbox is frozen
 *
 * AWS_LAMBDA_LOG_FORMAT (Text, JSON) and AWS_LAMBDA_LOG_LEVEL (TRACE to FATAL)
 * decide.  Any thread may write.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

enum log_level {
	LOG_TRACE,
	LOG_DEBUG,
	LOG_INFO,
	LOG_WARN,
	LOG_ERROR,
	LOG_FATAL
};

/* Read the settings; without this: text, from LOG_INFO on. */
void log_init(void);

/* The request that what follows is about; NULL: none. */
void log_request(const char *id);
const char *log_request_now(void);

void log_line(enum log_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A line as it is, such as one of metrics. */
void log_raw(const char *line);

#endif
