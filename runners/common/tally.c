/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.c - results counted, and the summary at the end of a run
 */
#include "tally.h"

#include "runner.h"
#include "style.h"

#include <stdlib.h>
#include <string.h>

/* ---- counting ------------------------------------------------------------ */

/* `shown` is freed; NULL: there was no memory. */
static const char *keep_shown(struct tally *tally, char *shown)
{
	const char *kept = shown ? arena_strdup(&tally->arena, shown) : NULL;

	free(shown);
	return kept ? kept : "";
}

static const char *keep(struct tally *tally, const char *text)
{
	return keep_shown(tally, text_printable(text));
}

static void add_failure(struct tally *tally, const struct result *result)
{
	const char *text = result->outcome->reason ? result->outcome->reason
						   : "out of memory";
	struct tally_reason *reason = tally->reasons;

	while (reason < tally->reasons + tally->n_reasons &&
	       strcmp(reason->text, text) != 0)
		reason++;
	if (reason == tally->reasons + TALLY_REASONS) {
		tally->other++;
		return;
	}
	if (reason == tally->reasons + tally->n_reasons) {
		reason->text = keep(tally, text);
		tally->n_reasons++;
	}
	if (reason->count < TALLY_NAMES)
		reason->names[reason->count] =
			keep_shown(tally, input_printable(result->input));
	reason->paged |= result->input->pages > 1;
	reason->count++;
}

/* How much of the two is the same, whole folders only. */
static size_t common_length(const char *a, const char *b)
{
	size_t same = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '/')
			same = i + 1;
	return same;
}

static void add_folder(struct tally *tally, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash + 1 - path) : 0, same;

	if (!tally->folder) {
		tally->folder = arena_strndup(&tally->arena, path, length);
		return;
	}
	same = common_length(tally->folder, path);
	if (same < strlen(tally->folder) || same < length)
		tally->deeper = true;
	tally->folder[same] = '\0';
}

void tally_add(struct tally *tally, const struct result *result)
{
	tally->read_bytes += result->nbytes;
	if (result->outcome->status) {
		add_failure(tally, result);
		return;
	}
	for (size_t i = 0; i < result->n_outputs && !result->skipped; i++) {
		const struct store_output *output = &result->outputs[i];
		const char *path = result->input->outputs[i];

		if (!output->source || !output->path || !path)
			continue;
		tally->written_bytes += output->nbytes;
		if (tally->n_written < TALLY_NAMES)
			tally->written[tally->n_written] = keep(tally, path);
		tally->n_written++;
		add_folder(tally, path);
	}
}

void tally_finish(struct tally *tally)
{
	arena_finish(&tally->arena);
	*tally = (struct tally){ 0 };
}

/* ---- saying -------------------------------------------------------------- */

static void print_count(bool color, enum style style, size_t count,
			const char *what)
{
	fprintf(stderr, "%s%zu %s%s", style_code(color, style), count, what,
		style_code(color, STYLE_PLAIN));
}

static void print_speed(const struct tally *tally, size_t files, double seconds)
{
	fprintf(stderr, " in %.2f s", seconds);
	if (seconds <= 0)
		return;
	if (files > 1)
		fprintf(stderr, ", %.3g files/s", (double)files / seconds);
	if (tally->read_bytes)
		fprintf(stderr, ", %.3g MB/s",
			(double)tally->read_bytes / 1e6 / seconds);
}

static void print_written(const struct tally *tally)
{
	char *folder;

	if (!tally->n_written)
		return;
	if (!strcmp(tally->written[0], "-")) {
		fputs("; wrote to standard output", stderr);
		return;
	}
	if (tally->n_written <= TALLY_NAMES) {
		for (size_t i = 0; i < tally->n_written; i++)
			fprintf(stderr, "%s%s", i ? ", " : "; wrote ",
				tally->written[i]);
		return;
	}
	folder = tally->folder ? text_printable(tally->folder) : NULL;
	fprintf(stderr, "; wrote %zu files %s %s", tally->n_written,
		tally->deeper ? "below" : "in",
		folder && *folder ? folder : "the working directory");
	free(folder);
}

static void print_reasons(const struct tally *tally, bool color)
{
	for (size_t i = 0; i < tally->n_reasons; i++) {
		const struct tally_reason *reason = &tally->reasons[i];

		fprintf(stderr, "  %s%zu failed%s: %s\n    ",
			style_code(color, STYLE_BAD), reason->count,
			style_code(color, STYLE_PLAIN), reason->text);
		for (size_t k = 0; k < reason->count && k < TALLY_NAMES; k++)
			fprintf(stderr, "%s%s",
				!k              ? ""
				: reason->paged ? "; "
						: ", ",
				reason->names[k]);
		if (reason->count > TALLY_NAMES)
			fprintf(stderr, " and %zu more",
				reason->count - TALLY_NAMES);
		fputc('\n', stderr);
	}
	if (tally->other)
		fprintf(stderr, "  %zu failed for other reasons\n",
			tally->other);
}

void tally_print(const struct tally *tally, const struct batch_summary *summary,
		 const char *why_skipped, double seconds)
{
	bool color = style_color(stderr);
	size_t all = summary->done + summary->failed + summary->skipped;

	fprintf(stderr, "%s: ", runner.program);
	print_count(color, summary->done ? STYLE_GOOD : STYLE_PLAIN,
		    summary->done, "done");
	if (summary->failed) {
		fputs(", ", stderr);
		print_count(color, STYLE_BAD, summary->failed, "failed");
	}
	if (summary->skipped)
		fprintf(stderr, ", %zu skipped (%s)", summary->skipped,
			why_skipped);
	print_speed(tally, all - summary->skipped, seconds);
	print_written(tally);
	fputc('\n', stderr);
	if (all > 1)
		print_reasons(tally, color);
}
