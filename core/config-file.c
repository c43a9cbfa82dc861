/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config-file.c - reads a pipeline file through inih, which sees good lines
 * only
 */
#include "config.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "config-parts.h"

#define FILE_NBYTES_MAX ((size_t)1 << 20)
#define SECTIONS_MAX    1000

/* What travels through inih. */
struct reader {
	struct config *config;
	struct problems *problems;
	const char *text, *end; /* what is still to be read */
	struct place place;     /* of the line that inih has */
	bool any_section;
	bool skip; /* the keys of a section that was refused */
};

/* Begin the section called `name`; false if its keys are to be passed over. */
static bool reader_section(struct reader *reader, const char *name)
{
	const struct section *first;

	if (!config_check_section(name, reader->place, reader->problems))
		return false;
	first = config_find(reader->config, name);
	if (first) {
		problems_add(reader->problems, reader->place,
			     "[%s] is there already, at line %u; put all its "
			     "keys there",
			     name, first->place.line);
		return false;
	}
	if (reader->config->n_sections == SECTIONS_MAX) {
		problems_add(reader->problems, reader->place,
			     "[%s] is one section too many; the most is %d",
			     name, SECTIONS_MAX);
		return false;
	}
	if (!config_add_section(reader->config, name, reader->place))
		return !config_no_memory(reader->problems);
	return true;
}

/* "[name]".  Returns whether inih may see it. */
static bool reader_section_line(struct reader *reader, char *line)
{
	char *end = strchr(line, ']');
	const char *behind;

	if (!end) {
		problems_add(reader->problems, reader->place,
			     "\"%.60s\" has no \"]\"", line);
		return false;
	}
	behind = end + 1 + strspn(end + 1, BLANKS);
	if (*behind && *behind != ';') {
		problems_add(reader->problems, reader->place,
			     "\"%.60s\" behind the section's name; give it a "
			     "line of its own",
			     behind);
		return false;
	}
	*end = '\0';
	reader->skip = !reader_section(reader, line + 1);
	*end = ']';
	return !reader->skip;
}

/* "key = value".  Returns whether inih may see it. */
static bool reader_key_line(struct reader *reader, const char *line)
{
	size_t key = strcspn(line, "=:");
	const char *comment = strstr(line, " ;");

	if (!comment)
		comment = strstr(line, "\t;");
	if (!line[key] || (comment && comment < line + key)) {
		problems_add(reader->problems, reader->place,
			     "\"%.60s\" has no \"=\"; write key = value", line);
		return false;
	}
	if (line[key] == ':') {
		problems_add(reader->problems, reader->place,
			     "\"%.60s\" has \":\" in or behind its key; write "
			     "key = value",
			     line);
		return false;
	}
	if (!key) {
		problems_add(reader->problems, reader->place,
			     "\"%.60s\" has no key before \"=\"", line);
		return false;
	}
	if (!reader->any_section) {
		problems_add(reader->problems, reader->place,
			     "\"%.60s\" stands before any section; begin with "
			     "[input]",
			     line);
		return false;
	}
	return true;
}

/* Returns whether inih may see `line`, which is text and ends with a NUL. */
static bool reader_check(struct reader *reader, char *line, size_t longest)
{
	size_t length = strlen(line);
	size_t blanks = strspn(line, BLANKS);

	if (!line[blanks] || strchr(";#", line[blanks]))
		return false;
	if (blanks) {
		problems_add(reader->problems, reader->place,
			     "indented line; begin it in the first column, on "
			     "a line of its own");
		return false;
	}
	if (length > longest) {
		problems_add(reader->problems, reader->place,
			     "line of %zu bytes; the longest is %zu; longer "
			     "values take --set",
			     length, longest);
		return false;
	}
	if (*line == '[')
		return reader_section_line(reader, line);
	return reader_key_line(reader, line);
}

/* What the section now lacks is no mistake of its own. */
static void reader_note_gap(struct reader *reader)
{
	struct config *config = reader->config;

	if (config->n_sections)
		config->sections[config->n_sections - 1].gaps = true;
}

