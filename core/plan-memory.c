/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan-memory.c - which images are held and which are streamed, who shares a
 * buffer with whom, and how much that takes at most
 */
#include "image.h"
#include "plan.h"

#include <stdlib.h>

enum {
	BAND_BYTES = 256 * 1024, /* of floats: fits a core's second cache */
	MOST_PASSES = 2,         /* make a band again rather than hold it */
	TALLER = 4,              /* how often it goes into a picture's strip, */
	LEAST_STRIPS = 4         /* if so many are left, or by all means */
};

uint32_t band_rows(const fftpipe_image *image)
{
	size_t row = (size_t)image->stride * sizeof(float) * image->channels;
	size_t rows = BAND_BYTES / row;

	if (rows < 1)
		return 1;
	return rows < image->height ? (uint32_t)rows : image->height;
}

uint32_t band_rows_to_save(const fftpipe_image *image, enum format format,
			   bool small)
{
	const bool data =
		image->color == FFTPIPE_DATA || image->color == FFTPIPE_ANGLE;
	const uint32_t rows = band_rows(image);
	const uint32_t most = image->height / (small ? 1 : LEAST_STRIPS);

	if (format != FORMAT_PNG || (data && !small) || most <= rows)
		return rows;
	return rows <= most / TALLER ? rows * TALLER : most;
}

bool node_makes_rows(const struct node *node)
{
	return node->module->transform->flags & FFTPIPE_ROWS;
}

bool node_makes_bands(const struct node *node)
{
	return node->module->transform->flags & (FFTPIPE_BANDS | FFTPIPE_ROWS);
}

/* ---- held or streamed --------------------------------------------------- */

static bool wanted(const struct slot *slot)
{
	return slot->wanted_by_nodes || slot->wanted_by_saves;
}

static size_t wanted_outputs(const struct node *node)
{
	size_t n = 0;

	for (uint32_t i = 0; i < node->module->transform->n_outputs; i++)
		n += wanted(node->out[i]);
	return n;
}

static bool reads(const struct node *node, const struct slot *slot)
{
	for (uint32_t i = 0; i < node->module->transform->n_inputs; i++)
		if (node->in[i] == slot)
			return true;
	return false;
}

/* The one output that a streaming node is wanted for. */
static struct slot *streamed_output(const struct node *node)
{
	for (uint32_t i = 0; i < node->module->transform->n_outputs; i++)
		if (wanted(node->out[i]) && !node->out[i]->held)
			return node->out[i];
	return NULL;
}

/* How often a band of it would be made for the plan's saves of it. */
static size_t passes_of_saves(const struct plan *plan, const struct slot *slot)
{
	size_t passes = 0;

	for (size_t i = 0; i < plan->n_outputs; i++) {
		const struct output *output = &plan->outputs[i];

		if (output->slot != slot || output->metadata)
			continue;
		passes += output->options->range == RANGE_MINMAX ? 2 : 1;
	}
	return passes;
}

/*
 * Decide for one slot, all readers of which are decided: it is streamed if its
 * maker works band by band, every reader passes bands on, and no band would be
 * made too often.  Finds the last step that needs the maker's inputs.
 */
static void decide(struct plan *plan, struct slot *slot, size_t step,
		   size_t *passes)
{
	const struct node *maker = slot->maker;
	size_t count = passes_of_saves(plan, slot);

	slot->last_reader = step;
	slot->held = maker &&
		     (!node_makes_bands(maker) || wanted_outputs(maker) > 1);
	slot->held = slot->held || !maker || plan->viewed;
	for (size_t i = 0; i < plan->n_nodes; i++) {
		const struct node *node = plan->nodes[i];
		const struct slot *out = streamed_output(node);
		size_t last = i;

		if (!reads(node, slot))
			continue;
		if (out && out->last_reader > last)
			last = out->last_reader;
		if (last > slot->last_reader)
			slot->last_reader = last;
		if (!out || !node_makes_rows(node) ||
		    out->image.height != slot->image.height ||
		    node->module->transform->prepare)
			slot->held = true;
		else
			count += passes[i];
	}
	if (count > MOST_PASSES)
		slot->held = true;
	if (maker)
		passes[step] = count;
}

/* From the last node to the first, so that readers are decided before. */
static int decide_all(struct plan *plan)
{
	size_t *passes =
		arena_array(&plan->arena, plan->n_nodes + 1, sizeof *passes);

	if (!passes)
		return plan_no_memory(plan);
	for (size_t step = plan->n_nodes; step-- > 0;) {
		struct node *node = plan->nodes[step];

		for (uint32_t i = 0; i < node->module->transform->n_outputs;
		     i++)
			if (wanted(node->out[i]))
				decide(plan, node->out[i], step, passes);
	}
	for (size_t i = 0; i < plan->n_inputs; i++)
		decide(plan, plan->inputs[i], 0, passes);
	return FFTPIPE_OK;
}

/* ---- buffers ------------------------------------------------------------ */

/* The free buffer that wastes least, else the largest one, grown, else none. */
static size_t find_buffer(const struct plan *plan, size_t nbytes, size_t step)
{
	size_t best = NO_BUFFER;

	for (size_t i = 0; i < plan->n_buffers; i++) {
		size_t here = plan->buffers[i].nbytes;
		size_t there =
			best == NO_BUFFER ? 0 : plan->buffers[best].nbytes;

		if (plan->buffers[i].free_at > step)
			continue;
		if (best == NO_BUFFER ||
		    (there < nbytes ? here > there
				    : here >= nbytes && here < there))
			best = i;
	}
	return best;
}

