/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-companion.c - from an input's name to its companion's, and back */
#include <string.h>

#include "glob.h"
#include "inputs-gather.h"

/* A template with many variables has more ways to match than anyone needs. */
#define STEPS_MAX 10000

/* A piece of a companion's name that a variable stands for. */
struct capture {
	const char *text; /* NULL: not in the template */
	size_t length;
};

/* The search for the main input of a companion. */
struct search {
	struct gather *gather;
	const struct candidate *candidate;
	const struct template *template;
	const char *pattern; /* of files, or NULL */
	struct capture captures[TEMPLATE_VARIABLES];
	unsigned steps;
	struct candidate *found;
};

bool companion_is_beside(const struct template *template)
{
	if (template->used & 1u << TEMPLATE_DIR)
		return false;
	for (size_t i = 0; i < template->n_parts; i++)
		if (!template->parts[i].variable &&
		    strchr(template->parts[i].text, '/'))
			return false;
	return true;
}

const char *companion_path(struct gather *gather,
			   const struct template *template,
			   const struct candidate *candidate, uint32_t page)
{
	const struct template_values values = {
		.stem = candidate->stem,
		.name = candidate->name,
		.ext = candidate->ext,
		.dir = candidate->dir,
		.star = candidate->star,
		.page = page,
	};
	struct arena *arena = &gather->inputs->arena;
	const char *name;

	if (!template)
		return "";
	name = template_expand(arena, template, &values);
	if (!name)
		return NULL;
	if (!companion_is_beside(template))
		return gather_locate(gather, candidate->path, name, false);
	return arena_printf(arena, "%s%s", candidate->folder, name);
}

/* The capture as a text of its own; "" for none; NULL without memory. */
static const char *captured(const struct search *search,
			    enum template_variable variable)
{
	const struct capture *capture = &search->captures[variable];

	if (!capture->text)
		return "";
	return arena_strndup(&search->gather->inputs->arena, capture->text,
			     capture->length);
}

/* The extension that the main input must have, by template or pattern. */
static const char *main_extension(const struct search *search)
{
	const char *file = search->pattern ? glob_file(search->pattern) : "";
	const char *dot = strrchr(file, '.');

	if (search->captures[TEMPLATE_EXT].text)
		return captured(search, TEMPLATE_EXT);
	if (dot && !glob_is_wild(dot))
		return dot + 1;
	return search->candidate->ext;
}

/*
 * The pattern's file name with {*} in the place of its first *, and the
 * extension in that of a second one behind the dot.  NULL if more is open.
 */
static const char *pattern_name(const struct search *search)
{
	const char *file = glob_file(search->pattern);
	const char *star = strchr(file, '*'), *rest, *text, *extension = "";
	size_t before = strcspn(file, "*?["), behind;

	if (!star)
		return file[before] ? NULL : file;
	rest = star + strspn(star, "*");
	behind = strlen(rest);
	if (behind > 1 && !strcmp(rest + behind - 2, ".*")) {
		behind--;
		extension = main_extension(search);
	}
	text = captured(search, TEMPLATE_STAR);
	if (file + before != star || strcspn(rest, "*?[") != behind || !text ||
	    !extension)
		return NULL;
	return arena_printf(&search->gather->inputs->arena, "%.*s%s%.*s%s",
			    (int)before, file, text, (int)behind, rest,
			    extension);
}

/* The main input's file name, or NULL if it can't be told. */
static const char *main_name(const struct search *search)
{
	struct arena *arena = &search->gather->inputs->arena;
	const char *stem, *extension;

	if (search->captures[TEMPLATE_NAME].text)
		return captured(search, TEMPLATE_NAME);
	if (!search->captures[TEMPLATE_STEM].text)
		return search->pattern ? pattern_name(search) : NULL;
	stem = captured(search, TEMPLATE_STEM);
	extension = main_extension(search);
	if (!stem || !extension)
		return NULL;
	return arena_printf(arena, "%s%s%s", stem, *extension ? "." : "",
			    extension);
}

/* The main input's folder with its slash, and its {dir}. */
static const char *main_folder(const struct search *search, const char **dir)
{
	struct arena *arena = &search->gather->inputs->arena;
	const struct candidate *candidate = search->candidate;
	const char *pattern = search->pattern ? search->pattern : "";
	size_t fixed = glob_fixed(pattern);

	*dir = candidate->dir;
	if (companion_is_beside(search->template))
		return candidate->folder;
	*dir = captured(search, TEMPLATE_DIR);
	if (!*dir)
		return NULL;
	if (**dir)
		return arena_printf(arena, "%.*s%s/", (int)fixed, pattern,
				    *dir);
	return arena_strndup(arena, pattern, fixed);
}

