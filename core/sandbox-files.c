/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox-files.c - landlock, by its system calls: glibc has no names for them
 */
#define _GNU_SOURCE /* syscall, O_PATH, dl_iterate_phdr */
#include "sandbox-files.h"

#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same on all machines; headers may be older than the kernel. */
enum {
	CREATE_RULESET = 444,
	ADD_RULE = 445,
	RESTRICT_SELF = 446,

	ASK_VERSION = 1,
	PATH_BENEATH = 1,

	READ_FILE = 1 << 2,
	READ_FOLDER = 1 << 3,
	SCOPES = 3 /* signals, abstract sockets: not out of the fence */
};

struct ruleset {
	uint64_t files, network, scopes;
};

struct beneath {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

/* All that this kernel can refuse; false if that is nothing. */
static bool refuse_all(struct ruleset *rules)
{
	/* Rights came with versions: so many bits of files each. */
	static const unsigned bits[] = { 0, 13, 14, 15, 15, 16 };
	long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);

	if (version < 1)
		return false;
	*rules = (struct ruleset){
		.files = (UINT64_C(1) << bits[version < 5 ? version : 5]) - 1,
		.network = version < 4 ? 0 : 3,
		.scopes = version < 6 ? 0 : SCOPES
	};
	return true;
}

/* Ignored where it is not there: then nothing can be read there either. */
static void let_read(int ruleset, const char *folder)
{
	struct beneath rule = { .allowed = READ_FILE | READ_FOLDER };

	rule.folder = open(folder, O_PATH | O_CLOEXEC);
	if (rule.folder < 0)
		return;
	if (syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0)) {
		rule.allowed = READ_FILE; /* no folder, but a file */
		syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0);
	}
	close(rule.folder);
}

/* Folders separated by ':'. */
static void let_read_list(int ruleset, const char *list)
{
	char *copy = list ? strdup(list) : NULL, *rest, *folder;

	for (folder = copy ? strtok_r(copy, ":", &rest) : NULL; folder;
	     folder = strtok_r(NULL, ":", &rest))
		let_read(ruleset, folder);
	free(copy);
}

/* Where a library came from, others that it needs may be, too. */
static int let_read_beside(struct dl_phdr_info *loaded, size_t size,
			   void *ruleset)
{
	const char *slash = strrchr(loaded->dlpi_name, '/');
	char *folder;

	(void)size;
	if (!slash || slash == loaded->dlpi_name)
		return 0;
	/* These are let in already, and most come from there. */
	if (!strncmp(loaded->dlpi_name, "/lib/", 5) ||
	    !strncmp(loaded->dlpi_name, "/usr/", 5))
		return 0;
	folder =
		strndup(loaded->dlpi_name, (size_t)(slash - loaded->dlpi_name));
	if (folder)
		let_read(*(int *)ruleset, folder);
	free(folder);
	return 0;
}

static bool enforce(int ruleset)
{
	bool fine = !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
		    !syscall(RESTRICT_SELF, ruleset, 0);

	close(ruleset);
	return fine;
}

bool sandbox_files_for_loading(const struct module_path *path)
{
	/* Where packages put libraries, and how the loader finds them. */
	static const char *const libraries[] = {
		"/etc/ld.so.cache", "/gnu/store",   "/lib",         "/lib32",
		"/lib64",           "/nix/store",   "/opt",         "/usr",
		"/dev/null",        "/dev/urandom", "/proc/cpuinfo"
	};
	struct ruleset rules;
	int ruleset;

	if (!refuse_all(&rules))
		return false;
	ruleset = (int)syscall(CREATE_RULESET, &rules, sizeof rules, 0);
	if (ruleset < 0)
		return false;
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
		let_read(ruleset, libraries[i]);
	for (size_t i = 0; i < path->count; i++)
		let_read(ruleset, path->folders[i]);
	let_read_list(ruleset, getenv("LD_LIBRARY_PATH"));
	dl_iterate_phdr(let_read_beside, &ruleset);
	return enforce(ruleset);
}

bool sandbox_no_files(void)
{
	struct ruleset rules;
	int ruleset;

	if (!refuse_all(&rules))
		return false;
	ruleset = (int)syscall(CREATE_RULESET, &rules, sizeof rules, 0);
	return ruleset >= 0 && enforce(ruleset);
}
