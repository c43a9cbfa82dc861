/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * credentials-file.c - profiles in the files that AWS's tools share
 *
 * inih cuts lines at 199 characters, and session tokens are longer, so the
 * lines are read here, as Python's configparser does for AWS's tools: [name] or
 * [profile name], then key = value or key: value; what is indented more than
 * the key above belongs to it and is of no concern.
 */
#define _GNU_SOURCE /* asprintf */
#include "credentials.h"

#include <errno.h>
#include <fftpipe/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t\r\n"

/* One file on its way into a profile. */
struct reading {
	struct profile *profile;
	const char *name;
	bool config;  /* its sections are called "profile NAME" */
	bool inside;  /* the section is the one that is wanted */
	bool below;   /* there was a key in it */
	size_t depth; /* blanks before that key */
	bool found;   /* there was one */
	bool process; /* a program, or a role, would give the credentials */
	bool full;    /* out of memory */
};

void profile_finish(struct profile *profile)
{
	credentials_finish(&profile->credentials);
	free(profile->region);
	free(profile->endpoint);
	free(profile->elsewhere);
	*profile = (struct profile){ 0 };
}

/* Without blanks at both ends, in place. */
static char *trim(char *text)
{
	size_t length;

	text += strspn(text, BLANKS);
	length = strlen(text);
	while (length && strchr(BLANKS, text[length - 1]))
		text[--length] = '\0';
	return text;
}

/* [profile "my dev"]: quotes as a shell has them, around all of it. */
static char *unquote(char *name)
{
	size_t length = strlen(name);

	if (length < 2 || !strchr("\"'", *name) || name[length - 1] != *name)
		return name;
	name[length - 1] = '\0';
	return name + 1;
}

static void section_begin(struct reading *reading, char *line)
{
	char *end = strchr(line, ']'), *name;

	reading->inside = false;
	if (!end)
		return;
	*end = '\0';
	name = trim(line + 1);
	if (reading->config && !strncmp(name, "profile", 7) &&
	    (name[7] == ' ' || name[7] == '\t'))
		name = unquote(trim(name + 7));
	else if (reading->config && strcmp(name, "default") != 0)
		return; /* [sso-session ...], [services ...] */
	reading->inside = !strcmp(name, reading->name);
	reading->found = reading->found || reading->inside;
}

/* The first file that has a value wins. */
static void keep(struct reading *reading, char **slot, const char *value)
{
	if (*slot || !*value)
		return;
	*slot = strdup(value);
	reading->full = reading->full || !*slot;
}

static void take(struct reading *reading, const char *key, const char *value,
		 struct credentials *found)
{
	struct profile *profile = reading->profile;

	if (!strcasecmp(key, "aws_access_key_id"))
		keep(reading, &found->key_id, value);
	else if (!strcasecmp(key, "aws_secret_access_key"))
		keep(reading, &found->secret, value);
	else if (!strcasecmp(key, "aws_session_token"))
		keep(reading, &found->token, value);
	else if (!strcasecmp(key, "region"))
		keep(reading, &profile->region, value);
	else if (!strcasecmp(key, "endpoint_url"))
		keep(reading, &profile->endpoint, value);
	else if (!strcasecmp(key, "credential_process") ||
		 !strcasecmp(key, "role_arn") ||
		 !strcasecmp(key, "sso_session") ||
		 !strcasecmp(key, "sso_start_url"))
		reading->process = true;
}

/* A key and its secret come from one file. */
static void settle(struct profile *profile, struct credentials *found)
{
	if (!profile->credentials.key_id && found->key_id && found->secret)
		profile->credentials = *found;
	else
		credentials_finish(found);
}

static void line_read(struct reading *reading, char *line,
		      struct credentials *found)
{
	size_t depth = strspn(line, BLANKS);
	char *end;

	line = trim(line);
	if (!*line || strchr("#;", *line) ||
	    (reading->below && depth > reading->depth))
		return;
	reading->below = *line != '[';
	reading->depth = depth;
	if (!reading->below) {
		section_begin(reading, line);
		return;
	}
	end = strpbrk(line, "=:");
	if (!end || !reading->inside)
		return;
	*end = '\0';
	take(reading, trim(line), trim(end + 1), found);
}

/* A file that can't be read is told; one that isn't there is empty. */
static bool file_read(struct reading *reading, const char *path,
		      struct outcome *outcome)
{
	FILE *stream = fopen(path, "re");
	struct credentials found = { 0 };
	char *line = NULL;
	size_t size = 0;

	reading->inside = reading->below = false;
	if (!stream && (errno == ENOENT || errno == ENOTDIR))
		return true;
	if (!stream) {
		outcome_fail(outcome, FFTPIPE_EDATA, "cannot read %s: %s", path,
			     strerror(errno));
		return false;
	}
	while (getline(&line, &size, stream) > 0)
		line_read(reading, line, &found);
	if (line)
		explicit_bzero(line, size);
	free(line);
	fclose(stream);
	settle(reading->profile, &found);
	return true;
}

/* What the variable names, else the file in ~/.aws; to be freed. */
static char *file_path(const char *variable, const char *name)
{
	const char *path = environment(variable), *home = environment("HOME");
	char *made;

	if (path)
		return strdup(path);
	return asprintf(&made, "%s/.aws/%s", home ? home : "", name) < 0 ? NULL
									 : made;
}

static bool profile_check(struct reading *reading, struct outcome *outcome)
{
	struct profile *profile = reading->profile;

	if (reading->process && !profile->credentials.key_id)
		keep(reading, &profile->elsewhere, reading->name);
	if (reading->full)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	else if (!reading->found && profile->asked)
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "there is no profile \"%s\" in "
			     "~/.aws/credentials or ~/.aws/config; see "
			     "AWS_PROFILE",
			     reading->name);
	else
		return true;
	return false;
}

bool profile_read(struct profile *profile, const char *name,
		  struct outcome *outcome)
{
	const char *asked = name ? name : environment("AWS_PROFILE");
	struct reading reading = { .profile = profile,
				   .name = asked ? asked : "default" };
	char *credentials =
		file_path("AWS_SHARED_CREDENTIALS_FILE", "credentials");
	char *config = file_path("AWS_CONFIG_FILE", "config");
	bool fine = false;

	*profile = (struct profile){ .asked = asked };
	if (!credentials || !config) {
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	} else if (file_read(&reading, credentials, outcome)) {
		reading.config = true;
		fine = file_read(&reading, config, outcome) &&
		       profile_check(&reading, outcome);
	}
	free(credentials);
	free(config);
	if (!fine)
		profile_finish(profile);
	return fine;
}
