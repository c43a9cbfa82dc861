# SPDX-License-Identifier: GPL-3.0-or-later
# The transforms.  Each is one module, made of its own file and the shared code
# that it needs; none links anything of fftpipe.

plugin_fft = plugins/fft.c plugins/fft.h \
	plugins/fft-lost.c plugins/fft-lost.h \
	plugins/fft-pairs.c plugins/fft-pairs.h plugins/fft-rows.c \
	plugins/fft-rows.h plugins/crew.c plugins/crew.h core/kernel.h
plugin_spectrum = \
	plugins/spectrum.c plugins/spectrum.h \
	plugins/facts.c plugins/facts.h \
	plugins/crew.c plugins/crew.h core/kernel.h

plugin_LTLIBRARIES += fft2d.la
fft2d_la_SOURCES = plugins/fft2d.c plugins/dft.c plugins/dft.h $(plugin_fft)
fft2d_la_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
fft2d_la_CFLAGS = $(PLUGIN_CFLAGS)
fft2d_la_LDFLAGS = $(PLUGIN_LDFLAGS)
fft2d_la_LIBADD = $(FFTW_LIBS) -lm

plugin_LTLIBRARIES += ifft2d.la
ifft2d_la_SOURCES = plugins/ifft2d.c $(plugin_fft)
ifft2d_la_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
ifft2d_la_CFLAGS = $(PLUGIN_CFLAGS)
ifft2d_la_LDFLAGS = $(PLUGIN_LDFLAGS)
ifft2d_la_LIBADD = $(FFTW_LIBS) -lm

plugin_LTLIBRARIES += ifft-reconstruct.la
ifft_reconstruct_la_SOURCES = \
	plugins/ifft-reconstruct.c core/kernel.h \
	plugins/reading.c plugins/reading.h $(plugin_fft)
ifft_reconstruct_la_CPPFLAGS = $(AM_CPPFLAGS) $(FFTW_CFLAGS)
ifft_reconstruct_la_CFLAGS = $(PLUGIN_CFLAGS)
ifft_reconstruct_la_LDFLAGS = $(PLUGIN_LDFLAGS)
ifft_reconstruct_la_LIBADD = $(FFTW_LIBS) -lm

plugin_LTLIBRARIES += fft2d-magnitude.la
fft2d_magnitude_la_SOURCES = plugins/fft2d-magnitude.c $(plugin_spectrum)
fft2d_magnitude_la_CPPFLAGS = $(AM_CPPFLAGS)
fft2d_magnitude_la_CFLAGS = $(PLUGIN_CFLAGS)
fft2d_magnitude_la_LDFLAGS = $(PLUGIN_LDFLAGS)
fft2d_magnitude_la_LIBADD = -lm

plugin_LTLIBRARIES += fft2d-phase.la
fft2d_phase_la_SOURCES = plugins/fft2d-phase.c $(plugin_spectrum)
fft2d_phase_la_CPPFLAGS = $(AM_CPPFLAGS)
fft2d_phase_la_CFLAGS = $(PLUGIN_CFLAGS)
fft2d_phase_la_LDFLAGS = $(PLUGIN_LDFLAGS)
fft2d_phase_la_LIBADD = -lm

plugin_LTLIBRARIES += grayscale.la
grayscale_la_SOURCES = plugins/grayscale.c core/kernel.h
grayscale_la_CPPFLAGS = $(AM_CPPFLAGS)
grayscale_la_CFLAGS = $(PLUGIN_CFLAGS)
grayscale_la_LDFLAGS = $(PLUGIN_LDFLAGS)
grayscale_la_LIBADD = -lm
