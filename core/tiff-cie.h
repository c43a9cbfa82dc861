/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-cie.h - colors by how they look or how bright they are, as red, green
 * and blue
 */
#ifndef TIFF_CIE_H
#define TIFF_CIE_H

#include "tiff-layout.h"

/*
 * CIE 1976 L*a*b* as sRGB (IEC 61966-2-1), 0 to layout->most: what is neutral
 * stays so, whatever white was meant; what sRGB cannot show is clipped.
 */
void tiff_cie_show_lab(const struct tiff_layout *layout, float *const *rows,
		       size_t n);

/*
 * CIE 1931 X, Y and Z, which LogLuv holds, as linear red, green and blue of
 * ITU-R BT.709's primaries in the same unit.  Neutral is x = y = 1/3, as LogLuv
 * has it (Ward Larson, Journal of Graphics Tools 3 (1), 1998).  Negative where
 * these primaries do not reach.
 */
void tiff_cie_show_xyz(float *const *rows, size_t n);

#endif
