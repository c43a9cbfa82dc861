/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline.c - understands the sections of a pipeline file that are no stages
 */
#include "pipeline.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "param.h"
#include "pipeline-parser.h"

static const char *const input_keys[] = { "files", "color", "page", "range",
					  NULL };
static const char *const companion_keys[] = { "file", NULL };
static const char *const pipeline_keys[] = { "fft", "ifft", "description",
					     NULL };
static const char *const limit_keys[] = { "pixels",  "memory", "seconds",
					  "files",   "pages",  "text",
					  "profile", NULL };

void parser_complain(struct parser *parser, const struct entry *entry,
		     const char *format, ...)
{
	char text[512];
	va_list arguments;

	/* Longer ones are cut: a user's line has 198 characters. */
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	problems_add_key(parser->problems, entry->place, parser->section->name,
			 entry->key, "%s", text);
}

bool parser_no_memory(struct parser *parser)
{
	parser->problems->out_of_memory = true;
	return false;
}

bool parser_choice(struct parser *parser, const struct entry *entry,
		   const char *const *words, size_t *choice)
{
	char *complaint;

	for (size_t i = 0; words[i]; i++)
		if (!strcmp(words[i], entry->value)) {
			*choice = i;
			return true;
		}
	complaint = choice_complain(entry->value, words);
	if (!complaint)
		return parser_no_memory(parser);
	parser_complain(parser, entry, "%s", complaint);
	free(complaint);
	return false;
}

bool range_parse(const char *text, double *lo, double *hi)
{
	const char *dots = text;
	char low[64];

	/* "0...5" has its two dots in the middle or at the front. */
	while ((dots = strstr(dots, ".."))) {
		size_t length = (size_t)(dots - text);

		if (length < sizeof low) {
			memcpy(low, text, length);
			low[length] = '\0';
			if (number_parse(low, lo) && number_parse(dots + 2, hi))
				return true;
		}
		dots++;
	}
	return false;
}

struct template *parser_template(struct parser *parser,
				 const struct entry *entry)
{
	const char *section = parser->section->name;
	bool set = place_is_set(entry->place);
	char *what;

	what = arena_printf(&parser->pipeline->arena, "%s%s%s%s",
			    set ? "" : "[", section, set ? "." : "] ",
			    entry->key);
	if (!what) {
		parser_no_memory(parser);
		return NULL;
	}
	return template_parse(&parser->pipeline->arena, entry->value,
			      entry->place, what, parser->problems);
}

static int entry_compare(const void *left, const void *right)
{
	const struct entry *const *pair[2] = { left, right };
	int order = strcmp((*pair[0])->key, (*pair[1])->key);

	if (order)
		return order;
	return *pair[0] < *pair[1] ? -1 : *pair[0] > *pair[1];
}

static bool key_repeatable(const char *section, const char *key)
{
	if (!strcmp(section, "input"))
		return !strcmp(key, "files");
	return !strcmp(key, "save") || !strncmp(key, "save.", 5);
}

static void repeat_complain(struct parser *parser, const struct entry *first,
			    const struct entry *again)
{
	if (place_is_set(first->place))
		parser_complain(parser, again,
				"given already by %s; keep one of them",
				first->place.source);
	else
		parser_complain(parser, again,
				"given already, at line %u; keep one of them",
				first->place.line);
}

void parser_repeats(struct parser *parser)
{
	const struct section *section = parser->section;
	const struct entry **sorted, *first = NULL;

	sorted = calloc(section->n_entries + 1, sizeof *sorted);
	if (!sorted) {
		parser_no_memory(parser);
		return;
	}
	for (size_t i = 0; i < section->n_entries; i++)
		sorted[i] = &section->entries[i];
	qsort(sorted, section->n_entries, sizeof *sorted, entry_compare);
	for (size_t i = 0; i < section->n_entries; i++) {
		if (!first || strcmp(first->key, sorted[i]->key))
			first = sorted[i];
		else if (!key_repeatable(section->name, first->key))
			repeat_complain(parser, first, sorted[i]);
	}
	free(sorted);
}

static void unknown_key(struct parser *parser, const struct entry *entry,
			const char *const *keys)
{
	problems_add_unknown_key(parser->problems, entry->place,
				 parser->section->name, entry->key, NULL, keys,
				 NULL);
}

