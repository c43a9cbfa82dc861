/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-pages.c - the pages of a TIFF file, and what one brings along
 *
 * The chain of directories is walked here, where nothing is allocated for what
 * a directory claims to hold; libtiff then opens the one that is wanted.
 */
#include "tiff-pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	WINDOW = 4096,
	MOST_ENTRIES = 65535,
	SUBFILE_TYPE = 254,
	OLD_SUBFILE_TYPE = 255,
	XMP = 700,
	PROFILE = 34675
};

/* Where a walk is; the window saves most of its reads. */
struct walk {
	const struct tiff_file *file;
	bool msb_first, big;
	uint64_t directory; /* the one to look at; 0: no more */
	uint64_t next;
	uint64_t left; /* entries that can still follow without an overlap */
	bool overlap;
	uint64_t window_at;
	size_t window_filled;
	uint8_t window[WINDOW];
};

struct entry_of_directory {
	uint16_t tag, type;
	uint64_t count;
	uint32_t value; /* of the first element, if it is a SHORT or LONG */
};

/* ---- numbers ------------------------------------------------------------- */

static const uint8_t *look(struct walk *walk, uint64_t offset, size_t nbytes)
{
	uint64_t size = walk->file->size, left;

	if (nbytes > size || offset > size - nbytes)
		return NULL;
	if (offset >= walk->window_at &&
	    offset - walk->window_at + nbytes <= walk->window_filled)
		return walk->window + (offset - walk->window_at);
	left = size - offset;
	walk->window_at = offset;
	walk->window_filled = left < WINDOW ? (size_t)left : WINDOW;
	if (!tiff_file_get(walk->file, offset, walk->window,
			   walk->window_filled))
		walk->window_filled = 0;
	return walk->window_filled ? walk->window : NULL;
}

static uint64_t number(const struct walk *walk, const uint8_t *from,
		       unsigned nbytes)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < nbytes; i++)
		sum = sum << 8 | from[walk->msb_first ? i : nbytes - 1 - i];
	return sum;
}

static unsigned entry_bytes(const struct walk *walk)
{
	return walk->big ? 20 : 12;
}

/* Directories that don't overlap have no more entries than go into the file. */
static void walk_afresh(struct walk *walk)
{
	walk->left = walk->file->size / entry_bytes(walk);
}

static bool walk_begin(struct walk *walk, const struct tiff_file *file)
{
	const uint8_t *start;

	walk->file = file;
	walk->overlap = false;
	walk->window_at = 0;
	walk->window_filled = 0;
	walk->directory = 0;
	start = look(walk, 0, 8);
	if (!start)
		return false;
	walk->msb_first = start[0] == 'M';
	walk->big = number(walk, start + 2, 2) == 43;
	if (walk->big)
		start = look(walk, 0, 16);
	if (!start)
		return false;
	walk->directory = walk->big ? number(walk, start + 8, 8)
				    : number(walk, start + 4, 4);
	walk_afresh(walk);
	return walk->directory;
}

/* ---- directories --------------------------------------------------------- */

static void take_entry(const struct walk *walk, const uint8_t *from,
		       struct entry_of_directory *entry)
{
	const uint8_t *value = from + (walk->big ? 12 : 8);

	entry->tag = (uint16_t)number(walk, from, 2);
	entry->type = (uint16_t)number(walk, from + 2, 2);
	entry->count = number(walk, from + 4, walk->big ? 8 : 4);
	entry->value = (uint32_t)number(walk, value,
					entry->type == TIFF_SHORT ? 2 : 4);
}

/*
 * Call `take` for the entries of the directory and find the next one; false if
 * it does not lie within the file, or has more entries than libtiff would take.
 * Without `left` a small file could have thousands of large directories, each
 * beginning a few bytes behind the one before.
 */
static bool walk_directory(struct walk *walk,
			   void (*take)(const struct entry_of_directory *entry,
					void *arg),
			   void *arg)
{
	const unsigned head = walk->big ? 8 : 2, nbytes = entry_bytes(walk);
	const unsigned tail = walk->big ? 8 : 4;
	const uint8_t *at = look(walk, walk->directory, head);
	uint64_t offset = walk->directory + head, count;
	struct entry_of_directory entry;

	if (!at)
		return false;
	count = number(walk, at, head);
	if (!count || count > MOST_ENTRIES || count > walk->file->size / nbytes)
		return false;
	walk->overlap = count > walk->left;
	if (walk->overlap)
		return false;
	walk->left -= count;
	for (; count; count--, offset += nbytes) {
		at = look(walk, offset, nbytes);
		if (!at)
			return false;
		take_entry(walk, at, &entry);
		take(&entry, arg);
	}
	at = look(walk, offset, tail);
	walk->next = at ? number(walk, at, tail) : 0;
	return true;
}

static void see_kind(const struct entry_of_directory *entry, void *arg)
{
	bool *aside = arg;

	if (entry->tag == SUBFILE_TYPE &&
	    entry->value & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK))
		*aside = true;
	if (entry->tag == OLD_SUBFILE_TYPE &&
	    entry->value == OFILETYPE_REDUCEDIMAGE)
		*aside = true;
}

