/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings.c - the environment read and checked
 */
#include "settings.h"

#include "credentials.h"
#include "uri.h"

#include <stdlib.h>
#include <string.h>

static const char *no_memory(struct problems *problems)
{
	problems->out_of_memory = true;
	return "";
}

static void complain(struct problems *problems, const char *name,
		     const char *given, const char *wrong, const char *instead)
{
	problems_add(problems, (struct place){ name, 0 },
		     "\"%s\" %s; write \"%s\"", given, wrong, instead);
}

/* Can keys begin with it? */
static void check_prefix(struct settings *settings, const char *name,
			 const char *given, const char *fallback,
			 struct problems *problems)
{
	struct s3_uri uri;

	if (*given == '/')
		complain(problems, name, given,
			 "begins with a slash, which keys do not",
			 given + strspn(given, "/"));
	else if (uri_is_s3(given) && !uri_parse(&settings->arena, given, &uri))
		complain(problems, name, given,
			 "names a bucket, too, and is the beginning of keys",
			 uri.key);
	else if (strstr(given, "://"))
		complain(problems, name, given,
			 "is an address, and no beginning of keys", fallback);
	else if (key_has_dots(given))
		complain(problems, name, given,
			 "has a part \".\" or \"..\", which is no folder in a "
			 "bucket",
			 fallback);
	else if (*given && key_refusal(given))
		complain(problems, name, given,
			 "is no beginning of keys, which are UTF-8 of 1024 "
			 "bytes at most",
			 fallback);
}

/* A prefix is a folder; set but empty, it is the whole bucket. */
static const char *read_prefix(struct settings *settings, const char *name,
			       const char *fallback, struct problems *problems)
{
	const char *given = getenv(name), *prefix;
	size_t length;

	if (!given)
		return fallback;
	length = strlen(given);
	check_prefix(settings, name, given, fallback, problems);
	if (!length || given[length - 1] == '/')
		return given;
	prefix = arena_printf(&settings->arena, "%s/", given);
	return prefix ? prefix : no_memory(problems);
}

static const char *read_bucket(struct settings *settings,
			       struct problems *problems)
{
	static const char name[] = "FFTPIPE_OUTPUT_BUCKET";
	const char *given = environment(name);
	struct s3_uri uri;

	if (!given || bucket_is_legal(given))
		return given;
	if (uri_is_s3(given) && !uri_parse(&settings->arena, given, &uri))
		complain(problems, name, given,
			 "is an address; a bucket's name is wanted",
			 uri.bucket);
	else
		complain(problems, name, given,
			 "is no bucket's name, which has letters, digits, "
			 "\"-\" and \".\"",
			 "my-results");
	return given;
}

static void read_sets(struct settings *settings, struct problems *problems)
{
	const char *text = environment("FFTPIPE_SET");

	while (text && *text) {
		size_t length = strcspn(text, "\r\n");
		const char *line =
			arena_strndup(&settings->arena, text, length);
		const char **slot;

		text += length + strspn(text + length, "\r\n");
		if (line && !line[strspn(line, " \t")])
			continue;
		slot = arena_append(&settings->arena, &settings->sets,
				    &settings->n_sets, sizeof *slot);
		if (!slot || !line) {
			problems->out_of_memory = true;
			return;
		}
		*slot = line + strspn(line, " \t");
	}
}

/*
 * Outputs below their own prefix are never inputs.  Where all inputs are below
 * it too, nothing would ever be done.
 */
static void check_prefixes(const struct settings *settings,
			   struct problems *problems)
{
	const char *in = settings->input_prefix;
	const char *out = settings->output_prefix;

	if (settings->output_bucket || strncmp(in, out, strlen(out)) != 0)
		return;
	problems_add(problems, (struct place){ "FFTPIPE_OUTPUT_PREFIX", 0 },
		     "\"%s\" holds all of FFTPIPE_INPUT_PREFIX, \"%s\", and "
		     "what is below it is never an input; choose another "
		     "prefix, or another bucket with FFTPIPE_OUTPUT_BUCKET",
		     out, in);
}

void settings_read(struct settings *settings, struct problems *problems)
{
	const char *pipeline = environment("FFTPIPE_PIPELINE");

	*settings = (struct settings){ 0 };
	settings->pipeline = pipeline ? pipeline : "spectra";
	settings->output_bucket = read_bucket(settings, problems);
	settings->input_prefix = read_prefix(settings, "FFTPIPE_INPUT_PREFIX",
					     "input/", problems);
	settings->output_prefix = read_prefix(settings, "FFTPIPE_OUTPUT_PREFIX",
					      "output/", problems);
	read_sets(settings, problems);
	check_prefixes(settings, problems);
}

void settings_finish(struct settings *settings)
{
	arena_finish(&settings->arena);
	*settings = (struct settings){ 0 };
}
