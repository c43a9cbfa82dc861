/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * save.c - one output: its depth, its levels, its text, its bytes
 */
#include "levels-choose.h"
#include "run.h"
#include "stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A rebuilt or filtered picture that still spans what its source spanned. */
static bool spans_source(const struct slot *slot)
{
	return slot->image.lo == slot->origin.lo &&
	       slot->image.hi == slot->origin.hi;
}

/* What it gets if its values may lie anywhere. */
static unsigned depth_at_large(const struct output *output)
{
	if (output->options->depth != DEPTH_AUTO)
		return output->options->depth;
	return output->format == FORMAT_PNG ? DEPTH_8 : DEPTH_32;
}

unsigned output_depth(const struct output *output)
{
	return spans_source(output->slot) ? output_depth_in_range(output)
					  : depth_at_large(output);
}

unsigned output_depth_in_range(const struct output *output)
{
	const struct origin *origin = &output->slot->origin;

	if (output->options->depth != DEPTH_AUTO ||
	    output->format == FORMAT_CSV || !output->slot->from_inverse ||
	    !origin->known || !(origin->lo < origin->hi))
		return depth_at_large(output);
	if (origin->floating)
		return output->format == FORMAT_PNG ? DEPTH_16 : DEPTH_32;
	if (origin->depth <= 8)
		return DEPTH_8;
	return origin->depth <= 16 || output->format == FORMAT_PNG ? DEPTH_16
								   : DEPTH_32;
}

/* "fftpipe" and every plugin that had a hand in it. */
static bool note_versions(const struct plan *plan, fftpipe_meta *versions)
{
	bool fine = meta_set(versions, "fftpipe", VERSION) == FFTPIPE_OK;

	for (size_t i = 0; i < plan->n_nodes && fine; i++) {
		const fftpipe_transform *transform =
			plan->nodes[i]->module->transform;

		fine = meta_set(versions, transform->id, transform->version) ==
		       FFTPIPE_OK;
	}
	return fine;
}

static enum meaning meaning_of(const fftpipe_image *image)
{
	switch (image->color) {
	case FFTPIPE_ANGLE:
		return MEANING_ANGLE;
	case FFTPIPE_DATA:
		return MEANING_DATA;
	default:
		return MEANING_PICTURE;
	}
}

/* Files of the same values go by the number of the first. */
static uint32_t output_number(const struct plan *plan,
			      const struct output *output)
{
	for (size_t i = 0; i < plan->n_outputs; i++)
		if (plan->outputs[i].slot == output->slot &&
		    plan->outputs[i].stage == output->stage)
			return (uint32_t)plan->outputs[i].index + 1;
	return 0;
}

/* What the file's text says, as JSON; to be freed. */
static char *make_text(const struct plan *plan, const struct output *output,
		       const struct levels *levels, const char *digest)
{
	const fftpipe_image *image = &output->slot->image;
	struct embedded embedded;
	char *text = NULL;
	bool fine;

	if (!embedded_init(&embedded))
		return NULL;
	embedded.meaning = meaning_of(image);
	embedded.symmetry = image->symmetry;
	embedded.width = image->width;
	embedded.height = image->height;
	embedded.color = image->color;
	embedded.origin = output->slot->origin;
	memcpy(embedded.pipeline, digest, sizeof embedded.pipeline);
	embedded.output = output_number(plan, output);
	fine = note_versions(plan, embedded.versions) &&
	       meta_copy(embedded.meta, image->meta) &&
	       (!levels || levels_describe(levels, &embedded));
	if (fine)
		text = embedded_print(&embedded);
	embedded_finish(&embedded);
	return text;
}

