/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * privileges.h - give up what a process may do beyond its work
 */
#ifndef PRIVILEGES_H
#define PRIVILEGES_H

/*
 * For good, for this process and all it becomes: no capability, none to be
 * gained by exec, no memory dump left behind.  Threads come later.  Where there
 * is nothing to give up, nothing happens.
 */
void privileges_drop(void);

#endif
