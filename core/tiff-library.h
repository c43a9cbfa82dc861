/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-library.h - libtiff, loaded when the first TIFF file comes
 *
 * It brings ten more libraries along, which all together take as long to load
 * as everything else that a program does before a small PNG picture is read.
 * Its functions are called as libtiff.GetField() for TIFFGetField(), by who has
 * a file that tiff_file_open() opened.
 *
 * A process that will open no more files loads it while it may.
 */
#ifndef TIFF_LIBRARY_H
#define TIFF_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <tiffio.h>

/* Handlers of their own for each file, and a limit on memory: libtiff 4.5. */
#define TIFF_HAS_OPTIONS (TIFFLIB_VERSION >= 20221213)

#if TIFF_HAS_OPTIONS
#define TIFF_OPENING(X)                    \
	X(ClientOpenExt)                   \
	X(OpenOptionsAlloc)                \
	X(OpenOptionsFree)                 \
	X(OpenOptionsSetErrorHandlerExtR)  \
	X(OpenOptionsSetMaxSingleMemAlloc) \
	X(OpenOptionsSetWarningHandlerExtR)
#else
#define TIFF_OPENING(X)       \
	X(ClientOpen)         \
	X(SetErrorHandler)    \
	X(SetErrorHandlerExt) \
	X(SetWarningHandler)  \
	X(SetWarningHandlerExt)
#endif

/* What is called of it, without the TIFF in front. */
#define TIFF_FUNCTIONS(X)     \
	TIFF_OPENING(X)       \
	X(Close)              \
	X(ComputeStrip)       \
	X(ComputeTile)        \
	X(CurrentDirOffset)   \
	X(FindCODEC)          \
	X(GetField)           \
	X(GetFieldDefaulted)  \
	X(GetStrileByteCount) \
	X(GetStrileOffset)    \
	X(IsBigEndian)        \
	X(IsCODECConfigured)  \
	X(IsTiled)            \
	X(NumberOfStrips)     \
	X(NumberOfTiles)      \
	X(ReadEncodedStrip)   \
	X(ReadEncodedTile)    \
	X(ReadScanline)       \
	X(ScanlineSize64)     \
	X(SetField)           \
	X(SetSubDirectory)    \
	X(StripSize64)        \
	X(TileRowSize64)      \
	X(TileSize64)         \
	X(WriteDirectory)     \
	X(WriteRawStrip)

struct tiff_library {
#define TIFF_MEMBER(name) __typeof__(TIFF##name) *(name);
	TIFF_FUNCTIONS(TIFF_MEMBER)
#undef TIFF_MEMBER
};

extern struct tiff_library libtiff;

/* Load it, once; false with the reason. */
bool tiff_library_load(char *reason, size_t size);

#endif
