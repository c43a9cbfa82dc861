/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline-stage.c - understands a stage: its plugin's name, what feeds it */
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline-parser.h"

#define NAME_CHARACTERS                                        \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
	"0123456789-_"

bool parser_plugin_name(struct parser *parser, const struct entry *entry)
{
	const char *name = entry->value;
	size_t length = strlen(name);

	if (!length) {
		parser_complain(parser, entry,
				"no plugin is named; fftpipe list names them");
		return false;
	}
	if (length > 3 && !strcmp(name + length - 3, ".so")) {
		parser_complain(parser, entry,
				"\"%s\" is a file's name; write %.*s", name,
				(int)(length - 3), name);
		return false;
	}
	if (name[strspn(name, NAME_CHARACTERS ".")] || *name == '.') {
		parser_complain(parser, entry,
				"\"%s\" is no plugin's name; those have "
				"letters, digits, \"-\" and \"_\"",
				name);
		return false;
	}
	return true;
}

/* Add "no stage ..." with what was probably meant; returns false. */
static bool feed_unknown(struct parser *parser, const struct entry *entry,
			 const char *name)
{
	const struct pipeline *pipeline = parser->pipeline;
	const char **names;
	const char *nearest;
	size_t count = 0;

	parser->broken_feed = true;
	names = calloc(pipeline->n_stages + pipeline->n_companions + 2,
		       sizeof *names);
	if (!names)
		return parser_no_memory(parser);
	for (size_t i = 0; i < pipeline->n_stages; i++)
		names[count++] = pipeline->stages[i].name;
	for (size_t i = 0; i < pipeline->n_companions; i++)
		names[count++] =
			pipeline->companions[i].name - strlen("input.");
	names[count] = "input";
	nearest = word_nearest(name, names);
	if (!strncmp(name, "input.", 6))
		parser_complain(parser, entry, "no section [%.60s]%s%s%s", name,
				nearest ? "; did you mean " : "",
				nearest ? nearest : "", nearest ? "?" : "");
	else
		parser_complain(parser, entry,
				"no stage \"%.60s\" above %s%s%s%s%s%s", name,
				place_is_set(entry->place) ? "[" : "this line",
				place_is_set(entry->place)
					? parser->section->name
					: "",
				place_is_set(entry->place) ? "]" : "",
				nearest ? "; did you mean " : "",
				nearest ? nearest : "", nearest ? "?" : "");
	free(names);
	return false;
}

static bool feed_companion(struct parser *parser, const struct entry *entry,
			   struct feed *feed)
{
	const struct pipeline *pipeline = parser->pipeline;
	const char *name = entry->value + strlen("input.");

	feed->kind = FEED_COMPANION;
	for (feed->index = 0; feed->index < pipeline->n_companions;
	     feed->index++)
		if (!strcmp(pipeline->companions[feed->index].name, name))
			return true;
	return feed_unknown(parser, entry, entry->value);
}

/* STAGE or STAGE.PORT. */
static bool feed_stage(struct parser *parser, const struct entry *entry,
		       struct feed *feed)
{
	struct pipeline *pipeline = parser->pipeline;
	size_t length = strcspn(entry->value, ".");
	const char *name =
		arena_strndup(&pipeline->arena, entry->value, length);

	if (!name)
		return parser_no_memory(parser);
	feed->kind = FEED_STAGE;
	feed->index = pipeline_stage(pipeline, name);
	if (feed->index == pipeline->n_stages)
		return feed_unknown(parser, entry, name);
	if (!entry->value[length])
		return true;
	feed->output = entry->value + length + 1;
	if (*feed->output && pipeline->stages[feed->index].use)
		return true;
	parser->broken_feed = true;
	if (*feed->output)
		parser_complain(parser, entry,
				"[%s] has no \"use\", so no port \"%.60s\"; "
				"write %s = %s",
				name, feed->output, entry->key, name);
	else
		parser_complain(parser, entry,
				"no port behind the dot; write %s = %s",
				entry->key, name);
	return false;
}

/* Where `entry` says that `feed` reads from; false after adding a problem. */
static bool feed_resolve(struct parser *parser, const struct entry *entry,
			 struct feed *feed)
{
	feed->place = entry->place;
	if (!*entry->value) {
		parser->broken_feed = true;
		parser_complain(parser, entry,
				"no source is named; write input, input.NAME "
				"or a stage above");
		return false;
	}
	if (!strcmp(entry->value, "input")) {
		feed->kind = FEED_INPUT;
		return true;
	}
	if (!strncmp(entry->value, "input.", 6))
		return feed_companion(parser, entry, feed);
	return feed_stage(parser, entry, feed);
}

static struct feed *feed_add(struct parser *parser, struct stage *stage)
{
	struct feed *feed;

