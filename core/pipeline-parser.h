/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline-parser.h - what the parts of the pipeline's parser share */
#ifndef PIPELINE_PARSER_H
#define PIPELINE_PARSER_H

#include "pipeline.h"

#include <stdbool.h>
#include <stddef.h>

struct parser {
	struct pipeline *pipeline;
	const struct config *config;
	struct problems *problems;
	const struct section *section; /* the one being parsed */
	/*
	 * A `from` that leads nowhere: which stages are read can't be told, so
	 * nothing is said about those that seem not to be.
	 */
	bool broken_feed;
	const struct entry *page; /* [input] page, when given */
};

/* Add a problem about `entry` of the section being parsed. */
void parser_complain(struct parser *parser, const struct entry *entry,
		     const char *format, ...) PRINTF_LIKE(3, 4);

/* Note that there was no memory; returns false. */
bool parser_no_memory(struct parser *parser);

/* The index of `entry`'s value in `words`; false after adding a problem. */
bool parser_choice(struct parser *parser, const struct entry *entry,
		   const char *const *words, size_t *choice);

/* "LO..HI" of `entry`; false if it isn't of that form. */
bool range_parse(const char *text, double *lo, double *hi);

/* Is the value fit to be a plugin's name?  Adds a problem otherwise. */
bool parser_plugin_name(struct parser *parser, const struct entry *entry);

/* The template in `entry`; NULL after adding a problem. */
struct template *parser_template(struct parser *parser,
				 const struct entry *entry);

/* Add a problem for each key given again; save, save.PORT and files may be. */
void parser_repeats(struct parser *parser);

/* Understand the stage in the section being parsed and append it. */
void parser_stage(struct parser *parser);

/* One of a stage's keys about what it saves; false if it is none of them. */
bool parser_save_key(struct parser *parser, struct stage *stage,
		     const struct entry *entry);

/* Once all keys of a stage are known: do depth and formats go together? */
void parser_save_check(struct parser *parser, const struct stage *stage);

/* What can only be said about the whole. */
void parser_check_whole(struct parser *parser);

#endif
