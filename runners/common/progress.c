/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.c - progress drawn
 *
 * Short runs show nothing: the first line comes when there is something to wait
 * for.  A program in the background leaves the terminal alone.
 */
#define _DEFAULT_SOURCE /* TIOCGWINSZ */
#include "progress.h"

#include "clock.h"
#include "style.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	FIRST_MS = 400,  /* before that, no line */
	AGAIN_MS = 100,  /* a terminal's line is drawn so often at most */
	PLAIN_MS = 10000 /* between plain lines */
};

enum { LINE = 1024, BAR = 20, LEAST_BESIDE_BAR = 24, LEAST_NAME = 8 };

/* A line as it is made; `columns` are counted, styles have none. */
struct line {
	char text[LINE];
	size_t length, columns, most;
};

void progress_init(struct progress *progress, const char *program)
{
	*progress = (struct progress){ .program = program,
				       .terminal = style_terminal(stderr),
				       .color = style_color(stderr),
				       .unicode = style_unicode(),
				       .started = clock_seconds() };
	progress->last = progress->started;
}

/* ---- lines --------------------------------------------------------------- */

static size_t count_columns(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* Append it if it fits; what does not is left out as a whole. */
static bool add(struct line *line, const char *text)
{
	size_t length = strlen(text), columns = count_columns(text);

	if (line->length + length >= sizeof line->text ||
	    line->columns + columns > line->most)
		return false;
	memcpy(line->text + line->length, text, length + 1);
	line->length += length;
	line->columns += columns;
	return true;
}

/* A style has no width. */
static void add_style(struct line *line, const struct progress *progress,
		      enum style style)
{
	const char *code = style_code(progress->color, style);
	size_t length = strlen(code);

	if (line->length + length >= sizeof line->text)
		return;
	memcpy(line->text + line->length, code, length + 1);
	line->length += length;
}

PRINTF_LIKE(2, 3)
static bool addf(struct line *line, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return add(line, text);
}

/* As much of the end of a name as there is room for. */
static void add_name(struct line *line, const struct progress *progress,
		     const struct input *input)
{
	const char *more = progress->unicode ? "…" : "...";
	char *name = input_printable(input);
	size_t room = line->most - line->columns;
	const char *from = name;

	if (!name || room < LEAST_NAME) {
		free(name);
		return;
	}
	if (count_columns(name) > room) {
		size_t drop = count_columns(name) - room + count_columns(more);

		while (*from && (drop || ((unsigned char)*from & 0xc0) == 0x80))
			drop -= ((unsigned char)*from++ & 0xc0) != 0x80;
		add(line, more);
	}
	add(line, from);
	free(name);
}

/* "0:09", "1:02:03" */
static void add_time(struct line *line, double seconds)
{
	unsigned long whole =
		seconds < 3.6e7 ? (unsigned long)(seconds + 0.5) : 36000000;

	if (whole >= 3600)
		addf(line, "%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60,
		     whole % 60);
	else
		addf(line, "%lu:%02lu", whole / 60, whole % 60);
}

/* On a narrow terminal it would leave no room for the numbers. */
static void add_bar(struct line *line, const struct progress *progress,
		    double part)
{
	const char *full = progress->unicode ? "━" : "#";
	const char *empty = progress->unicode ? "─" : ".";
	int filled = (int)(part * BAR);

	if (line->most < BAR + LEAST_BESIDE_BAR)
		return;
	add(line, "[");
	add_style(line, progress, STYLE_GOOD);
	for (int i = 0; i < filled && i < BAR; i++)
		add(line, full);
	add_style(line, progress, STYLE_FAINT);
	for (int i = filled; i < BAR; i++)
		add(line, empty);
	add_style(line, progress, STYLE_PLAIN);
	add(line, "] ");
}

/* ---- what is said -------------------------------------------------------- */

/* "3/5 fft2d-magnitude [magnitude] 40 %" */
static void add_step(struct line *line, const struct board *board)
{
	if (!board->step || !board->steps)
		return;
	addf(line, "%u/%u %s", board->step, board->steps, board->doing);
	if (board->thousandths)
		addf(line, " %u %%", board->thousandths / 10);
}

static double count_rate(const struct progress *progress,
			 const struct batch_progress *batch, double now)
{
	double seconds = now - progress->started;

	return seconds > 0 ? (double)batch->ended / seconds : 0;
}

/* Files: how many of how many, how fast, how long still. */
static void add_files(struct line *line, const struct progress *progress,
		      const struct batch_progress *batch, double now)
{
	double rate = count_rate(progress, batch, now);

	addf(line, "%zu of %zu", batch->ended, batch->expected);
	if (progress->failed) {
		add_style(line, progress, STYLE_BAD);
		addf(line, ", %zu failed", progress->failed);
		add_style(line, progress, STYLE_PLAIN);
	}
	if (!batch->ended)
		return;
	addf(line, ", %.*f/s, ", rate < 10 ? 1 : 0, rate);
	add_time(line, (double)(batch->expected - batch->ended) / rate);
	add(line, " left");
}

/* One picture: where it is, and for how long. */
static void add_picture(struct line *line, const struct progress *progress,
			const struct batch_progress *batch)
{
	struct line rest = { .most = line->most - line->columns };
	size_t room = line->most;

	add_step(&rest, &batch->board);
	if (rest.length)
		add(&rest, ", ");
	addf(&rest, "%.0f s", batch->seconds);
	line->most = room > rest.columns + 2 ? room - rest.columns - 2 : 0;
	add_name(line, progress, batch->input);
	line->most = room;
	add(line, "  ");
	add(line, rest.text);
}

static double part_of_picture(const struct board *board)
{
	if (!board->step || !board->steps)
		return 0;
	return (board->step - 1 + board->thousandths / 1000.0) / board->steps;
}

/* ---- drawing ------------------------------------------------------------- */

static size_t count_terminal(void)
{
	struct winsize size;

	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col > 1)
		return size.ws_col - 1u;
	return 79;
}

