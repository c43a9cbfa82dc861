/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core-common.c - what the tests of planning and running share
 */
#include "core-common.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void common_path(struct module_path *path, struct arena *arena)
{
	const char *tests = getenv("FFTPIPE_TEST_PLUGINDIR");
	const char *ours = getenv("FFTPIPE_PLUGIN_PATH");

	path->folders = arena_array(arena, 3, sizeof *path->folders);
	assert_non_null(path->folders);
	path->folders[0] = tests ? tests : "tests/plugins/.libs";
	path->folders[1] = ours ? ours : ".libs";
	path->count = 2;
}

void shop_parse(struct shop *shop, const char *text)
{
	*shop = (struct shop){ 0 };
	for (size_t i = 0; i < MOST_OUTPUTS; i++)
		shop->outputs[i] = -1;
	common_path(&shop->path, &shop->arena);
	config_read_text(&shop->config, "t.ini", text, strlen(text),
			 &shop->problems);
	pipeline_parse(&shop->pipeline, &shop->config, &shop->problems);
	assert_problems(&shop->problems, "");
}

void shop_bind(struct shop *shop, const char *text, unsigned threads)
{
	shop_parse(shop, text);
	assert_true(workshop_init(&shop->workshop, &shop->pipeline, &shop->path,
				  threads, NULL, NULL));
	workshop_bind(&shop->workshop, &shop->problems);
}

void shop_start(struct shop *shop, const char *text, unsigned threads)
{
	shop_bind(shop, text, threads);
	assert_problems(&shop->problems, "");
}

static void close_outputs(struct shop *shop)
{
	for (size_t i = 0; i < MOST_OUTPUTS; i++) {
		if (shop->outputs[i] >= 0)
			close(shop->outputs[i]);
		shop->outputs[i] = -1;
	}
}

void shop_finish(struct shop *shop)
{
	close_outputs(shop);
	if (shop->workshop.pipeline)
		workshop_finish(&shop->workshop);
	problems_finish(&shop->problems);
	pipeline_finish(&shop->pipeline);
	config_finish(&shop->config);
	arena_finish(&shop->arena);
}

void crash_plainly(void)
{
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
				       SIGSYS };

	for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
		signal(crashes[i], SIG_DFL);
}

void assert_problems(const struct problems *problems, const char *expected)
{
	char all[4096] = "";

	assert_false(problems->out_of_memory);
	for (size_t i = 0; i < problems->count; i++) {
		strncat(all, problems->list[i].text,
			sizeof all - strlen(all) - 1);
		strncat(all, "\n", sizeof all - strlen(all) - 1);
	}
	assert_string_equal(all, expected);
}

unsigned picture_level(uint32_t x, uint32_t y, uint32_t channel)
{
	return (x * 7 + y * y * 3 + x * y + channel * 50) % 256;
}

int picture_file(uint32_t width, uint32_t height, uint32_t channels,
		 unsigned first)
{
	fftpipe_image *image = common_image(width, height, channels);
	struct outcome outcome;
	struct sheet sheet;
	int fd = common_file();

	assert_non_null(image);
	assert_true(fd >= 0);
	assert_true(outcome_init(&outcome));
	for (uint32_t c = 0; c < channels; c++)
		for (uint32_t y = 0; y < height; y++)
			for (uint32_t x = 0; x < width; x++)
				fftpipe_row(image, c, y)[x] =
					(float)picture_level(x, y, c);
	image->data[0] = (float)first;
	sheet = common_sheet(image, 8);
	assert_int_equal(common_encode(fd, &sheet, image, height, &outcome),
			 FFTPIPE_OK);
	outcome_finish(&outcome);
	common_image_destroy(image);
	return fd;
}

/* A job of these files; everything is wanted. */
static void make_job(struct shop *shop, const int *fds, struct job *job,
		     struct job_file *files)
{
	size_t n = 0;

	for (size_t i = 0; fds[i] >= 0; i++)
		files[i] = (struct job_file){ .name = i ? "second" : "first",
					      .fd = fds[i] };
	for (size_t i = 0; i < shop->pipeline.n_stages; i++) {
		const struct stage *stage = &shop->pipeline.stages[i];

		for (size_t k = 0; k < stage->n_saves; k++)
			shop->formats[n++] =
				stage->saves[k].format == FORMAT_BY_NAME
					? FORMAT_PNG
					: stage->saves[k].format;
		n++; /* metadata */
	}
	assert_in_range(n, 1, MOST_OUTPUTS);
	*job = (struct job){ .files = files,
			     .page = 1,
			     .outputs = shop->outputs,
			     .formats = shop->formats,
			     .n_outputs = n };
}

