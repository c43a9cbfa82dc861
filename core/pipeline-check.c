/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline-check.c - what can only be said about a pipeline as a whole */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline-parser.h"

/* A section without a key has been refused already. */
static bool stage_is_empty(const struct parser *parser,
			   const struct stage *stage)
{
	for (size_t i = 0; i < parser->config->n_sections; i++)
		if (parser->config->sections[i].name == stage->name)
			return !parser->config->sections[i].n_entries;
	return false;
}

/* Does anything read or save what each stage makes? */
static void check_read(struct parser *parser)
{
	const struct pipeline *pipeline = parser->pipeline;
	bool *read = calloc(pipeline->n_stages + 1, sizeof *read);

	if (!read) {
		parser_no_memory(parser);
		return;
	}
	for (size_t i = 0; i < pipeline->n_stages; i++)
		for (size_t k = 0; k < pipeline->stages[i].n_feeds; k++)
			if (pipeline->stages[i].feeds[k].kind == FEED_STAGE)
				read[pipeline->stages[i].feeds[k].index] = true;
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];

		if (!read[i] && !stage->n_saves && !stage->metadata &&
		    !stage->gaps && !stage_is_empty(parser, stage))
			problems_add(parser->problems, stage->place,
				     "[%s] is read by no stage and saves "
				     "nothing; give it save, or remove it",
				     stage->name);
	}
	free(read);
}

/* The first template of the pipeline that uses {*}, or NULL. */
static const struct template *star_user(const struct pipeline *pipeline)
{
	const unsigned star = 1u << TEMPLATE_STAR;

	for (size_t i = 0; i < pipeline->n_companions; i++)
		if (pipeline->companions[i].file &&
		    (pipeline->companions[i].file->used & star))
			return pipeline->companions[i].file;
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];

		for (size_t k = 0; k < stage->n_saves; k++)
			if (stage->saves[k].name &&
			    (stage->saves[k].name->used & star))
				return stage->saves[k].name;
		if (stage->metadata && (stage->metadata->used & star))
			return stage->metadata;
	}
	return NULL;
}

bool pipeline_uses_star(const struct pipeline *pipeline)
{
	return star_user(pipeline);
}

/* {*} must have something to stand for, whichever pattern finds an input. */
static void check_star(struct parser *parser)
{
	const struct pipeline *pipeline = parser->pipeline;
	const struct template *user = star_user(pipeline);

	if (!user)
		return;
	if (!pipeline->n_files)
		problems_add(parser->problems, user->place,
			     "{*} stands for nothing: [input] has no files; "
			     "write files = *.png there");
	for (size_t i = 0; i < pipeline->n_files; i++) {
		const struct entry *files = &pipeline->files[i];
		const char *slash = strrchr(files->value, '/');

		if (!strchr(slash ? slash : files->value, '*'))
			problems_add_key(parser->problems, files->place,
					 "input", "files",
					 "\"%s\" has no * in its file name for "
					 "{*} to stand for",
					 files->value);
	}
}

static bool lacks_page(const struct template *name)
{
	return name && !(name->used & 1u << TEMPLATE_PAGE);
}

/* Write a part as it was written. */
static void part_write(FILE *stream, const struct template_part *part)
{
	static const char *const names[] = {
		[TEMPLATE_STEM] = "{stem}", [TEMPLATE_NAME] = "{name}",
		[TEMPLATE_EXT] = "{ext}",   [TEMPLATE_DIR] = "{dir}",
		[TEMPLATE_PAGE] = "{page}", [TEMPLATE_STAR] = "{*}",
	};
	const char *text = part->text;

	if (part->variable) {
		fputs(names[part->variable], stream);
		return;
	}
	for (; *text; text++) {
		if (*text == '{')
			fputc('{', stream);
		fputc(*text, stream);
	}
}

/* Where "_{page}" goes: behind the part that tells inputs apart. */
static size_t page_part(const struct template *name)
{
	for (size_t i = 0; i < name->n_parts; i++)
		if (name->parts[i].variable == TEMPLATE_STEM ||
		    name->parts[i].variable == TEMPLATE_STAR)
			return i;
	return name->n_parts;
}

/* Literal text with "_{page}" before its last dot. */
static void paged_write(FILE *stream, const char *text)
{
	const char *dot = strrchr(text, '.');

	for (; *text; text++) {
		if (text == dot)
			fputs("_{page}", stream);
		if (*text == '{')
			fputc('{', stream);
		fputc(*text, stream);
	}
	if (!dot)
		fputs("_{page}", stream);
}

/* `name` with a {page} in it, unless there is one. */
static void name_write(FILE *stream, const struct template *name)
{
	size_t paged = lacks_page(name) ? page_part(name) : SIZE_MAX;

	for (size_t i = 0; i < name->n_parts; i++) {
		const struct template_part *part = &name->parts[i];

		if (paged == name->n_parts && part->variable == TEMPLATE_NAME) {
			fputs("{stem}_{page}.{ext}", stream);
			paged = SIZE_MAX;
		} else if (paged == i + 1 && i + 1 == name->n_parts &&
			   !part->variable) {
			paged_write(stream, part->text);
		} else {
			part_write(stream, part);
			if (i == paged)
				fputs("_{page}", stream);
		}
	}
}

