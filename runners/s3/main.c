/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - fftpipe-s3: what fftpipe does, on objects in buckets
 */
#include "commands-s3.h"
#include "curl-library.h"
#include "options.h"
#include "runner.h"

#include <stdlib.h>
#include <string.h>

static struct s3_store buckets;

static bool names_bucket(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strstr(argv[i], "s3://"))
			return true;
	return false;
}

/* Where no object can be reached, nothing is begun. */
static int start(int (*command)(int argc, char **argv), int argc, char **argv)
{
	char reason[256];

	if (!names_bucket(argc, argv) ||
	    curl_library_load(reason, sizeof reason))
		return command(argc, argv);
	fputs("fftpipe-s3: ", stderr);
	print_name(stderr, reason, "\n");
	return STATUS_WRONG;
}

/* A command of all programs, with buckets as its store. */
static int with_buckets(int (*command)(int argc, char **argv), int argc,
			char **argv)
{
	int status;

	if (!s3_store_init(&buckets))
		return say_no_memory();
	status = start(command, argc, argv);
	s3_store_finish(&buckets);
	return status;
}

static int run(int argc, char **argv)
{
	return with_buckets(command_run, argc, argv);
}

static int check(int argc, char **argv)
{
	return with_buckets(command_check, argc, argv);
}

static int put(int argc, char **argv)
{
	return start(command_put, argc, argv);
}

static int get(int argc, char **argv)
{
	return start(command_get, argc, argv);
}

static int ls(int argc, char **argv)
{
	return start(command_ls, argc, argv);
}

static const struct command commands[] = {
	{ "run", run, "run a pipeline over pictures" },
	{ "check", check, "say what a pipeline would do; run nothing" },
	{ "put", put, "check pictures and put them into a bucket" },
	{ "get", get, "get objects" },
	{ "ls", ls, "list what is below a prefix" },
	{ 0 },
};

const struct runner runner = {
	.program = "fftpipe-s3",
	.purpose =
		"Does what fftpipe does on objects in S3 buckets, which never "
		"touch the disk.\n\n"
		"  fftpipe-s3 put my.png s3://bucket/input/\n"
		"  fftpipe-s3 run spectra s3://bucket/input/    makes "
		"s3://bucket/output/my_...\n\n"
		"Credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
		"AWS_PROFILE, or the\ncontainer's.  AWS_REGION, "
		"AWS_ENDPOINT_URL_S3 and AWS_CA_BUNDLE are understood.\n",
	.store = &buckets.store,
	.place = &buckets.place,
	.workers = WORKER_HELD_IN,
	.inputs =
		"Runs a pipeline over objects, or over files.  INPUT is "
		"s3://BUCKET/KEY, or a prefix\ns3://BUCKET/PREFIX/, of which "
		"all objects are taken that the pipeline's files match.\n"
		"Without -o outputs go into the input's bucket, below "
		"FFTPIPE_OUTPUT_PREFIX\n(output/); -o takes s3://BUCKET/PREFIX "
		"or a folder.\n",
	.commands = commands,
};

void print_name(FILE *stream, const char *name, const char *end)
{
	char *shown = text_printable(name);

	fprintf(stream, "%s%s", shown ? shown : "", end);
	free(shown);
}

void say_failure(const char *name, const struct outcome *outcome)
{
	fputs("fftpipe-s3: ", stderr);
	print_name(stderr, name, ": ");
	print_name(stderr, outcome->reason ? outcome->reason : "out of memory",
		   "\n");
}

int say_no_memory(void)
{
	fputs("fftpipe-s3: out of memory\n", stderr);
	return STATUS_FAILED;
}

int say_meeting(const char *one, const char *two, const char *path)
{
	fputs("fftpipe-s3: ", stderr);
	print_name(stderr, one, " and ");
	print_name(stderr, two, " lead to ");
	print_name(stderr, path, "; name one of them in a call of its own\n");
	return STATUS_WRONG;
}

const char *name_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
