/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * new.c - fftpipe new: the folder of a plugin that works, to start from
 *
 * The template's files are read and filled in before the first is written; a
 * failure takes away what was made until then.
 */
#include "commands.h"
#include "options.h"

#include "arena.h"
#include "message.h"
#include "module.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define DIGITS  "0123456789"

/* What stands for the plugin's name: in texts, and in names of files. */
#define IN_TEXT "@NAME@"
#define IN_FILE "NAME"

struct made {
	const char *path, *text;
	bool written;
};

struct creation {
	struct arena arena;
	const char *name, *folder, *template;
	struct made *files;
	size_t n_files;
	bool made_folder;
};

/* Say why nothing is made; returns false. */
static bool refuse(const char *format, ...) PRINTF_LIKE(1, 2);

static bool refuse(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "fftpipe new: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	return false;
}

static bool refuse_path(const char *what, const char *path, const char *why)
{
	char *shown = text_printable(path);

	refuse("%s %s: %s", what, shown ? shown : "", why);
	free(shown);
	return false;
}

/* ---- what is asked for --------------------------------------------------- */

static bool name_valid(const char *name)
{
	char *shown;

	if (*name >= 'a' && *name <= 'z' &&
	    !name[strspn(name, LETTERS DIGITS "-")])
		return true;
	shown = text_printable(name);
	refuse("\"%s\" cannot be a plugin's name: lower case letters, digits "
	       "and '-', the first a letter",
	       shown ? shown : "");
	free(shown);
	return false;
}

/* Pipelines would get one of the two, and nobody knew which. */
static bool name_free(struct creation *creation)
{
	struct module_path path;
	const char *file;

	if (!module_path_init(&path, &creation->arena, NULL))
		return refuse("out of memory");
	file = module_locate(&path, &creation->arena, creation->name);
	if (!file)
		return true;
	return refuse("there is a plugin \"%s\" already, %s; choose another "
		      "name",
		      creation->name, file);
}

/* It may be there if nothing is in it. */
static bool folder_free(const char *folder)
{
	DIR *stream = opendir(folder);
	const struct dirent *entry;
	bool empty = true;

	if (!stream)
		return errno == ENOENT ||
		       refuse_path("cannot use", folder, strerror(errno));
	while (empty && (entry = readdir(stream)))
		empty = !strcmp(entry->d_name, ".") ||
			!strcmp(entry->d_name, "..");
	closedir(stream);
	return empty ||
	       refuse_path("cannot use", folder, "the folder is not empty");
}

/* ---- the template, filled in --------------------------------------------- */

/* `text` with `name` for each `word`; NULL without memory. */
static const char *fill_in(struct arena *arena, const char *text,
			   const char *word, const char *name)
{
	const char *found = strstr(text, word), *rest;

	if (!found)
		return arena_strdup(arena, text);
	rest = fill_in(arena, found + strlen(word), word, name);
	return rest ? arena_printf(arena, "%.*s%s%s", (int)(found - text), text,
				   name, rest)
		    : NULL;
}

