/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host.c - the functions that plugins call
 */
#include "host.h"
#include "meta.h"

#include <stdio.h>
#include <string.h>

static _Thread_local const struct seat *current;
static _Thread_local bool in_task;

/* In a band the outputs are copies: what is set there goes nowhere. */
static _Thread_local bool in_band;

static struct seat *seat_of(const fftpipe_host *host)
{
	return host->host_data;
}

static void host_log(const fftpipe_host *host, int level, const char *text)
{
	const struct seat *seat = seat_of(host);

	outcome_note(seat->services->outcome, level, "[%s] %s: %s", seat->stage,
		     seat->plugin, text ? text : "");
}

/*
 * Where the parameter was given that the sentence begins with, as in "high must
 * be above low"; else the stage's place.
 */
static struct place place_of(const struct seat *seat, const char *sentence)
{
	for (size_t i = 0; i < seat->n_settings; i++) {
		const struct entry *entry = &seat->settings[i];
		size_t length = strlen(entry->key);

		if (!strncmp(sentence, entry->key, length) &&
		    strchr(" ,:=", sentence[length]))
			return entry->place;
	}
	return seat->place;
}

static int host_fail(const fftpipe_host *host, int code, const char *sentence)
{
	const struct seat *seat = seat_of(host);
	struct place place;
	bool known = code > FFTPIPE_OK && code <= FFTPIPE_EINTERNAL;
	struct outcome *outcome = seat->services->outcome;

	if (!sentence)
		sentence = "it did not say why";
	place = place_of(seat, sentence);
	if (code == FFTPIPE_EPARAM && place.line)
		outcome_fail(outcome, code, "%s:%u: [%s] %s: %s", place.source,
			     place.line, seat->stage, seat->plugin, sentence);
	else if (code == FFTPIPE_EPARAM && place.source)
		outcome_fail(outcome, code, "%s: [%s] %s: %s", place.source,
			     seat->stage, seat->plugin, sentence);
	else
		outcome_fail(outcome, known ? code : FFTPIPE_EINTERNAL,
			     "[%s] %s: %s", seat->stage, seat->plugin,
			     sentence);
	return code;
}

static int host_progress(const fftpipe_host *host, double done)
{
	const struct services *services = seat_of(host)->services;

	if (services->board && done >= 0 && done <= 1)
		atomic_store_explicit(&services->board->thousandths,
				      (uint32_t)(1000 * done),
				      memory_order_relaxed);
	return (services->cancel && *services->cancel) ||
	       atomic_load_explicit(&services->failed, memory_order_relaxed);
}

static const char *host_meta_get(const fftpipe_host *host,
				 const fftpipe_image *image, const char *key)
{
	(void)host;
	return image && image->meta && key ? meta_get(image->meta, key) : NULL;
}

static int host_meta_set(const fftpipe_host *host, fftpipe_image *image,
			 const char *key, const char *value)
{
	(void)host;
	if (!image || !image->meta || !key)
		return FFTPIPE_EPARAM;
	if (in_band)
		return meta_key_valid(key) ? FFTPIPE_OK : FFTPIPE_EPARAM;
	return meta_set(image->meta, key, value);
}

static void host_reserve(const fftpipe_host *host, uint64_t bytes)
{
	struct seat *seat = seat_of(host);

	seat->reserved = bytes > UINT64_MAX - seat->reserved
				 ? UINT64_MAX
				 : seat->reserved + bytes;
}

struct shared_task {
	const struct seat *seat;
	int (*task)(void *arg, uint32_t k);
	void *arg;
};

static int run_shared(void *arg, uint32_t k)
{
	const struct shared_task *shared = arg;
	const struct seat *before = current;
	int result;

	current = shared->seat;
	in_task = true;
	result = shared->task(shared->arg, k);
	in_task = false;
	current = before;
	return result;
}

/* From inside a task there is no pool to wait for: the work is done here. */
static int host_parallel(const fftpipe_host *host, uint32_t n,
			 int (*task)(void *arg, uint32_t k), void *arg)
{
	struct shared_task shared = { seat_of(host), task, arg };
	int result = 0;

	if (!in_task && seat_of(host)->services->pool)
		return pool_run(seat_of(host)->services->pool, n, run_shared,
				&shared);
	for (uint32_t k = 0; k < n && !result; k++)
		result = task(arg, k);
	return result;
}

static const void *host_get_extension(const fftpipe_host *host, const char *id)
{
	const struct seat *seat = seat_of(host);

	if (!id)
		return NULL;
	if (seat->measured && !strcmp(id, "fftpipe.measured/1"))
		return seat;
	if (seat->coarse && !strcmp(id, "fftpipe.coarse/1"))
		return seat;
	return NULL;
}

void seat_init(struct seat *seat, struct services *services, const char *stage,
	       const char *plugin)
{
	struct pool *pool = services->pool;

	*seat = (struct seat){ .services = services,
			       .stage = stage,
			       .plugin = plugin };
	seat->host = (fftpipe_host){
		.struct_size = sizeof seat->host,
		.abi_minor = FFTPIPE_ABI_MINOR,
		.threads = pool ? pool_threads(pool) : 1,
		.version = VERSION,
		.host_data = seat,
		.log = host_log,
		.fail = host_fail,
		.progress = host_progress,
		.meta_get = host_meta_get,
		.meta_set = host_meta_set,
		.reserve = host_reserve,
		.parallel = host_parallel,
		.get_extension = host_get_extension,
	};
}

void board_show(struct board *board, const char *stage, const char *plugin)
{
	if (!board || in_task)
		return;
	snprintf(board->stage, sizeof board->stage, "%s", stage);
	snprintf(board->plugin, sizeof board->plugin, "%s", plugin);
}

void board_step(struct board *board, uint32_t step, uint32_t steps,
		const char *doing, const char *stage)
{
	if (!board)
		return;
	board->step = step;
	board->steps = steps;
	board->thousandths = 0;
	if (*stage)
		snprintf(board->doing, sizeof board->doing, "%s [%s]", doing,
			 stage);
	else
		snprintf(board->doing, sizeof board->doing, "%s", doing);
}

void seat_enter(const struct seat *seat)
{
	current = seat;
	board_show(seat->services->board, seat->stage, seat->plugin);
}

void seat_leave(const struct seat *seat)
{
	current = NULL;
	board_show(seat->services->board, "", "");
}

const struct seat *seat_current(void)
{
	return current;
}

void seat_in_task(bool inside)
{
	in_task = in_band = inside;
}

int seat_result(const struct seat *seat, int returned, const char *call)
{
	struct outcome *outcome = seat->services->outcome;

	if (returned == FFTPIPE_OK)
		return outcome->status;
	if (returned < FFTPIPE_OK || returned > FFTPIPE_EINTERNAL)
		return outcome_fail(outcome, FFTPIPE_EINTERNAL,
				    "[%s] %s: %s returned %d, which is no "
				    "status",
				    seat->stage, seat->plugin, call, returned);
	if (returned == FFTPIPE_ENOMEM)
		return outcome_fail(outcome, returned,
				    "[%s] %s: out of memory in %s", seat->stage,
				    seat->plugin, call);
	return outcome_fail(outcome, returned,
			    "[%s] %s: %s failed with status %d and did not say "
			    "why",
			    seat->stage, seat->plugin, call, returned);
}
