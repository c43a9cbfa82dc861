/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layout.c - the interface to the byte, as compiled plugins know it
 *
 * Compiling is the test.  The numbers are those of systems where pointers and
 * int64_t have 8 bytes.  Not one may ever change; new members are added below.
 */
#include <fftpipe/plugin.h>
#include <stdio.h>

/* NOLINTBEGIN(bugprone-macro-parentheses): types need none. */
#define VALUE(name, number)                                        \
	_Static_assert((name) == (number), "the value of " #name); \
	_Static_assert(_Generic((name), int : 1, default : 0),     \
		       "the type of " #name)
#define SIZE(type, bytes)                                              \
	_Static_assert(sizeof(type) == (bytes), "the size of " #type); \
	_Static_assert(_Alignof(type) == 8, "the alignment of " #type)
#define MEMBER(type, name, offset, of)                                      \
	_Static_assert(offsetof(type, name) == (offset),                    \
		       "the offset of " #type "." #name);                   \
	_Static_assert(_Generic(&((type *)0)->name, of * : 1, default : 0), \
		       "the type of " #type "." #name)

/* NOLINTEND(bugprone-macro-parentheses) */

VALUE(FFTPIPE_ABI_MAJOR, 1);
VALUE(FFTPIPE_ABI_MINOR, 0);

VALUE(FFTPIPE_OK, 0);
VALUE(FFTPIPE_EPARAM, 1);
VALUE(FFTPIPE_EDATA, 2);
VALUE(FFTPIPE_ENOMEM, 3);
VALUE(FFTPIPE_ECANCELED, 4);
VALUE(FFTPIPE_EINTERNAL, 5);

VALUE(FFTPIPE_IMAGE, 1);
VALUE(FFTPIPE_SPECTRUM, 2);

VALUE(FFTPIPE_GRAY, 1);
VALUE(FFTPIPE_RGB, 3);
VALUE(FFTPIPE_DATA, 100);
VALUE(FFTPIPE_ANGLE, 101);

VALUE(FFTPIPE_ASYMMETRIC, 0);
VALUE(FFTPIPE_EVEN, 1);
VALUE(FFTPIPE_ODD, 2);

VALUE(FFTPIPE_INT, 1);
VALUE(FFTPIPE_FLOAT, 2);
VALUE(FFTPIPE_BOOL, 3);
VALUE(FFTPIPE_CHOICE, 4);
VALUE(FFTPIPE_TEXT, 5);

VALUE(FFTPIPE_BANDS, 1);
VALUE(FFTPIPE_ROWS, 2);
VALUE(FFTPIPE_INPLACE, 4);

VALUE(FFTPIPE_OPTIONAL, 1);

VALUE(FFTPIPE_DEBUG, 0);
VALUE(FFTPIPE_INFO, 1);
VALUE(FFTPIPE_WARNING, 2);
VALUE(FFTPIPE_ERROR, 3);

_Static_assert(sizeof(enum fftpipe_status) == 4, "an enum is an int");

typedef const char *text;
typedef const char *const *texts;
typedef const fftpipe_host *host;
typedef const fftpipe_value *values;
typedef const fftpipe_image *const *sources;
typedef fftpipe_image *const *targets;

SIZE(fftpipe_image, 80);
MEMBER(fftpipe_image, struct_size, 0, uint32_t);
MEMBER(fftpipe_image, kind, 4, uint32_t);
MEMBER(fftpipe_image, width, 8, uint32_t);
MEMBER(fftpipe_image, height, 12, uint32_t);
MEMBER(fftpipe_image, channels, 16, uint32_t);
MEMBER(fftpipe_image, color, 20, uint32_t);
MEMBER(fftpipe_image, symmetry, 24, uint32_t);
MEMBER(fftpipe_image, reserved, 28, uint32_t);
MEMBER(fftpipe_image, stride, 32, int64_t);
MEMBER(fftpipe_image, plane, 40, int64_t);
MEMBER(fftpipe_image, data, 48, float *);
MEMBER(fftpipe_image, meta, 56, fftpipe_meta *);
MEMBER(fftpipe_image, lo, 64, double);
MEMBER(fftpipe_image, hi, 72, double);

SIZE(fftpipe_value, 8);
MEMBER(fftpipe_value, i, 0, int64_t);
MEMBER(fftpipe_value, f, 0, double);
MEMBER(fftpipe_value, s, 0, text);
MEMBER(fftpipe_value, bits, 0, uint64_t);

SIZE(fftpipe_param, 64);
MEMBER(fftpipe_param, key, 0, text);
MEMBER(fftpipe_param, doc, 8, text);
MEMBER(fftpipe_param, type, 16, uint32_t);
MEMBER(fftpipe_param, flags, 20, uint32_t);
MEMBER(fftpipe_param, def, 24, text);
MEMBER(fftpipe_param, min, 32, double);
MEMBER(fftpipe_param, max, 40, double);
MEMBER(fftpipe_param, choices, 48, texts);
MEMBER(fftpipe_param, unit, 56, text);

SIZE(fftpipe_port, 24);
MEMBER(fftpipe_port, name, 0, text);
MEMBER(fftpipe_port, doc, 8, text);
MEMBER(fftpipe_port, accepts, 16, uint32_t);
MEMBER(fftpipe_port, flags, 20, uint32_t);

typedef void (*host_log)(host, int, text);
typedef int (*host_fail)(host, int, text);
typedef int (*host_progress)(host, double);
typedef text (*host_meta_get)(host, const fftpipe_image *, text);
typedef int (*host_meta_set)(host, fftpipe_image *, text, text);
typedef void (*host_reserve)(host, uint64_t);
typedef int (*host_parallel)(host, uint32_t, int (*)(void *, uint32_t), void *);
typedef const void *(*host_get_extension)(host, text);

SIZE(fftpipe_host, 96);
MEMBER(fftpipe_host, struct_size, 0, uint32_t);
MEMBER(fftpipe_host, abi_minor, 4, uint32_t);
MEMBER(fftpipe_host, threads, 8, uint32_t);
MEMBER(fftpipe_host, reserved, 12, uint32_t);
MEMBER(fftpipe_host, version, 16, text);
MEMBER(fftpipe_host, host_data, 24, void *);
MEMBER(fftpipe_host, log, 32, host_log);
MEMBER(fftpipe_host, fail, 40, host_fail);
MEMBER(fftpipe_host, progress, 48, host_progress);
MEMBER(fftpipe_host, meta_get, 56, host_meta_get);
MEMBER(fftpipe_host, meta_set, 64, host_meta_set);
MEMBER(fftpipe_host, reserve, 72, host_reserve);
MEMBER(fftpipe_host, parallel, 80, host_parallel);
MEMBER(fftpipe_host, get_extension, 88, host_get_extension);

typedef int (*transform_open)(host, values, sources, targets, void **);
typedef int (*transform_prepare)(void *, host, values, sources, targets);
typedef int (*transform_run)(void *, host, values, sources, targets, uint32_t,
			     uint32_t);
typedef void (*transform_close)(void *);
typedef const void *(*transform_get_extension)(text);
typedef const fftpipe_port *ports;
typedef const fftpipe_param *params;

SIZE(fftpipe_transform, 144);
MEMBER(fftpipe_transform, struct_size, 0, uint32_t);
MEMBER(fftpipe_transform, needs_minor, 4, uint32_t);
MEMBER(fftpipe_transform, id, 8, text);
MEMBER(fftpipe_transform, version, 16, text);
MEMBER(fftpipe_transform, vendor, 24, text);
MEMBER(fftpipe_transform, license, 32, text);
MEMBER(fftpipe_transform, url, 40, text);
MEMBER(fftpipe_transform, doc, 48, text);
MEMBER(fftpipe_transform, inputs, 56, ports);
MEMBER(fftpipe_transform, outputs, 64, ports);
MEMBER(fftpipe_transform, params, 72, params);
MEMBER(fftpipe_transform, n_inputs, 80, uint32_t);
MEMBER(fftpipe_transform, n_outputs, 84, uint32_t);
MEMBER(fftpipe_transform, n_params, 88, uint32_t);
MEMBER(fftpipe_transform, port_size, 92, uint32_t);
MEMBER(fftpipe_transform, param_size, 96, uint32_t);
MEMBER(fftpipe_transform, flags, 100, uint32_t);
MEMBER(fftpipe_transform, open, 104, transform_open);
MEMBER(fftpipe_transform, prepare, 112, transform_prepare);
MEMBER(fftpipe_transform, run, 120, transform_run);
MEMBER(fftpipe_transform, close, 128, transform_close);
MEMBER(fftpipe_transform, get_extension, 136, transform_get_extension);

_Static_assert(_Generic(&fftpipe_transform_v1,
			const fftpipe_transform *(*)(void) : 1, default : 0),
	       "the type of fftpipe_transform_v1");

/* Where the zero frequency goes and how bins pair is part of the contract. */
static int frequencies_pair(uint32_t n)
{
	if (fftpipe_centered(0, n) != n / 2)
		return 0;
	for (uint32_t k = 0; k < n; k++) {
		if (fftpipe_centered(k, n) >= n)
			return 0;
		if (fftpipe_frequency(fftpipe_centered(k, n), n) != k)
			return 0;
		if ((k + fftpipe_mirror(k, n)) % n != 0)
			return 0;
	}
	return 1;
}

static int rows_lie_apart(void)
{
	float data[48];
	fftpipe_image image = { .stride = 8, .plane = 24, .data = data };

	return fftpipe_row(&image, 0, 2) == data + 16 &&
	       fftpipe_row(&image, 1, 1) == data + 32;
}

int main(void)
{
	int ok[2] = { 1, rows_lie_apart() };

	for (uint32_t n = 1; n < 70; n++)
		ok[0] = ok[0] && frequencies_pair(n);
	printf("1..3\n");
	printf("ok 1 - every member lies where it lay in 1.0\n");
	printf("%sok 2 - frequencies_pair\n", ok[0] ? "" : "not ");
	printf("%sok 3 - rows_lie_apart\n", ok[1] ? "" : "not ");
	return !(ok[0] && ok[1]);
}
