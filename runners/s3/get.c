/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * get.c - fftpipe-s3 get: objects to files, whole or not at all
 */
#include "commands-s3.h"
#include "options.h"

#include "pipeline.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct get_call {
	struct s3_store s3;
	const char *to;
	bool folder; /* `to` is one: names are put behind it */
	bool quiet;
	size_t done, failed;
};

/* All bytes from one descriptor to another. */
static bool copy(int from, int to)
{
	size_t length = 0, put = 0;
	char *bytes = read_all(from, SIZE_MAX - 1, &length);

	while (bytes && put < length) {
		ssize_t n = write(to, bytes + put, length - put);

		if (n <= 0)
			break;
		put += (size_t)n;
	}
	free(bytes);
	return bytes && put == length;
}

static bool write_file(struct get_call *call, const char *path, int fd,
		       struct outcome *outcome)
{
	struct store_output output = { .fd = -1 };

	(void)call;
	if (!file_store.begin(&file_store, &output, path, false, outcome))
		return false;
	if (!copy(fd, output.fd)) {
		outcome_fail(outcome, FFTPIPE_EDATA, "cannot write \"%s\"",
			     path);
		file_store.discard(&file_store, &output);
		return false;
	}
	return file_store.commit(&file_store, &output, 1, outcome);
}

/* One object to one file. */
static void get_one(struct get_call *call, const char *name, const char *path)
{
	struct outcome outcome;
	char *facts = NULL;
	bool fine;
	int fd;

	if (!outcome_init(&outcome)) {
		fprintf(stderr, "fftpipe-s3: out of memory\n");
		call->failed++;
		return;
	}
	fd = call->s3.store.open(&call->s3.store, name, memory_default(),
				 &facts, &outcome);
	fine = fd >= 0 && write_file(call, path, fd, &outcome);
	if (fd >= 0)
		close(fd);
	free(facts);
	if (fine)
		call->done++;
	else
		call->failed++;
	if (!fine) {
		say_failure(name, &outcome);
	} else if (!call->quiet && strcmp(path, "-") != 0) {
		print_name(stdout, name, " -> ");
		print_name(stdout, path, "\n");
	}
	outcome_finish(&outcome);
}

static const char *target(struct get_call *call, const char *dir,
			  const char *name)
{
	struct arena *arena = &call->s3.arena;
	const char *slash = call->to[strlen(call->to) - 1] == '/' ? "" : "/";

	if (!call->folder)
		return call->to;
	return arena_printf(arena, "%s%s%s%s%s", call->to, slash, dir,
			    *dir ? "/" : "", name_base(name));
}

/* An object, or all that is below a prefix. */
static bool get_name(struct get_call *call, const char *name)
{
	const struct input_place *place = &call->s3.place;
	struct place_objects objects = { 0 };
	struct outcome outcome;
	bool many, fine = true;

	if (!outcome_init(&outcome))
		return false;
	many = place->expand(place->context, &call->s3.arena, name,
			     SIZE_MAX / 2, &objects, &outcome);
	if (outcome.status) {
		call->failed++;
		say_failure(name, &outcome);
	}
	if (!many && !outcome.status) {
		objects.list =
			arena_alloc(&call->s3.arena, sizeof *objects.list);
		objects.count = objects.list ? 1 : 0;
		fine = objects.list;
		if (objects.list)
			*objects.list = (struct place_object){ name, "" };
	}
	outcome_finish(&outcome);
	for (size_t i = 0; i < objects.count; i++) {
		const char *path =
			target(call, objects.list[i].dir, objects.list[i].path);

		if (!path)
			return false;
		get_one(call, objects.list[i].path, path);
	}
	return fine;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return path[strlen(path) - 1] == '/' ||
	       (!stat(path, &status) && S_ISDIR(status.st_mode));
}

static bool names_prefix(const char *name)
{
	return name[strlen(name) - 1] == '/';
}

static int get(struct get_call *call, const struct usage *usage, int argc,
	       char **argv)
{
	call->to = ".";
	if (argc > 1 && !uri_is_s3(argv[argc - 1]))
		call->to = argv[--argc];
	if (!*call->to)
		return usage_wrong(usage, "the name of the file is empty");
	call->folder =
		strcmp(call->to, "-") != 0 &&
		(argc > 1 || names_prefix(argv[0]) || is_folder(call->to));
	for (int i = 0; i < argc; i++)
		if (!uri_is_s3(argv[i]))
			return usage_wrong(usage,
					   "\"%s\" does not begin with s3://",
					   argv[i]);
	if (!call->folder && (argc > 1 || names_prefix(argv[0])))
		return usage_wrong(usage,
				   "standard output takes a single object");
	for (int i = 0; i < argc; i++)
		if (!get_name(call, argv[i])) {
			fprintf(stderr, "fftpipe-s3: out of memory\n");
			return STATUS_FAILED;
		}
	if (!call->quiet) {
		fprintf(stderr, "fftpipe-s3: %zu got", call->done);
		if (call->failed)
			fprintf(stderr, ", %zu failed", call->failed);
		fputc('\n', stderr);
	}
	return call->failed ? STATUS_FAILED : STATUS_FINE;
}

int command_get(int argc, char **argv)
{
	struct get_call call = { .quiet = false };
	const struct option_row rows[] = {
		{ 0, "quiet", NULL, OPTION_FLAG, &call.quiet,
		  "say nothing but errors" },
	};
	const struct usage usage = {
		"get", "s3://BUCKET/KEY... [TO]",
		"Gets objects, or all that is below a prefix, which ends in "
		"\"/\".  TO is a folder (this\none if it is left out), a file, "
		"or - for standard output.\n",
		rows, sizeof rows / sizeof *rows
	};
	int status = options_read(&usage, &argc, &argv);

	if (status >= 0)
		return status;
	if (argc < 1)
		return usage_wrong(&usage, "s3://BUCKET/KEY is needed");
	if (!s3_store_init(&call.s3))
		return usage_wrong(&usage, "out of memory");
	/* All that is there is asked for, outputs too. */
	call.s3.output_prefix = "";
	status = get(&call, &usage, argc, argv);
	s3_store_finish(&call.s3);
	return status;
}
