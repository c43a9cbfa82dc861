/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipeline.h - a pipeline file understood: stages, what feeds them, what they
 * save, the inputs' rules and the limits
 *
 * pipeline_parse() needs no plugin.  pipeline_bind() (bind.h) then loads the
 * named ones and checks everything that only they know.
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "arena.h"
#include "config.h"
#include "fftpipe/plugin.h"
#include "message.h"
#include "template.h"

#include <stdbool.h>
#include <stdint.h>

struct module;

/*
 * BY_NAME: the extension is a variable, known input by input.  JSON is what
 * `metadata` names.
 */
enum format {
	FORMAT_PNG,
	FORMAT_TIFF,
	FORMAT_CSV,
	FORMAT_JSON,
	FORMAT_BY_NAME
};

/* The words of `depth`; AUTO is the default of rule 3. */
enum save_depth {
	DEPTH_AUTO = 0,
	DEPTH_8 = 8,
	DEPTH_16 = 16,
	DEPTH_32 = 32,
	DEPTH_COMPLEX = 64
};

enum save_range { RANGE_AUTO, RANGE_MINMAX, RANGE_GIVEN };

/* How a stage's saves are written. */
struct save_options {
	enum save_depth depth;
	enum save_range range;
	double lo, hi;   /* RANGE_GIVEN */
	bool round_down; /* round = down: truncate */
	bool small;      /* compress = small */
};

/* One `save` line. */
struct save {
	const char *port; /* NULL: the first output */
	struct place place;
	struct template *name;
	enum format format;
	uint32_t output; /* from pipeline_bind(): which port */
};

enum feed_kind { FEED_INPUT, FEED_COMPANION, FEED_STAGE };

/* Where one input port of a stage reads from. */
struct feed {
	const char *port; /* NULL: the first input */
	struct place place;
	enum feed_kind kind;
	size_t index;       /* of the companion or the stage */
	const char *output; /* the stage's port; NULL: the first */
	bool implied;       /* no `from` was written */

	/* From pipeline_bind(): which port of this stage, and of that one. */
	uint32_t input, from_output;
};

struct stage {
	const char *name;
	struct place place;
	const char *use; /* NULL: pass on what is read */
	struct place use_place;
	bool bad_use; /* no plugin can have that name: a problem was added */
	bool gaps;    /* of its section */
	struct feed *feeds; /* feeds[0] is the first port's, always there */
	size_t n_feeds;
	struct save *saves;
	size_t n_saves;
	struct save_options options;
	struct template *metadata; /* NULL: none */
	struct entry *settings;    /* the parameters as written */
	size_t n_settings;

	/* From pipeline_bind(): NULL before, and for a stage without `use`. */
	const struct module *module;
	fftpipe_value *values; /* one for each described parameter */
};

struct companion {
	const char *name;
	struct place place;
	struct template *file;
};

enum page_choice { PAGE_FIRST, PAGE_ALL, PAGE_NUMBER };

/* Inputs and outputs of one job: as many descriptors go to a worker at once. */
enum { PIPELINE_MOST_FILES = 200 };

/* Rule 9; every refusal names limit, value and key. */
struct limits {
	uint64_t pixels;          /* samples in one picture */
	uint64_t memory;          /* bytes */
	double seconds;           /* per job */
	uint64_t files;           /* inputs of one run */
	struct place files_place; /* where that was said */
	uint64_t pages;           /* of one file */
	uint64_t text;            /* bytes of text chunks of one file */
	uint64_t profile;         /* bytes of its color profile */
};

struct pipeline {
	struct arena arena;
	const char *name; /* the file's, for messages */
	const struct config *config;
	const char *description;
	const char *fft, *ifft; /* the plugins that convert */
	struct place fft_place, ifft_place;
	struct limits limits;

	struct entry *files; /* globs */
	size_t n_files;
	bool gray;  /* color = gray or gray8 */
	bool gray8; /* color = gray8: what the Python tool saw */
	enum page_choice page;
	uint32_t page_number; /* PAGE_NUMBER, from 1 */
	bool has_range;       /* [input] range */
	double range_lo, range_hi;
	struct companion *companions;
	size_t n_companions;

	struct stage *stages;
	size_t n_stages;

	/* From pipeline_bind(). */
	const struct module *fft_module, *ifft_module;
};

/*
 * Understand `config`, which must outlive `pipeline` (starts as { 0 }).  Adds
 * every problem that can be seen without plugins: unknown sections and keys of
 * [input], [input.NAME], [pipeline] and [limits], bad values, names that nobody
 * defines above, formats and depths that do not go together, stages that nobody
 * reads and that save nothing, page = all without {page}.  Goes on after a
 * problem as far as makes sense; stages that could not be understood are left
 * out only when nothing can be said about them.
 */
void pipeline_parse(struct pipeline *pipeline, const struct config *config,
		    struct problems *problems);

/* The stage's index, or n_stages. */
size_t pipeline_stage(const struct pipeline *pipeline, const char *name);

/* Does any name in it have {*}? */
bool pipeline_uses_star(const struct pipeline *pipeline);

void pipeline_finish(struct pipeline *pipeline);

/* Files that a job writes: what is saved, and metadata. */
size_t pipeline_outputs(const struct pipeline *pipeline);

/* The format that the extension of `path` says (any case); false for others. */
bool format_named(const char *path, enum format *format);

/* "image/png" and the like. */
const char *format_media_type(enum format format);

/*
 * Does `depth` go with `format`?  If not, *takes says what does, as in "8 or
 * 16".
 */
bool format_takes(enum format format, enum save_depth depth,
		  const char **takes);

/* 3/4 of the machine's memory or of the cgroup's limit, whichever is less. */
uint64_t memory_default(void);

#endif
