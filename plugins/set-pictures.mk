# SPDX-License-Identifier: GPL-3.0-or-later
# plugins/set-pictures.mk - the transforms on pictures of the standard set

plugin_LTLIBRARIES += colormap.la
colormap_la_SOURCES = plugins/colormap.c
colormap_la_CPPFLAGS = $(AM_CPPFLAGS)
colormap_la_CFLAGS = $(PLUGIN_CFLAGS)
colormap_la_LDFLAGS = $(PLUGIN_LDFLAGS)
colormap_la_LIBADD = -lm

plugin_LTLIBRARIES += compare.la
compare_la_SOURCES = plugins/compare.c plugins/number-text.c plugins/number-text.h \
	plugins/crew.c plugins/crew.h
compare_la_CPPFLAGS = $(AM_CPPFLAGS)
compare_la_CFLAGS = $(PLUGIN_CFLAGS)
compare_la_LDFLAGS = $(PLUGIN_LDFLAGS)
compare_la_LIBADD = -lm

plugin_LTLIBRARIES += crop.la
crop_la_SOURCES = plugins/crop.c
crop_la_CPPFLAGS = $(AM_CPPFLAGS)
crop_la_CFLAGS = $(PLUGIN_CFLAGS)
crop_la_LDFLAGS = $(PLUGIN_LDFLAGS)

plugin_LTLIBRARIES += normalize.la
normalize_la_SOURCES = plugins/normalize.c
normalize_la_CPPFLAGS = $(AM_CPPFLAGS)
normalize_la_CFLAGS = $(PLUGIN_CFLAGS)
normalize_la_LDFLAGS = $(PLUGIN_LDFLAGS)
normalize_la_LIBADD = -lm

plugin_LTLIBRARIES += pad.la
pad_la_SOURCES = plugins/pad.c plugins/fast-side.c plugins/fast-side.h
pad_la_CPPFLAGS = $(AM_CPPFLAGS)
pad_la_CFLAGS = $(PLUGIN_CFLAGS)
pad_la_LDFLAGS = $(PLUGIN_LDFLAGS)

plugin_LTLIBRARIES += periodic-smooth.la
periodic_smooth_la_SOURCES = plugins/periodic-smooth.c $(plugin_fft)
periodic_smooth_la_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
periodic_smooth_la_CFLAGS = $(PLUGIN_CFLAGS)
periodic_smooth_la_LDFLAGS = $(PLUGIN_LDFLAGS)
periodic_smooth_la_LIBADD = $(FFTW_LIBS) -lm

plugin_LTLIBRARIES += window.la
window_la_SOURCES = plugins/window.c
window_la_CPPFLAGS = $(AM_CPPFLAGS)
window_la_CFLAGS = $(PLUGIN_CFLAGS)
window_la_LDFLAGS = $(PLUGIN_LDFLAGS)
window_la_LIBADD = -lm
