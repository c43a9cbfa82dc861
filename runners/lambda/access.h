/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access.h - whether requests can be signed and sent, as far as this machine
 * knows
 */
#ifndef ACCESS_H
#define ACCESS_H

#include "message.h"

/*
 * Look at what the environment and the shared files say of credentials, region
 * and endpoint; adds every problem.  Nobody is asked.
 */
void access_check(struct problems *problems);

#endif
