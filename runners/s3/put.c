/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * put.c - fftpipe-s3 put: pictures into a bucket, looked at before
 */
#include "commands-s3.h"
#include "options.h"

#include "pipeline.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Where to, and what it came to. */
struct put_call {
	struct s3_store s3;
	struct s3_uri to;
	bool folder; /* the key is a prefix: names are put behind it */
	bool quiet;
	size_t done, failed;
};

/* Texts that pipelines use may go up too, as they are. */
static bool is_text(const char *name)
{
	static const char *const known[] = { ".csv", ".ini", ".json" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
		if (!strcasecmp(dot, known[i]))
			return true;
	return false;
}

/* A copy of the file in memory, so that what is checked is what is put. */
static int read_file(const char *name, struct outcome *outcome)
{
	char *facts = NULL, *bytes;
	size_t length = 0, put = 0;
	int fd = file_store.open(&file_store, name, memory_default(), &facts,
				 outcome);
	int memory = fd < 0 ? -1 : memory_file();

	free(facts);
	if (fd < 0)
		return -1;
	bytes = read_all(fd, (size_t)memory_default(), &length);
	close(fd);
	while (bytes && memory >= 0 && put < length) {
		ssize_t n = write(memory, bytes + put, length - put);

		if (n <= 0)
			break;
		put += (size_t)n;
	}
	if (bytes && memory >= 0 && put == length) {
		free(bytes);
		return memory;
	}
	free(bytes);
	if (memory >= 0)
		close(memory);
	outcome_fail(outcome, FFTPIPE_ENOMEM, "cannot keep it in memory");
	return -1;
}

static bool put_fd(struct put_call *call, struct arena *arena, const char *name,
		   int fd, struct outcome *outcome)
{
	struct s3_upload upload = { .fd = fd,
				    .object.bucket = call->to.bucket };
	const char *type = picture_type(fd);

	upload.object.key = call->folder
				    ? arena_printf(arena, "%s%s", call->to.key,
						   name_base(name))
				    : call->to.key;
	if (!upload.object.key) {
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
		return false;
	}
	upload.content_type = type ? type : content_type_of(name);
	if (!type && !is_text(name)) {
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "neither a PNG nor a TIFF file");
		return false;
	}
	if (type && !picture_check(name, fd, outcome))
		return false;
	if (!s3_store_aws(&call->s3, outcome) ||
	    !s3_put(call->s3.aws, &upload, 1, outcome))
		return false;
	if (!call->quiet) {
		print_name(stdout, name, " -> ");
		printf("s3://%s/", call->to.bucket);
		print_name(stdout, upload.object.key, "\n");
	}
	return true;
}

static bool put_one(struct put_call *call, const char *name)
{
	struct outcome outcome;
	struct arena arena = { 0 };
	bool fine = false;
	int fd;

	if (!outcome_init(&outcome)) {
		say_no_memory();
		return false;
	}
	fd = read_file(name, &outcome);
	if (fd >= 0) {
		fine = put_fd(call, &arena, name, fd, &outcome);
		close(fd);
	}
	if (!fine)
		say_failure(name, &outcome);
	outcome_finish(&outcome);
	arena_finish(&arena);
	return fine;
}

static int put_all(struct put_call *call, char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (put_one(call, names[i]))
			call->done++;
		else
			call->failed++;
	if (!call->quiet) {
		fprintf(stderr, "fftpipe-s3: %zu put", call->done);
		if (call->failed)
			fprintf(stderr, ", %zu failed", call->failed);
		fputc('\n', stderr);
	}
	return call->failed ? STATUS_FAILED : STATUS_FINE;
}

/* One object would take another's place. */
static int check_names(struct put_call *call, char **names, size_t n)
{
	struct arena *arena = &call->s3.arena;
	struct table taken = { .arena = arena };

	for (size_t i = 0; i < n; i++) {
		const char *base = name_base(names[i]), *path;
		const char *other = table_find(&taken, base);

		if (!other && !table_add(&taken, base, names[i]))
			return say_no_memory();
		if (!other || !strcmp(other, names[i]))
			continue;
		path = arena_printf(arena, "s3://%s/%s%s", call->to.bucket,
				    call->to.key, base);
		return path ? say_meeting(other, names[i], path)
			    : say_no_memory();
	}
	return STATUS_FINE;
}

static int put(struct put_call *call, const struct usage *usage, int argc,
	       char **argv)
{
	const char *to = argv[argc - 1], *wrong;
	size_t length;
	int status;

	wrong = uri_parse(&call->s3.arena, to, &call->to);
	if (wrong)
		return usage_wrong(usage, "\"%s\": %s", to, wrong);
	length = strlen(call->to.key);
	call->folder = !length || call->to.key[length - 1] == '/';
	if (!call->folder && argc > 2)
		return usage_wrong(usage,
				   "several files go below a prefix, which "
				   "ends in \"/\": \"%s/\"",
				   to);
	status = check_names(call, argv, (size_t)argc - 1);
	return status ? status : put_all(call, argv, (size_t)argc - 1);
}

int command_put(int argc, char **argv)
{
	struct put_call call = { .quiet = false };
	const struct option_row rows[] = {
		{ 0, "quiet", NULL, OPTION_FLAG, &call.quiet,
		  "say nothing but errors" },
	};
	const struct usage usage = {
		"put", "FILE... s3://BUCKET/KEY",
		"Puts pictures into a bucket, after they were decoded: what "
		"no pipeline could read is\nrefused with the reason.  A key "
		"that ends in \"/\" is a prefix, to which names are added.\n"
		"Files in .json, .csv and .ini are put as they are.\n",
		rows, sizeof rows / sizeof *rows
	};
	int status = options_read(&usage, &argc, &argv);

	if (status >= 0)
		return status;
	if (argc < 2)
		return usage_wrong(&usage, "files and s3://BUCKET/KEY are "
					   "needed");
	if (!s3_store_init(&call.s3))
		return usage_wrong(&usage, "out of memory");
	status = put(&call, &usage, argc, argv);
	s3_store_finish(&call.s3);
	return status;
}
