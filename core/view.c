/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * view.c - what a report tells of one image: shape, values, entries, a picture
 */
#include "view.h"
#include "meta.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Entries that are for decoders, not for eyes. */
static bool is_internal(const char *key)
{
	static const char *const keys[] = { "exact", "floor-8", "floor-16" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

static json_t *entries_of(const fftpipe_meta *meta)
{
	json_t *entries = json_object();

	for (size_t i = 0; meta && i < meta->count; i++)
		if (!is_internal(meta->entries[i].key))
			json_object_set_new(entries, meta->entries[i].key,
					    json_string(
						    meta->entries[i].value));
	return entries;
}

/* JSON has no infinities: these are null. */
static json_t *real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static double sample_of(const float *row, const fftpipe_image *image, size_t x)
{
	return image->kind == FFTPIPE_SPECTRUM
		       ? sqrt((double)row[2 * x] * row[2 * x] +
			      (double)row[2 * x + 1] * row[2 * x + 1])
		       : row[x];
}

/* Of all samples; of a spectrum's, the magnitudes of its half. */
static json_t *values_of(const fftpipe_image *image)
{
	size_t row = image->kind == FFTPIPE_SPECTRUM ? image->width / 2 + 1u
						     : image->width;
	double least = HUGE_VAL, most = -HUGE_VAL, sum = 0, squares = 0;
	uint64_t n = 0, odd = 0;

	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			const float *from = image->data +
					    (int64_t)c * image->plane +
					    (int64_t)y * image->stride;

			for (size_t x = 0; x < row; x++) {
				double value = sample_of(from, image, x);

				if (!isfinite(value)) {
					odd++;
					continue;
				}
				least = value < least ? value : least;
				most = value > most ? value : most;
				sum += value;
				squares += value * value;
				n++;
			}
		}
	sum /= n ? (double)n : 1;
	squares = squares / (n ? (double)n : 1) - sum * sum;
	return json_pack("{s:o, s:o, s:o, s:o, s:I}", "min",
			 real(n ? least : NAN), "max", real(n ? most : NAN),
			 "mean", real(n ? sum : NAN), "deviation",
			 real(n ? sqrt(fmax(squares, 0)) : NAN), "odd",
			 (json_int_t)odd);
}

static const char *kind_of(const fftpipe_image *image)
{
	if (image->kind == FFTPIPE_SPECTRUM)
		return "spectrum";
	return image->color == FFTPIPE_ANGLE  ? "angle"
	       : image->color == FFTPIPE_DATA ? "data"
	       : image->color == FFTPIPE_RGB  ? "color"
					      : "gray";
}

/* A table: its columns, each with a sample per row. */
static json_t *series_of(const fftpipe_image *image)
{
	json_t *series = json_array();

	for (uint32_t c = 0; c < image->channels; c++) {
		const float *from = image->data + (int64_t)c * image->plane;
		json_t *column = json_array();

		for (uint32_t x = 0; x < image->width && x < VIEW_MOST; x++)
			json_array_append_new(column, real(from[x]));
		json_array_append_new(series, column);
	}
	return series;
}

static void add_spectrum(json_t *view, const fftpipe_image *image)
{
	struct view_ring rings[VIEW_RINGS];
	struct view_peak peaks[VIEW_PEAKS];
	json_t *radial = json_array(), *list = json_array();
	size_t n;

	view_radial(image, rings);
	for (size_t i = 0; i < VIEW_RINGS; i++)
		json_array_append_new(radial, rings[i].count
						      ? real(rings[i].power)
						      : json_null());
	json_object_set_new(view, "radial", radial);
	n = view_peaks(image, peaks);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
				      json_pack("[f, f, f]", peaks[i].x,
						peaks[i].y, peaks[i].power));
	json_object_set_new(view, "peaks", list);
}

