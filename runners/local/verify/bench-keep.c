/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-keep.c - results kept and compared, bit by bit
 */
#include "bench.h"

#include "meta.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *meta_text(struct trial *trial, const fftpipe_meta *meta)
{
	size_t size = 1;
	char *text, *at;

	for (size_t i = 0; i < meta->count; i++)
		size += strlen(meta->entries[i].key) +
			strlen(meta->entries[i].value) + 2;
	at = text = trial_memory(trial, size, 1);
	for (size_t i = 0; i < meta->count; i++)
		at += sprintf(at, "%s=%s\n", meta->entries[i].key,
			      meta->entries[i].value);
	return text;
}

static void keep_output(struct bench *bench, const fftpipe_image *image,
			struct kept_output *kept)
{
	float *to;

	kept->channels = image->channels;
	kept->height = image->height;
	kept->color = image->color;
	if (image->kind == FFTPIPE_IMAGE)
		kept->symmetry = image->symmetry;
	kept->samples = sheet_samples(image);
	kept->lo = image->lo;
	kept->hi = image->hi;
	kept->meta = meta_text(bench->trial, image->meta);
	if (!image->data)
		return;
	kept->data =
		trial_memory(bench->trial,
			     kept->samples * image->height * image->channels,
			     sizeof *kept->data);
	to = kept->data;
	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			memcpy(to, fftpipe_row(image, c, y),
			       kept->samples * sizeof *to);
			to += kept->samples;
		}
}

struct kept *bench_keep(struct bench *bench)
{
	struct kept *kept = trial_memory(bench->trial, 1, sizeof *kept);

	kept->n = bench->trial->module.transform->n_outputs;
	for (uint32_t i = 0; i < kept->n; i++)
		keep_output(bench, bench->out_images[i], &kept->outputs[i]);
	return kept;
}

struct kept *bench_make(struct trial *trial, const struct scene *scene)
{
	struct kept *kept = NULL;
	struct bench bench;

	bench_init(&bench, trial, scene);
	if (!bench_work(&bench))
		kept = bench_keep(&bench);
	bench_finish(&bench);
	return kept;
}

void kept_free(struct kept *kept)
{
	for (uint32_t i = 0; kept && i < kept->n; i++) {
		free(kept->outputs[i].data);
		free(kept->outputs[i].meta);
	}
	free(kept);
}

static bool output_same(const struct kept_output *a,
			const struct kept_output *b, const char *name,
			char text[256])
{
	size_t n = a->samples * a->height * a->channels;

	if (a->samples != b->samples || a->height != b->height ||
	    a->channels != b->channels) {
		snprintf(text, 256, "the shape of %s differs", name);
		return false;
	}
	for (size_t i = 0; a->data && b->data && i < n; i++)
		if (!float_same(a->data[i], b->data[i])) {
			snprintf(text, 256,
				 "%s channel %zu row %zu sample %zu: %.9g, "
				 "then %.9g",
				 name, i / a->samples / a->height,
				 i / a->samples % a->height, i % a->samples,
				 (double)a->data[i], (double)b->data[i]);
			return false;
		}
	if (!double_same(a->lo, b->lo) || !double_same(a->hi, b->hi)) {
		snprintf(text, 256, "%s: lo and hi %g %g, then %g %g", name,
			 a->lo, a->hi, b->lo, b->hi);
		return false;
	}
	if (strcmp(a->meta, b->meta) != 0) {
		snprintf(text, 256, "the metadata of %s differs", name);
		return false;
	}
	return true;
}

bool kept_same(const struct bench *bench, const struct kept *a,
	       const struct kept *b, char text[256])
{
	for (uint32_t i = 0; i < a->n; i++)
		if (!output_same(&a->outputs[i], &b->outputs[i],
				 module_output(&bench->trial->module, i)->name,
				 text))
			return false;
	return true;
}

bool bench_compare(struct trial *trial, const struct scene *scene,
		   const struct kept *wanted, const char *how)
{
	char text[256] = "", described[200];
	struct kept *kept = NULL;
	struct bench bench;
	bool same = false;
	int status;

	bench_init(&bench, trial, scene);
	status = bench_work(&bench);
	if (status)
		bench_describe(&bench, status, text, sizeof text);
	if (!status) {
		kept = bench_keep(&bench);
		same = kept_same(&bench, wanted, kept, text);
	}
	scene_describe(trial, scene, described, sizeof described);
	if (!same)
		trial_broken(trial, "%s: %s; %s", how, text, described);
	kept_free(kept);
	bench_finish(&bench);
	return same;
}
