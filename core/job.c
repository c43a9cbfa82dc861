/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job.c - decode the inputs, make or reuse the plan, run it
 */
#include "job.h"
#include "clock.h"
#include "meta.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the workshop ------------------------------------------------------- */

bool workshop_init(struct workshop *workshop, struct pipeline *pipeline,
		   const struct module_path *path, unsigned threads,
		   struct board *board, const volatile sig_atomic_t *cancel)
{
	*workshop = (struct workshop){ .pipeline = pipeline };
	workshop->modules.path = path;
	workshop->modules.board = board;
	workshop->threads = threads;
	if (!outcome_init(&workshop->outcome))
		return false;
	workshop->services = (struct services){ .outcome = &workshop->outcome,
						.board = board,
						.cancel = cancel };
	return true;
}

static void forget_plan(struct workshop *workshop)
{
	if (workshop->planned)
		plan_finish(&workshop->plan);
	workshop->planned = false;
}

void workshop_close(struct workshop *workshop)
{
	forget_plan(workshop);
}

void workshop_finish(struct workshop *workshop)
{
	forget_plan(workshop);
	pool_destroy(workshop->pool);
	modules_finish(&workshop->modules);
	outcome_finish(&workshop->outcome);
	arena_finish(&workshop->arena);
}

void workshop_bind(struct workshop *workshop, struct problems *problems)
{
	pipeline_bind(workshop->pipeline, &workshop->modules,
		      &workshop->outcome, problems);
	if (!problems_any(problems) &&
	    !pipeline_digest(workshop->pipeline, workshop->digest))
		problems->out_of_memory = true;
}

/* ---- decoding ----------------------------------------------------------- */

enum { SMALL_FILES = 1 << 18 }; /* bytes */

/* All files of a job, opened. */
struct reading {
	struct workshop *workshop;
	const struct job *job;
	size_t n;
	struct decoder **decoders;
	struct input_shape *shapes;
	int *fds;
	char digest[DIGEST_SIZE];
	bool digested;
	pthread_t digester;
	bool digesting;
};

static int open_file(struct reading *reading, size_t i)
{
	const struct pipeline *pipeline = reading->workshop->pipeline;
	const struct job_file *file = &reading->job->files[i];
	struct outcome *outcome = &reading->workshop->outcome;
	struct decode_options options = {
		.gray = pipeline->gray,
		.gray8 = pipeline->gray8,
		.page = reading->job->page,
		.one_page_serves = i > 0,
		.has_range = pipeline->has_range,
		.lo = pipeline->range_lo,
		.hi = pipeline->range_hi,
		.beside = file->beside,
		.beside_length = file->beside_length,
		.limits = &pipeline->limits,
		.threads = reading->workshop->threads,
	};
	int status = decoder_open(&reading->decoders[i], file->fd, &options,
				  outcome);

	if (status) {
		if (i)
			outcome_prefix(outcome, "%s: ", file->name);
		return status;
	}
	reading->shapes[i].shape = reading->decoders[i]->shape;
	reading->shapes[i].memory = reading->decoders[i]->memory;
	reading->fds[i] = file->fd;
	return FFTPIPE_OK;
}

static int open_files(struct reading *reading)
{
	struct arena *arena = &reading->workshop->arena;
	int status = FFTPIPE_OK;

	reading->n = 1 + reading->workshop->pipeline->n_companions;
	reading->decoders =
		arena_array(arena, reading->n, sizeof(struct decoder *));
	reading->shapes =
		arena_array(arena, reading->n, sizeof *reading->shapes);
	reading->fds = arena_array(arena, reading->n, sizeof *reading->fds);
	if (!reading->decoders || !reading->shapes || !reading->fds) {
		reading->n = 0;
		return outcome_fail(&reading->workshop->outcome, FFTPIPE_ENOMEM,
				    "out of memory");
	}
	for (size_t i = 0; i < reading->n && !status; i++)
		status = open_file(reading, i);
	return status;
}

static void *digest_main(void *arg)
{
	struct reading *reading = arg;

	reading->digested =
		digest_files(reading->fds, reading->n, reading->digest);
	return NULL;
}

/* Of so few bytes that a thread takes longer to start than their digest. */
static bool are_small(const struct reading *reading)
{
	off_t total = 0;

	for (size_t i = 0; i < reading->n; i++) {
		struct stat status;

		if (fstat(reading->fds[i], &status))
			return false;
		total += status.st_size;
	}
	return total <= SMALL_FILES;
}

/* Beside decoding, which leaves a core idle. */
static void start_digest(struct reading *reading)
{
	reading->digesting =
		!are_small(reading) &&
		!pthread_create(&reading->digester, NULL, digest_main, reading);
	if (!reading->digesting)
		digest_main(reading);
}

static void end_digest(struct reading *reading)
{
	if (reading->digesting)
		pthread_join(reading->digester, NULL);
	reading->digesting = false;
}