/* The whole of a small file of text; NULL with errno. */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	errno = 0;
	if (getdelim(&text, &size, '\0', file) < 0) {
		if (!errno)
			errno = ENODATA;
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

static bool add_file(struct creation *creation, const char *name)
{
	struct arena *arena = &creation->arena;
	const char *from =
		arena_printf(arena, "%s/%s", creation->template, name);
	const char *to = fill_in(arena, name, IN_FILE, creation->name);
	char *text = from ? read_text(from) : NULL;
	struct made *made;

	if (from && !text)
		return refuse_path("cannot read", from, strerror(errno));
	made = arena_append(arena, &creation->files, &creation->n_files,
			    sizeof *made);
	if (made && text && to) {
		made->path = arena_printf(arena, "%s/%s", creation->folder, to);
		made->text = fill_in(arena, text, IN_TEXT, creation->name);
	}
	free(text);
	if (made && made->path && made->text)
		return true;
	return refuse("out of memory");
}

static bool is_file(const char *folder, const char *name)
{
	char path[4096];
	struct stat status;
	int length = snprintf(path, sizeof path, "%s/%s", folder, name);

	return length > 0 && (size_t)length < sizeof path &&
	       !stat(path, &status) && S_ISREG(status.st_mode);
}

static bool read_template(struct creation *creation)
{
	DIR *stream = opendir(creation->template);
	const struct dirent *entry;
	bool fine = true;

	if (!stream)
		return refuse_path("cannot read the template in",
				   creation->template, strerror(errno));
	while (fine && (entry = readdir(stream)))
		if (is_file(creation->template, entry->d_name))
			fine = add_file(creation, entry->d_name);
	closedir(stream);
	if (fine && !creation->n_files)
		return refuse_path("cannot use the template in",
				   creation->template, "the folder is empty");
	return fine;
}

/* ---- written ------------------------------------------------------------- */

static bool write_file(struct made *made)
{
	int fd =
		open(made->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	bool fine;

	made->written = fd >= 0;
	if (!file) {
		refuse_path("cannot write", made->path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	fine = fputs(made->text, file) >= 0;
	if (fclose(file) || !fine)
		return refuse_path("cannot write", made->path, strerror(errno));
	return true;
}

static void take_away(const struct creation *creation)
{
	for (size_t i = 0; i < creation->n_files; i++)
		if (creation->files[i].written)
			unlink(creation->files[i].path);
	if (creation->made_folder)
		rmdir(creation->folder);
}

static bool write_folder(struct creation *creation)
{
	creation->made_folder = !mkdir(creation->folder, 0777);
	if (!creation->made_folder && errno != EEXIST)
		return refuse_path("cannot make the folder", creation->folder,
				   strerror(errno));
	for (size_t i = 0; i < creation->n_files; i++)
		if (!write_file(&creation->files[i])) {
			take_away(creation);
			return false;
		}
	return true;
}

static void print_next(const struct creation *creation)
{
	const char *name = creation->name;
	char *shown = text_printable(creation->folder);

	printf("The plugin \"%s\" is in %s, and works as it stands. Next, "
	       "there:\n\n"
	       "  make          builds %s.so\n"
	       "  make check    asks whether it keeps the rules\n"
	       "  make install  puts it where pipelines find it\n\n"
	       "Then change %s.c; README.md says more.\n",
	       name, shown ? shown : "", name, name);
	free(shown);
}

static bool create(struct creation *creation)
{
	const char *data = getenv("FFTPIPE_DATADIR");

	creation->template = arena_printf(&creation->arena, "%s/template",
					  data && *data ? data : PKGDATADIR);
	if (!creation->template)
		return refuse("out of memory");
	return name_valid(creation->name) && name_free(creation) &&
	       folder_free(creation->folder) && read_template(creation) &&
	       write_folder(creation);
}

int command_new(int argc, char **argv)
{
	const struct usage usage = {
		"new", "NAME [DIR]",
		"Makes a folder, DIR or else ./NAME, with a plugin that works: "
		"its commented\nsource, a Makefile, a README and a pipeline to "
		"try it.\n\n"
		"NAME is what pipelines will write after \"use =\": lower case "
		"letters, digits and\n'-', the first a letter. Names that a "
		"plugin has already, and folders that hold\nsomething, are "
		"refused with status 2.\n",
		NULL, 0
	};
	struct creation creation = { 0 };
	int status = options_read(&usage, &argc, &argv);

	if (status >= 0)
		return status;
	if (argc < 1 || argc > 2)
		return usage_wrong(&usage, "it takes a name, and perhaps a "
					   "folder");
	creation.name = argv[0];
	creation.folder = argc > 1 ? argv[1] : argv[0];
	status = STATUS_WRONG;
	if (create(&creation)) {
		print_next(&creation);
		status = STATUS_FINE;
	}
	arena_finish(&creation.arena);
	return status;
}
