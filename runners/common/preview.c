/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * preview.c - what a pipeline would do with one input, or with the sample
 */
#include "preview.h"

#include "runner.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

void preview_title(const struct preview *preview, const char *after)
{
	const struct call *call = preview->call;

	print_named(stdout, call->pipeline, ", for ");
	if (call->n_names)
		print_named(stdout, preview->input->path, after);
	else
		printf("a gray picture of %d x %d, 8 bit%s", SAMPLE_SIDE,
		       SAMPLE_SIDE, after);
}

int preview_run(struct call *call, struct batch_options *options,
		preview_ask *ask,
		int (*show)(struct preview *preview, const char *text,
			    void *arg),
		void *arg)
{
	struct preview preview = { .call = call };
	struct input sample;
	struct outcome outcome;
	char *text = NULL;
	int status = STATUS_WRONG;

	if (!outcome_init(&outcome))
		return STATUS_FAILED;
	if (!call->n_names)
		options->store = &sample_store;
	if (call_prepare(&preview.prepared, call, options, false) &&
	    sample_input(&preview.prepared, &sample)) {
		preview.input = call->n_names ? &preview.prepared.inputs.list[0]
					      : &sample;
		text = ask(preview.prepared.batch, preview.input, &outcome);
		status = outcome.status == FFTPIPE_EPARAM ? STATUS_WRONG
							  : STATUS_FAILED;
		if (text)
			status = show(&preview, text, arg);
		else
			call_print_failure(call, preview.input, &outcome);
	}
	free(text);
	prepared_finish(&preview.prepared);
	outcome_finish(&outcome);
	return status;
}

int preview_read(struct call *call, const struct usage *usage, int argc,
		 char **argv)
{
	int status;

	call->sets.list = calloc((size_t)argc, sizeof *call->sets.list);
	if (!call->sets.list)
		return usage_wrong(usage, "out of memory");
	status = options_read(usage, &argc, &argv);
	if (status >= 0)
		return status;
	if (argc < 1 || argc > 2)
		return usage_wrong(usage,
				   "it takes a pipeline and at most one input");
	call->pipeline = argv[0];
	call->names = (const char *const *)argv + 1;
	call->n_names = (size_t)argc - 1;
	return -1;
}
