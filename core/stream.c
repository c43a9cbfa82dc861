/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.c - bands made and used by several threads, written in order
 *
 * A band that is not held is made in the memory of a lane: what one thread
 * needs to make one band of every streamed slot.  Its image pretends to be the
 * whole one, with `data` moved so that the band's first row lies where it would
 * in the whole.
 */
#include "stream.h"
#include "image.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

/* One thread's memory. */
struct lane {
	struct lane *next; /* the free one after this */
	float **bands;     /* by slot */
	size_t *rooms;     /* bytes of each */
	/* Descriptions made for calls: one for each slot, and the calls' arrays
	 */
	fftpipe_image *views;
	const fftpipe_image **in;
	fftpipe_image **out;
	struct band bytes;
};

/* A walk over all bands of one slot. */
struct walk {
	struct plan *plan;
	struct slot *slot;
	struct node *node;        /* stream_make: whose held outputs are made */
	const struct seat *blame; /* whose plugin works in it, or NULL */
	uint32_t rows;            /* of a band */
	pthread_mutex_t lock;
	pthread_cond_t turn;
	struct lane *free;
	uint32_t next; /* band to be written */
	bool failed;
	struct encoder *encoder;
	struct extremes extremes;
};

/* ---- lanes -------------------------------------------------------------- */

/* How many ports all nodes have together: room for nested calls' arrays. */
static size_t count_ports(const struct plan *plan)
{
	size_t n = 1;

	for (size_t i = 0; i < plan->n_nodes; i++) {
		const fftpipe_transform *transform =
			plan->nodes[i]->module->transform;

		n += transform->n_inputs + transform->n_outputs;
	}
	return n;
}

static bool lane_init(struct plan *plan, struct lane *lane, size_t n_ports)
{
	struct arena *arena = &plan->arena;

	lane->bands = arena_array(arena, plan->n_slots, sizeof *lane->bands);
	lane->rooms = arena_array(arena, plan->n_slots, sizeof *lane->rooms);
	lane->views = arena_array(arena, plan->n_slots, sizeof *lane->views);
	lane->in = arena_array(arena, n_ports, sizeof *lane->in);
	lane->out = arena_array(arena, n_ports, sizeof *lane->out);
	return lane->bands && lane->rooms && lane->views && lane->in &&
	       lane->out;
}

/* The lanes, made once, as a list of free ones. */
static struct lane *lanes_of(struct plan *plan)
{
	unsigned n = pool_threads(plan->services->pool);
	size_t n_ports = count_ports(plan);

	if (!plan->lanes) {
		struct lane *lanes =
			arena_array(&plan->arena, n, sizeof *lanes);

		for (unsigned i = 0; lanes && i < n; i++)
			if (!lane_init(plan, &lanes[i], n_ports))
				return NULL;
		plan->lanes = lanes;
	}
	for (unsigned i = 0; plan->lanes && i < n; i++)
		plan->lanes[i].next = i + 1 < n ? &plan->lanes[i + 1] : NULL;
	return plan->lanes;
}

void lanes_destroy(struct plan *plan)
{
	unsigned n = plan->lanes ? pool_threads(plan->services->pool) : 0;

	for (unsigned i = 0; i < n; i++) {
		for (size_t k = 0; k < plan->n_slots; k++)
			free(plan->lanes[i].bands[k]);
		band_finish(&plan->lanes[i].bytes);
	}
	plan->lanes = NULL;
}

/* ---- one band ----------------------------------------------------------- */

static int call_run(struct node *node, const fftpipe_image *const *in,
		    fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	int status;

	seat_enter(&node->seat);
	status = node->module->transform->run(node->self, &node->seat.host,
					      node->values, in, out, first,
					      rows);
	seat_leave(&node->seat);
	if (!status)
		return FFTPIPE_OK;
	status = seat_result(&node->seat, status, "run");
	/* After the reason is known: those who are stopped have none. */
	node->seat.services->failed = true;
	return status;
}

