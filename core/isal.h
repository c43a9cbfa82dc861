/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isal.h - what is left to do when a function of ISA-L has returned
 */
#ifndef ISAL_H
#define ISAL_H

/*
 * Its functions for wide vectors (2.30) leave the upper halves of the registers
 * in use.  Until somebody clears them, instructions for narrow vectors take
 * three times as long: each waits for the one before, to keep what is above.
 * To be called before other code takes its turn.
 */
void isal_leave(void);

#endif /* ISAL_H */
