/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline-save.c - understands what a stage saves, and how */
#include <string.h>
#include <strings.h>

#include "pipeline-parser.h"

static const struct {
	const char *extension;
	enum format format;
} extensions[] = {
	{ ".png", FORMAT_PNG },
	{ ".tif", FORMAT_TIFF },
	{ ".tiff", FORMAT_TIFF },
	{ ".csv", FORMAT_CSV },
};

/* "The extension with its dot, or NULL: a dot in front makes a hidden file. */
static const char *name_extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name && dot[-1] != '/' && !strchr(dot, '/') ? dot
									 : NULL;
}

bool format_named(const char *path, enum format *format)
{
	const char *extension = name_extension(path);

	if (!extension)
		return false;
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		if (!strcasecmp(extensions[i].extension, extension)) {
			*format = extensions[i].format;
			return true;
		}
	return false;
}

const char *format_media_type(enum format format)
{
	switch (format) {
	case FORMAT_PNG:
		return "image/png";
	case FORMAT_TIFF:
		return "image/tiff";
	case FORMAT_CSV:
		return "text/csv";
	case FORMAT_JSON:
		return "application/json";
	default:
		return "application/octet-stream";
	}
}

bool format_takes(enum format format, enum save_depth depth, const char **takes)
{
	if (depth == DEPTH_AUTO)
		return true;
	switch (format) {
	case FORMAT_PNG:
		*takes = "8 or 16";
		return depth == DEPTH_8 || depth == DEPTH_16;
	case FORMAT_CSV:
		*takes = "32";
		return depth == DEPTH_32;
	default:
		return true;
	}
}

/* The last extension that `text`, which ends a name, has. */
static const char *text_extension(const struct template *name, const char *text)
{
	const char *dot = strrchr(text, '.');

	/* Behind a variable even ".png" is an extension. */
	if (name->n_parts > 1 && dot == text)
		return dot;
	return name_extension(text);
}

/* The format of a save whose name may end in a variable. */
static bool save_format(struct parser *parser, const struct entry *entry,
			const struct template *name, enum format *format)
{
	const struct template_part *last = &name->parts[name->n_parts - 1];
	const char *extension = NULL, *before = "";

	if (name->n_parts > 1 && !last[-1].variable)
		before = last[-1].text;
	*format = FORMAT_BY_NAME;
	if (last->variable == TEMPLATE_NAME)
		return true;
	if (last->variable == TEMPLATE_EXT && *before &&
	    before[strlen(before) - 1] == '.')
		return true;
	if (last->variable == TEMPLATE_TEXT)
		extension = text_extension(name, last->text);
	if (!extension) {
		parser_complain(parser, entry,
				"\"%.120s\" has no extension; end it in .png, "
				".tif, .tiff or .csv",
				name->source);
		return false;
	}
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		if (!strcasecmp(extensions[i].extension, extension)) {
			*format = extensions[i].format;
			return true;
		}
	parser_complain(parser, entry,
			"no format has the extension \"%.40s\"; end it in "
			".png, .tif, .tiff or .csv",
			extension);
	return false;
}

static void save_add(struct parser *parser, struct stage *stage,
		     const struct entry *entry)
{
	struct save save = { .place = entry->place };
	struct save *slot;

	if (entry->key[4] == '.') {
		save.port = entry->key + 5;
		if (!stage->use) {
			parser_complain(parser, entry,
					"a stage without \"use\" has no ports; "
					"write save = %.120s",
					entry->value);
			save.port = NULL;
		}
	}
	save.name = parser_template(parser, entry);
	if (save.name)
		save_format(parser, entry, save.name, &save.format);
	/* Bad ones too: the stage does want to save something. */
	slot = arena_append(&parser->pipeline->arena, &stage->saves,
			    &stage->n_saves, sizeof *slot);
	if (slot)
		*slot = save;
	else
		parser_no_memory(parser);
}

static void save_range(struct parser *parser, const struct entry *entry,
		       struct save_options *options)
{
	if (!strcmp(entry->value, "auto")) {
		options->range = RANGE_AUTO;
	} else if (!strcmp(entry->value, "minmax")) {
		options->range = RANGE_MINMAX;
	} else if (!range_parse(entry->value, &options->lo, &options->hi)) {
		parser_complain(parser, entry,
				"\"%.120s\" is not auto, minmax or LO..HI, "
				"such as 0..255",
				entry->value);
	} else if (!(options->lo < options->hi)) {
		parser_complain(parser, entry,
				"\"%.120s\" does not go upwards; write the "
				"smaller number first",
				entry->value);
	} else {
		options->range = RANGE_GIVEN;
	}
}

static void save_option(struct parser *parser, struct save_options *options,
			const struct entry *entry)
{
	static const char *const depths[] = { "8", "16", "32", "complex",
					      NULL };
	static const char *const rounds[] = { "nearest", "down", NULL };
	static const char *const compressions[] = { "fast", "small", NULL };
	static const enum save_depth depth_values[] = { DEPTH_8, DEPTH_16,
							DEPTH_32,
							DEPTH_COMPLEX };
	size_t choice;

	if (!strcmp(entry->key, "range")) {
		save_range(parser, entry, options);
	} else if (!strcmp(entry->key, "depth")) {
		if (parser_choice(parser, entry, depths, &choice))
			options->depth = depth_values[choice];
	} else if (!strcmp(entry->key, "round")) {
		if (parser_choice(parser, entry, rounds, &choice))
			options->round_down = choice == 1;
	} else if (parser_choice(parser, entry, compressions, &choice)) {
		options->small = choice == 1;
	}
}

bool parser_save_key(struct parser *parser, struct stage *stage,
		     const struct entry *entry)
{
	static const char *const options[] = { "depth", "range", "round",
					       "compress" };
	const char *key = entry->key;

	if (!strcmp(key, "save") || (!strncmp(key, "save.", 5) && key[5])) {
		save_add(parser, stage, entry);
		return true;
	}
	if (!strcmp(key, "metadata")) {
		stage->metadata = parser_template(parser, entry);
		return true;
	}
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (!strcmp(key, options[i])) {
			save_option(parser, &stage->options, entry);
			return true;
		}
	return false;
}

void parser_save_check(struct parser *parser, const struct stage *stage)
{
	const struct entry *depth = NULL;
	const char *takes;

	for (size_t i = 0; i < parser->section->n_entries; i++)
		if (!strcmp(parser->section->entries[i].key, "depth"))
			depth = &parser->section->entries[i];
	for (size_t i = 0; depth && i < stage->n_saves; i++) {
		const struct save *save = &stage->saves[i];

		if (save->name &&
		    !format_takes(save->format, stage->options.depth, &takes))
			parser_complain(parser, depth,
					"%s does not go with \"%.120s\", which "
					"takes %s",
					depth->value, save->name->source,
					takes);
	}
}
