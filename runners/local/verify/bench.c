/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.c - one instance of the transform and the calls to it
 */
#include "bench.h"
#include "bench-host.h"

#include "meta.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static const fftpipe_transform *transform_of(const struct bench *bench)
{
	return bench->trial->module.transform;
}

/* ---- inputs -------------------------------------------------------------- */

static void make_input(struct bench *bench, uint32_t port)
{
	const struct scene *scene = &bench->scene;
	fftpipe_image *image = &bench->in[port].newer.image;

	*image = (fftpipe_image){ .struct_size = sizeof bench->in->newer,
				  .kind = scene->kinds[port],
				  .width = scene->width,
				  .height = scene->height,
				  .channels = scene->channels,
				  .color = scene->color };
	if (!sheet_allocate(&bench->in[port], scene->guarded, 0)) {
		trial_skip(bench->trial, "out of memory");
		exit(0);
	}
	image->meta = meta_create();
	sheet_give(&bench->in[port]);
	bench->in_images[port] = image;
}

void bench_draw(struct bench *bench, unsigned seed)
{
	bench->scene.seed = seed;
	for (uint32_t i = 0; i < transform_of(bench)->n_inputs; i++) {
		struct sheet *sheet = &bench->in[i];

		if (!sheet->data)
			continue;
		sheet_lock(sheet, false);
		sheet->newer.image.data = sheet->data;
		scene_draw(bench->trial, &bench->scene, i, &sheet->newer.image);
		sheet_fill_padding(sheet, bench->scene.padding);
		if (bench->scene.read_only)
			sheet_lock(sheet, true);
	}
}

void bench_init(struct bench *bench, struct trial *trial,
		const struct scene *scene)
{
	*bench = (struct bench){ .trial = trial,
				 .scene = *scene,
				 .call = "nothing" };
	pthread_mutex_init(&bench->lock, NULL);
	bench_host_init(bench);
	for (uint32_t i = 0; i < trial->module.transform->n_inputs; i++)
		if (scene->kinds[i])
			make_input(bench, i);
	bench_draw(bench, scene->seed);
}

static void sheets_finish(struct sheet *sheets)
{
	for (uint32_t i = 0; i < MOST_PORTS; i++) {
		meta_destroy(sheets[i].given.image.meta);
		sheet_free(&sheets[i]);
	}
}

void bench_finish(struct bench *bench)
{
	bench_close(bench);
	sheets_finish(bench->in);
	sheets_finish(bench->out);
	pthread_mutex_destroy(&bench->lock);
}

/* ---- before and after calls ---------------------------------------------- */

static void before(struct bench *bench, const char *call)
{
	const fftpipe_transform *t = transform_of(bench);
	char text[200];

	bench->call = call;
	scene_describe(bench->trial, &bench->scene, text, sizeof text);
	trial_doing(bench->trial, "in %s, %s", call, text);
	for (uint32_t i = 0; i < t->n_inputs; i++)
		sheet_give(&bench->in[i]);
	for (uint32_t i = 0; i < t->n_outputs; i++)
		sheet_give(&bench->out[i]);
}

static void note_change(struct bench *bench, const char *what,
			const fftpipe_port *port)
{
	if (!*bench->changed)
		snprintf(bench->changed, sizeof bench->changed,
			 "%s changed %s of %s", bench->call, what, port->name);
}

