/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-file.c - a file that libtiff reads or writes through our descriptor
 *
 * libtiff says what is wrong through handlers, warnings too.  What it can live
 * with, we can, but for one: where the data of a JPEG end early libjpeg warns
 * and makes up the rest.
 */
#include "tiff-file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fftpipe/plugin.h"
#include "file-bytes.h"

/* What libtiff calls it, and writes in front of some complaints */
#define NAME "the file"

/* ---- what libtiff says --------------------------------------------------- */

static void keep_reason(struct tiff_file *file, const char *format,
			va_list arguments) PRINTF_LIKE(2, 0);

/* Not of interest to who has the file. */
static bool is_noise(const char *text)
{
	static const char noise[] = "Defined set_field_type";

	return !strncmp(text, noise, sizeof noise - 1);
}

/* Was it too large a piece of memory?  Then a limit is at fault. */
static void note_refused(struct tiff_file *file, const char *text)
{
	static const char words[] = "Memory allocation of ";
	const char *at = strstr(text, words);

	if (at && strstr(at, " is beyond the "))
		file->refused = strtoull(at + sizeof words - 1, NULL, 10);
}

/* The first complaint names the cause, the others its consequences. */
static void keep_reason(struct tiff_file *file, const char *format,
			va_list arguments)
{
	char text[sizeof file->reason];
	const char *start = text;
	static const char name[] = NAME ": ";
	size_t length;

	vsnprintf(text, sizeof text, format, arguments);
	if (*file->reason || is_noise(text))
		return;
	note_refused(file, text);
	length = strlen(text);
	while (length && strchr(". :", text[length - 1]))
		text[--length] = '\0';
	if (!strncmp(text, name, sizeof name - 1))
		start += sizeof name - 1;
	if (file->beyond && !strncmp(start, "Read error", 10))
		start = "it ends too early";
	snprintf(file->reason, sizeof file->reason, "%s", start);
}

static void keep_warning(struct tiff_file *file, const char *format,
			 va_list arguments) PRINTF_LIKE(2, 0);

static void keep_warning(struct tiff_file *file, const char *format,
			 va_list arguments)
{
	static const char ends_early[] = "Premature end of JPEG";
	char text[160];

	vsnprintf(text, sizeof text, format, arguments);
	if (strncmp(text, ends_early, sizeof ends_early - 1))
		return;
	file->cut = true;
	memcpy(file->reason, text, sizeof file->reason);
}

#if TIFF_HAS_OPTIONS
static int on_error(TIFF *tif, void *user, const char *module,
		    const char *format, va_list arguments) PRINTF_LIKE(4, 0);

static int on_error(TIFF *tif, void *user, const char *module,
		    const char *format, va_list arguments)
{
	(void)tif, (void)module;
	keep_reason(user, format, arguments);
	return 1;
}

static int on_warning(TIFF *tif, void *user, const char *module,
		      const char *format, va_list arguments) PRINTF_LIKE(4, 0);

static int on_warning(TIFF *tif, void *user, const char *module,
		      const char *format, va_list arguments)
{
	(void)tif, (void)module;
	keep_warning(user, format, arguments);
	return 1;
}
#else
static void on_error(thandle_t user, const char *module, const char *format,
		     va_list arguments) PRINTF_LIKE(3, 0);

static void on_error(thandle_t user, const char *module, const char *format,
		     va_list arguments)
{
	(void)module;
	if (user)
		keep_reason(user, format, arguments);
}

static void on_warning(thandle_t user, const char *module, const char *format,
		       va_list arguments) PRINTF_LIKE(3, 0);

static void on_warning(thandle_t user, const char *module, const char *format,
		       va_list arguments)
{
	(void)module;
	if (user)
		keep_warning(user, format, arguments);
}
#endif

/* ---- reading and writing ------------------------------------------------- */

static tmsize_t on_read(thandle_t user, void *to, tmsize_t nbytes)
{
	struct tiff_file *file = user;
	uint64_t offset = file->at;
	tmsize_t done = 0;

	if (offset >= file->shift_from)
		offset += file->shift;
	if (offset < file->size)
		done = file_read(file->fd, to, (size_t)nbytes, (off_t)offset);
	if (done < 0) {
		file->error = errno;
		done = 0;
	}
	file->at += (uint64_t)done;
	file->beyond = done < nbytes && !file->error;
	return done;
}