/* A view of the slot in which rows first .. are the lane's own memory. */
static int open_view(struct lane *lane, const struct slot *slot, uint32_t first,
		     uint32_t rows)
{
	fftpipe_image *view = &lane->views[slot->index];
	size_t row = (size_t)slot->image.stride * sizeof(float);
	size_t nbytes = row * rows * slot->image.channels;
	float *band = lane->bands[slot->index];

	/* Walks for different files have bands of different heights. */
	if (lane->rooms[slot->index] < nbytes) {
		free(band);
		band = buffer_allocate(nbytes);
		lane->bands[slot->index] = band;
		lane->rooms[slot->index] = band ? nbytes : 0;
		if (!band)
			return FFTPIPE_ENOMEM;
	}
	*view = slot->image;
	view->plane = (int64_t)rows * view->stride;
	view->data = (float *)((uintptr_t)band - (uintptr_t)first * row);
	return FFTPIPE_OK;
}

/*
 * Describe rows first .. of the slot in its view; make them if nobody holds
 * them, and what they are made from likewise.  Calls nest as deep as the chain
 * of streaming stages is long; each takes its own part of the arrays.
 */
static int make_band(struct walk *walk, struct lane *lane, struct slot *slot,
		     uint32_t first, uint32_t rows, size_t port)
{
	struct node *node = slot->maker;
	const fftpipe_transform *transform;
	int status;

	if (slot->held) {
		lane->views[slot->index] = slot->image;
		return FFTPIPE_OK;
	}
	transform = node->module->transform;
	for (uint32_t i = 0; i < transform->n_inputs; i++) {
		struct slot *in = node->in[i];

		lane->in[port + i] = in ? &lane->views[in->index] : NULL;
		status = in ? make_band(walk, lane, in, first, rows,
					port + transform->n_inputs +
						transform->n_outputs)
			    : FFTPIPE_OK;
		if (status)
			return status;
	}
	status = open_view(lane, slot, first, rows);
	if (status)
		return outcome_fail(walk->plan->services->outcome, status,
				    "[%s] out of memory for a band",
				    node->name);
	for (uint32_t i = 0; i < transform->n_outputs; i++) {
		struct slot *out = node->out[i];

		if (out != slot) {
			lane->views[out->index] = out->image;
			lane->views[out->index].data = NULL;
		}
		lane->out[port + i] = &lane->views[out->index];
	}
	return call_run(node, &lane->in[port], &lane->out[port], first, rows);
}

/* ---- the walk ----------------------------------------------------------- */

static struct lane *take_lane(struct walk *walk)
{
	struct lane *lane;

	pthread_mutex_lock(&walk->lock);
	lane = walk->free;
	walk->free = lane->next;
	pthread_mutex_unlock(&walk->lock);
	return lane;
}

static void return_lane(struct walk *walk, struct lane *lane)
{
	pthread_mutex_lock(&walk->lock);
	lane->next = walk->free;
	walk->free = lane;
	pthread_mutex_unlock(&walk->lock);
}

static uint32_t band_first(const struct walk *walk, uint32_t k)
{
	return k * walk->rows;
}

static uint32_t band_length(const struct walk *walk, uint32_t k)
{
	uint32_t left = walk->slot->image.height - band_first(walk, k);

	return left < walk->rows ? left : walk->rows;
}

static int walk_bands(struct walk *walk, int (*task)(void *arg, uint32_t k))
{
	struct services *services = walk->plan->services;
	uint32_t height = walk->slot->image.height;
	int status = FFTPIPE_ENOMEM;

	walk->free = lanes_of(walk->plan);
	if (!walk->free)
		goto no_lanes;
	if (pthread_mutex_init(&walk->lock, NULL))
		goto no_lanes;
	if (pthread_cond_init(&walk->turn, NULL))
		goto no_turn;
	if (walk->blame)
		seat_enter(walk->blame);
	status = pool_run(services->pool,
			  height / walk->rows + (height % walk->rows != 0),
			  task, walk);
	if (walk->blame)
		seat_leave(walk->blame);
	pthread_cond_destroy(&walk->turn);
no_turn:
	pthread_mutex_destroy(&walk->lock);
no_lanes:
	if (status)
		return outcome_fail(services->outcome, status,
				    "out of memory for the bands of an image");
	return services->outcome->status;
}

