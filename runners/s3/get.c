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

/* An object, and the file it becomes. */
struct get_item {
	const char *name;
	const char *dir;  /* its folder below the prefix that was named */
	const char *path; /* NULL: it was named before */
};

struct get_call {
	struct s3_store s3;
	const char *to;
	bool folder; /* `to` is one: names are put behind it */
	bool prefix; /* a prefix was among the names */
	bool quiet;
	struct get_item *items;
	size_t n_items;
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
		say_no_memory();
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

static const char *target(struct get_call *call, const struct get_item *item)
{
	struct arena *arena = &call->s3.arena;
	const char *slash = call->to[strlen(call->to) - 1] == '/' ? "" : "/";

	if (!call->folder)
		return call->to;
	return arena_printf(arena, "%s%s%s%s%s", call->to, slash, item->dir,
			    *item->dir ? "/" : "", name_base(item->name));
}

/* All files are known before the first: one would take another's place. */
static int aim(struct get_call *call)
{
	struct arena *arena = &call->s3.arena;
	struct table taken = { .arena = arena };

	for (size_t i = 0; i < call->n_items; i++) {
		struct get_item *item = &call->items[i];
		const char *path = target(call, item), *identity;
		const struct get_item *other;

		identity = path ? local_place.identity(local_place.context,
						       arena, path)
				: NULL;
		other = identity ? table_find(&taken, identity) : NULL;
		if (other && strcmp(other->name, item->name) != 0)
			return say_meeting(other->name, item->name, path);
		if (other)
			continue;
		item->path = path;
		if (!identity || !table_add(&taken, identity, item))
			return say_no_memory();
	}
	return STATUS_FINE;
}

static bool add_item(struct get_call *call, const char *name, const char *dir)
{
	struct get_item *item = arena_append(&call->s3.arena, &call->items,
					     &call->n_items, sizeof *item);

	if (item)
		*item = (struct get_item){ name, dir, NULL };
	return item;
}

/* An object, or all that is below a prefix. */
static bool gather(struct get_call *call, const char *name)
{
	const struct input_place *place = &call->s3.place;
	struct place_objects objects = { 0 };
	struct outcome outcome;
	bool many, fine = true;

	if (!outcome_init(&outcome))
		return false;
	many = place->expand(place->context, &call->s3.arena, name,
			     SIZE_MAX / 2, &objects, &outcome);
	if (many && !outcome.status && !objects.count)
		outcome_fail(&outcome, FFTPIPE_EDATA,
			     "there is nothing below it");
	if (outcome.status) {
		call->failed++;
		say_failure(name, &outcome);
	} else if (!many) {
		fine = add_item(call, name, "");
	}
	outcome_finish(&outcome);
	call->prefix = call->prefix || many;
	for (size_t i = 0; i < objects.count && fine; i++)
		fine = add_item(call, objects.list[i].path,
				objects.list[i].dir);
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

/* All objects, to where `to` says. */
static int get_all(struct get_call *call)
{
	int status = aim(call);

	if (status)
		return status;
	for (size_t i = 0; i < call->n_items; i++)
		if (call->items[i].path)
			get_one(call, call->items[i].name, call->items[i].path);
	if (!call->quiet) {
		fprintf(stderr, "fftpipe-s3: %zu got", call->done);
		if (call->failed)
			fprintf(stderr, ", %zu failed", call->failed);
		fputc('\n', stderr);
	}
	return call->failed ? STATUS_FAILED : STATUS_FINE;
}

static int get(struct get_call *call, const struct usage *usage, int argc,
	       char **argv)
{
	bool out;

	call->to = ".";
	if (argc > 1 && !uri_is_s3(argv[argc - 1]))
		call->to = argv[--argc];
	if (!*call->to)
		return usage_wrong(usage, "the name of the file is empty");
	out = !strcmp(call->to, "-");
	for (int i = 0; i < argc; i++)
		if (!uri_is_s3(argv[i]))
			return usage_wrong(usage,
					   "\"%s\" does not begin with s3://",
					   argv[i]);
	if (out && (argc > 1 || names_prefix(argv[0])))
		return usage_wrong(usage,
				   "standard output takes a single object");
	for (int i = 0; i < argc; i++)
		if (!gather(call, argv[i]))
			return say_no_memory();
	/* A prefix may be named without its slash. */
	if (out && call->n_items > 1)
		return usage_wrong(usage,
				   "standard output takes a single object, and "
				   "\"%s/\" has %zu",
				   argv[0], call->n_items);
	call->folder =
		!out && (argc > 1 || call->prefix || is_folder(call->to));
	return get_all(call);
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
