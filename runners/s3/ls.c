/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ls.c - fftpipe-s3 ls: what is below a prefix
 */
#include "commands-s3.h"
#include "options.h"

#include <inttypes.h>
#include <string.h>

struct ls_call {
	struct s3_store s3;
	struct s3_uri uri;
	bool recursive;
	size_t n;
	uint64_t bytes;
};

static bool print_entry(void *context, const struct s3_entry *entry)
{
	struct ls_call *call = context;

	if (entry->folder)
		printf("%24s %12s  ", "", "-");
	else
		printf("%24s %12" PRIu64 "  ", entry->modified, entry->size);
	printf("s3://%s/", call->uri.bucket);
	print_name(stdout, entry->key, "\n");
	call->n++;
	call->bytes += entry->size;
	return !ferror(stdout);
}

static int ls(struct ls_call *call, const struct usage *usage, const char *name)
{
	const char *wrong = uri_parse(&call->s3.arena, name, &call->uri);
	struct s3_object prefix = { .bucket = call->uri.bucket,
				    .key = call->uri.key };
	struct outcome outcome;
	bool fine;

	if (wrong)
		return usage_wrong(usage, "\"%s\": %s", name, wrong);
	if (!outcome_init(&outcome))
		return usage_wrong(usage, "out of memory");
	fine = s3_store_aws(&call->s3, &outcome) &&
	       s3_list(call->s3.aws, &prefix, call->recursive ? NULL : "/",
		       print_entry, call, &outcome);
	if (!fine && !ferror(stdout)) /* that is said at the end */
		say_failure(name, &outcome);
	if (fine && !call->n)
		fprintf(stderr, "fftpipe-s3: nothing begins with that\n");
	outcome_finish(&outcome);
	return fine && call->n ? STATUS_FINE : STATUS_FAILED;
}

int command_ls(int argc, char **argv)
{
	struct ls_call call = { .recursive = false };
	const struct option_row rows[] = {
		{ 'r', "recursive", NULL, OPTION_FLAG, &call.recursive,
		  "go below the next \"/\"" },
	};
	const struct usage usage = {
		"ls", "s3://BUCKET/PREFIX",
		"Lists the objects whose keys begin with the prefix: when they "
		"were put, their bytes,\ntheir names.  What goes on behind a "
		"\"/\" is one line, unless -r is given.\n",
		rows, sizeof rows / sizeof *rows
	};
	int status = options_read(&usage, &argc, &argv);

	if (status >= 0)
		return status;
	if (argc != 1)
		return usage_wrong(&usage, "one s3://BUCKET/PREFIX is needed");
	if (!s3_store_init(&call.s3))
		return usage_wrong(&usage, "out of memory");
	status = ls(&call, &usage, argv[0]);
	s3_store_finish(&call.s3);
	return status;
}
