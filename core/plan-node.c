/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan-node.c - one transform of a plan: fed, converted for, opened, checked
 */
#include "image.h"
#include "meta.h"
#include "param.h"
#include "plan.h"

#include <stdlib.h>
#include <string.h>

static struct outcome *outcome_of(const struct plan *plan)
{
	return plan->services->outcome;
}

/* ---- slots ------------------------------------------------------------- */

/* A new slot, described like `like`; its meta is its own. */
struct slot *plan_add_slot(struct plan *plan, const fftpipe_image *like,
			   struct node *maker)
{
	struct slot *slot = arena_alloc(&plan->arena, sizeof *slot);
	struct slot **entry = arena_append(&plan->arena, &plan->slots,
					   &plan->n_slots, sizeof *entry);

	if (!entry)
		return NULL;
	*entry = slot; /* NULL entries are skipped when the plan is finished */
	if (!slot)
		return NULL;
	slot->image = *like;
	slot->image.struct_size = sizeof slot->image;
	slot->image.reserved = 0;
	slot->image.data = NULL;
	slot->maker = maker;
	slot->index = plan->n_slots - 1;
	slot->buffer = NO_BUFFER;
	slot->meta = slot->image.meta = meta_create();
	slot->planned = slot->image;
	return slot->meta ? slot : NULL;
}

static bool is_picture(const fftpipe_image *image)
{
	return image->kind == FFTPIPE_IMAGE &&
	       (image->color == FFTPIPE_GRAY || image->color == FFTPIPE_RGB);
}

/* What a plugin made of an output's description must make sense. */
static int check_output(struct plan *plan, struct node *node, uint32_t i)
{
	const fftpipe_port *port = module_output(node->module, i);
	struct slot *slot = node->out[i];
	fftpipe_image *image = &slot->image;
	uint64_t limit = plan->pipeline->limits.pixels;
	double samples = (double)image->width * image->height * image->channels;
	const char *wrong = NULL;

	if (image->kind != FFTPIPE_IMAGE && image->kind != FFTPIPE_SPECTRUM)
		wrong = "a kind that is none";
	else if (!(image->kind & port->accepts))
		wrong = "a kind that the port does not announce";
	else if (!image->width || !image->height || !image->channels)
		wrong = "a side of 0";
	else if (image->color != FFTPIPE_GRAY && image->color != FFTPIPE_RGB &&
		 image->color != FFTPIPE_DATA && image->color != FFTPIPE_ANGLE)
		wrong = "a color that is none";
	else if (image->symmetry > FFTPIPE_ODD)
		wrong = "a symmetry that is none";
	if (wrong)
		return outcome_fail(outcome_of(plan), FFTPIPE_EINTERNAL,
				    "[%s] %s: open gave port %s %s", node->name,
				    node->module->id, port->name, wrong);
	if (samples > (double)limit)
		return outcome_fail(
			outcome_of(plan), FFTPIPE_EDATA,
			"[%s] %s: an output of %u x %u x %u samples "
			"is over the limit of %llu; raise it with "
			"[limits] pixels",
			node->name, node->module->id, image->width,
			image->height, image->channels,
			(unsigned long long)limit);
	if (!image_layout(image, &slot->nbytes))
		return outcome_fail(outcome_of(plan), FFTPIPE_ENOMEM,
				    "[%s] %s: an output of %u x %u x %u does "
				    "not fit in memory",
				    node->name, node->module->id, image->width,
				    image->height, image->channels);
	return FFTPIPE_OK;
}

/* ---- nodes ------------------------------------------------------------- */

struct node *plan_add_node(struct plan *plan, const char *name,
			   const struct module *module,
			   const fftpipe_value *values)
{
	const fftpipe_transform *transform = module->transform;
	uint32_t n_in = transform->n_inputs, n_out = transform->n_outputs;
	struct arena *arena = &plan->arena;
	struct node *node = arena_alloc(arena, sizeof *node);
	struct node **entry;

	if (!node)
		return NULL;
	node->module = module;
	node->values = values;
	node->name = name;
	node->in = arena_array(arena, n_in, sizeof *node->in);
	node->out = arena_array(arena, n_out, sizeof *node->out);
	node->in_images = arena_array(arena, n_in, sizeof *node->in_images);
	node->out_images = arena_array(arena, n_out, sizeof *node->out_images);
	seat_init(&node->seat, plan->services, name, module->id);
	if (!node->in || !node->out || !node->in_images || !node->out_images)
		return NULL;
	entry = arena_append(arena, &plan->nodes, &plan->n_nodes,
			     sizeof *entry);
	if (entry)
		*entry = node;
	return entry ? node : NULL;
}

/* What open may not set, whatever it did. */
static void keep_own(struct slot *slot)
{
	slot->image.struct_size = sizeof slot->image;
	slot->image.reserved = 0;
	slot->image.data = NULL;
	slot->image.meta = slot->meta;
}

/* Bands are cut through all outputs at once. */
static int check_heights(struct plan *plan, const struct node *node)
{
	uint32_t n = node->module->transform->n_outputs;

	for (uint32_t i = 1; i < n && node_makes_bands(node); i++)
		if (node->out[i]->image.height != node->out[0]->image.height)
			return outcome_fail(outcome_of(plan), FFTPIPE_EINTERNAL,
					    "[%s] %s: it works in bands, but "
					    "its outputs differ in height",
					    node->name, node->module->id);
	return FFTPIPE_OK;
}