/* Keep what a plugin may set of its outputs; note what else has changed. */
static void after(struct bench *bench)
{
	const fftpipe_transform *t = transform_of(bench);
	bool opening = !strcmp(bench->call, "open");
	const char *what;

	trial_doing(bench->trial, "behind %s", bench->call);
	for (uint32_t i = 0; i < t->n_inputs; i++) {
		what = sheet_changed(&bench->in[i], true);
		if (what)
			note_change(bench, what,
				    module_input(&bench->trial->module, i));
		bench->in[i].newer = bench->in[i].given;
	}
	for (uint32_t i = 0; i < t->n_outputs; i++) {
		struct sheet *sheet = &bench->out[i];
		struct newer_image made = sheet->newer;

		what = sheet_changed(sheet, false);
		if (what)
			note_change(bench, what,
				    module_output(&bench->trial->module, i));
		sheet->newer = sheet->given;
		sheet->newer.image.lo = made.image.lo;
		sheet->newer.image.hi = made.image.hi;
		if (!opening)
			continue;
		sheet->newer.image.kind = made.image.kind;
		sheet->newer.image.width = made.image.width;
		sheet->newer.image.height = made.image.height;
		sheet->newer.image.channels = made.image.channels;
		sheet->newer.image.color = made.image.color;
		sheet->newer.image.symmetry = made.image.symmetry;
	}
}

/* ---- open ---------------------------------------------------------------- */

static struct sheet *first_input(struct bench *bench)
{
	uint32_t i = 0;

	while (!bench->in[i].data)
		i++;
	return &bench->in[i];
}

/* In open, images are shapes and no more. */
static void hide_inputs(struct bench *bench, bool hidden)
{
	for (uint32_t i = 0; i < transform_of(bench)->n_inputs; i++) {
		fftpipe_image *image = &bench->in[i].newer.image;
		bool known = !hidden && bench->in[i].data;

		image->data = known ? bench->in[i].data : NULL;
		image->lo = 0;
		image->hi = known ? 255 : 0;
	}
}

static void describe_outputs(struct bench *bench)
{
	const fftpipe_image *like = &first_input(bench)->newer.image;

	for (uint32_t i = 0; i < transform_of(bench)->n_outputs; i++) {
		fftpipe_image *image = &bench->out[i].newer.image;

		*image = (fftpipe_image){
			.struct_size = sizeof bench->out->newer,
			.kind = like->kind,
			.width = like->width,
			.height = like->height,
			.channels = like->channels,
			.color = like->color,
			.meta = meta_create(),
		};
		bench->out_images[i] = image;
	}
}

static int impossible(struct bench *bench, uint32_t port, const char *what)
{
	snprintf(bench->impossible, sizeof bench->impossible,
		 "open gave output %s %s",
		 module_output(&bench->trial->module, port)->name, what);
	return STATUS_IMPOSSIBLE;
}

static int check_output(struct bench *bench, uint32_t i)
{
	const fftpipe_port *port = module_output(&bench->trial->module, i);
	const fftpipe_image *image = bench->out_images[i];

	if (image->kind != FFTPIPE_IMAGE && image->kind != FFTPIPE_SPECTRUM)
		return impossible(bench, i, "no known kind");
	if (!(image->kind & port->accepts))
		return impossible(bench, i, "a kind that its port has not");
	if (!image->width || !image->height || !image->channels)
		return impossible(bench, i,
				  "a width, height or number of "
				  "channels of 0");
	if (image->color != FFTPIPE_GRAY && image->color != FFTPIPE_RGB &&
	    image->color != FFTPIPE_DATA && image->color != FFTPIPE_ANGLE)
		return impossible(bench, i, "no known color");
	if (image->color == FFTPIPE_RGB && image->channels != 3)
		return impossible(bench, i,
				  "the color RGB, but not three "
				  "channels");
	if (image->symmetry > FFTPIPE_ODD)
		return impossible(bench, i, "no known symmetry");
	if (transform_of(bench)->flags & (FFTPIPE_BANDS | FFTPIPE_ROWS) &&
	    image->height != bench->out_images[0]->height)
		return impossible(bench, i, "another height than the first");
	return FFTPIPE_OK;
}

static int check_outputs(struct bench *bench)
{
	int status = FFTPIPE_OK;

	for (uint32_t i = 0; i < transform_of(bench)->n_outputs && !status; i++)
		status = check_output(bench, i);
	return status;
}

