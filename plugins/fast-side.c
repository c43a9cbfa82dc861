/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fast-side.c - lengths that FFTs like
 */
#include "fast-side.h"

uint64_t fast_side(uint64_t n)
{
	uint64_t best = UINT64_MAX;

	for (uint64_t seven = 1; seven < 7 * n; seven *= 7)
		for (uint64_t five = seven; five < 5 * n; five *= 5)
			for (uint64_t three = five; three < 3 * n; three *= 3) {
				uint64_t side = three;

				while (side < n)
					side *= 2;
				best = side < best ? side : best;
			}
	return best;
}