static void close_files(struct reading *reading)
{
	end_digest(reading);
	for (size_t i = 0; i < reading->n; i++)
		decoder_close(reading->decoders[i]);
}

/* What the outputs will remember: the source's own words, else the file's. */
static void set_origin(const struct decoder *decoder, struct slot *slot)
{
	struct origin *origin = &slot->origin;

	if (decoder->has_embedded && decoder->embedded.origin.known) {
		*origin = decoder->embedded.origin;
		return;
	}
	*origin = (struct origin){ .known = true,
				   .depth = decoder->depth,
				   .floating = decoder->floating,
				   .width = slot->image.width,
				   .height = slot->image.height,
				   .mean = decoder->mean,
				   .lo = slot->image.lo,
				   .hi = slot->image.hi };
}

/* The same before it is read, as far as a depth depends on it. */
static void foresee_origins(struct reading *reading)
{
	struct plan *plan = &reading->workshop->plan;

	for (size_t i = 0; i < reading->n; i++) {
		const struct decoder *decoder = reading->decoders[i];
		struct slot *slot = plan->inputs[i];

		/* Any range stands for the one that it will have. */
		slot->image.lo = 0;
		slot->image.hi = !decoder->unbounded ||
				 (decoder->scaled && !decoder->has_embedded);
		set_origin(decoder, slot);
	}
	plan_pass_origins(plan);
}

static int read_file(struct reading *reading, size_t i)
{
	struct workshop *workshop = reading->workshop;
	struct slot *slot = workshop->plan.inputs[i];
	static const fftpipe_meta nothing;
	int status;

	slot->image = slot->planned;
	slot->image.data = workshop->plan.buffers[slot->buffer].memory;
	meta_copy(slot->image.meta, &nothing);
	status = decoder_read(reading->decoders[i], &slot->image,
			      workshop->pool, &workshop->outcome);
	if (status) {
		if (i)
			outcome_prefix(&workshop->outcome,
				       "%s: ", reading->job->files[i].name);
		return status;
	}
	set_origin(reading->decoders[i], slot);
	/* The plan counts the memory of one of them at a time. */
	decoder_close(reading->decoders[i]);
	reading->decoders[i] = NULL;
	return FFTPIPE_OK;
}

/* Decoding, the nodes, what is written. */
static uint32_t count_steps(const struct reading *reading)
{
	size_t n = 1 + reading->workshop->plan.n_nodes;

	for (size_t i = 0; i < reading->job->n_outputs; i++)
		n += reading->job->outputs[i] >= 0;
	return (uint32_t)n;
}

static int read_files(struct reading *reading)
{
	struct workshop *workshop = reading->workshop;
	double start = clock_seconds();
	int status = FFTPIPE_OK;

	board_step(workshop->services.board, 1, count_steps(reading), "decode",
		   "");
	start_digest(reading);
	for (size_t i = 0; i < reading->n && !status; i++)
		status = read_file(reading, i);
	end_digest(reading);
	if (!status && !reading->digested)
		status = outcome_fail(&workshop->outcome, FFTPIPE_EDATA,
				      "cannot read it to its end");
	for (size_t i = 0; i < reading->n && !status; i++)
		memcpy(workshop->plan.inputs[i]->origin.sha256, reading->digest,
		       DIGEST_SIZE);
	timings_add(&workshop->account.timings, &workshop->arena, "input",
		    "decode", clock_seconds() - start);
	return status;
}

/* ---- the job ------------------------------------------------------------ */

/*
 * What the job's own files take to decode.  Threads that decode side by side
 * are worth no failure either.
 */
static void count_decoding(struct reading *reading)
{
	struct plan *plan = &reading->workshop->plan;

	plan_decode(plan, reading->shapes);
	if (plan->peak <= reading->workshop->pipeline->limits.memory)
		return;
	for (size_t i = 0; i < reading->n; i++) {
		struct decoder *decoder = reading->decoders[i];

		decoder->alone = true;
		if (decoder->least)
			reading->shapes[i].memory = decoder->least;
	}
	plan_decode(plan, reading->shapes);
}

/* One that has memory and needs more must give it back first. */
static bool keeps_plan(struct reading *reading)
{
	struct workshop *workshop = reading->workshop;

	if (!workshop->planned ||
	    !plan_fits(&workshop->plan, reading->shapes, reading->job->formats))
		return false;
	count_decoding(reading);
	return !workshop->granted || workshop->plan.peak <= workshop->granted;
}

static int make_plan(struct reading *reading)
{
	struct workshop *workshop = reading->workshop;
	double start = clock_seconds();
	int status;

	if (keeps_plan(reading))
		return FFTPIPE_OK;
	forget_plan(workshop);
	status = plan_open(&workshop->plan, workshop->pipeline,
			   &workshop->modules, &workshop->services,
			   reading->shapes, reading->job->formats);
	workshop->planned = !status;
	workshop->granted = 0;
	if (!status)
		count_decoding(reading);
	timings_add(&workshop->account.timings, &workshop->arena, "plan",
		    "open", clock_seconds() - start);
	return status;
}

