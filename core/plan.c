/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.c - stages and conversions in order, every shape known
 *
 * A node is one opened plugin, a slot one image between nodes: each input of a
 * node is a slot that a file or a node before it fills.
 */
#include "plan.h"
#include "image.h"
#include "meta.h"
#include "stream.h"

#include <stdlib.h>
#include <string.h>

static struct outcome *outcome_of(const struct plan *plan)
{
	return plan->services->outcome;
}

int plan_no_memory(const struct plan *plan)
{
	return outcome_fail(outcome_of(plan), FFTPIPE_ENOMEM,
			    "out of memory while planning");
}

/* ---- stages ------------------------------------------------------------ */

/*
 * Each stage's outputs; a stage without a plugin has those of its source.  NULL
 * for one whose parameters were refused: nobody knows what it makes.
 */
struct stage_slots {
	struct slot **out;
};

static struct slot *find_source(const struct plan *plan,
				const struct stage_slots *stages,
				const struct feed *feed)
{
	switch (feed->kind) {
	case FEED_INPUT:
		return plan->inputs[0];
	case FEED_COMPANION:
		return plan->inputs[1 + feed->index];
	default:
		return stages[feed->index].out[feed->from_output];
	}
}

/* A node for the stage, its inputs converted to what the ports accept. */
static int feed_transform(struct plan *plan, const struct stage_slots *stages,
			  const struct stage *stage, struct node **made)
{
	const fftpipe_transform *transform = stage->module->transform;
	struct slot **in =
		arena_array(&plan->arena, transform->n_inputs, sizeof *in);
	struct node *node;
	int status;

	if (!in)
		return plan_no_memory(plan);
	for (size_t i = 0; i < stage->n_feeds; i++) {
		const struct feed *feed = &stage->feeds[i];

		if (feed->input == UINT32_MAX)
			continue;
		in[feed->input] = find_source(plan, stages, feed);
		status = plan_convert(
			plan, &in[feed->input],
			module_input(stage->module, feed->input)->accepts,
			stage->name,
			feed->implied ? stage->place : feed->place);
		if (status)
			return status;
	}
	node = plan_add_node(plan, stage->name, stage->module, stage->values);
	if (!node)
		return plan_no_memory(plan);
	node->seat.place = stage->place;
	node->seat.settings = stage->settings;
	node->seat.n_settings = stage->n_settings;
	memcpy(node->in, in, transform->n_inputs * sizeof *in);
	*made = node;
	return FFTPIPE_OK;
}

/* The port's image, turned into what a file of that depth holds. */
static int add_output(struct plan *plan, const struct stage *stage,
		      struct slot *slot, size_t index, enum format format,
		      bool metadata)
{
	bool complex = stage->options.depth == DEPTH_COMPLEX && !metadata;
	struct output *output;
	int status = FFTPIPE_OK;

	if (!metadata)
		status =
			plan_convert(plan, &slot,
				     complex ? FFTPIPE_SPECTRUM : FFTPIPE_IMAGE,
				     stage->name, stage->place);
	if (status)
		return status;
	output = arena_append(&plan->arena, &plan->outputs, &plan->n_outputs,
			      sizeof *output);
	if (!output)
		return plan_no_memory(plan);
	*output = (struct output){ stage,  slot,     index,
				   format, metadata, &stage->options };
	slot->wanted_by_saves++;
	return FFTPIPE_OK;
}

static int plan_saves(struct plan *plan, const struct stage_slots *own,
		      const struct stage *stage, const enum format *formats,
		      size_t *index)
{
	size_t first = plan->n_outputs;
	int status = FFTPIPE_OK;

	for (size_t i = 0; i < stage->n_saves && !status; i++, ++*index)
		status = add_output(plan, stage,
				    own->out[stage->saves[i].output], *index,
				    formats[*index], false);
	if (!status && stage->metadata) {
		/* What the first picture says: of it, converted or not. */
		struct slot *slot = stage->n_saves ? plan->outputs[first].slot
						   : own->out[0];

		status = add_output(plan, stage, slot, *index, FORMAT_JSON,
				    true);
	}
	++*index;
	return status;
}

