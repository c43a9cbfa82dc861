/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leave.h - end a process that has nothing left to do
 *
 * Unloading a dozen libraries takes as long as transforming a small picture,
 * and the kernel takes back all of it at once.
 */
#ifndef LEAVE_H
#define LEAVE_H

/* Does this build report at exit, so that everything is freed before? */
enum {
#if defined FFTPIPE_SANITIZED || defined FFTPIPE_COVERAGE
	LEAVE_REPORTS = 1
#else
	LEAVE_REPORTS = 0
#endif
};

/*
 * End with this status.  What stdio still holds is lost, and what runs at exit
 * does not, unless LEAVE_REPORTS.
 */
_Noreturn void leave(int status);

#endif