static tmsize_t on_write(thandle_t user, void *from, tmsize_t nbytes)
{
	struct tiff_file *file = user;
	tmsize_t done = 0;

	while (done < nbytes) {
		ssize_t n = pwrite(file->fd, (const char *)from + done,
				   (size_t)(nbytes - done), (off_t)file->at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			file->error = errno;
			return -1;
		}
		done += n;
		file->at += (uint64_t)n;
	}
	if (file->at > file->size)
		file->size = file->at;
	return done;
}

static toff_t on_seek(thandle_t user, toff_t offset, int whence)
{
	struct tiff_file *file = user;

	if (whence == SEEK_CUR)
		offset += file->at;
	else if (whence == SEEK_END)
		offset += file->size;
	/* libtiff seeks where hostile offsets lead, pread can not. */
	file->at = offset < INT64_MAX ? offset : INT64_MAX;
	return file->at;
}

static int on_close(thandle_t user)
{
	(void)user;
	return 0;
}

static toff_t on_size(thandle_t user)
{
	const struct tiff_file *file = user;

	return file->size;
}

/* ---- opening and closing ------------------------------------------------- */

#if TIFF_HAS_OPTIONS
static TIFF *open_client(struct tiff_file *file, const char *mode,
			 uint64_t most)
{
	TIFFOpenOptions *options = libtiff.OpenOptionsAlloc();
	TIFF *tif;

	if (!options)
		return NULL;
	libtiff.OpenOptionsSetMaxSingleMemAlloc(
		options, most < INT64_MAX ? (tmsize_t)most : INT64_MAX);
	libtiff.OpenOptionsSetErrorHandlerExtR(options, on_error, file);
	libtiff.OpenOptionsSetWarningHandlerExtR(options, on_warning, file);
	tif = libtiff.ClientOpenExt(NAME, mode, file, on_read, on_write,
				    on_seek, on_close, on_size, NULL, NULL,
				    options);
	libtiff.OpenOptionsFree(options);
	return tif;
}
#else
static TIFF *open_client(struct tiff_file *file, const char *mode,
			 uint64_t most)
{
	(void)most;
	libtiff.SetErrorHandler(NULL);
	libtiff.SetWarningHandler(NULL);
	libtiff.SetErrorHandlerExt(on_error);
	libtiff.SetWarningHandlerExt(on_warning);
	return libtiff.ClientOpen(NAME, mode, file, on_read, on_write, on_seek,
				  on_close, on_size, NULL, NULL);
}
#endif

bool tiff_file_open(struct tiff_file *file, int fd, const char *mode,
		    uint64_t most)
{
	struct stat info;

	*file = (struct tiff_file){ .fd = fd,
				    .shift_from = UINT64_MAX,
				    .most = most };
	if (fstat(fd, &info)) {
		file->error = errno;
		return false;
	}
	file->size = info.st_size > 0 ? (uint64_t)info.st_size : 0;
	if (!tiff_library_load(file->reason, sizeof file->reason))
		return false;
	file->tif = open_client(file, mode, most);
	return file->tif;
}

void tiff_file_close(struct tiff_file *file)
{
	if (file->tif)
		libtiff.Close(file->tif);
	file->tif = NULL;
}

bool tiff_file_get(const struct tiff_file *file, uint64_t offset, void *to,
		   size_t nbytes)
{
	struct tiff_file at = *file;

	if (nbytes > file->size || offset > file->size - nbytes)
		return false;
	at.at = offset;
	at.shift_from = UINT64_MAX;
	return on_read(&at, to, (tmsize_t)nbytes) == (tmsize_t)nbytes;
}

int tiff_file_failed(const struct tiff_file *file, struct outcome *outcome)
{
	if (file->error)
		return outcome_fail(outcome, FFTPIPE_EDATA, "cannot read: %s",
				    strerror(file->error));
	if (!libtiff.Close)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "libtiff, which reads and writes TIFF, "
				    "cannot be loaded: %s",
				    file->reason);
	if (file->refused)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "needs %" PRIu64 " bytes of memory in one "
				    "piece, over the limit of %" PRIu64
				    "; raise it with [limits] memory",
				    file->refused, file->most);
	return outcome_fail(outcome, FFTPIPE_EDATA, "not a valid TIFF: %s",
			    *file->reason ? file->reason : "it is damaged");
}
