/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curl-library.c - libcurl, loaded when the first client is made
 */
#include "curl-library.h"

#include "library.h"

#include <pthread.h>
#include <stdio.h>

struct curl_library libcurl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct library library = { .name = FFTPIPE_CURL };
static const char *attempt = "load libcurl";

static void load(void)
{
	CURLcode code;

	library_open(&library);
	if (*library.failure)
		return;
#define CURL_FIND(name) library_find(&library, "curl_" #name, &libcurl.name);
	CURL_FUNCTIONS(CURL_FIND)
#undef CURL_FIND
	if (*library.failure)
		return;
	attempt = "set libcurl up";
	code = libcurl.global_init(CURL_GLOBAL_DEFAULT);
	if (code)
		snprintf(library.failure, sizeof library.failure, "%s",
			 libcurl.easy_strerror(code));
}

bool curl_library_load(char *reason, size_t size)
{
	pthread_once(&once, load);
	if (*library.failure)
		snprintf(reason, size, "cannot %s: %s", attempt,
			 library.failure);
	return !*library.failure;
}