/* Whose plugin makes the slot's bands as they are used. */
static const struct seat *streaming_seat(const struct slot *slot)
{
	return slot->held ? NULL : &slot->maker->seat;
}

/* ---- making ------------------------------------------------------------- */

/* All outputs are there; each call has its own copy of their descriptions. */
static int make_task(void *arg, uint32_t k)
{
	struct walk *walk = arg;
	struct node *node = walk->node;
	uint32_t n = node->module->transform->n_outputs;
	struct lane *lane = take_lane(walk);
	int status;

	seat_in_task(true);
	for (uint32_t i = 0; i < n; i++) {
		lane->views[node->out[i]->index] = node->out[i]->image;
		lane->out[i] = &lane->views[node->out[i]->index];
	}
	status = call_run(node, node->in_images, lane->out, band_first(walk, k),
			  band_length(walk, k));
	seat_in_task(false);
	return_lane(walk, lane);
	return status;
}

int stream_make(struct plan *plan, struct node *node)
{
	struct slot *first = node->out[0];
	struct walk walk = { .plan = plan, .slot = first, .node = node };

	if (!node_makes_bands(node))
		return call_run(node, node->in_images, node->out_images, 0,
				first->image.height);
	walk.rows = band_rows(&first->image);
	walk.blame = &node->seat;
	return walk_bands(&walk, make_task);
}

/* ---- measuring ---------------------------------------------------------- */

static void measure_row(const float *row, size_t n, float *lowest,
			float *highest)
{
	float low = *lowest, high = *highest;

	for (size_t x = 0; x < n; x++) {
		float value = isfinite(row[x]) ? row[x] : NAN;

		/* A comparison with NaN is false, so NaN changes nothing. */
		low = value < low ? value : low;
		high = value > high ? value : high;
	}
	*lowest = low;
	*highest = high;
}

static int measure_task(void *arg, uint32_t k)
{
	struct walk *walk = arg;
	uint32_t first = band_first(walk, k), rows = band_length(walk, k);
	struct lane *lane = take_lane(walk);
	const fftpipe_image *view = &lane->views[walk->slot->index];
	float lowest = INFINITY, highest = -INFINITY;
	int status;

	seat_in_task(true);
	status = make_band(walk, lane, walk->slot, first, rows, 0);
	seat_in_task(false);
	for (uint32_t c = 0; c < view->channels && !status; c++)
		for (uint32_t y = first; y < first + rows; y++)
			measure_row(fftpipe_row(view, c, y), view->width,
				    &lowest, &highest);
	return_lane(walk, lane);
	/* No zero has a sign: it would be that of the band that came first. */
	lowest += 0.0f;
	highest += 0.0f;
	pthread_mutex_lock(&walk->lock);
	if (lowest < walk->extremes.lowest)
		walk->extremes.lowest = (double)lowest;
	if (highest > walk->extremes.highest)
		walk->extremes.highest = (double)highest;
	pthread_mutex_unlock(&walk->lock);
	return status;
}

int stream_measure(struct plan *plan, struct slot *slot,
		   struct extremes *extremes)
{
	struct walk walk = { .plan = plan,
			     .slot = slot,
			     .blame = streaming_seat(slot),
			     .rows = band_rows(&slot->image),
			     .extremes = { INFINITY, -INFINITY } };
	int status = walk_bands(&walk, measure_task);

	*extremes = walk.extremes;
	return status;
}

/* ---- encoding ----------------------------------------------------------- */

