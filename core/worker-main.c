/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker-main.c - the life of a worker process: shed what it inherited, then do
 * what the channel asks for
 */
#define _GNU_SOURCE /* close_range, prctl */
#include "worker-main.h"
#include "heap.h"
#include "leave.h"
#include "worker-parcels.h"
#include "worker-program.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	CHANNEL = WORKER_CHANNEL,
	MOST_OUTPUTS = 1 << 20, /* places for outputs, most of them empty */
	/* Code, stacks and allocators' reserves, beside what the plan counts */
	BASE_MEMORY = 1024 * 1024 * 1024,
	THREAD_MEMORY = 80 * 1024 * 1024
};

/* ---- becoming a worker -------------------------------------------------- */

#ifndef FFTPIPE_SANITIZED
static struct board *crash_board;

/* Say who crashed, as far as this thread knows, and crash on. */
static void on_crash(int signal_number)
{
	const struct seat *seat = seat_current();

	if (seat && crash_board) {
		strncpy(crash_board->stage, seat->stage,
			sizeof crash_board->stage - 1);
		strncpy(crash_board->plugin, seat->plugin,
			sizeof crash_board->plugin - 1);
	}
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}
#endif

/* On a stack of its own, since a full stack is one way to crash. */
static void watch_crashes(struct board *board)
{
#ifndef FFTPIPE_SANITIZED
	static const int crashes[] = { SIGSEGV, SIGBUS,  SIGFPE,
				       SIGILL,  SIGABRT, SIGSYS };
	static char memory[16384];
	const stack_t stack = { .ss_sp = memory, .ss_size = sizeof memory };
	struct sigaction action = { .sa_handler = on_crash,
				    .sa_flags = SA_ONSTACK | SA_RESETHAND };

	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
		sigaction(crashes[i], &action, NULL);
	crash_board = board;
#else
	(void)board;
#endif
}

void worker_close_from(int first)
{
	if (close_range((unsigned)first, ~0u, 0))
		for (int fd = first; fd < 1024; fd++)
			close(fd);
}

/* Nothing of the owner's stays open but standard error and the channel. */
static void close_inherited(int socket)
{
	int null = open("/dev/null", O_RDWR);

	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	if (socket != CHANNEL)
		dup2(socket, CHANNEL);
	worker_close_from(CHANNEL + 1);
}

/* Behind our own accounting: what nobody accounts for. */
static void limit_memory(const struct worker_setup *setup)
{
#ifndef FFTPIPE_SANITIZED
	uint64_t most = setup->pipeline->limits.memory;
	uint64_t base = BASE_MEMORY + (uint64_t)setup->threads * THREAD_MEMORY;
	struct rlimit limit;

	if (getrlimit(RLIMIT_AS, &limit) || most > RLIM_INFINITY - base)
		return;
	most += base;
	if (limit.rlim_max != RLIM_INFINITY && most > limit.rlim_max)
		return;
	/* The hard one too: a plugin must not raise it again. */
	limit.rlim_cur = limit.rlim_max = most;
	setrlimit(RLIMIT_AS, &limit);
#else
	(void)setup;
#endif
}

