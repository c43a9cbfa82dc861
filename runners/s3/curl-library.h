/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curl-library.h - libcurl, loaded when the first client is made
 *
 * It brings more libraries along than all else that the programs need, for
 * protocols that nobody here speaks; --help needs none of them, and a worker
 * starts while they are loaded.  Its functions are called as
 * libcurl.easy_init() for curl_easy_init(), by who has a client or has loaded
 * it.
 *
 * What curl.h checks about arguments of setopt it cannot check here: numbers
 * are long or curl_off_t, as the option has it.
 */
#ifndef CURL_LIBRARY_H
#define CURL_LIBRARY_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/* What is called of it, without the curl_ in front. */
#define CURL_FUNCTIONS(X)      \
	X(easy_cleanup)        \
	X(easy_escape)         \
	X(easy_getinfo)        \
	X(easy_init)           \
	X(easy_perform)        \
	X(easy_reset)          \
	X(easy_setopt)         \
	X(easy_strerror)       \
	X(free)                \
	X(global_init)         \
	X(multi_add_handle)    \
	X(multi_cleanup)       \
	X(multi_info_read)     \
	X(multi_init)          \
	X(multi_perform)       \
	X(multi_poll)          \
	X(multi_remove_handle) \
	X(slist_append)        \
	X(slist_free_all)      \
	X(url)                 \
	X(url_cleanup)         \
	X(url_get)             \
	X(url_set)             \
	X(version_info)

struct curl_library {
#define CURL_MEMBER(name) __typeof__(curl_##name) *(name);
	CURL_FUNCTIONS(CURL_MEMBER)
#undef CURL_MEMBER
};

extern struct curl_library libcurl;

/* Load it and set it up, once; false with the reason. */
bool curl_library_load(char *reason, size_t size);

#endif