/*
 * Append the band when all before it are.  Tasks are taken in order, so the one
 * that is waited for is at work on another thread or done.
 */
static int append_in_turn(struct walk *walk, struct lane *lane, uint32_t k,
			  int status)
{
	pthread_mutex_lock(&walk->lock);
	while (walk->next < k && !walk->failed)
		pthread_cond_wait(&walk->turn, &walk->lock);
	if (walk->failed && !status)
		status = FFTPIPE_ECANCELED;
	if (!status)
		status = encoder_append(walk->encoder, &lane->bytes,
					band_first(walk, k),
					band_length(walk, k),
					walk->plan->services->outcome);
	walk->failed = walk->failed || status;
	walk->next = k + 1;
	pthread_cond_broadcast(&walk->turn);
	pthread_mutex_unlock(&walk->lock);
	return status;
}

/*
 * Do the levels of all rows of band `k` come with bands above it?  A question
 * of the shape alone, so that bytes never depend on who was faster.
 */
static bool is_reflected(const struct walk *walk, uint32_t k)
{
	const struct reflection *reflection = walk->encoder->sheet.reflection;

	return reflection && reflection_has(reflection, band_first(walk, k));
}

/*
 * Wait for the bands that band `k` mirrors.  They come before it, so that they
 * are at work on other threads or done.
 */
static int wait_for_mirrors(struct walk *walk, uint32_t k)
{
	uint32_t last =
		levels_mirror(band_first(walk, k), walk->slot->image.height) /
		walk->rows;
	bool failed;

	pthread_mutex_lock(&walk->lock);
	while (walk->next <= last && !walk->failed)
		pthread_cond_wait(&walk->turn, &walk->lock);
	failed = walk->failed;
	pthread_mutex_unlock(&walk->lock);
	return failed ? FFTPIPE_ECANCELED : FFTPIPE_OK;
}

static int encode_task(void *arg, uint32_t k)
{
	struct walk *walk = arg;
	uint32_t first = band_first(walk, k), rows = band_length(walk, k);
	struct lane *lane = take_lane(walk);
	const fftpipe_image *image = NULL;
	int status;

	if (is_reflected(walk, k)) {
		status = wait_for_mirrors(walk, k);
	} else {
		image = &lane->views[walk->slot->index];
		seat_in_task(true);
		status = make_band(walk, lane, walk->slot, first, rows, 0);
		seat_in_task(false);
	}
	if (!status) {
		status = encoder_band(walk->encoder, image, first, rows,
				      &lane->bytes);
		if (status)
			outcome_fail(walk->plan->services->outcome, status,
				     "out of memory while encoding");
	}
	status = append_in_turn(walk, lane, k, status);
	return_lane(walk, lane);
	return status;
}

/*
 * Have the lower half written from the upper one, where that is known to be the
 * same, some band lies there, and nobody holds the image in any case.
 */
static void reflect(struct walk *walk)
{
	const fftpipe_image *image = &walk->slot->image;
	const uint32_t last = (image->height - 1) / walk->rows * walk->rows;
	struct sheet *sheet = &walk->encoder->sheet;
	struct plan *plan = walk->plan;

	if (!walk->slot->held && levels_mirrored(&sheet->levels) &&
	    levels_mirror(last, image->height) < last &&
	    reflection_bytes(image, sheet->depth) <= plan->reflected &&
	    reflection_begin(&plan->reflection, image, sheet->depth))
		sheet->reflection = &plan->reflection;
}

int stream_encode(struct plan *plan, struct slot *slot, struct encoder *encoder)
{
	struct walk walk = { .plan = plan,
			     .slot = slot,
			     .blame = streaming_seat(slot),
			     .rows = band_rows_to_save(&slot->image,
						       encoder->sheet.format,
						       encoder->sheet.small),
			     .encoder = encoder };

	reflect(&walk);
	return walk_bands(&walk, encode_task);
}
