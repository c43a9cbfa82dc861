/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan-describe.c - a plan in words
 */
#include "plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *kind_word(const fftpipe_image *image)
{
	if (image->kind == FFTPIPE_SPECTRUM)
		return "spectrum of";
	switch (image->color) {
	case FFTPIPE_ANGLE:
		return "angle";
	case FFTPIPE_DATA:
		return "data";
	case FFTPIPE_RGB:
		return "RGB picture";
	default:
		return "gray picture";
	}
}

void slot_describe(FILE *text, const struct slot *slot)
{
	const fftpipe_image *image = &slot->image;

	fprintf(text, "%s %u x %u", kind_word(image), image->width,
		image->height);
	if (image->channels > 1 && image->color != FFTPIPE_RGB)
		fprintf(text, " x %u channels", image->channels);
	if (image->symmetry)
		fprintf(text, ", %s",
			image->symmetry == FFTPIPE_EVEN ? "even" : "odd");
}

/* What a slot is called: "input", "magnitude", "fft2d of input". */
static void print_name(FILE *text, const struct plan *plan,
		       const struct slot *slot)
{
	const struct node *maker = slot->maker;

	if (!maker) {
		size_t i = 0;

		while (plan->inputs[i] != slot)
			i++;
		fprintf(text, i ? "input.%s" : "input",
			i ? plan->pipeline->companions[i - 1].name : "");
		return;
	}
	if (maker->conversion) {
		fprintf(text, "%s of ", maker->module->id);
		print_name(text, plan, maker->in[0]);
		return;
	}
	fputs(maker->name, text);
	if (maker->module->transform->n_outputs > 1)
		for (uint32_t i = 0; i < maker->module->transform->n_outputs;
		     i++)
			if (maker->out[i] == slot)
				fprintf(text, ".%s",
					module_output(maker->module, i)->name);
}

static void print_place(FILE *text, const struct slot *slot)
{
	if (slot->buffer != NO_BUFFER)
		fprintf(text, "buffer %zu", slot->buffer + 1);
	else if (slot->wanted_by_nodes || slot->wanted_by_saves)
		fputs("streamed", text);
	else
		fputs("not made", text);
}

const char *output_format_word(const struct output *output)
{
	return output->format == FORMAT_PNG    ? "PNG"
	       : output->format == FORMAT_TIFF ? "TIFF"
					       : "CSV";
}

static const char *depth_word(unsigned depth)
{
	return depth == DEPTH_COMPLEX ? "complex"
	       : depth == DEPTH_32    ? "32-bit float"
	       : depth == DEPTH_16    ? "16 bit"
				      : "8 bit";
}

void plan_pass_origins(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_nodes; i++) {
		const struct node *node = plan->nodes[i];
		const fftpipe_transform *transform = node->module->transform;
		uint32_t first = 0;

		while (first + 1 < transform->n_inputs && !node->in[first])
			first++;
		for (uint32_t k = 0; k < transform->n_outputs; k++) {
			node->out[k]->origin = node->in[first]->origin;
			/* Of a range nothing is known yet: not the source's. */
			node->out[k]->image.lo = node->out[k]->image.hi = 0;
		}
	}
}

struct depth_words output_depth_words(const struct output *output)
{
	unsigned likely = output_depth_in_range(output);
	unsigned else_one = output_depth(output);
	struct depth_words words;

	if (likely == else_one)
		snprintf(words.text, sizeof words.text, "%s",
			 depth_word(likely));
	else
		snprintf(words.text, sizeof words.text,
			 "%s like its source, or %s if its range changes",
			 depth_word(likely), depth_word(else_one));
	return words;
}

static void print_saves(FILE *text, const struct plan *plan,
			const struct slot *slot)
{
	for (size_t i = 0; i < plan->n_outputs; i++) {
		const struct output *output = &plan->outputs[i];

		if (output->slot == slot && !output->metadata)
			fprintf(text, "      saved by [%s] as %s, %s\n",
				output->stage->name, output_format_word(output),
				output_depth_words(output).text);
	}
}

static void print_node(FILE *text, const struct plan *plan, size_t step)
{
	const struct node *node = plan->nodes[step];
	const fftpipe_transform *transform = node->module->transform;
	bool first = true;

	if (node->conversion)
		fprintf(text, "  %zu. (inserted) %s of ", step + 1,
			node->module->id);
	else
		fprintf(text, "  %zu. [%s] %s of ", step + 1, node->name,
			node->module->id);
	for (uint32_t i = 0; i < transform->n_inputs; i++) {
		if (!node->in[i])
			continue;
		fputs(first ? "" : ", ", text);
		print_name(text, plan, node->in[i]);
		first = false;
	}
	fprintf(text, "%s\n", node->in_place ? ", in place" : "");
	for (uint32_t i = 0; i < transform->n_outputs; i++) {
		fprintf(text,
			"      %s: ", module_output(node->module, i)->name);
		slot_describe(text, node->out[i]);
		fputs("; ", text);
		print_place(text, node->out[i]);
		fputc('\n', text);
		print_saves(text, plan, node->out[i]);
	}
}

static void print_inputs(FILE *text, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_inputs; i++) {
		fputs("  ", text);
		print_name(text, plan, plan->inputs[i]);
		fputs(": ", text);
		slot_describe(text, plan->inputs[i]);
		fputs("; ", text);
		print_place(text, plan->inputs[i]);
		fputc('\n', text);
		print_saves(text, plan, plan->inputs[i]);
	}
}

char *plan_describe(const struct plan *plan)
{
	char *bytes = NULL;
	size_t length = 0;
	FILE *text = open_memstream(&bytes, &length);
	bool fine;

	if (!text)
		return NULL;
	fputs("stages, in order:\n", text);
	print_inputs(text, plan);
	for (size_t i = 0; i < plan->n_nodes; i++)
		print_node(text, plan, i);
	fprintf(text, "memory: %zu buffer%s, %.1f MB in all at the peak\n",
		plan->n_buffers, plan->n_buffers == 1 ? "" : "s",
		(double)plan->peak / 1e6);
	if (plan->pipeline->page == PAGE_ALL && plan->pages > 1)
		fprintf(text,
			"pages: this is the first of %" PRIu32 "; the others "
			"are planned for on their own\n",
			plan->pages);
	fine = !ferror(text);
	fine = !fclose(text) && fine;
	if (!fine) {
		free(bytes);
		return NULL;
	}
	return bytes;
}
