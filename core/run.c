/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c - the nodes of a plan in order, each followed by what saves its outputs
 */
#include "run.h"
#include "clock.h"
#include "meta.h"
#include "stream.h"
#include "view.h"

#include <stdlib.h>

void timings_add(struct timings *timings, struct arena *arena,
		 const char *stage, const char *what, double seconds)
{
	struct timing *timing = arena_append(arena, &timings->list,
					     &timings->count, sizeof *timing);

	if (timing)
		*timing = (struct timing){ stage, what, seconds };
}

/* A plugin may have changed more than it was allowed to: only this counts. */
static void keep_allowed(struct slot *slot, float *data)
{
	fftpipe_image image = slot->planned;

	image.lo = slot->image.lo;
	image.hi = slot->image.hi;
	image.meta = slot->planned.meta;
	image.data = data;
	slot->image = image;
}

/*
 * Entries about an image as a whole go on to what is made of it; these are
 * about its very samples, and would give the next image's file wrong levels.
 */
static bool copy_meta(fftpipe_meta *to, const fftpipe_meta *from)
{
	static const char *const of_samples[] = { "exact", "floor-8",
						  "floor-16" };

	if (!meta_copy(to, from))
		return false;
	for (size_t i = 0; i < sizeof of_samples / sizeof *of_samples; i++)
		meta_set(to, of_samples[i], NULL);
	return true;
}

/* Outputs start with what in[0] says of itself. */
static int describe_outputs(struct plan *plan, struct node *node)
{
	const struct slot *in = node->in[0];
	struct slot *source = NULL;

	for (uint32_t i = 0; i < node->module->transform->n_inputs; i++)
		if (!source)
			source = node->in[i];
	for (uint32_t i = 0; i < node->module->transform->n_outputs; i++) {
		struct slot *out = node->out[i];

		out->image = out->planned;
		out->image.lo = source->image.lo;
		out->image.hi = source->image.hi;
		out->image.data = NULL;
		out->origin = source->origin;
		if (in && !copy_meta(out->image.meta, in->image.meta))
			return outcome_fail(plan->services->outcome,
					    FFTPIPE_ENOMEM, "out of memory");
	}
	return FFTPIPE_OK;
}

static int call_prepare(struct node *node)
{
	const fftpipe_transform *transform = node->module->transform;
	int status;

	if (!transform->prepare)
		return FFTPIPE_OK;
	seat_enter(&node->seat);
	status = transform->prepare(node->self, &node->seat.host, node->values,
				    node->in_images, node->out_images);
	seat_leave(&node->seat);
	for (uint32_t i = 0; i < transform->n_outputs; i++)
		keep_allowed(node->out[i], NULL);
	return status ? seat_result(&node->seat, status, "prepare")
		      : FFTPIPE_OK;
}

static int make_outputs(struct plan *plan, struct node *node)
{
	uint32_t n = node->module->transform->n_outputs;
	bool any = false;
	int status;

	for (uint32_t i = 0; i < n; i++) {
		struct slot *out = node->out[i];

		if (out->buffer == NO_BUFFER)
			continue;
		out->image.data = plan->buffers[out->buffer].memory;
		any = true;
	}
	if (!any)
		return FFTPIPE_OK;
	status = stream_make(plan, node);
	for (uint32_t i = 0; i < n; i++) {
		struct slot *out = node->out[i];

		keep_allowed(out, out->buffer == NO_BUFFER
					  ? NULL
					  : plan->buffers[out->buffer].memory);
	}
	return status;
}

static int node_run(struct plan *plan, struct node *node)
{
	int status = describe_outputs(plan, node);

	if (!status)
		status = call_prepare(node);
	if (!status)
		status = make_outputs(plan, node);
	return status;
}

/* Tell who waits what comes now; decoding was the first step. */
static void next_step(const struct plan *plan, const char *doing,
		      const char *stage)
{
	struct board *board = plan->services->board;

	if (board)
		board_step(board, board->step + 1, board->steps, doing, stage);
}

/* Everything that is saved of what `maker` makes (NULL: of the inputs). */
static int save_outputs(struct plan *plan, const struct node *maker,
			const int *fds, const char *digest, struct arena *arena,
			struct account *account)
{
	int status = FFTPIPE_OK;

	for (size_t i = 0; i < plan->n_outputs && !status; i++) {
		const struct output *output = &plan->outputs[i];
		double start = clock_seconds();
		char *text = NULL;

		if (output->slot->maker != maker || fds[output->index] < 0)
			continue;
		next_step(plan, "save", output->stage->name);
		status = output_write(plan, output, fds[output->index], digest,
				      &text);
		if (text && output->index < account->n_facts)
			account->facts[output->index] =
				arena_strdup(arena, text);
		free(text);
		timings_add(&account->timings, arena, output->stage->name,
			    output->metadata ? "metadata" : "save",
			    clock_seconds() - start);
	}
	return status;
}

int plan_run(struct plan *plan, const int *fds, const char *digest,
	     struct arena *arena, struct account *account)
{
	int status;

	views_add(plan, NULL, account, arena);
	status = save_outputs(plan, NULL, fds, digest, arena, account);

	for (size_t i = 0; i < plan->n_nodes && !status; i++) {
		struct node *node = plan->nodes[i];
		double start = clock_seconds();

		next_step(plan, node->module->id,
			  node->conversion ? "" : node->name);
		status = node_run(plan, node);
		timings_add(&account->timings, arena, node->name,
			    node->module->id, clock_seconds() - start);
		if (!status)
			views_add(plan, node, account, arena);
		if (!status)
			status = save_outputs(plan, node, fds, digest, arena,
					      account);
	}
	return status;
}
