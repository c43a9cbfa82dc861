/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inputs.h - which files a run works on: globs, named files, companions, and
 * the names of what will be written
 */
#ifndef INPUTS_H
#define INPUTS_H

#include "message.h"
#include "pipeline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One job's names. */
struct input {
	const char *path;        /* "-" is standard input */
	const char **companions; /* one per companion */
	/*
	 * A JSON file beside the main input and beside each companion that may
	 * say what its levels stand for (for NAME_magnitude.EXT
	 * NAME_magnitude.json, else NAME.json; for another half of a spectrum
	 * its own NAME.json), or NULL: [0] the main input's, [1 + i] companion
	 * i's.
	 */
	const char **beside;
	const char *dir, *stem, *name, *ext, *star;
	uint32_t page;  /* from 1; 0: the pipeline's choice is one page */
	uint32_t pages; /* jobs its file is; 0: one, or not counted yet */
	/*
	 * What will be written, stage by stage: its saves in order, then its
	 * metadata file, NULL when it has none.  inputs_outputs() counts.
	 */
	const char **outputs;
	/* Each output's format, FORMAT_BY_NAME resolved. */
	enum format *formats;
	const char *failure; /* why it can't run, or NULL */
	const char *lacks;   /* the companion that is not there, or NULL */
	/*
	 * It is no job, as far as names tell, and fails for that: no pattern
	 * gives {*} a meaning, or a companion is not there (yet) whose own name
	 * leads back here.  For whom an event named it, that is no failure.
	 */
	bool idle;
};

/* Starts as { 0 }. */
struct inputs {
	struct arena arena;
	struct input *list;
	size_t count;
	struct table *taken; /* every name that is read or written */
	/* Patterns of files that found nothing, where others found something */
	const struct entry **unmatched;
	size_t n_unmatched;
};

/* The objects that one name stands for. */
struct place_object {
	const char *path;
	const char *dir; /* its folder below that name, as {dir} */
};

struct place_objects {
	struct place_object *list; /* in byte order */
	size_t count;
};

/* What gathering asks of the place where inputs live. */
struct input_place {
	void *context;
	/* Is there a readable or unreadable object of that name? */
	bool (*exists)(void *context, const char *path);
	/* Is it certain, with several names to choose from?  NULL: the same. */
	bool (*shows)(void *context, const char *path);
	/* One text for all names of one object; in `arena`; NULL: no memory. */
	const char *(*identity)(void *context, struct arena *arena,
				const char *path);
	/*
	 * The objects that `name` stands for if it is no object itself, but a
	 * prefix; not many more than `most`.  False: it is one object.  When
	 * that can't be told, the reason is in `outcome`.  NULL: all names are
	 * objects.
	 */
	bool (*expand)(void *context, struct arena *arena, const char *name,
		       size_t most, struct place_objects *objects,
		       struct outcome *outcome);
	/*
	 * Where a relative name leads that belongs to `input`: that of an
	 * output, without -o, or a companion's with a slash.  NULL: to itself.
	 */
	const char *(*locate)(void *context, struct arena *arena,
			      const char *input, const char *name, bool output);
};

/* The local file system. */
extern const struct input_place local_place;

struct input_options {
	const char *const *names; /* from the command line; take files' place */
	size_t n_names;
	const char *output; /* -o: a folder, "-" or NULL */
	/* {dir} of a name is its folder below this prefix; NULL: empty. */
	const char *below;
	const struct input_place *place; /* NULL: local_place */
	/* What else it writes, apart from all that it reads and makes. */
	const char *const *reports;
	size_t n_reports;
};

/*
 * Gather jobs by rules 5 to 8 and 10.  Order: as named, globs in byte order;
 * each input once.  Adds problems (status 2) for globs that match nothing, no
 * input at all, more than limits.files, outputs that are inputs or the
 * pipeline's file too, outputs that two inputs lead to, `-o -` with several
 * outputs, reports that are one of all these or named twice.  A named input
 * that is missing is no problem here: its job fails.
 */
void inputs_gather(struct inputs *inputs, const struct pipeline *pipeline,
		   const struct input_options *options,
		   struct problems *problems);

/* How many outputs each input of this pipeline has. */
size_t inputs_outputs(const struct pipeline *pipeline);

/*
 * The names for page `page` (from 1) of `input`: a copy whose outputs carry the
 * page's number.  It fails if one of them is an input too, which can't be known
 * before the pages are counted.  NULL without memory.
 */
struct input *input_page(struct inputs *inputs, const struct pipeline *pipeline,
			 const struct input_options *options,
			 const struct input *input, uint32_t page);

/*
 * What people call the job: "scan.png", or "scan.tif, page 4" where its file is
 * several.  Nothing in it a terminal would obey; to be freed; NULL without
 * memory.
 */
char *input_printable(const struct input *input);

void inputs_finish(struct inputs *inputs);

#endif
