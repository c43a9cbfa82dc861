/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health.h - answers for the probes of an orchestrator, over plain HTTP
 *
 *	GET /live   200, or 503 once a step takes longer than it may
 *	GET /ready  200 while messages can be received
 */
#ifndef HEALTH_H
#define HEALTH_H

#include "message.h"

#include <stdbool.h>

struct health;

/*
 * Answer at [ADDRESS:]PORT, from a thread; all addresses by default.  NULL with
 * the reason in `outcome`.
 */
struct health *health_start(const char *where, struct outcome *outcome);
void health_stop(struct health *health);

/* A step begins that may take so many seconds.  `health` may be NULL. */
void health_step(struct health *health, double seconds);
void health_ready(struct health *health, bool ready);

#endif