/* The levels of an integer file, measured if they have to be. */
static int choose_levels(struct plan *plan, const struct output *output,
			 unsigned depth, struct levels *levels)
{
	struct slot *slot = output->slot;
	struct extremes extremes = { 0, 0 };
	int status = FFTPIPE_OK;

	if (levels_need_measure(&slot->image, output->options, depth))
		status = stream_measure(plan, slot, &extremes);
	if (!status)
		levels_choose(levels, &slot->image, output->options, depth,
			      extremes.lowest, extremes.highest);
	return status;
}

/* Samples that the text will hold; each may stand for its mirror's too. */
static uint64_t count_exact(const fftpipe_image *image)
{
	const char *exact = meta_get(image->meta, "exact");
	uint64_t n = 0;

	for (; exact && *exact; exact++)
		n += *exact == ';' || !exact[1];
	return image->symmetry ? 2 * n : n;
}

static int write_picture(struct plan *plan, const struct output *output, int fd,
			 const char *digest, char **text)
{
	struct outcome *outcome = plan->services->outcome;
	struct slot *slot = output->slot;
	struct sheet sheet = { .format = output->format,
			       .depth = output_depth(output),
			       .shape = slot->image,
			       .small = output->options->small,
			       .exact = count_exact(&slot->image),
			       .pixel_size =
				       meta_get(slot->image.meta, "pixel-size"),
			       .columns =
				       meta_get(slot->image.meta, "columns") };
	bool integer = sheet.depth == DEPTH_8 || sheet.depth == DEPTH_16;
	struct encoder *encoder = NULL;
	int status = sheet_check(&sheet, outcome);

	if (!status && integer)
		status =
			choose_levels(plan, output, sheet.depth, &sheet.levels);
	if (!status) {
		*text = make_text(plan, output, integer ? &sheet.levels : NULL,
				  digest);
		sheet.text = *text;
		status = *text ? FFTPIPE_OK
			       : outcome_fail(outcome, FFTPIPE_ENOMEM,
					      "out of memory");
	}
	if (!status)
		status = encoder_open(&encoder, fd, &sheet, outcome);
	if (!status)
		status = stream_encode(plan, slot, encoder);
	if (!status)
		status = encoder_finish(encoder, outcome);
	encoder_destroy(encoder);
	/*
	 * A failure of writing, not of a plugin's, says whose file it was; one
	 * of a parameter begins with its line.
	 */
	if (status && status != FFTPIPE_EPARAM && outcome->reason &&
	    *outcome->reason != '[')
		outcome_prefix(outcome, "[%s] save: ", output->stage->name);
	return status;
}

/* The stage's first picture, or NULL. */
static const struct output *first_picture(const struct plan *plan,
					  const struct stage *stage)
{
	for (size_t i = 0; i < plan->n_outputs; i++)
		if (plan->outputs[i].stage == stage &&
		    !plan->outputs[i].metadata)
			return &plan->outputs[i];
	return NULL;
}

/* The JSON file of a stage: what the text in its first picture says. */
static int write_metadata(struct plan *plan, const struct output *output,
			  int fd, const char *digest, char **text)
{
	struct outcome *outcome = plan->services->outcome;
	const struct output *picture = first_picture(plan, output->stage);
	unsigned depth = picture ? output_depth(picture) : DEPTH_32;
	bool integer = depth == DEPTH_8 || depth == DEPTH_16;
	struct levels levels;
	int status = FFTPIPE_OK;

	if (integer)
		status = choose_levels(plan, picture, depth, &levels);
	if (status)
		return status;
	*text = make_text(plan, picture ? picture : output,
			  integer ? &levels : NULL, digest);
	if (!*text)
		return outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	if (dprintf(fd, "%s\n", *text) < 0)
		status = outcome_fail(outcome, FFTPIPE_EDATA,
				      "cannot write: %s", strerror(errno));
	return status;
}

int output_write(struct plan *plan, const struct output *output, int fd,
		 const char *digest, char **text)
{
	*text = NULL;
	if (output->metadata)
		return write_metadata(plan, output, fd, digest, text);
	return write_picture(plan, output, fd, digest, text);
}
