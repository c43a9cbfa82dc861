/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox.c - the two fences: files by landlock, calls by seccomp
 */
#define _GNU_SOURCE
#include "sandbox.h"
#include "sandbox-calls.h"
#include "sandbox-files.h"
#include "tiff-library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <sys/resource.h>

/* What would load itself later, when files can no longer be opened. */
static void load_the_lazy(void)
{
	char ignored[200]; /* a job with TIFF files will tell */

	/* glibc's, for threads that are canceled and for exceptions. */
	(void)dlopen("libgcc_s.so.1", RTLD_NOW);
	(void)tiff_library_load(ignored, sizeof ignored);
}

/* Beside memory, which the worker limits itself. */
static void limit_resources(void)
{
	static const struct {
		int what;
		rlim_t most;
	} limits[] = { { RLIMIT_CORE, 0 },
		       { RLIMIT_MEMLOCK, 0 },
		       { RLIMIT_MSGQUEUE, 0 },
		       { RLIMIT_NOFILE, 1024 } };

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		struct rlimit limit;

		if (getrlimit(limits[i].what, &limit) ||
		    limit.rlim_max < limits[i].most)
			continue;
		limit.rlim_cur = limit.rlim_max = limits[i].most;
		setrlimit(limits[i].what, &limit);
	}
}

#ifdef FFTPIPE_SANITIZED
static const char *fence_before(const struct module_path *path)
{
	(void)path;
	limit_resources();
	return "neither seccomp nor landlock: sanitizers need what they refuse";
}

static bool fence_after(void)
{
	load_the_lazy();
	return true;
}
#else
static bool lacks_calls, lacks_files;

static const char *what_lacks(void)
{
	if (lacks_calls && lacks_files)
		return "neither seccomp nor landlock: plugins can use the "
		       "network and read files";
	if (lacks_calls)
		return "no seccomp: plugins can use the network";
	if (lacks_files)
		return "no landlock: plugins can read files while they are "
		       "loaded";
	return NULL;
}

static const char *fence_before(const struct module_path *path)
{
	limit_resources();
	lacks_files = !sandbox_files_for_loading(path);
	lacks_calls = !sandbox_calls_for_loading();
	return what_lacks();
}

static bool fence_after(void)
{
	load_the_lazy();
	return (lacks_files || sandbox_no_files()) &&
	       (lacks_calls || sandbox_calls_for_work());
}
#endif

const struct worker_fence sandbox = { fence_before, fence_after };