/* Does what was captured lead to a main input whose companion this is? */
static bool search_try(struct search *search)
{
	struct gather *gather = search->gather;
	const char *name = main_name(search), *folder, *dir, *path;
	struct candidate found = { 0 }, companion = { 0 };

	folder = name ? main_folder(search, &dir) : NULL;
	if (!folder || !*name)
		return false;
	path = arena_printf(&gather->inputs->arena, "%s%s", folder, name);
	if (path && search->candidate->named)
		dir = named_dir(gather, path);
	if (!path || !dir || !candidate_init(gather, &found, path, dir))
		return false;
	found.named = search->candidate->named;
	if (!candidate_match(gather, &found) &&
	    (gather->uses_star || !found.named))
		return false;
	path = companion_path(gather, search->template, &found, 0);
	if (!path || !candidate_init(gather, &companion, path, ""))
		return false;
	if (strcmp(companion.key, search->candidate->key) ||
	    !strcmp(found.key, search->candidate->key))
		return false;
	*search->found = found;
	return true;
}

/* Which bytes may a variable stand for? */
static size_t variable_span(enum template_variable variable, const char *text)
{
	switch (variable) {
	case TEMPLATE_EXT:
		return strcspn(text, "./");
	case TEMPLATE_PAGE:
		return strspn(text, "0123456789");
	case TEMPLATE_DIR:
		return strlen(text);
	default:
		return strcspn(text, "/");
	}
}

/* Match parts from `index` on with `text`, in every way until one serves. */
static bool search_part(struct search *search, size_t index, const char *text)
{
	const struct template *template = search->template;
	const struct template_part *part = &template->parts[index];
	struct capture *capture;
	size_t length;

	if (++search->steps > STEPS_MAX)
		return false;
	if (index == template->n_parts)
		return !*text && search_try(search);
	if (!part->variable) {
		const char *literal = part->text;

		/* An empty {dir} takes its slash along. */
		if (index && part[-1].variable == TEMPLATE_DIR &&
		    !search->captures[TEMPLATE_DIR].length && *literal == '/')
			literal++;
		length = strlen(literal);
		return !strncmp(literal, text, length) &&
		       search_part(search, index + 1, text + length);
	}
	capture = &search->captures[part->variable];
	for (length = variable_span(part->variable, text) + 1; length--;) {
		*capture = (struct capture){ text, length };
		if (search_part(search, index + 1, text + length))
			return true;
	}
	*capture = (struct capture){ 0 };
	return false;
}

static bool search_pattern(struct gather *gather,
			   const struct candidate *candidate,
			   const struct template *template, const char *pattern,
			   struct candidate *found)
{
	struct search search = { .gather = gather,
				 .candidate = candidate,
				 .template = template,
				 .pattern = pattern,
				 .found = found };
	const char *text = candidate->name;

	if (!companion_is_beside(template)) {
		text = candidate->path;
		while (!strncmp(text, "./", 2))
			text += 2;
	}
	return search_part(&search, 0, text);
}

static bool search_companion(struct gather *gather,
			     const struct candidate *candidate,
			     const struct template *template,
			     struct candidate *found)
{
	const struct pipeline *pipeline = gather->pipeline;
	struct candidate missing = { 0 };

	if (!pipeline->n_files)
		return search_pattern(gather, candidate, template, NULL, found);
	/* Of several that it could stand for, the first that is there. */
	for (size_t i = 0; i < pipeline->n_files; i++) {
		if (!search_pattern(gather, candidate, template,
				    pipeline->files[i].value, found))
			continue;
		if (gather_shows(gather, found->path))
			return true;
		if (!missing.path)
			missing = *found;
	}
	*found = missing;
	return missing.path;
}

bool companion_main(struct gather *gather, const struct candidate *candidate,
		    struct candidate *found)
{
	const struct pipeline *pipeline = gather->pipeline;

	for (size_t i = 0; i < pipeline->n_companions; i++) {
		const struct template *file = pipeline->companions[i].file;

		if (file && file->used &&
		    search_companion(gather, candidate, file, found))
			return true;
	}
	return false;
}
