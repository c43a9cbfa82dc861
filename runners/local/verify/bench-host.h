/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-host.h - the host that a transform under test talks to
 */
#ifndef VERIFY_BENCH_HOST_H
#define VERIFY_BENCH_HOST_H

#include "bench.h"

void bench_host_init(struct bench *bench);

#endif