/* Cut the next line off; false at the end of the text. */
static bool reader_next(struct reader *reader, const char **line,
			size_t *length)
{
	const char *newline;

	if (reader->text == reader->end)
		return false;
	*line = reader->text;
	*length = (size_t)(reader->end - reader->text);
	newline = memchr(*line, '\n', *length);
	if (newline)
		*length = (size_t)(newline - *line);
	reader->text += *length + !!newline;
	reader->place.line++;
	if (*length && (*line)[*length - 1] == '\r')
		*length -= 1;
	if (reader->place.line == 1 && *length >= 3 &&
	    !memcmp(*line, "\xef\xbb\xbf", 3)) {
		*line += 3;
		*length -= 3;
	}
	return true;
}

/* Does a section begin here, be it a good one or not? */
static bool line_is_section(const char *line, size_t length)
{
	while (length && strchr(BLANKS, *line)) {
		line++;
		length--;
	}
	return length && *line == '[';
}

/* inih's fgets(): what is no good arrives as an empty line. */
static char *reader_read(char *buffer, int size, void *stream)
{
	/* inih wants room for "\n" and the NUL, as fgets() needs it. */
	size_t longest = size > 2 ? (size_t)size - 2 : 0;
	struct reader *reader = stream;
	const char *line;
	size_t length, before = reader->problems->count;
	bool section;
	char *copy;

	if (!reader_next(reader, &line, &length))
		return NULL;
	*buffer = '\0';
	section = line_is_section(line, length);
	if (section)
		reader->any_section = reader->skip = true;
	if (config_check_text(line, length, reader->place, reader->problems)) {
		copy = strndup(line, length);
		if (!copy)
			config_no_memory(reader->problems);
		else if (reader_check(reader, copy, longest))
			memcpy(buffer, copy, length + 1);
		free(copy);
	}
	if (reader->problems->count > before && !section)
		reader_note_gap(reader);
	return buffer;
}

static int reader_entry(void *user, const char *name, const char *key,
			const char *value)
{
	struct reader *reader = user;
	struct config *config = reader->config;

	(void)name; /* inih repeats what the last section's line said */
	if (!reader->skip && config->n_sections &&
	    !config_add_entry(config, &config->sections[config->n_sections - 1],
			      key, value, reader->place))
		config_no_memory(reader->problems);
	return 1;
}

int config_read_text(struct config *config, const char *name, const char *text,
		     size_t length, struct problems *problems)
{
	size_t problems_before = problems->count;
	struct reader reader = { .config = config, .problems = problems };
	int status;

	config->name = arena_strdup(&config->arena, name);
	if (!config->name)
		return config_no_memory(problems);
	reader.place.source = config->name;
	if (length > FILE_NBYTES_MAX) {
		problems_add(problems, reader.place,
			     "larger than %zu bytes; this is no pipeline file",
			     FILE_NBYTES_MAX);
		return -1;
	}
	config->text = arena_strndup(&config->arena, text, length);
	if (!config->text)
		return config_no_memory(problems);
	config->text_length = length;
	reader.text = text;
	reader.end = text + length;
	status = ini_parse_stream(reader_read, &reader, reader_entry, &reader);
	if (status < 0)
		return config_no_memory(problems);
	if (status > 0) {
		reader.place.line = (unsigned)status;
		problems_add(problems, reader.place,
			     "inih can't make sense of this line");
	}
	return problems->out_of_memory || problems->count > problems_before ? -1
									    : 0;
}

/* Up to one byte more than is allowed; 0 or errno. */
static int file_read(const char *path, char *text, size_t *length)
{
	FILE *file = fopen(path, "rb");
	int error = 0;

	if (!file)
		return errno;
	errno = 0;
	*length = fread(text, 1, FILE_NBYTES_MAX + 1, file);
	if (ferror(file))
		error = errno ? errno : EIO;
	fclose(file);
	return error;
}

int config_read(struct config *config, const char *path,
		struct problems *problems)
{
	char *text = malloc(FILE_NBYTES_MAX + 1);
	size_t length = 0;
	int result = -1, error;

	config->name = arena_strdup(&config->arena, path);
	if (!text || !config->name) {
		config_no_memory(problems);
		goto done;
	}
	error = file_read(path, text, &length);
	if (error) {
		problems_add(problems, (struct place){ config->name, 0 },
			     "can't be read: %s", strerror(error));
		goto done;
	}
	result = config_read_text(config, path, text, length, problems);
done:
	free(text);
	return result;
}
