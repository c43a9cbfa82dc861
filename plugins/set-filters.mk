# SPDX-License-Identifier: GPL-3.0-or-later
# plugins/set-filters.mk - filters on spectra, and convolution

plugin_filter = plugins/filter.c plugins/filter.h core/kernel.h
plugin_crew = plugins/crew.c plugins/crew.h
plugin_wave = \
	plugins/clipping.c plugins/clipping.h \
	plugins/hunt.c plugins/hunt.h plugins/neighbors.c \
	plugins/wave.c plugins/wave.h \
	plugins/spots.c plugins/spots.h

plugin_LTLIBRARIES += lowpass.la
lowpass_la_SOURCES = plugins/lowpass.c $(plugin_filter) $(plugin_crew)
lowpass_la_CPPFLAGS = $(AM_CPPFLAGS)
lowpass_la_CFLAGS = $(PLUGIN_CFLAGS)
lowpass_la_LDFLAGS = $(PLUGIN_LDFLAGS)
lowpass_la_LIBADD = -lm

plugin_LTLIBRARIES += highpass.la
highpass_la_SOURCES = plugins/highpass.c $(plugin_filter) $(plugin_crew)
highpass_la_CPPFLAGS = $(AM_CPPFLAGS)
highpass_la_CFLAGS = $(PLUGIN_CFLAGS)
highpass_la_LDFLAGS = $(PLUGIN_LDFLAGS)
highpass_la_LIBADD = -lm

plugin_LTLIBRARIES += bandpass.la
bandpass_la_SOURCES = plugins/bandpass.c $(plugin_filter) $(plugin_crew)
bandpass_la_CPPFLAGS = $(AM_CPPFLAGS)
bandpass_la_CFLAGS = $(PLUGIN_CFLAGS)
bandpass_la_LDFLAGS = $(PLUGIN_LDFLAGS)
bandpass_la_LIBADD = -lm

plugin_LTLIBRARIES += bandstop.la
bandstop_la_SOURCES = plugins/bandstop.c $(plugin_filter) $(plugin_crew)
bandstop_la_CPPFLAGS = $(AM_CPPFLAGS)
bandstop_la_CFLAGS = $(PLUGIN_CFLAGS)
bandstop_la_LDFLAGS = $(PLUGIN_LDFLAGS)
bandstop_la_LIBADD = -lm

plugin_LTLIBRARIES += notch.la
notch_la_SOURCES = plugins/notch.c $(plugin_filter) $(plugin_crew)
notch_la_CPPFLAGS = $(AM_CPPFLAGS)
notch_la_CFLAGS = $(PLUGIN_CFLAGS)
notch_la_LDFLAGS = $(PLUGIN_LDFLAGS)
notch_la_LIBADD = -lm

plugin_LTLIBRARIES += wedge.la
wedge_la_SOURCES = plugins/wedge.c $(plugin_filter) $(plugin_crew)
wedge_la_CPPFLAGS = $(AM_CPPFLAGS)
wedge_la_CFLAGS = $(PLUGIN_CFLAGS)
wedge_la_LDFLAGS = $(PLUGIN_LDFLAGS)
wedge_la_LIBADD = -lm

plugin_LTLIBRARIES += multiply.la
multiply_la_SOURCES = plugins/multiply.c $(plugin_filter) $(plugin_crew)
multiply_la_CPPFLAGS = $(AM_CPPFLAGS)
multiply_la_CFLAGS = $(PLUGIN_CFLAGS)
multiply_la_LDFLAGS = $(PLUGIN_LDFLAGS)
multiply_la_LIBADD = -lm

plugin_LTLIBRARIES += auto-notch.la
auto_notch_la_SOURCES = plugins/auto-notch.c $(plugin_wave) $(plugin_fft)
auto_notch_la_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
auto_notch_la_CFLAGS = $(PLUGIN_CFLAGS)
auto_notch_la_LDFLAGS = $(PLUGIN_LDFLAGS)
auto_notch_la_LIBADD = $(FFTW_LIBS) -lm

plugin_LTLIBRARIES += convolve.la
convolve_la_SOURCES = plugins/convolve.c \
	plugins/fast-side.c plugins/fast-side.h \
	$(plugin_filter) $(plugin_fft)
convolve_la_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
convolve_la_CFLAGS = $(PLUGIN_CFLAGS)
convolve_la_LDFLAGS = $(PLUGIN_LDFLAGS)
convolve_la_LIBADD = $(FFTW_LIBS) -lm

plugin_LTLIBRARIES += wiener.la
wiener_la_SOURCES = plugins/wiener.c $(plugin_filter) $(plugin_fft)
wiener_la_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
wiener_la_CFLAGS = $(PLUGIN_CFLAGS)
wiener_la_LDFLAGS = $(PLUGIN_LDFLAGS)
wiener_la_LIBADD = $(FFTW_LIBS) -lm