/* Does the stage itself write more than 8 bits of what it has? */
static bool saves_finely(const struct stage *stage)
{
	enum save_depth depth = stage->options.depth;

	for (size_t i = 0; i < stage->n_saves; i++)
		if (stage->saves[i].format != FORMAT_PNG ||
		    (depth != DEPTH_AUTO && depth != DEPTH_8))
			return true;
	return false;
}

/*
 * Do only 8-bit files follow, and no other transform?  A stage without one
 * hands the same values on.
 */
static bool only_coarse(const struct pipeline *pipeline, size_t index)
{
	if (saves_finely(&pipeline->stages[index]))
		return false;
	for (size_t below = index + 1; below < pipeline->n_stages; below++) {
		const struct stage *stage = &pipeline->stages[below];

		for (size_t i = 0; i < stage->n_feeds; i++)
			if (stage->feeds[i].kind == FEED_STAGE &&
			    stage->feeds[i].index == index &&
			    (stage->use || !stage->n_saves ||
			     !only_coarse(pipeline, below)))
				return false;
	}
	return true;
}

/* The stage's transform, fed, wished for and opened. */
static int plan_transform(struct plan *plan, struct stage_slots *stages,
			  size_t index)
{
	const struct stage *stage = &plan->pipeline->stages[index];
	struct node *node = NULL;
	int status;

	if (!stage->module)
		return outcome_fail(outcome_of(plan), FFTPIPE_EINTERNAL,
				    "[%s] its plugin is not loaded",
				    stage->name);
	status = feed_transform(plan, stages, stage, &node);
	if (status)
		return status;
	stages[index].out = node->out;
	node->seat.measured = plan_measures(plan->pipeline);
	node->seat.coarse = only_coarse(plan->pipeline, index);
	status = plan_open_node(plan, node);
	if (!status)
		plan_share(plan, node);
	return status;
}

/* A stage without a plugin passes on what it reads. */
static int plan_passage(struct plan *plan, struct stage_slots *stages,
			size_t index)
{
	const struct stage *stage = &plan->pipeline->stages[index];
	struct slot **out = arena_alloc(&plan->arena, sizeof *out);

	if (!out)
		return plan_no_memory(plan);
	out[0] = find_source(plan, stages, &stage->feeds[0]);
	stages[index].out = out;
	return FFTPIPE_OK;
}

/* Does it read, at some distance, what a refused stage would have made? */
static bool reads_unknown(const struct stage_slots *stages,
			  const struct stage *stage)
{
	for (size_t i = 0; i < stage->n_feeds; i++)
		if (stage->feeds[i].kind == FEED_STAGE &&
		    !stages[stage->feeds[i].index].out)
			return true;
	return false;
}

/*
 * A stage with wrong parameters is no reason to be silent about the others':
 * those that do not read it are opened, too, and all refusals are told.
 */
static int plan_stages(struct plan *plan, const enum format *formats)
{
	struct pipeline *pipeline = plan->pipeline;
	struct failure first = { 0 };
	struct stage_slots *stages =
		arena_array(&plan->arena, pipeline->n_stages + 1,
			    sizeof *stages);
	size_t index = 0;
	int status = stages ? FFTPIPE_OK : plan_no_memory(plan);

	for (size_t i = 0; i < pipeline->n_stages && !status; i++) {
		const struct stage *stage = &pipeline->stages[i];

		if (reads_unknown(stages, stage))
			continue;
		status = stage->use ? plan_transform(plan, stages, i)
				    : plan_passage(plan, stages, i);
		if (!status)
			status = plan_saves(plan, &stages[i], stage, formats,
					    &index);
		if (status == FFTPIPE_EPARAM) {
			stages[i].out = NULL;
			outcome_set_aside(outcome_of(plan), &first);
			status = FFTPIPE_OK;
		}
	}
	if (first.status)
		status = first.status;
	outcome_take_back(outcome_of(plan), &first);
	return status;
}

/* ---- the whole --------------------------------------------------------- */