int plan_open_node(struct plan *plan, struct node *node)
{
	const fftpipe_transform *transform = node->module->transform;
	const fftpipe_image *first = NULL;
	int status;

	for (uint32_t i = 0; i < transform->n_inputs; i++) {
		node->in_images[i] = node->in[i] ? &node->in[i]->image : NULL;
		if (!first)
			first = node->in_images[i];
		if (node->in[i])
			node->in[i]->wanted_by_nodes++;
	}
	for (uint32_t i = 0; i < transform->n_outputs; i++) {
		node->out[i] = plan_add_slot(plan, first, node);
		if (!node->out[i])
			return plan_no_memory(plan);
		node->out_images[i] = &node->out[i]->image;
		node->out[i]->image.symmetry = FFTPIPE_ASYMMETRIC;
	}
	if (transform->open) {
		seat_enter(&node->seat);
		status = transform->open(&node->seat.host, node->values,
					 node->in_images, node->out_images,
					 &node->self);
		seat_leave(&node->seat);
		for (uint32_t i = 0; i < transform->n_outputs; i++)
			keep_own(node->out[i]);
		if (status)
			return seat_result(&node->seat, status, "open");
	}
	node->opened = true;
	for (uint32_t i = 0; i < transform->n_outputs; i++) {
		struct slot *out = node->out[i];

		status = check_output(plan, node, i);
		if (status)
			return status;
		out->planned = out->image;
		out->from_inverse =
			is_picture(&out->image) &&
			(!is_picture(first) ||
			 (node->in[0] && node->in[0]->from_inverse));
	}
	return check_heights(plan, node);
}

/* Does some file's range come from measuring?  Then extremes deserve care. */
bool plan_measures(const struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->n_stages; i++)
		if (pipeline->stages[i].n_saves &&
		    pipeline->stages[i].options.range == RANGE_MINMAX)
			return true;
	return false;
}

/* ---- conversions ------------------------------------------------------- */

/* An FFT of a log magnitude is nearly always a slip of the pen. */
static int refuse_no_picture(struct plan *plan, const char *name,
			     struct place place, const fftpipe_image *image)
{
	const char *what =
		image->color == FFTPIPE_ANGLE ? "an angle" : "data, no picture";

	if (!place.line)
		return outcome_fail(outcome_of(plan), FFTPIPE_EPARAM,
				    "%s: [%s] needs a spectrum, but what it "
				    "reads is %s; did you mean from = input?  "
				    "use = fft2d insists",
				    place.source ? place.source
						 : plan->pipeline->name,
				    name, what);
	return outcome_fail(
		outcome_of(plan), FFTPIPE_EPARAM,
		"%s:%u: [%s] needs a spectrum, but what it reads is "
		"%s; did you mean from = input?  use = fft2d "
		"insists",
		place.source, place.line, name, what);
}

/* Default values of a converter's parameters, all of which have one. */
static fftpipe_value *default_values(struct plan *plan,
				     const struct module *module)
{
	uint32_t n = module->transform->n_params;
	fftpipe_value *values =
		arena_array(&plan->arena, (size_t)n + 1, sizeof *values);

	for (uint32_t i = 0; values && i < n; i++)
		param_default(module_param(module, i), &values[i]);
	return values;
}

/* `slot` as one of the kinds in `accepts`, converted once for all readers. */
int plan_convert(struct plan *plan, struct slot **slot, uint32_t accepts,
		 const char *name, struct place place)
{
	fftpipe_image *image = &(*slot)->image;
	uint32_t to =
		image->kind == FFTPIPE_IMAGE ? FFTPIPE_SPECTRUM : FFTPIPE_IMAGE;
	const struct module *module;
	const fftpipe_value *values;
	struct node *node;
	int status;

	if (image->kind & accepts)
		return FFTPIPE_OK;
	if ((*slot)->converted) {
		*slot = (*slot)->converted;
		return FFTPIPE_OK;
	}
	if (to == FFTPIPE_SPECTRUM && !is_picture(image) && !(*slot)->maker)
		return outcome_fail(
			outcome_of(plan), FFTPIPE_EDATA,
			"[%s] needs a spectrum, and this file holds "
			"%s, no picture; use = fft2d puts an FFT "
			"behind it all the same",
			name,
			image->color == FFTPIPE_ANGLE ? "angles" : "data");
	if (to == FFTPIPE_SPECTRUM && !is_picture(image))
		return refuse_no_picture(plan, name, place, image);
	module = pipeline_converter(plan->pipeline, plan->modules, to,
				    outcome_of(plan));
	if (!module)
		return outcome_of(plan)->status;
	values = default_values(plan, module);
	node = values ? plan_add_node(plan, name, module, values) : NULL;
	if (!node)
		return plan_no_memory(plan);
	node->conversion = true;
	node->seat.measured = plan_measures(plan->pipeline);
	node->in[0] = *slot;
	status = plan_open_node(plan, node);
	if (status)
		return status;
	(*slot)->converted = node->out[0];
	node->out[0]->converted = *slot;
	*slot = node->out[0];
	return FFTPIPE_OK;
}

void plan_share(const struct plan *plan, const struct node *node)
{
	const struct pipeline *pipeline = plan->pipeline;
	struct slot *in = node->in[0], *out = node->out[0];
	bool forward = out->image.kind == FFTPIPE_SPECTRUM;

	if (node->module !=
		    (forward ? pipeline->fft_module : pipeline->ifft_module) ||
	    node->module->transform->n_params || in->converted ||
	    in->image.kind == out->image.kind)
		return;
	/* Insisting on an FFT of data is for the one who wrote it. */
	if (forward && !is_picture(&in->image))
		return;
	/* It was told that nobody needs it well. */
	if (!node->seat.coarse)
		in->converted = out;
}
