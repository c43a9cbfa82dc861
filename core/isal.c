/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isal.c - what is left to do when a function of ISA-L has returned: it leaves
 * the upper halves of wide registers in use, and instructions for narrow
 * vectors are slow until they are cleared
 */
#include "isal.h"

#ifdef __x86_64__

#include <immintrin.h>

/* A function of its own: the rest must run where there is no AVX. */
__attribute__((target("avx"))) static void clear_upper_halves(void)
{
	_mm256_zeroupper();
}

void isal_leave(void)
{
	if (__builtin_cpu_supports("avx"))
		clear_upper_halves();
}

#else

void isal_leave(void)
{
}

#endif