static void become_worker(pid_t owner, struct board *board,
			  const struct worker_setup *setup)
{
	sigset_t none;

	/* Signals to the whole group: the owner ends its workers. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != owner)
		_exit(1);
	watch_crashes(board);
	limit_memory(setup);
}

/* ---- answering ---------------------------------------------------------- */

static void answer(struct parcel *parcel)
{
	if (!parcel_send(CHANNEL, parcel))
		_exit(1);
	parcel_finish(parcel);
}

/* What a worker is made of. */
struct shift {
	struct workshop workshop;
	const struct worker_setup *setup;
	const struct worker_fence *fence; /* NULL once it stands */
	struct problems *problems;        /* known before binding, or NULL */
};

/* No job begins before; what the owner was told stands is not left out. */
static void close_fence(struct shift *shift)
{
	if (shift->fence && !shift->fence->after()) {
		fputs("fftpipe-worker: the sandbox could not be closed\n",
		      stderr);
		_exit(1);
	}
	shift->fence = NULL;
}

/*
 * A file that holds a spectrum shows only when it is opened that an inverse FFT
 * is needed.  A plugin that is not there is missed then.
 */
static void load_converter(struct workshop *workshop)
{
	struct outcome ignored;

	if (!outcome_init(&ignored))
		return;
	pipeline_converter(workshop->pipeline, &workshop->modules,
			   FFTPIPE_IMAGE, &ignored);
	outcome_finish(&ignored);
}

/* The second fence comes after the answer: the owner need not wait for it. */
static void answer_bind(struct shift *shift)
{
	const struct worker_fence *fence = shift->fence;
	struct problems found = { 0 };
	struct problems *problems = shift->problems ? shift->problems : &found;
	struct parcel parcel = { .type = PROBLEMS };
	bool bound = !problems_any(problems);
	const char *lacks = NULL;

	if (bound) {
		lacks = fence ? fence->before(shift->setup->path) : NULL;
		workshop_bind(&shift->workshop, problems);
	}
	parcel_put_number(&parcel, problems->out_of_memory);
	parcel_put_number(&parcel, problems->count);
	for (size_t i = 0; i < problems->count; i++) {
		parcel_put_text(&parcel, problems->list[i].place.source);
		parcel_put_number(&parcel, problems->list[i].place.line);
		parcel_put_text(&parcel, problems->list[i].text);
	}
	parcel_put_text(&parcel, lacks);
	parcel_put_text(&parcel, shift->workshop.digest);
	problems_finish(&found);
	answer(&parcel);
	if (bound && fence)
		load_converter(&shift->workshop);
	if (bound)
		close_fence(shift);
}

/* Ask for memory and wait until it is there. */
static int ask_memory(void *context, uint64_t bytes, struct outcome *outcome)
{
	struct parcel parcel = { .type = NEED };
	bool granted;

	(void)context;
	(void)outcome;
	parcel_put_number(&parcel, bytes);
	answer(&parcel);
	granted = parcel_receive(CHANNEL, &parcel) && parcel.type == GRANT;
	parcel_finish(&parcel);
	if (!granted)
		_exit(1);
	return FFTPIPE_OK;
}

/* Unpack a job; its arrays are the workshop's until the next one. */
struct request {
	struct arena arena;
	struct job job;
	struct job_file *files;
	size_t n_files;
	int *outputs, *existing;
};

static bool get_request(struct parcel *parcel, const struct pipeline *pipeline,
			struct request *request)
{
	struct job *job = &request->job;
	enum format *formats;

	*request = (struct request){ .n_files = 1 + pipeline->n_companions };
	request->files = arena_array(&request->arena, request->n_files,
				     sizeof *request->files);
	for (size_t i = 0; i < request->n_files && request->files; i++) {
		struct job_file *file = &request->files[i];

		file->name = parcel_get_text(parcel);
		file->fd = parcel_get_fd(parcel);
		file->beside = parcel_get_bytes(parcel, &file->beside_length);
	}
	job->page = (uint32_t)parcel_get_number(parcel);
	job->view_side = (uint32_t)parcel_get_number(parcel);
	job->n_outputs = (size_t)parcel_get_number(parcel);
	if (job->n_outputs > MOST_OUTPUTS)
		return false;
	formats = arena_array(&request->arena, job->n_outputs + 1,
			      sizeof *formats);
	request->outputs = arena_array(&request->arena, job->n_outputs + 1,
				       sizeof *request->outputs);
	request->existing = arena_array(&request->arena, job->n_outputs + 1,
					sizeof *request->existing);
	if (!request->files || !formats || !request->outputs ||
	    !request->existing)
		return false;
	for (size_t i = 0; i < job->n_outputs; i++) {
		formats[i] = (enum format)parcel_get_number(parcel);
		request->outputs[i] = parcel_get_fd(parcel);
		request->existing[i] = parcel_get_fd(parcel);
	}
	job->files = request->files;
	job->outputs = request->outputs;
	if (parcel_get_number(parcel))
		job->existing = request->existing;
	job->formats = formats;
	return !parcel->broken;
}

static void end_request(struct request *request)
{
	for (size_t i = 0; request->files && i < request->n_files; i++)
		if (request->files[i].fd >= 0)
			close(request->files[i].fd);
	for (size_t i = 0; request->outputs && i < request->job.n_outputs; i++)
		if (request->outputs[i] >= 0)
			close(request->outputs[i]);
	for (size_t i = 0; request->existing && i < request->job.n_outputs; i++)
		if (request->existing[i] >= 0)
			close(request->existing[i]);
	arena_finish(&request->arena);
}

static void answer_job(struct workshop *workshop, struct parcel *parcel)
{
	struct request request;
	struct parcel reply = { .type = DONE };
	char *text = NULL;
	uint64_t number = 0;

	/* What the last job left is not said again. */
	outcome_clear(&workshop->outcome);
	if (!get_request(parcel, workshop->pipeline, &request))
		outcome_fail(&workshop->outcome, FFTPIPE_ENOMEM,
			     "out of memory");
	else if (parcel->type == ASK_PAGES)
		number = job_pages(workshop, request.files);
	else if (parcel->type == ASK_JOB)
		number = !job_run(workshop, &request.job) && workshop->current;
	else if (!job_plan(workshop, &request.job))
		text = parcel->type == ASK_GRAPH
			       ? plan_graph(&workshop->plan)
			       : plan_describe(&workshop->plan);
	parcel_put_outcome(&reply, workshop, text, number);
	free(text);
	/* All descriptors are closed before the owner hears of it. */
	end_request(&request);
	answer(&reply);
}

static void serve(struct shift *shift)
{
	struct parcel parcel;

	while (parcel_receive(CHANNEL, &parcel)) {
		if (parcel.type == ASK_BIND)
			answer_bind(shift);
		else
			answer_job(&shift->workshop, &parcel);
		parcel_finish(&parcel);
	}
}

_Noreturn void worker_serve(pid_t owner, struct board *board,
			    const struct worker_setup *setup,
			    const struct worker_fence *fence,
			    struct problems *problems)
{
	struct shift shift = { .setup = setup,
			       .fence = fence,
			       .problems = problems };

	become_worker(owner, board, setup);
	heap_prepare();
	if (!workshop_init(&shift.workshop, setup->pipeline, setup->path,
			   setup->threads, board, NULL))
		_exit(1);
	shift.workshop.grant = ask_memory;
	serve(&shift);
	/* Plugins may have something to finish; the rest is the kernel's. */
	if (LEAVE_REPORTS)
		workshop_finish(&shift.workshop);
	else
		workshop_close(&shift.workshop);
#ifdef FFTPIPE_COVERAGE
	/* Counts are written at exit, into files: not behind a fence. */
	if (fence)
		_exit(0);
#endif
	leave(0);
}

_Noreturn void worker_main(int socket, pid_t owner, struct board *board,
			   const struct worker_setup *setup)
{
	close_inherited(socket);
	worker_serve(owner, board, setup, NULL, NULL);
}
