/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - fftpipe-lambda: the same pipeline on every upload
 */
#include "log.h"
#include "serve.h"

#include "credentials.h"
#include "json-watch.h"
#include "leave.h"
#include "options.h"
#include "runner.h"
#include "versions.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

const struct runner runner = { .program = "fftpipe-lambda" };

enum { VISIBILITY = 60 };

/* Which way events come is told by the options, else by the environment. */
static int serve(const struct usage *usage, const char *file,
		 const struct queue_options *queue)
{
	const char *host = environment("AWS_LAMBDA_RUNTIME_API");

	if (file && queue->url)
		return usage_wrong(usage, "--event and --worker exclude each "
					  "other");
	if (queue->health && !queue->url)
		return usage_wrong(usage, "--health goes with --worker");
	if (file)
		return serve_file(file);
	if (queue->url)
		return serve_queue(queue);
	if (host)
		return serve_runtime(host);
	return usage_wrong(usage,
			   "AWS_LAMBDA_RUNTIME_API is not set, so this is not "
			   "Lambda; give --event FILE or --worker QUEUE_URL");
}

int main(int argc, char **argv)
{
	struct queue_options queue = { .visibility = VISIBILITY };
	const char *file = NULL;
	bool version = false;
	const struct option_row rows[] = {
		{ 0, "event", "FILE", OPTION_TEXT, &file,
		  "handle the event in FILE, print the answer" },
		{ 0, "worker", "QUEUE_URL", OPTION_TEXT, &queue.url,
		  "handle the messages of this SQS queue" },
		{ 0, "health", "[ADDRESS:]PORT", OPTION_TEXT, &queue.health,
		  "with --worker: answer GET /live and GET /ready here" },
		{ 0, "visibility", "SECONDS", OPTION_COUNT, &queue.visibility,
		  "with --worker: hide a message for so long at a time" },
		{ 0, "version", NULL, OPTION_FLAG, &version,
		  "show the versions of fftpipe and its libraries" },
	};
	const struct usage usage = {
		"", "[HANDLER]",
		"Runs a pipeline on every object that an event names, and "
		"puts the outputs back.\nOn Lambda, events come from the "
		"Runtime API; HANDLER is not used.\n\n"
		"FFTPIPE_PIPELINE       a shipped name, a path or s3://...; "
		"spectra\n"
		"FFTPIPE_SET            section.key=value, one a line\n"
		"FFTPIPE_INPUT_PREFIX   where inputs are; input/\n"
		"FFTPIPE_OUTPUT_PREFIX  where outputs go; output/\n"
		"FFTPIPE_OUTPUT_BUCKET  the input's bucket\n",
		rows, sizeof rows / sizeof *rows
	};
	int status;

	/* Before any key is read: no other process may look into this one. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	signal(SIGPIPE, SIG_IGN);
	/* How a worker ended is told only where it is not ignored. */
	signal(SIGCHLD, SIG_DFL);
	json_watch_init();
	log_init();
	status = options_read(&usage, &argc, &argv);
	if (status >= 0)
		return status;
	if (version) {
		printf("%s %s\n", runner.program, VERSION);
		versions_print(stdout);
		return 0;
	}
	if (argc > 1)
		return usage_wrong(&usage, "one HANDLER at most, not %d", argc);
	status = serve(&usage, file, &queue);
	/* Unloading libraries that came late takes memory, which may be out. */
	fflush(stdout);
	leave(status);
}