/* " --set STAGE.KEY=NAME", quoted where a shell would take it apart. */
static void set_write(FILE *stream, const struct stage *stage, const char *key,
		      const char *port, const struct template *name)
{
	const char *quote =
		strpbrk(name->source, " *?$&;|<>()[]!`\"\\~#,") ? "'" : "";

	fprintf(stream, " --set %s%s.%s%s%s=", quote, stage->name, key,
		port ? "." : "", port ? port : "");
	name_write(stream, name);
	fputs(quote, stream);
}

static bool same_port(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* --set replaces all lines of a key: does any of this one lack {page}? */
static bool key_lacks_page(const struct stage *stage, const struct save *save)
{
	for (size_t i = 0; i < stage->n_saves; i++)
		if (same_port(stage->saves[i].port, save->port) &&
		    lacks_page(stage->saves[i].name))
			return true;
	return false;
}

/* The --set that would give every name a {page}. */
static void pages_write(FILE *stream, const struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];

		for (size_t k = 0; k < stage->n_saves; k++) {
			const struct save *save = &stage->saves[k];

			if (save->name && key_lacks_page(stage, save))
				set_write(stream, stage, "save", save->port,
					  save->name);
		}
		if (lacks_page(stage->metadata))
			set_write(stream, stage, "metadata", NULL,
				  stage->metadata);
	}
}

/* Pages of one file must not overwrite each other. */
static void check_pages(struct parser *parser)
{
	char *text = NULL;
	size_t length;
	FILE *stream;

	if (parser->pipeline->page != PAGE_ALL)
		return;
	stream = open_memstream(&text, &length);
	if (!stream) {
		parser_no_memory(parser);
		return;
	}
	pages_write(stream, parser->pipeline);
	if (fclose(stream) || !text)
		parser_no_memory(parser);
	else if (length)
		problems_add_key(parser->problems, parser->page->place, "input",
				 "page",
				 "all needs {page} in every save; add%s", text);
	free(text);
}

/* Output `index` of a stage: a save, or behind them the metadata; or NULL. */
static const struct template *stage_writes(const struct stage *stage,
					   size_t index)
{
	return index < stage->n_saves ? stage->saves[index].name
				      : stage->metadata;
}

/* "save", "save.PORT" or "metadata" */
static const char *writing_key(const struct stage *stage, size_t index,
			       char *text, size_t size)
{
	const char *port =
		index < stage->n_saves ? stage->saves[index].port : NULL;

	snprintf(text, size, "%s%s%s",
		 index < stage->n_saves ? "save" : "metadata", port ? "." : "",
		 port ? port : "");
	return text;
}

/* Is the name that of an output before this one?  Then that is a problem. */
static void check_name(struct parser *parser, size_t stage, size_t index)
{
	const struct stage *own = &parser->pipeline->stages[stage];
	const struct template *name = stage_writes(own, index);
	char key[256], other[256];

	for (size_t i = 0; name && i <= stage; i++) {
		const struct stage *earlier = &parser->pipeline->stages[i];
		size_t end = i < stage ? earlier->n_saves + 1 : index;

		for (size_t k = 0; k < end; k++) {
			const struct template *taken = stage_writes(earlier, k);

			if (!taken || strcmp(taken->source, name->source))
				continue;
			problems_add_key(
				parser->problems, name->place, own->name,
				writing_key(own, index, key, sizeof key),
				"\"%s\" is what [%s] %s writes, too; change "
				"one of them",
				name->source, earlier->name,
				writing_key(earlier, k, other, sizeof other));
			return;
		}
	}
}

/* Outputs of one name overwrite each other, whatever the input. */
static void check_names(struct parser *parser)
{
	const struct pipeline *pipeline = parser->pipeline;

	for (size_t i = 0; i < pipeline->n_stages; i++)
		for (size_t k = 0; k <= pipeline->stages[i].n_saves; k++)
			check_name(parser, i, k);
}

/* All files of a job are open at once, in two processes. */
static bool check_count(struct parser *parser)
{
	const struct pipeline *pipeline = parser->pipeline;
	size_t n = 1 + pipeline->n_companions + pipeline_outputs(pipeline);

	if (n > PIPELINE_MOST_FILES)
		problems_add(parser->problems,
			     (struct place){ pipeline->name, 0 },
			     "%zu inputs and outputs; a pipeline can have %d "
			     "together; split it in two",
			     n, PIPELINE_MOST_FILES);
	return n <= PIPELINE_MOST_FILES;
}

void parser_check_whole(struct parser *parser)
{
	const struct pipeline *pipeline = parser->pipeline;
	struct place place = { pipeline->name, 0 };

	/* A file of nothing but mistakes has stages that were not understood.
	 */
	if (!pipeline->n_stages && !problems_any(parser->problems))
		problems_add(parser->problems, place,
			     "no stage; add a section with use and save");
	if (!parser->broken_feed)
		check_read(parser);
	check_star(parser);
	check_pages(parser);
	if (check_count(parser))
		check_names(parser);
}