int shop_plan(struct shop *shop, const int *fds)
{
	struct job_file files[4];
	struct job job;

	make_job(shop, fds, &job, files);
	return job_plan(&shop->workshop, &job);
}

int shop_run(struct shop *shop, const int *fds)
{
	struct job_file files[4];
	struct job job;
	int status;

	close_outputs(shop);
	make_job(shop, fds, &job, files);
	for (size_t i = 0; i < job.n_outputs; i++)
		shop->outputs[i] = common_file();
	status = job_run(&shop->workshop, &job);
	for (size_t i = 0; fds[i] >= 0; i++)
		close(fds[i]);
	return status;
}

int shop_run_one(struct shop *shop, int fd)
{
	const int fds[] = { fd, -1 };

	return shop_run(shop, fds);
}

fftpipe_image *shop_output(struct shop *shop, size_t i)
{
	struct outcome outcome;
	fftpipe_image *image;

	assert_true(outcome_init(&outcome));
	assert_int_equal(common_decode(shop->outputs[i], &common_plainly,
				       &image, &outcome),
			 FFTPIPE_OK);
	outcome_finish(&outcome);
	return image;
}

void shop_embedded(struct shop *shop, size_t i, struct embedded *embedded)
{
	struct decoder *decoder;
	struct outcome outcome;
	char *text;

	assert_true(outcome_init(&outcome));
	assert_int_equal(decoder_open(&decoder, shop->outputs[i],
				      &common_plainly, &outcome),
			 FFTPIPE_OK);
	assert_true(decoder->has_embedded);
	text = embedded_print(&decoder->embedded);
	assert_non_null(text);
	assert_true(embedded_parse(embedded, text, strlen(text)));
	free(text);
	decoder_close(decoder);
	outcome_finish(&outcome);
}

void assert_outcome(const struct shop *shop, int status, const char *reason)
{
	const struct outcome *outcome = &shop->workshop.outcome;

	if (reason) {
		assert_non_null(outcome->reason);
		assert_string_equal(outcome->reason, reason);
	} else {
		assert_null(outcome->reason);
	}
	assert_int_equal(outcome->status, status);
}

const struct slot *shop_slot(const struct shop *shop, const char *stage)
{
	const struct plan *plan = &shop->workshop.plan;

	for (size_t i = 0; i < plan->n_nodes; i++)
		if (!plan->nodes[i]->conversion &&
		    !strcmp(plan->nodes[i]->name, stage))
			return plan->nodes[i]->out[0];
	fail_msg("no stage %s", stage);
	return NULL;
}

const struct node *shop_node(const struct shop *shop, const char *plugin,
			     size_t n)
{
	const struct plan *plan = &shop->workshop.plan;

	for (size_t i = 0; i < plan->n_nodes; i++)
		if (!strcmp(plan->nodes[i]->module->id, plugin) && !n--)
			return plan->nodes[i];
	return NULL;
}

size_t shop_count(const struct shop *shop, const char *plugin)
{
	size_t n = 0;

	while (shop_node(shop, plugin, n))
		n++;
	return n;
}

void shop_run_gray(struct shop *shop, const char *text)
{
	shop_start(shop, text, 2);
	shop_run_one(shop, picture_file(50, 40, 1, 1));
	assert_outcome(shop, FFTPIPE_OK, NULL);
}

void assert_run_fails(const char *text, int status, const char *reason)
{
	struct shop shop;

	shop_start(&shop, text, 2);
	assert_int_equal(shop_run_one(&shop, picture_file(50, 40, 1, 1)),
			 status);
	assert_outcome(&shop, status, reason);
	shop_finish(&shop);
}

void assert_levels(struct shop *shop, size_t output,
		   unsigned (*expected)(uint32_t x, uint32_t y,
					uint32_t channel))
{
	fftpipe_image *image = shop_output(shop, output);

	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 1; y < image->height; y++)
			for (uint32_t x = 0; x < image->width; x++)
				assert_int_equal((int)fftpipe_row(image, c,
								  y)[x],
						 expected(x, y, c));
	common_image_destroy(image);
}

unsigned clipped_double(uint32_t x, uint32_t y, uint32_t channel)
{
	unsigned twice = 2 * picture_level(x, y, channel);

	return twice > 255 ? 255 : twice;
}

unsigned clipped_successor(uint32_t x, uint32_t y, uint32_t channel)
{
	unsigned level = picture_level(x, y, channel);

	return level == 255 ? 255 : level + 1;
}