/* Does the plan stay within the limit? */
static int check_memory(struct workshop *workshop)
{
	uint64_t limit = workshop->pipeline->limits.memory;
	uint64_t peak = workshop->plan.peak;

	if (peak > limit)
		return outcome_fail(
			&workshop->outcome, FFTPIPE_EDATA,
			"needs %llu bytes of memory, over the limit "
			"of %llu; raise it with [limits] memory",
			(unsigned long long)peak, (unsigned long long)limit);
	return FFTPIPE_OK;
}

/* Is there room for it now?  What the plan has from its last job it keeps. */
static int take_memory(struct workshop *workshop)
{
	int status;

	if (!workshop->grant ||
	    (workshop->granted && plan_holds(&workshop->plan)))
		return FFTPIPE_OK;
	status = workshop->grant(workshop->grant_context, workshop->plan.peak,
				 &workshop->outcome);
	workshop->granted = status ? 0 : workshop->plan.peak;
	return status;
}

static int begin(struct workshop *workshop, struct reading *reading,
		 const struct job *job)
{
	board_step(workshop->services.board, 0, 0, "", "");
	outcome_clear(&workshop->outcome);
	arena_finish(&workshop->arena);
	workshop->account = (struct account){ 0 };
	workshop->services.view_side = job->view_side;
	workshop->current = false;
	workshop->services.failed = false;
	*reading = (struct reading){ .workshop = workshop, .job = job };
	/* Threads start where a fence around their process stands already. */
	if (!workshop->pool)
		workshop->pool = pool_create(workshop->threads);
	workshop->services.pool = workshop->pool;
	return workshop->pool ? FFTPIPE_OK
			      : outcome_fail(&workshop->outcome, FFTPIPE_ENOMEM,
					     "out of memory");
}

int job_plan(struct workshop *workshop, const struct job *job)
{
	struct reading reading;
	int status;

	status = begin(workshop, &reading, job);
	if (!status)
		status = open_files(&reading);
	if (!status)
		status = make_plan(&reading);
	if (!status) {
		workshop->plan.pages = reading.decoders[0]->pages;
		status = check_memory(workshop);
	}
	if (!status)
		foresee_origins(&reading);
	close_files(&reading);
	return status;
}

static int open_account(struct workshop *workshop, size_t n_outputs)
{
	struct account *account = &workshop->account;

	account->facts = arena_array(&workshop->arena, n_outputs + 1,
				     sizeof *account->facts);
	if (!account->facts)
		return outcome_fail(&workshop->outcome, FFTPIPE_ENOMEM,
				    "out of memory");
	account->n_facts = n_outputs;
	return FFTPIPE_OK;
}

/* Views are worth no failure: where they take too much, there are none. */
static int plan_with_views(struct reading *reading)
{
	struct workshop *workshop = reading->workshop;
	int status = make_plan(reading);

	if (status || !workshop->services.view_side ||
	    workshop->plan.peak <= workshop->pipeline->limits.memory)
		return status;
	workshop->services.view_side = 0;
	return make_plan(reading);
}

int job_run(struct workshop *workshop, const struct job *job)
{
	struct reading reading;
	int status;

	status = begin(workshop, &reading, job);
	workshop->current = !status && job_is_current(workshop, job);
	if (workshop->current)
		return FFTPIPE_OK;
	if (!status)
		status = open_files(&reading);
	if (!status)
		status = plan_with_views(&reading);
	if (!status)
		status = check_memory(workshop);
	if (!status)
		status = take_memory(workshop);
	if (!status)
		status = plan_allocate(&workshop->plan);
	if (!status)
		status = open_account(workshop, job->n_outputs);
	if (!status)
		status = read_files(&reading);
	close_files(&reading);
	if (!status)
		status = plan_run(&workshop->plan, job->outputs,
				  workshop->digest, &workshop->arena,
				  &workshop->account);
	if (status && !workshop->outcome.status)
		outcome_fail(&workshop->outcome, status,
			     "it failed with status %d and nobody said why",
			     status);
	/*
	 * Its state can't be trusted, or its memory is wanted elsewhere.  What
	 * came first counts: other threads were only told to stop.
	 */
	status = workshop->outcome.status;
	if (status == FFTPIPE_EINTERNAL || status == FFTPIPE_ENOMEM)
		forget_plan(workshop);
	return status;
}

uint32_t job_pages(struct workshop *workshop, const struct job_file *file)
{
	struct decode_options options = { .page = 1,
					  .limits =
						  &workshop->pipeline->limits };
	struct decoder *decoder;
	uint32_t pages;

	outcome_clear(&workshop->outcome);
	if (decoder_open(&decoder, file->fd, &options, &workshop->outcome))
		return 0;
	pages = decoder->pages;
	decoder_close(decoder);
	return pages;
}