static int plan_inputs(struct plan *plan, const struct input_shape *shapes)
{
	plan->n_inputs = 1 + plan->pipeline->n_companions;
	plan->inputs =
		arena_array(&plan->arena, plan->n_inputs, sizeof *plan->inputs);
	if (!plan->inputs)
		return plan_no_memory(plan);
	for (size_t i = 0; i < plan->n_inputs; i++) {
		struct slot *slot = plan_add_slot(plan, &shapes[i].shape, NULL);

		plan->inputs[i] = slot;
		if (!slot)
			return plan_no_memory(plan);
		if (!image_layout(&slot->image, &slot->nbytes))
			return outcome_fail(outcome_of(plan), FFTPIPE_ENOMEM,
					    "a picture of %u x %u does not fit "
					    "in memory",
					    slot->image.width,
					    slot->image.height);
		slot->planned = slot->image;
	}
	return FFTPIPE_OK;
}

/* Files whose format is their name's own, checked now that shapes are known. */
static int check_sheets(const struct plan *plan)
{
	int status = FFTPIPE_OK;

	for (size_t i = 0; i < plan->n_outputs && !status; i++) {
		const struct output *output = &plan->outputs[i];
		struct sheet sheet = { .format = output->format,
				       .depth = output_depth(output),
				       .shape = output->slot->image };

		if (!output->metadata)
			status = sheet_check(&sheet, outcome_of(plan));
	}
	return status;
}

int plan_open(struct plan *plan, struct pipeline *pipeline,
	      struct modules *modules, struct services *services,
	      const struct input_shape *shapes, const enum format *formats)
{
	int status;

	*plan = (struct plan){ .pipeline = pipeline,
			       .modules = modules,
			       .services = services,
			       .viewed = services->view_side > 0 };
	status = plan_inputs(plan, shapes);
	if (!status)
		status = plan_stages(plan, formats);
	if (!status)
		status = plan_lay_out(plan, shapes);
	if (!status)
		status = check_sheets(plan);
	if (status)
		plan_finish(plan);
	return status;
}

static bool same_shape(const fftpipe_image *a, const fftpipe_image *b)
{
	return a->kind == b->kind && a->width == b->width &&
	       a->height == b->height && a->channels == b->channels &&
	       a->color == b->color;
}

bool plan_fits(const struct plan *plan, const struct input_shape *shapes,
	       const enum format *formats)
{
	for (size_t i = 0; i < plan->n_inputs; i++)
		if (!same_shape(&plan->inputs[i]->planned, &shapes[i].shape))
			return false;
	for (size_t i = 0; i < plan->n_outputs; i++)
		if (!plan->outputs[i].metadata &&
		    plan->outputs[i].format != formats[plan->outputs[i].index])
			return false;
	return plan->n_inputs > 0 &&
	       plan->viewed == (plan->services->view_side > 0);
}

bool plan_holds(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_buffers; i++)
		if (!plan->buffers[i].memory)
			return false;
	return true;
}

int plan_allocate(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_buffers; i++) {
		struct buffer *buffer = &plan->buffers[i];

		if (buffer->memory)
			continue;
		buffer->memory = buffer_allocate(buffer->nbytes);
		if (!buffer->memory)
			return outcome_fail(outcome_of(plan), FFTPIPE_ENOMEM,
					    "out of memory: %zu bytes for one "
					    "image are not to be had",
					    buffer->nbytes);
	}
	return FFTPIPE_OK;
}

void plan_finish(struct plan *plan)
{
	for (size_t i = plan->n_nodes; i-- > 0;) {
		struct node *node = plan->nodes[i];

		if (node && node->opened && node->module->transform->close) {
			seat_enter(&node->seat);
			node->module->transform->close(node->self);
			seat_leave(&node->seat);
		}
	}
	lanes_destroy(plan);
	reflection_finish(&plan->reflection);
	for (size_t i = 0; i < plan->n_slots; i++)
		if (plan->slots[i])
			meta_destroy(plan->slots[i]->meta);
	for (size_t i = 0; i < plan->n_buffers; i++)
		free(plan->buffers[i].memory);
	arena_finish(&plan->arena);
	*plan = (struct plan){ 0 };
}