int bench_open(struct bench *bench)
{
	const fftpipe_transform *t = transform_of(bench);
	int status = FFTPIPE_OK;

	bench->self = NULL;
	sheets_finish(bench->out);
	memset(bench->out, 0, sizeof bench->out);
	describe_outputs(bench);
	hide_inputs(bench, true);
	before(bench, "open");
	if (t->open)
		status = t->open(&bench->host, bench->scene.values,
				 bench->in_images, bench->out_images,
				 &bench->self);
	after(bench);
	hide_inputs(bench, false);
	bench->opened = status == FFTPIPE_OK;
	return status ? status : check_outputs(bench);
}

/* ---- prepare, run, close ------------------------------------------------- */

int bench_prepare(struct bench *bench)
{
	const fftpipe_transform *t = transform_of(bench);
	int status = FFTPIPE_OK;

	for (uint32_t i = 0; i < t->n_outputs; i++) {
		fftpipe_image *image = bench->out_images[i];

		sheet_free(&bench->out[i]);
		image->stride = image->plane = 0;
		image->lo = 0;
		image->hi = 255;
		meta_copy(image->meta, first_input(bench)->newer.image.meta);
	}
	before(bench, "prepare");
	if (t->prepare)
		status = t->prepare(bench->self, &bench->host,
				    bench->scene.values, bench->in_images,
				    bench->out_images);
	after(bench);
	return status;
}

/* False if the outputs are larger than is tried here. */
static bool give_memory(struct bench *bench)
{
	for (uint32_t i = 0; i < transform_of(bench)->n_outputs; i++) {
		fftpipe_image *image = bench->out_images[i];

		if (bench->scene.unneeded[i])
			continue;
		if (!sheet_allocate(&bench->out[i], bench->scene.guarded,
				    bench->scene.fill))
			return false;
		if (bench->scene.in_place && !i)
			image->data = bench->in[0].data;
	}
	return true;
}

int bench_run(struct bench *bench)
{
	const fftpipe_transform *t = transform_of(bench);
	bool in_bands = bench->scene.in_place && t->flags & FFTPIPE_ROWS;
	uint32_t end, rows;
	int status = FFTPIPE_OK;

	if (!give_memory(bench))
		return FFTPIPE_ENOMEM;
	before(bench, "run");
	/* Rows in place: each once, in any order. */
	for (end = bench->out_images[0]->height; end && !status; end -= rows) {
		rows = in_bands ? 1 + (end - 1) % 4 : end;
		status = t->run(bench->self, &bench->host, bench->scene.values,
				bench->in_images, bench->out_images, end - rows,
				rows);
	}
	after(bench);
	return status;
}

void bench_close(struct bench *bench)
{
	const fftpipe_transform *t = transform_of(bench);

	if (!bench->opened)
		return;
	bench->opened = false;
	before(bench, "close");
	if (t->close)
		t->close(bench->self);
	trial_doing(bench->trial, "behind close");
}

int bench_picture(struct bench *bench)
{
	int status = bench_prepare(bench);

	return status ? status : bench_run(bench);
}

int bench_work(struct bench *bench)
{
	int status = bench_open(bench);

	return status ? status : bench_picture(bench);
}

void bench_describe(const struct bench *bench, int status, char *text,
		    size_t size)
{
	int n = snprintf(text, size, "%s returned %d, %s", bench->call, status,
			 status_word(status));

	if (*bench->sentence && n > 0 && (size_t)n < size)
		snprintf(text + n, size - (size_t)n, ": %s", bench->sentence);
}

bool bench_judge(struct bench *bench, int status)
{
	char text[300], scene[200];

	if (status >= FFTPIPE_OK && status <= FFTPIPE_ENOMEM)
		return true;
	scene_describe(bench->trial, &bench->scene, scene, sizeof scene);
	if (status == STATUS_IMPOSSIBLE)
		return trial_broken(bench->trial, "%s; %s", bench->impossible,
				    scene);
	bench_describe(bench, status, text, sizeof text);
	return trial_broken(bench->trial, "%s; %s", text, scene);
}