static void parse_files(struct parser *parser, const struct entry *entry)
{
	struct pipeline *pipeline = parser->pipeline;
	struct entry *slot;

	if (!*entry->value) {
		parser_complain(parser, entry,
				"no name is given; write files = *.png");
		return;
	}
	slot = arena_append(&pipeline->arena, &pipeline->files,
			    &pipeline->n_files, sizeof *slot);
	if (slot)
		*slot = *entry;
	else
		parser_no_memory(parser);
}

static void parse_page(struct parser *parser, const struct entry *entry)
{
	struct pipeline *pipeline = parser->pipeline;
	uint64_t number;

	parser->page = entry;
	if (!strcmp(entry->value, "first")) {
		pipeline->page = PAGE_FIRST;
	} else if (!strcmp(entry->value, "all")) {
		pipeline->page = PAGE_ALL;
	} else if (count_parse(entry->value, &number) && number &&
		   number <= UINT32_MAX) {
		pipeline->page = PAGE_NUMBER;
		pipeline->page_number = (uint32_t)number;
	} else {
		parser_complain(parser, entry,
				"\"%s\" is not first, all or a page's number, "
				"from 1",
				entry->value);
	}
}

static void parse_input_range(struct parser *parser, const struct entry *entry)
{
	struct pipeline *pipeline = parser->pipeline;
	double lo, hi;

	if (!range_parse(entry->value, &lo, &hi)) {
		parser_complain(parser, entry,
				"\"%s\" is not LO..HI, such as 0..255",
				entry->value);
	} else if (!(lo < hi)) {
		parser_complain(parser, entry,
				"\"%s\" does not go upwards; write the smaller "
				"number first",
				entry->value);
	} else {
		pipeline->has_range = true;
		pipeline->range_lo = lo;
		pipeline->range_hi = hi;
	}
}

static void parse_input(struct parser *parser)
{
	static const char *const colors[] = { "keep", "gray", "gray8", NULL };
	size_t color;

	for (size_t i = 0; i < parser->section->n_entries; i++) {
		const struct entry *entry = &parser->section->entries[i];

		if (!strcmp(entry->key, "files"))
			parse_files(parser, entry);
		else if (!strcmp(entry->key, "page"))
			parse_page(parser, entry);
		else if (!strcmp(entry->key, "range"))
			parse_input_range(parser, entry);
		else if (strcmp(entry->key, "color"))
			unknown_key(parser, entry, input_keys);
		else if (parser_choice(parser, entry, colors, &color)) {
			parser->pipeline->gray = color > 0;
			parser->pipeline->gray8 = color == 2;
		}
	}
}

static void parse_companion(struct parser *parser)
{
	struct pipeline *pipeline = parser->pipeline;
	const struct section *section = parser->section;
	const char *name = section->name + strlen("input.");
	struct companion *companion;
	bool given = false;

	if (!*name || strchr(name, '.')) {
		problems_add(parser->problems, section->place,
			     "[%s]: write [input.NAME] with letters, digits, "
			     "\"-\" and \"_\"",
			     section->name);
		return;
	}
	companion = arena_append(&pipeline->arena, &pipeline->companions,
				 &pipeline->n_companions, sizeof *companion);
	if (!companion) {
		parser_no_memory(parser);
		return;
	}

	companion->name = name;
	companion->place = section->place;
	for (size_t i = 0; i < section->n_entries; i++) {
		const struct entry *entry = &section->entries[i];

		if (strcmp(entry->key, "file")) {
			unknown_key(parser, entry, companion_keys);
			continue;
		}
		given = true;
		companion->file = parser_template(parser, entry);
	}
	if (!given)
		problems_add(parser->problems, section->place,
			     "[%s] has no \"file\"; write file = "
			     "{stem}_%s.{ext}",
			     section->name, name);
}

static void parse_pipeline(struct parser *parser)
{
	struct pipeline *pipeline = parser->pipeline;

	for (size_t i = 0; i < parser->section->n_entries; i++) {
		const struct entry *entry = &parser->section->entries[i];

		if (!strcmp(entry->key, "description")) {
			pipeline->description = entry->value;
		} else if (!strcmp(entry->key, "fft")) {
			if (parser_plugin_name(parser, entry))
				pipeline->fft = entry->value;
			pipeline->fft_place = entry->place;
		} else if (!strcmp(entry->key, "ifft")) {
			if (parser_plugin_name(parser, entry))
				pipeline->ifft = entry->value;
			pipeline->ifft_place = entry->place;
		} else {
			unknown_key(parser, entry, pipeline_keys);
		}
	}
}

