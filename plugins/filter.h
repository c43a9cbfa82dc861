/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.h - what the filters share: transfer functions, the walk over a half
 * spectrum, and kernels
 *
 * Frequencies are in cycles per pixel: kx / width and ky / height, 0.5 the
 * highest along an axis (Nyquist), f = sqrt(fx^2 + fy^2).
 */
#ifndef PLUGINS_FILTER_H
#define PLUGINS_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fftpipe/plugin.h>

/* ===========================================================================
 * Curves
 * ======================================================================== */

/* The first two parameters of every filter that has a shape. */
enum { FILTER_SHAPE, FILTER_ORDER, FILTER_FIRST };

extern const char *const filter_shapes[];

#define FILTER_CURVE_PARAMS                                                \
	{ "shape",                                                         \
	  "how the curve falls: ideal, all or nothing, which rings; "      \
	  "gaussian, which never does; butterworth, between the two",      \
	  FFTPIPE_CHOICE,                                                  \
	  0,                                                               \
	  "gaussian",                                                      \
	  0,                                                               \
	  0,                                                               \
	  filter_shapes,                                                   \
	  NULL },                                                          \
	{                                                                  \
		"order",                                                   \
			"how steep a butterworth is, 1 to 16; the others " \
			"ignore it",                                       \
			FFTPIPE_INT, 0, "2", 1, 16, NULL, NULL             \
	}

struct filter_curve {
	uint32_t shape; /* an index into filter_shapes */
	uint32_t order;
	bool rest; /* what it leaves out, 1 - H, not what it passes */
};

/* What FILTER_CURVE_PARAMS say. */
struct filter_curve filter_curve(const fftpipe_value *params, bool rest);

/*
 * H of x = f / cutoff, given x^2:
 *	ideal		1 up to x = 1, 0 above
 *	gaussian	exp(-x^2 / 2)
 *	butterworth	1 / (1 + x^(2 order))
 */
void filter_curve_gains(const struct filter_curve *curve, const double *squares,
			float *gains, size_t n);

/* a / b, but 0 / 0 is 0: what lies in the middle of a curve without width. */
FFTPIPE_INLINE double filter_ratio(double a, double b)
{
	return a > 0 ? a / b : 0;
}

/* ===========================================================================
 * Spectra
 * ======================================================================== */

enum { FILTER_CHUNK = 256 }; /* bins at once, at most */

/* The frequency of bin k of n, -0.5 < f <= 0.5. */
FFTPIPE_INLINE double filter_frequency(uint32_t k, uint32_t n)
{
	return (k <= n / 2 ? (double)k : (double)k - (double)n) / (double)n;
}

/* What n bins side by side are multiplied by; n <= FILTER_CHUNK. */
typedef void filter_gains(const void *arg, const double *fx, double fy,
			  float *gains, size_t n);

/* Rows of every channel times the gains: all that such a filter's run does. */
int filter_rows(filter_gains *gains, const void *arg, const fftpipe_image *from,
		fftpipe_image *to, uint32_t first, uint32_t rows);

/* The same for gains that depend on f / cutoff, or on a band's two ends. */
int filter_cut(const struct filter_curve *curve, double cutoff,
	       const fftpipe_image *from, fftpipe_image *to, uint32_t first,
	       uint32_t rows);
int filter_band(const struct filter_curve *curve, double low, double high,
		const fftpipe_image *from, fftpipe_image *to, uint32_t first,
		uint32_t rows);

/* FFTPIPE_OK for low < high, else the complaint. */
int filter_check_band(const fftpipe_host *host, double low, double high);

/* Without the zero frequency nothing is known of the picture's range. */
FFTPIPE_INLINE void filter_forget_range(fftpipe_image *image)
{
	image->lo = image->hi = 0;
}

/* ===========================================================================
 * Kernels
 * ======================================================================== */

/* FFTPIPE_OK, or EDATA with the first place of what is no finite number. */
int filter_check_finite(const fftpipe_host *host, const fftpipe_image *image,
			const char *name);

/* FFTPIPE_OK, or EDATA: one channel serves all, else there is one for each. */
int filter_check_channels(const fftpipe_host *host, const fftpipe_image *image,
			  uint32_t channels, const char *name);

/*
 * Memory for a picture or a spectrum of this size, with the alignment and the
 * room of the host's, told to reserve().  Returns a status.  From open.
 */
int filter_plane_init(fftpipe_image *plane, const fftpipe_host *host,
		      uint32_t width, uint32_t height, uint32_t channels);
void filter_plane_finish(fftpipe_image *plane);

/*
 * Put a channel of a kernel into that of a plane, its center, (width / 2,
 * height / 2) rounded down, on the plane's (0, 0); what sticks out comes in
 * again at the other side.
 */
void filter_place_kernel(const fftpipe_image *kernel, uint32_t channel,
			 fftpipe_image *plane, uint32_t to_channel);

/*
 * What to multiply a kernel's channel by, so that its samples sum to 1; EDATA
 * when they sum to 0.
 */
int filter_kernel_gain(const fftpipe_host *host, const fftpipe_image *kernel,
		       uint32_t channel, double *gain);

#endif /* PLUGINS_FILTER_H */
