/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.h - how long something takes, and until when it may */
#ifndef CLOCK_H
#define CLOCK_H

/* Seconds of a clock that only goes forward. */
double clock_seconds(void);

#endif
