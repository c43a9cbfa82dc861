/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bind-digest.c - one number for what a pipeline does to a picture
 *
 * Two pipelines with the same digest make the same values from the same input,
 * whatever their stages and files are called.
 */
#include "bind.h"
#include "param.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void print_number(FILE *text, double number)
{
	char digits[40];

	number_print(digits, sizeof digits, number);
	fputs(digits, text);
}

static void print_value(FILE *text, const fftpipe_param *param,
			fftpipe_value value)
{
	fprintf(text, " param %s=", param->key);
	if (param->type == FFTPIPE_FLOAT)
		print_number(text, value.f);
	else if (param->type == FFTPIPE_TEXT)
		fputs(value.s ? value.s : "", text);
	else if (param->type == FFTPIPE_CHOICE)
		fputs(param->choices[value.i], text);
	else
		fprintf(text, "%" PRId64, value.i);
	fputc('\n', text);
}

static void print_options(FILE *text, const struct save_options *options)
{
	fprintf(text, " options depth=%d range=%d", (int)options->depth,
		(int)options->range);
	if (options->range == RANGE_GIVEN) {
		fputc(' ', text);
		print_number(text, options->lo);
		fputc(' ', text);
		print_number(text, options->hi);
	}
	fprintf(text, " down=%d small=%d\n", options->round_down,
		options->small);
}

static void print_stage(FILE *text, const struct stage *stage)
{
	uint32_t n = stage->module ? stage->module->transform->n_params : 0;

	fprintf(text, "stage %s\n", stage->use ? stage->use : "");
	for (size_t i = 0; i < stage->n_feeds; i++)
		if (stage->feeds[i].input != UINT32_MAX)
			fprintf(text,
				" port %" PRIu32 " from %d %zu %" PRIu32 "\n",
				stage->feeds[i].input,
				(int)stage->feeds[i].kind,
				stage->feeds[i].index,
				stage->feeds[i].from_output);
	for (uint32_t i = 0; i < n; i++)
		print_value(text, module_param(stage->module, i),
			    stage->values[i]);
	for (size_t i = 0; i < stage->n_saves; i++)
		fprintf(text, " save %" PRIu32 " as %d\n",
			stage->saves[i].output, (int)stage->saves[i].format);
	if (stage->n_saves)
		print_options(text, &stage->options);
}

bool pipeline_digest(const struct pipeline *pipeline, char digest[DIGEST_SIZE])
{
	char *bytes = NULL;
	size_t length = 0;
	FILE *text = open_memstream(&bytes, &length);
	bool fine;

	if (!text)
		return false;
	fprintf(text, "fftpipe pipeline 1\ninput gray=%d%d page=%d %" PRIu32,
		pipeline->gray, pipeline->gray8, (int)pipeline->page,
		pipeline->page_number);
	if (pipeline->has_range) {
		fputc(' ', text);
		print_number(text, pipeline->range_lo);
		fputc(' ', text);
		print_number(text, pipeline->range_hi);
	}
	fprintf(text, "\nfft %s ifft %s\n", pipeline->fft, pipeline->ifft);
	for (size_t i = 0; i < pipeline->n_stages; i++)
		print_stage(text, &pipeline->stages[i]);
	fine = !ferror(text);
	/* Without memory in the end there are no bytes, and no error either. */
	fine = !fclose(text) && fine && bytes;
	if (fine)
		digest_text(bytes, length, digest);
	free(bytes);
	return fine;
}