/* Another program may be using the terminal. */
static bool in_background(void)
{
	pid_t group = tcgetpgrp(STDERR_FILENO);

	return group >= 0 && group != getpgrp();
}

static void draw(struct progress *progress, const struct batch_progress *batch,
		 double now)
{
	struct line line = { .most = count_terminal() };

	if (batch->expected > 1) {
		add_bar(&line, progress,
			(double)batch->ended / (double)batch->expected);
		add_files(&line, progress, batch, now);
		if (batch->input && add(&line, "  ")) {
			add_style(&line, progress, STYLE_FAINT);
			add_name(&line, progress, batch->input);
			add_style(&line, progress, STYLE_PLAIN);
		}
	} else if (batch->input) {
		add_bar(&line, progress, part_of_picture(&batch->board));
		add_picture(&line, progress, batch);
	}
	fprintf(stderr, "\r%s\033[K", line.text);
	fflush(stderr);
	progress->shown = progress->begun = true;
}

static void print_plain(const struct progress *progress,
			const struct batch_progress *batch, double now)
{
	struct line line = { .most = LINE };

	if (batch->expected > 1)
		add_files(&line, progress, batch, now);
	else if (batch->input)
		add_picture(&line, progress, batch);
	fprintf(stderr, "%s: %s\n", progress->program, line.text);
}

void progress_show(struct progress *progress,
		   const struct batch_progress *batch)
{
	double now = clock_seconds();
	double wait = !progress->terminal ? PLAIN_MS
		      : progress->begun   ? AGAIN_MS
					  : FIRST_MS;

	if (!batch->busy || 1e3 * (now - progress->last) < wait)
		return;
	progress->last = now;
	if (!progress->terminal)
		print_plain(progress, batch, now);
	else if (!in_background())
		draw(progress, batch, now);
}

void progress_hide(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}