/* "input.phase", "fft2d of input", "[blur]": to be freed. */
static char *name_of(const struct plan *plan, const struct slot *slot)
{
	const struct node *maker = slot->maker;
	char *source, *text = NULL;
	size_t length, i = 0;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		return NULL;
	if (!maker) {
		while (plan->inputs[i] != slot)
			i++;
		fprintf(stream, "input%s%s", i ? "." : "",
			i ? plan->pipeline->companions[i - 1].name : "");
	} else if (!maker->conversion) {
		fprintf(stream, "[%s]", maker->name);
	} else {
		source = name_of(plan, maker->in[0]);
		fprintf(stream, "%s of %s", maker->module->id,
			source ? source : "");
		free(source);
	}
	fclose(stream);
	return text;
}

/* Which image it is: whose, from which port. */
static json_t *begin(const struct plan *plan, const struct slot *slot)
{
	const struct node *maker = slot->maker;
	bool converted = maker && maker->conversion;
	char *name = name_of(plan, converted ? maker->in[0] : slot);
	uint32_t port = 0;
	json_t *json;

	if (!maker) {
		json = json_pack("{s:s*}", "name", name);
		free(name);
		return json;
	}
	while (maker->out[port] != slot)
		port++;
	json = json_pack("{s:s, s:s, s:s*, s:b, s:s*}", "name", maker->name,
			 "plugin", maker->module->id, "of", name, "inserted",
			 maker->conversion, "port",
			 maker->module->transform->n_outputs > 1
				 ? module_output(maker->module, port)->name
				 : NULL);
	free(name);
	return json;
}

/* Its picture, with what places in it and levels of it stand for. */
static uint8_t *draw(json_t *view, const fftpipe_image *image, uint32_t side,
		     size_t *length)
{
	struct view_picture picture;
	uint8_t *png;

	if (!view_draw(image, side, &picture))
		return NULL;
	json_object_set_new(view, "step", json_integer(picture.step));
	json_object_set_new(view, "black", real(picture.lo));
	json_object_set_new(view, "white", real(picture.hi));
	png = view_png(&picture, length);
	free(picture.bytes);
	return png;
}

static void add_view(const struct plan *plan, const struct slot *slot,
		     struct account *account, struct arena *arena)
{
	const fftpipe_image *image = &slot->image;
	uint32_t side = plan->services->view_side;
	json_t *json = begin(plan, slot);
	struct view *view;
	size_t length = 0;
	uint8_t *png = NULL;
	char *text;

	json_object_update_new(
		json,
		json_pack("{s:s, s:I, s:I, s:I, s:b, s:o, s:o, s:o, s:o}",
			  "kind", kind_of(image), "width",
			  (json_int_t)image->width, "height",
			  (json_int_t)image->height, "channels",
			  (json_int_t)image->channels, "frequency",
			  image->kind == FFTPIPE_SPECTRUM || image->symmetry,
			  "lo", real(image->lo), "hi", real(image->hi),
			  "values", values_of(image), "entries",
			  entries_of(image->meta)));
	if (image->kind == FFTPIPE_SPECTRUM)
		add_spectrum(json, image);
	if (image->kind == FFTPIPE_IMAGE && image->height == 1)
		json_object_set_new(json, "series", series_of(image));
	else
		png = draw(json, image, side, &length);
	text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(9));
	view = text ? arena_append(arena, &account->views, &account->n_views,
				   sizeof *view)
		    : NULL;
	if (view) {
		view->text = arena_strdup(arena, text);
		view->png = png ? arena_alloc(arena, length) : NULL;
		view->length = view->png ? length : 0;
		if (view->png)
			memcpy(view->png, png, length);
	}
	free(text);
	free(png);
	json_decref(json);
}

void views_add(const struct plan *plan, const struct node *maker,
	       struct account *account, struct arena *arena)
{
	if (!plan->services->view_side)
		return;
	for (size_t i = 0; i < plan->n_slots; i++) {
		const struct slot *slot = plan->slots[i];

		if (slot->maker == maker && slot->image.data)
			add_view(plan, slot, account, arena);
	}
}
