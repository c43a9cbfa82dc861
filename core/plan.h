/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.h - a bound pipeline for one shape of input: what runs in which order,
 * on which memory
 *
 * The plan knows every shape before a pixel is read.  A slot is one image that
 * flows through it: an input, or what an output port makes.  A slot is held (in
 * a buffer that other slots use before and after it), or streamed (made band by
 * band while it is saved, never held).
 */
#ifndef PLAN_H
#define PLAN_H

#include "bind.h"
#include "codec.h"
#include "host.h"
#include "pipeline.h"
#include "reflection.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NO_BUFFER SIZE_MAX

struct node;

/* One image of the plan. */
struct slot {
	fftpipe_image image; /* data: NULL while it is not there */
	fftpipe_meta *meta;  /* the image's own, whatever a plugin puts there */
	size_t nbytes;
	struct node *maker;     /* NULL: an input */
	struct slot *converted; /* the same as the other kind, once wanted */
	size_t wanted_by_nodes, wanted_by_saves;
	size_t last_reader; /* step of the last node that reads it */
	bool held;
	size_t index;      /* in plan->slots */
	size_t buffer;     /* which one, when held */
	bool from_inverse; /* a picture made from what is no picture */
	/* As it was planned; the calls of a job change lo, hi and symmetry. */
	fftpipe_image planned;
	struct origin origin;
};

/* One save of a stage, with the slot it writes. */
struct output {
	const struct stage *stage;
	struct slot *slot;
	size_t index; /* among the outputs of inputs.h */
	enum format format;
	bool metadata; /* the stage's JSON file, not a picture */
	const struct save_options *options;
};

/* One transform at work: a stage's, or a conversion's. */
struct node {
	const struct module *module;
	const fftpipe_value *values;
	const char *name; /* the stage's, or whose input is converted */
	bool conversion;
	struct seat seat;
	void *self;
	bool opened;
	struct slot **in;  /* one per described port; NULL: not connected */
	struct slot **out; /* one per described port */
	/* The same as the arrays that calls take. */
	const fftpipe_image **in_images;
	fftpipe_image **out_images;
	bool in_place; /* out[0] lies in in[0]'s buffer */
};

struct lane;

struct buffer {
	size_t nbytes;
	void *memory;   /* NULL until the first job */
	size_t free_at; /* while planning: the first step that may take it */
};

struct plan {
	struct arena arena;
	struct pipeline *pipeline;
	struct modules *modules;
	struct services *services;

	struct slot **inputs; /* the main one, then the companions' */
	size_t n_inputs;
	struct node **nodes; /* in order of execution */
	size_t n_nodes;
	struct slot **slots;
	size_t n_slots;
	struct output *outputs; /* in order of the pipeline file */
	size_t n_outputs;

	struct buffer *buffers;
	size_t n_buffers;
	struct lane *lanes;           /* stream.c: one for each thread */
	struct reflection reflection; /* of the output that is saved */
	uint64_t reflected;           /* bytes of the peak that it may take */
	uint32_t pages; /* of the main input's file; 0: nobody asked */
	bool viewed;    /* all images are held, to be looked at */
	uint64_t peak;  /* bytes of all of it, decoding too */
};

/* What is known of an input before it is read. */
struct input_shape {
	fftpipe_image shape;
	uint64_t memory; /* for decoding it */
};

/*
 * Make the plan and open every instance.  `formats` has the format of each
 * output (inputs.h counts them).  Returns an fftpipe_status with the reason in
 * services->outcome; the plan is then finished already.
 */
int plan_open(struct plan *plan, struct pipeline *pipeline,
	      struct modules *modules, struct services *services,
	      const struct input_shape *shapes, const enum format *formats);

/*
 * Is this the plan for these shapes and formats?  What they take to decode may
 * be another: see plan_decode().
 */
bool plan_fits(const struct plan *plan, const struct input_shape *shapes,
	       const enum format *formats);

/* Inputs take these bytes to decode: the peak becomes another. */
void plan_decode(struct plan *plan, const struct input_shape *shapes);

/* Allocate the buffers (once); FFTPIPE_ENOMEM with the reason. */
int plan_allocate(struct plan *plan);

/* Has it the memory of an earlier job? */
bool plan_holds(const struct plan *plan);

/* Close instances, free buffers; also after a failed plan_open. */
void plan_finish(struct plan *plan);

/*
 * The plan in words for `fftpipe check`: stages, kinds, shapes, conversions,
 * outputs, peak memory.  To be freed; NULL without memory.
 */
char *plan_describe(const struct plan *plan);

/* "gray picture 512 x 512" */
void slot_describe(FILE *text, const struct slot *slot);

/* "PNG" of a picture's save. */
const char *output_format_word(const struct output *output);

/*
 * "8 bit", or "16 bit like its source, or 8 bit if its range changes": only a
 * run tells what plugins make of a range.
 */
struct depth_words {
	char text[80];
};
struct depth_words output_depth_words(const struct output *output);

/*
 * Before anything is read: tell of what its inputs' origins are, as far as that
 * is known, what is made of them.
 */
void plan_pass_origins(struct plan *plan);

/*
 * plan-graph.c: the plan as JSON, for programs that draw it: an object with
 * "nodes", each with "name", "plugin" (null for an input), "inserted",
 * "in_place", "reads" (an array of "port", "node" and "output", as indices) and
 * "makes" (an array of "port", "shape", "held" and "saves", each of these with
 * "stage", "format", "depth" and "index" among the input's outputs); and with
 * "peak" in bytes.  To be freed; NULL without memory.
 */
char *plan_graph(const struct plan *plan);

/* Rows of one band of a streamed or encoded image: fixed by the shape alone. */
uint32_t band_rows(const fftpipe_image *image);

/*
 * The same for a file that it goes into: strips of PNG pictures are compressed
 * on their own, and what was drawn repeats itself over more rows than a band
 * has.  Spectra do not, unless they are to be small at any price.
 */
uint32_t band_rows_to_save(const fftpipe_image *image, enum format format,
			   bool small);

/* plan-node.c: a new slot described like `like`; NULL without memory. */
struct slot *plan_add_slot(struct plan *plan, const fftpipe_image *like,
			   struct node *maker);

/* Fail for want of memory, in the words of all planning. */
int plan_no_memory(const struct plan *plan);

/* A new node, not fed and not opened yet; NULL without memory. */
struct node *plan_add_node(struct plan *plan, const char *name,
			   const struct module *module,
			   const fftpipe_value *values);

/* Describe the outputs as the first input's, then let the plugin say more. */
int plan_open_node(struct plan *plan, struct node *node);

/* Make `*slot` one of the kinds in `accepts`, converted once for all readers.
 */
int plan_convert(struct plan *plan, struct slot **slot, uint32_t accepts,
		 const char *name, struct place place);

/*
 * A conversion that the pipeline writes out serves, too, who would else have
 * the same one inserted.
 */
void plan_share(const struct plan *plan, const struct node *node);

/* Does some save measure its range?  Then the extremes deserve care. */
bool plan_measures(const struct pipeline *pipeline);

/* plan-memory.c: decide what is held, where, and the peak. */
int plan_lay_out(struct plan *plan, const struct input_shape *shapes);

/* Can the slot be made band by band, its inputs being there? */
bool node_makes_bands(const struct node *node);
bool node_makes_rows(const struct node *node);

/*
 * The depth that a save gets in its format by rule 3, known once its slot was
 * made; and the one it gets if that spans what its source spans, known before.
 */
unsigned output_depth(const struct output *output);
unsigned output_depth_in_range(const struct output *output);

#endif