/* ---- a chain that may loop ----------------------------------------------- */

/* Directories seen: a table that is never more than half full. */
struct seen {
	uint64_t *offsets;
	size_t room, count;
};

static bool seen_grow(struct seen *seen)
{
	struct seen grown = { NULL, seen->room ? 2 * seen->room : 64, 0 };

	grown.offsets = calloc(grown.room, sizeof *grown.offsets);
	if (!grown.offsets)
		return false;
	for (size_t i = 0; i < seen->room; i++) {
		uint64_t offset = seen->offsets[i];
		size_t slot = offset * 0x9e3779b97f4a7c15u % grown.room;

		while (offset && grown.offsets[slot])
			slot = (slot + 1) % grown.room;
		if (offset)
			grown.offsets[slot] = offset;
	}
	grown.count = seen->count;
	free(seen->offsets);
	*seen = grown;
	return true;
}

/* Remember the offset; false if it was there, or without memory. */
static bool seen_add(struct seen *seen, uint64_t offset)
{
	size_t slot;

	if (2 * seen->count >= seen->room && !seen_grow(seen))
		return false;
	slot = offset * 0x9e3779b97f4a7c15u % seen->room;
	while (seen->offsets[slot]) {
		if (seen->offsets[slot] == offset)
			return false;
		slot = (slot + 1) % seen->room;
	}
	seen->offsets[slot] = offset;
	seen->count++;
	return true;
}

int tiff_pages_count(const struct tiff_file *file, const struct limits *limits,
		     uint32_t *pages, struct outcome *outcome)
{
	struct walk walk;
	struct seen seen = { NULL, 0, 0 };
	uint64_t count = 0;
	bool more = walk_begin(&walk, file);

	while (more && seen_add(&seen, walk.directory)) {
		bool aside = false;

		if (!walk_directory(&walk, see_kind, &aside))
			break;
		count += !aside;
		if (seen.count > limits->pages)
			break;
		walk.directory = walk.next;
		more = walk.next;
	}
	free(seen.offsets);
	if (walk.overlap)
		return outcome_fail(
			outcome, FFTPIPE_EDATA,
			"not a valid TIFF: its directories overlap");
	if (seen.count > limits->pages)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "it has over %" PRIu64
				    " pages, the limit; raise it with [limits] "
				    "pages",
				    limits->pages);
	*pages =
		count ? (uint32_t)(count < UINT32_MAX ? count : UINT32_MAX) : 1;
	return FFTPIPE_OK;
}

/* ---- one page ------------------------------------------------------------ */

static uint64_t type_bytes(uint16_t type)
{
	static const uint8_t bytes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
					 8, 4, 8, 4, 0, 0, 8, 8, 8 };

	return type < sizeof bytes ? bytes[type] : 0;
}

struct holdings {
	struct tiff_page *page;
	uint64_t most; /* no entry really has more bytes than the file */
};

static void see_holdings(const struct entry_of_directory *entry, void *arg)
{
	struct holdings *holdings = arg;
	struct tiff_page *page = holdings->page;
	uint64_t bytes = type_bytes(entry->type);

	if (bytes && entry->count > holdings->most / bytes)
		bytes = holdings->most;
	else
		bytes *= entry->count;
	page->held += bytes;
	if (entry->type == TIFF_ASCII || entry->tag == XMP)
		page->text += bytes;
	if (entry->tag == PROFILE)
		page->profile += bytes;
}

static int check_holdings(const struct tiff_page *page,
			  const struct limits *limits, struct outcome *outcome)
{
	if (page->text > limits->text)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "text of %" PRIu64
				    " bytes is over the limit of %" PRIu64
				    "; raise it with [limits] text",
				    page->text, limits->text);
	if (page->profile > limits->profile)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "color profile of %" PRIu64
				    " bytes is over the limit of %" PRIu64
				    "; raise it with [limits] profile",
				    page->profile, limits->profile);
	return FFTPIPE_OK;
}

int tiff_page_find(const struct tiff_file *file, const struct limits *limits,
		   uint32_t wanted, struct tiff_page *page,
		   struct outcome *outcome)
{
	struct walk walk;
	struct holdings holdings = { page, file->size };
	uint64_t first, steps = 0;

	*page = (struct tiff_page){ 0, 0, 0, 0 };
	if (!walk_begin(&walk, file))
		return FFTPIPE_OK;
	first = walk.directory;
	while (wanted && walk.directory && steps++ <= limits->pages) {
		bool aside = false;

		if (!walk_directory(&walk, see_kind, &aside))
			break;
		wanted -= !aside;
		if (wanted)
			walk.directory = walk.next;
	}
	page->directory = wanted ? first : walk.directory;
	walk.directory = page->directory;
	walk_afresh(&walk);
	walk_directory(&walk, see_holdings, &holdings);
	return check_holdings(page, limits, outcome);
}
