# SPDX-License-Identifier: GPL-3.0-or-later
# plugins/set-measuring.mk - what is measured in spectra

plugin_rings = plugins/rings.c plugins/rings.h plugins/pixel.c plugins/pixel.h

plugin_LTLIBRARIES += power-spectrum.la
power_spectrum_la_SOURCES = \
	plugins/power-spectrum.c $(plugin_rings) \
	plugins/crew.c plugins/crew.h
power_spectrum_la_CPPFLAGS = $(AM_CPPFLAGS)
power_spectrum_la_CFLAGS = $(PLUGIN_CFLAGS)
power_spectrum_la_LDFLAGS = $(PLUGIN_LDFLAGS)
power_spectrum_la_LIBADD = -lm

plugin_LTLIBRARIES += phase-correlate.la
phase_correlate_la_SOURCES = \
	plugins/alike.c plugins/alike.h \
	plugins/correlator.h plugins/number-text.c plugins/number-text.h \
	plugins/overlap.c plugins/peak.c \
	plugins/phase-correlate.c plugins/phases.c \
	$(plugin_fft)
phase_correlate_la_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
phase_correlate_la_CFLAGS = $(PLUGIN_CFLAGS)
phase_correlate_la_LDFLAGS = $(PLUGIN_LDFLAGS)
phase_correlate_la_LIBADD = $(FFTW_LIBS) -lm

plugin_LTLIBRARIES += frc.la
frc_la_SOURCES = plugins/frc.c plugins/alike.c plugins/alike.h \
	$(plugin_rings) plugins/number-text.c plugins/number-text.h \
	plugins/crew.c plugins/crew.h
frc_la_CPPFLAGS = $(AM_CPPFLAGS)
frc_la_CFLAGS = $(PLUGIN_CFLAGS)
frc_la_LDFLAGS = $(PLUGIN_LDFLAGS)
frc_la_LIBADD = -lm