static bool place(struct plan *plan, struct slot *slot, size_t step)
{
	size_t i = find_buffer(plan, slot->nbytes, step);

	if (i == NO_BUFFER) {
		if (!arena_append(&plan->arena, &plan->buffers,
				  &plan->n_buffers, sizeof *plan->buffers))
			return false;
		i = plan->n_buffers - 1;
	}
	if (plan->buffers[i].nbytes < slot->nbytes)
		plan->buffers[i].nbytes = slot->nbytes;
	plan->buffers[i].free_at = slot->last_reader + 1;
	slot->buffer = i;
	return true;
}

/* May out[0] lie where in[0] lies, nobody needing that any more? */
static bool fits_in_place(const struct node *node, size_t step)
{
	const struct slot *in = node->in[0], *out = node->out[0];

	/* Bands that need rows of others would find them overwritten. */
	if (node_makes_bands(node) && !node_makes_rows(node))
		return false;
	if (!(node->module->transform->flags & FFTPIPE_INPLACE) || !in ||
	    !in->held || !out->held || !wanted(out) || in->last_reader > step ||
	    in->nbytes != out->nbytes)
		return false;
	for (uint32_t i = 1; i < node->module->transform->n_inputs; i++)
		if (node->in[i] == in)
			return false;
	return true;
}

static bool place_outputs(struct plan *plan, size_t step)
{
	struct node *node = plan->nodes[step];

	node->in_place = fits_in_place(node, step);
	if (node->in_place) {
		size_t buffer = node->in[0]->buffer;

		node->out[0]->buffer = buffer;
		plan->buffers[buffer].free_at = node->out[0]->last_reader + 1;
	}
	for (uint32_t i = 0; i < node->module->transform->n_outputs; i++) {
		struct slot *out = node->out[i];

		if (wanted(out) && out->held && out->buffer == NO_BUFFER &&
		    !place(plan, out, step))
			return false;
	}
	return true;
}

/* ---- the peak ----------------------------------------------------------- */

static void add(uint64_t *sum, uint64_t bytes)
{
	*sum = bytes > UINT64_MAX - *sum ? UINT64_MAX : *sum + bytes;
}

/* How often a band goes into the largest that is made for a file. */
static uint64_t tallest(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_outputs; i++) {
		const struct output *output = &plan->outputs[i];
		const fftpipe_image *image = &output->slot->image;

		if (!output->metadata &&
		    band_rows_to_save(image, output->format,
				      output->options->small) >
			    band_rows(image))
			return TALLER;
	}
	return 1;
}

/* What all threads need to make, turn into bytes and compress bands. */
static uint64_t bands_memory(const struct plan *plan)
{
	const uint64_t threads = pool_threads(plan->services->pool);
	const uint64_t times = tallest(plan);
	uint64_t most = 0, streamed = 0;

	for (size_t i = 0; i < plan->n_slots; i++) {
		const fftpipe_image *image = &plan->slots[i]->image;
		uint64_t band = (uint64_t)band_rows(image) *
				(uint64_t)image->stride * sizeof(float) *
				image->channels * times;

		if (!wanted(plan->slots[i]))
			continue;
		if (band > most)
			most = band;
		if (!plan->slots[i]->held)
			streamed += buffer_bytes(band);
	}
	return (2 * most + streamed) * threads;
}

/* What the lower half of the largest symmetric picture takes meanwhile. */
static uint64_t reflection_memory(const struct plan *plan)
{
	uint64_t most = 0;

	for (size_t i = 0; i < plan->n_outputs; i++) {
		const struct output *output = &plan->outputs[i];
		/* As deep as its source, which is not known yet. */
		const unsigned depth =
			output->slot->from_inverse &&
					output->options->depth == DEPTH_AUTO
				? DEPTH_16
				: output_depth(output);
		uint64_t nbytes = reflection_bytes(&output->slot->image, depth);

		if (!output->metadata && !output->slot->held &&
		    output->slot->image.symmetry &&
		    (depth == DEPTH_8 || depth == DEPTH_16) && nbytes > most)
			most = nbytes;
	}
	return most <= SIZE_MAX ? buffer_bytes((size_t)most) : most;
}

static uint64_t find_peak(const struct plan *plan)
{
	uint64_t peak = bands_memory(plan);

	for (size_t i = 0; i < plan->n_buffers; i++)
		add(&peak, buffer_bytes(plan->buffers[i].nbytes));
	for (size_t i = 0; i < plan->n_nodes; i++)
		add(&peak, plan->nodes[i]->seat.reserved);
	return peak;
}

/* Where there is no room for a reflection, lower halves are made as well. */
void plan_decode(struct plan *plan, const struct input_shape *shapes)
{
	uint64_t decoding = 0, reflected;

	for (size_t i = 0; i < plan->n_inputs; i++)
		if (shapes[i].memory > decoding)
			decoding = shapes[i].memory;
	plan->peak = find_peak(plan);
	add(&plan->peak, decoding);
	reflected = plan->peak;
	plan->reflected = reflection_memory(plan);
	add(&reflected, plan->reflected);
	if (reflected <= plan->pipeline->limits.memory)
		plan->peak = reflected;
	else
		plan->reflected = 0;
	/* What is not counted is not kept from the last job. */
	if (plan->reflection.room > plan->reflected)
		reflection_finish(&plan->reflection);
}

int plan_lay_out(struct plan *plan, const struct input_shape *shapes)
{
	bool fine = true;
	int status = decide_all(plan);

	if (status)
		return status;
	for (size_t i = 0; i < plan->n_inputs; i++)
		fine = fine && place(plan, plan->inputs[i], 0);
	for (size_t step = 0; step < plan->n_nodes && fine; step++)
		fine = place_outputs(plan, step);
	if (!fine)
		return plan_no_memory(plan);
	plan_decode(plan, shapes);
	return FFTPIPE_OK;
}