	feed = arena_append(&parser->pipeline->arena, &stage->feeds,
			    &stage->n_feeds, sizeof *feed);
	if (!feed)
		parser_no_memory(parser);
	return feed;
}

/* feeds[0]: as `from` says, else the stage above or the input. */
static bool first_feed(struct parser *parser, struct stage *stage)
{
	const struct pipeline *pipeline = parser->pipeline;
	struct feed *feed = feed_add(parser, stage);

	if (!feed)
		return false;
	feed->implied = true;
	feed->place = stage->place;
	if (pipeline->n_stages) {
		feed->kind = FEED_STAGE;
		feed->index = pipeline->n_stages - 1;
	}
	for (size_t i = 0; i < parser->section->n_entries; i++) {
		const struct entry *entry = &parser->section->entries[i];
		struct feed given = { 0 };

		if (strcmp(entry->key, "from") || !feed->implied)
			continue;
		if (feed_resolve(parser, entry, &given))
			*feed = given;
		else
			*feed = (struct feed){ .place = entry->place };
	}
	return true;
}

/* from.PORT */
static void port_feed(struct parser *parser, struct stage *stage,
		      const struct entry *entry)
{
	struct feed given = { .port = entry->key + strlen("from.") };
	struct feed *feed;

	if (!stage->use) {
		parser_complain(parser, entry,
				"a stage without \"use\" has no ports; write "
				"from = %s",
				entry->value);
		return;
	}
	/* A bad source was said; the port is not unfed as well. */
	if (!feed_resolve(parser, entry, &given))
		given = (struct feed){ .port = given.port,
				       .place = entry->place };
	feed = feed_add(parser, stage);
	if (feed)
		*feed = given;
}

/* A parameter of the plugin. */
static void setting_add(struct parser *parser, struct stage *stage,
			const struct entry *entry)
{
	static const char *const dotted[] = { "from.PORT", "save.PORT", NULL };
	static const char *const host[] = { "use",      "from",     "save",
					    "depth",    "range",    "round",
					    "compress", "metadata", NULL };
	struct pipeline *pipeline = parser->pipeline;
	struct entry *slot;

	if (strchr(entry->key, '.') || !stage->use) {
		bool dot = strchr(entry->key, '.');

		problems_add_unknown_key(parser->problems, entry->place,
					 stage->name, entry->key,
					 dot ? "with a dot a stage"
					     : "a stage without \"use\"",
					 dot ? dotted : host + 1,
					 dot ? NULL : host);
		return;
	}
	slot = arena_append(&pipeline->arena, &stage->settings,
			    &stage->n_settings, sizeof *slot);
	if (slot)
		*slot = *entry;
	else
		parser_no_memory(parser);
}

/* `use` decides how the other keys are understood, wherever it stands. */
static void stage_use(struct parser *parser, struct stage *stage)
{
	for (size_t i = 0; i < parser->section->n_entries; i++) {
		const struct entry *entry = &parser->section->entries[i];

		if (strcmp(entry->key, "use") || stage->use)
			continue;
		/* A bad name is kept, so that its keys still are its own. */
		stage->use = entry->value;
		stage->use_place = entry->place;
		stage->bad_use = !parser_plugin_name(parser, entry);
	}
}

static void stage_key(struct parser *parser, struct stage *stage,
		      const struct entry *entry)
{
	if (!strcmp(entry->key, "use") || !strcmp(entry->key, "from"))
		return; /* done before */
	if (!strncmp(entry->key, "from.", 5) && entry->key[5])
		port_feed(parser, stage, entry);
	else if (!parser_save_key(parser, stage, entry))
		setting_add(parser, stage, entry);
}

void parser_stage(struct parser *parser)
{
	struct pipeline *pipeline = parser->pipeline;
	const struct section *section = parser->section;
	struct stage stage = { .name = section->name,
			       .place = section->place,
			       .gaps = section->gaps };
	struct stage *slot;

	if (strchr(section->name, '.'))
		problems_add(parser->problems, section->place,
			     "[%s]: a stage's name has no dot; only "
			     "[input.NAME] has",
			     section->name);
	else if (!section->n_entries)
		problems_add(parser->problems, section->place,
			     "[%s] is empty; give it use, from or save, or "
			     "remove it",
			     section->name);
	parser_repeats(parser);
	stage_use(parser, &stage);
	if (!first_feed(parser, &stage))
		return;
	for (size_t i = 0; i < section->n_entries; i++)
		stage_key(parser, &stage, &section->entries[i]);
	parser_save_check(parser, &stage);
	slot = arena_append(&pipeline->arena, &pipeline->stages,
			    &pipeline->n_stages, sizeof *slot);
	if (slot)
		*slot = stage;
	else
		parser_no_memory(parser);
}
