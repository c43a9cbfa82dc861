/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.c - the picture that is planned for when none is given
 */
#include "sample.h"

#include "codec.h"

#include <unistd.h>

/* A black picture, for plans without an input. */
static int open_sample(const struct store *store, const char *path,
		       uint64_t most, char **facts, struct outcome *outcome)
{
	struct sheet sheet = {
		.format = FORMAT_PNG,
		.depth = 8,
		.levels = { .depth = 8, .hi = 255 },
		.shape = { .struct_size = sizeof sheet.shape,
			   .kind = FFTPIPE_IMAGE,
			   .width = SAMPLE_SIDE,
			   .height = SAMPLE_SIDE,
			   .channels = 1,
			   .color = FFTPIPE_GRAY },
	};
	static float row[SAMPLE_SIDE];
	fftpipe_image rows = sheet.shape;
	struct encoder *encoder = NULL;
	struct band band = { 0 };
	int fd = memory_file(), status;

	(void)store, (void)path, (void)most;
	*facts = NULL;
	if (fd < 0)
		return -1;
	rows.data = row; /* all rows are this one: stride 0 */
	status = encoder_open(&encoder, fd, &sheet, outcome);
	if (!status)
		status = encoder_band(encoder, &rows, 0, SAMPLE_SIDE, &band);
	if (!status)
		status =
			encoder_append(encoder, &band, 0, SAMPLE_SIDE, outcome);
	if (!status)
		status = encoder_finish(encoder, outcome);
	encoder_destroy(encoder);
	band_finish(&band);
	if (status) {
		close(fd);
		return -1;
	}
	return fd;
}

const struct store sample_store = { .open = open_sample };

bool sample_input(struct prepared *prepared, struct input *input)
{
	const struct pipeline *pipeline = &prepared->loaded.pipeline;
	struct arena *arena = &prepared->arena;
	size_t n_outputs = inputs_outputs(pipeline), index = 0;

	/* Nobody gave it a name: failures say what it is. */
	*input = (struct input){
		.path = "a gray picture of 512 x 512 (no INPUT was given)"
	};
	input->companions = arena_array(arena, pipeline->n_companions + 1,
					sizeof *input->companions);
	input->outputs =
		arena_array(arena, n_outputs + 1, sizeof *input->outputs);
	input->formats =
		arena_array(arena, n_outputs + 1, sizeof *input->formats);
	if (!input->companions || !input->outputs || !input->formats)
		return false;
	for (size_t i = 0; i < pipeline->n_companions; i++)
		input->companions[i] = input->path;
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];

		for (size_t k = 0; k < stage->n_saves; k++, index++)
			input->formats[index] =
				stage->saves[k].format == FORMAT_BY_NAME
					? FORMAT_PNG
					: stage->saves[k].format;
		index++; /* its metadata */
	}
	return true;
}
