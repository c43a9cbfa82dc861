/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-layout.h - how a page of a TIFF file is laid out, and what of it is read
 */
#ifndef TIFF_LAYOUT_H
#define TIFF_LAYOUT_H

#include "fftpipe/plugin.h"
#include "tiff-file.h"
#include "tiff-samples.h"

/* Samples of one pixel that are looked at together, at most */
#define TIFF_TOGETHER 4

/* What samples become. */
enum tiff_model {
	TIFF_PLAIN,   /* channels, each by itself */
	TIFF_MIX,     /* red, green and blue: gray */
	TIFF_PALETTE, /* an index: colors, or gray */
	TIFF_CMYK,
	TIFF_YCBCR,
	TIFF_LAB, /* L*, a*, b*: see tiff_lab */
	TIFF_XYZ  /* floats that libtiff makes of LogLuv */
};

/* Where the zero of a* and b* lies. */
enum tiff_lab { TIFF_LAB_CIE, TIFF_LAB_ICC };

struct tiff_layout {
	uint32_t width, height; /* as stored */
	uint16_t orientation;   /* 1 .. 8 */
	uint16_t stored;        /* samples of a pixel */
	bool separate;          /* each sample in a plane of its own */
	bool tiled;
	uint32_t tile_width, tile_height;
	/* YCbCr whose colors are coarser; 1 and 1: all alike */
	uint16_t coarser_x, coarser_y;

	bool is_complex; /* pairs of `samples` */
	struct tiff_samples samples;
	enum tiff_model model;
	enum tiff_lab lab;  /* TIFF_LAB */
	bool gray;          /* colors are to become gray */
	bool gray8;         /* and more than 8 bits are reduced, see below */
	bool halved;        /* of 16 bits the higher 8 are taken */
	bool clipped;       /* what is above 255 becomes 255 */
	bool divided;       /* by alpha, the fourth sample */
	bool decoded_rgb;   /* libjpeg is to make colors of YCbCr */
	bool decoded_float; /* libtiff is to make floats of logarithms */
	bool as_bytes;      /* a tile's 16 bits are taken as if they were 8 */
	double most;        /* the largest sample, for what turns upside down */
	bool colored;       /* the file's samples are colors */
	uint32_t channels;  /* that come out */
	uint16_t *kept;     /* TIFF_PLAIN: which sample each of them is */
	unsigned together;  /* samples that the other models take */
	bool inverted;      /* the smallest is white */
	bool has_alpha, has_more; /* dropped */

	unsigned depth; /* bits that what comes out has */
	bool rounded;   /* what is mixed is rounded to whole numbers */
	double lo, hi;  /* what it lies in; equal: unknown */
	float *table;   /* TIFF_PALETTE: `channels` times 2^bits */
	float luma[3];  /* TIFF_YCBCR */
	float reference[6];
};

/*
 * Understand the directory that is current.  `gray`: colors become gray;
 * `gray8` also: as the Python tool did it, which clips gray of more than 8 bits
 * at 255 and takes the higher half of colors, divided by their alpha; of
 * planes it took the bytes of one row as two.  EDATA
 * for what is malformed or not supported, with the reason.  The layout is to be
 * finished whatever comes out.
 */
int tiff_layout_take(struct tiff_layout *layout, struct tiff_file *file,
		     bool gray, bool gray8, struct outcome *outcome);

/* Tell a further open file, at the same page, how it is to be decoded. */
void tiff_layout_apply(const struct tiff_layout *layout, TIFF *tif);

void tiff_layout_finish(struct tiff_layout *layout);

/* EDATA: "WHAT is not supported". */
int tiff_unsupported(struct outcome *outcome, const char *what);

/*
 * tiff-model.c: the model, the channels that are kept and what the model needs
 * of the file; sizes and type are taken.
 */
int tiff_model_take(struct tiff_layout *layout, TIFF *tif, uint16_t photometric,
		    struct outcome *outcome);

/* tiff-palette.c: the colors of indices; channels are taken. */
int tiff_palette_take(struct tiff_layout *layout, TIFF *tif,
		      struct outcome *outcome);

/* Are colors coarser than lightness, in blocks of both? */
static inline bool tiff_layout_coarser(const struct tiff_layout *layout)
{
	return layout->coarser_x > 1 || layout->coarser_y > 1;
}

/* Is one plane read after the other? */
static inline bool tiff_layout_apart(const struct tiff_layout *layout)
{
	return layout->separate && layout->model == TIFF_PLAIN;
}

/* Do width and height change places? */
bool tiff_layout_turned(const struct tiff_layout *layout);

#endif
