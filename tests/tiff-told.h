/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-told.h - what tests of files are told: a new outcome for each of them;
 * to be included once, by the test itself
 */
#ifndef TIFF_TOLD_H
#define TIFF_TOLD_H

#include "message.h"

static struct outcome outcome;

static int before(void **state)
{
	(void)state;
	return outcome_init(&outcome) ? 0 : -1;
}

static int after(void **state)
{
	(void)state;
	outcome_finish(&outcome);
	return 0;
}

#endif /* TIFF_TOLD_H */
