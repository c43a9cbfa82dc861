/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * privileges.c - capabilities dropped, set-user-ID programs and dumps refused
 */
#define _GNU_SOURCE /* syscall */
#include "privileges.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void privileges_drop(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	const struct __user_cap_data_struct none[2] = { { 0 } };
	const struct rlimit no_dump = { 0, 0 };

	/* First what needs a capability itself. */
	for (unsigned long i = 0; !prctl(PR_CAPBSET_DROP, i, 0, 0, 0); i++)
		;
	prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	syscall(SYS_capset, &header, none);
	setrlimit(RLIMIT_CORE, &no_dump);
}
