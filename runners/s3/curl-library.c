/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curl-library.c - libcurl, loaded when the first client is made
 */
#include "curl-library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct curl_library libcurl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[200];

static void find(void *library, const char *name, void *to)
{
	void *symbol = dlsym(library, name);

	if (!symbol && !*failure)
		snprintf(failure, sizeof failure, "%s has no %s", FFTPIPE_CURL,
			 name);
	/* POSIX lets a pointer to data hold a function. */
	memcpy(to, &symbol, sizeof symbol);
}

/* It is never unloaded, nor is what it set up: it may be in use to the end. */
static void load(void)
{
	void *library = dlopen(FFTPIPE_CURL, RTLD_NOW | RTLD_LOCAL);
	CURLcode code;

	if (!library) {
		snprintf(failure, sizeof failure, "cannot load libcurl: %s",
			 dlerror());
		return;
	}
#define CURL_FIND(name) find(library, "curl_" #name, &libcurl.name);
	CURL_FUNCTIONS(CURL_FIND)
#undef CURL_FIND
	if (*failure)
		return;
	code = libcurl.global_init(CURL_GLOBAL_DEFAULT);
	if (code)
		snprintf(failure, sizeof failure, "cannot set libcurl up: %s",
			 libcurl.easy_strerror(code));
}

bool curl_library_load(char *reason, size_t size)
{
	pthread_once(&once, load);
	if (*failure)
		snprintf(reason, size, "%s", failure);
	return !*failure;
}