static void parse_count(struct parser *parser, const struct entry *entry,
			uint64_t *limit)
{
	uint64_t count;

	if (!count_parse(entry->value, &count))
		parser_complain(parser, entry,
				"\"%s\" is not a count; write digits, with k, "
				"M or G behind them if need be",
				entry->value);
	else if (!count)
		parser_complain(parser, entry, "0 is below the smallest, 1");
	else
		*limit = count;
}

static void parse_seconds(struct parser *parser, const struct entry *entry)
{
	double seconds;
	uint64_t count;

	if (count_parse(entry->value, &count))
		seconds = (double)count;
	else if (!number_parse(entry->value, &seconds)) {
		parser_complain(parser, entry, "\"%s\" is not a number",
				entry->value);
		return;
	}
	if (seconds > 0)
		parser->pipeline->limits.seconds = seconds;
	else
		parser_complain(parser, entry, "%s is not above 0",
				entry->value);
}

static void parse_limits(struct parser *parser)
{
	struct limits *limits = &parser->pipeline->limits;
	const struct {
		const char *key;
		uint64_t *limit;
	} counts[] = {
		{ "pixels", &limits->pixels }, { "memory", &limits->memory },
		{ "files", &limits->files },   { "pages", &limits->pages },
		{ "text", &limits->text },     { "profile", &limits->profile }
	};
	const size_t n_counts = sizeof counts / sizeof *counts;

	for (size_t i = 0; i < parser->section->n_entries; i++) {
		const struct entry *entry = &parser->section->entries[i];
		size_t which = 0;

		if (!strcmp(entry->key, "files"))
			limits->files_place = entry->place;
		while (which < n_counts &&
		       strcmp(counts[which].key, entry->key))
			which++;
		if (which < n_counts)
			parse_count(parser, entry, counts[which].limit);
		else if (!strcmp(entry->key, "seconds"))
			parse_seconds(parser, entry);
		else
			unknown_key(parser, entry, limit_keys);
	}
}

/* Every section but the stages, which may name what stands below them. */
static bool parse_named(struct parser *parser)
{
	const char *name = parser->section->name;

	if (!strcmp(name, "input"))
		parse_input(parser);
	else if (!strcmp(name, "pipeline"))
		parse_pipeline(parser);
	else if (!strcmp(name, "limits"))
		parse_limits(parser);
	else if (!strncmp(name, "input.", 6))
		parse_companion(parser);
	else
		return false;
	parser_repeats(parser);
	return true;
}

static void pipeline_defaults(struct pipeline *pipeline)
{
	pipeline->fft = "fft2d";
	pipeline->ifft = "ifft2d";
	pipeline->limits = (struct limits){
		.pixels = 400000000,
		.memory = memory_default(),
		.seconds = 600,
		.files = 1000000,
		.files_place = { pipeline->name, 0 },
		.pages = 10000,
		.text = 8000000,
		.profile = 8000000,
	};
}

void pipeline_parse(struct pipeline *pipeline, const struct config *config,
		    struct problems *problems)
{
	struct parser parser = { .pipeline = pipeline,
				 .config = config,
				 .problems = problems };
	bool *named = calloc(config->n_sections + 1, sizeof *named);

	if (!named) {
		problems->out_of_memory = true;
		return;
	}
	pipeline->name = config->name;
	pipeline->config = config;
	pipeline_defaults(pipeline);
	for (size_t i = 0; i < config->n_sections; i++) {
		parser.section = &config->sections[i];
		named[i] = parse_named(&parser);
	}
	for (size_t i = 0; i < config->n_sections; i++) {
		parser.section = &config->sections[i];
		if (!named[i])
			parser_stage(&parser);
	}
	free(named);
	parser_check_whole(&parser);
}

size_t pipeline_stage(const struct pipeline *pipeline, const char *name)
{
	size_t i = 0;

	while (i < pipeline->n_stages && strcmp(pipeline->stages[i].name, name))
		i++;
	return i;
}

void pipeline_finish(struct pipeline *pipeline)
{
	arena_finish(&pipeline->arena);
	*pipeline = (struct pipeline){ 0 };
}

size_t pipeline_outputs(const struct pipeline *pipeline)
{
	size_t n = 0;

	for (size_t i = 0; i < pipeline->n_stages; i++)
		n += pipeline->stages[i].n_saves +
		     (pipeline->stages[i].metadata != NULL);
	return n;
}
