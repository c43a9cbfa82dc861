/* SPDX-License-Identifier: MIT */
/*
 * fftpipe/plugin.h - everything a transform plugin needs to know
 *
 * A plugin is one shared object that holds one transform.  It exports one
 * function, fftpipe_transform_v1(), and links against nothing of fftpipe.
 * NAME.so holds the transform whose id is NAME.  The least that works:
 *
 *	#include <fftpipe/plugin.h>
 *
 *	static int run(void *self, const fftpipe_host *host,
 *		       const fftpipe_value *params,
 *		       const fftpipe_image *const *in,
 *		       fftpipe_image *const *out, uint32_t first, uint32_t rows)
 *	{
 *		(void)self, (void)host;
 *		for (uint32_t c = 0; c < in[0]->channels; c++)
 *			for (uint32_t y = first; y < first + rows; y++) {
 *				const float *from = fftpipe_row(in[0], c, y);
 *				float *to = fftpipe_row(out[0], c, y);
 *
 *				for (uint32_t x = 0; x < in[0]->width; x++)
 *					to[x] = (float)params[0].f * from[x];
 *			}
 *		return FFTPIPE_OK;
 *	}
 *
 *	static const fftpipe_port inputs[] = {
 *		{ "picture", "what to scale", FFTPIPE_IMAGE, 0 } };
 *	static const fftpipe_port outputs[] = {
 *		{ "scaled", "factor * picture", FFTPIPE_IMAGE, 0 } };
 *	static const fftpipe_param params[] = {
 *		{ "factor", "multiplies every sample", FFTPIPE_FLOAT, 0,
 *		  "1", 0, 100, NULL, NULL } };
 *	static const fftpipe_transform transform = {
 *		.struct_size = sizeof transform, .id = "scale",
 *		.version = "1.0.0", .vendor = "me", .license = "MIT",
 *		.url = "", .doc = "Multiply a picture by a number.",
 *		.inputs = inputs, .n_inputs = FFTPIPE_COUNT(inputs),
 *		.outputs = outputs, .n_outputs = FFTPIPE_COUNT(outputs),
 *		.params = params, .n_params = FFTPIPE_COUNT(params),
 *		.port_size = sizeof *inputs, .param_size = sizeof *params,
 *		.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE, .run = run,
 *	};
 *
 *	const fftpipe_transform *fftpipe_transform_v1(void)
 *	{
 *		return &transform;
 *	}
 *
 * That plugin already runs in parallel, streams into the encoder and, should
 * it crash, costs one input: the host does those three.
 *
 * How the interface grows: structs grow at the end only and carry their size,
 * arrays carry the size of their elements, and what is optional is asked for
 * by a string id with a revision ("fftpipe.name/1").  A binary built against
 * this header goes on working with every later host of the same major number.
 *
 * The tag in brackets after a call says how calls may overlap:
 *   [serial]    never overlaps another open or close in the process
 *   [instance]  one call at a time per instance, on any thread
 *   [any]       several threads at once
 */
#ifndef FFTPIPE_PLUGIN_H
#define FFTPIPE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FFTPIPE_ABI_MAJOR 1 /* also in the name of the exported symbol */
#define FFTPIPE_ABI_MINOR 0

#define FFTPIPE_EXPORT    __attribute__((visibility("default")))

/* For functions in headers; unused ones are no cause for a warning. */
#define FFTPIPE_INLINE static inline __attribute__((unused))

/* How many elements an array has. */
#define FFTPIPE_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ===========================================================================
 * Words
 * ======================================================================== */

/* What a call returns. */
enum fftpipe_status {
	FFTPIPE_OK = 0,
	FFTPIPE_EPARAM = 1,    /* the pipeline is wrong, whatever the picture */
	FFTPIPE_EDATA = 2,     /* this picture cannot be worked on */
	FFTPIPE_ENOMEM = 3,    /* no memory for this picture */
	FFTPIPE_ECANCELED = 4, /* progress() asked to stop */
	FFTPIPE_EINTERNAL = 5  /* a defect: the instance is not used again */
};

/* What the samples of an image are.  One bit each; ports accept several. */
enum fftpipe_kind {
	/* A row holds `width` floats: a picture or another real-valued field */
	FFTPIPE_IMAGE = 1 << 0,
	/*
	 * A row holds `width / 2 + 1` pairs (re, im): the half spectrum of a
	 * real picture in the order of FFTW's r2c, unscaled, zero frequency
	 * first.  The inverse divides by width * height.
	 */
	FFTPIPE_SPECTRUM = 1 << 1
};

/* What the values mean to an eye. */
enum fftpipe_color {
	FFTPIPE_GRAY = 1, /* each channel a gray picture */
	FFTPIPE_RGB = 3,  /* three channels, values as stored (gamma-encoded) */
	FFTPIPE_DATA = 100, /* no picture; any range */
	FFTPIPE_ANGLE = 101 /* radians; wraps, -pi and pi are one value */
};

/*
 * EVEN: f(mirror) = f; ODD: f(mirror) = -f (for an ANGLE: modulo the circle).
 * The mirror goes through the pixel (width / 2, height / 2), rounded down, and
 * wraps at the edges, as in the centered spectrum of a real picture.  Integer
 * files of symmetric images hold more than one level's worth of each value.
 */
enum fftpipe_symmetry {
	FFTPIPE_ASYMMETRIC = 0,
	FFTPIPE_EVEN = 1,
	FFTPIPE_ODD = 2
};

/* The type of a parameter and the member of fftpipe_value that holds it. */
enum fftpipe_type {
	FFTPIPE_INT = 1,    /* value.i */
	FFTPIPE_FLOAT = 2,  /* value.f */
	FFTPIPE_BOOL = 3,   /* value.i: 0 or 1; written yes or no */
	FFTPIPE_CHOICE = 4, /* value.i: an index into choices */
	FFTPIPE_TEXT = 5    /* value.s: UTF-8 */
};

/* How a transform works; see fftpipe_transform.flags. */
enum fftpipe_flags {
	/*
	 * Any output row can be made from the inputs alone, in any order, more
	 * than once, by several threads.  The host splits the rows and may
	 * stream them into a file without ever holding the output.  `self` is
	 * read-only in run() then, and out[] a copy made for the call: keep no
	 * pointer to it; setting lo, hi or meta in it does nothing.  All
	 * outputs have one height.
	 */
	FFTPIPE_BANDS = 1 << 0,
	/*
	 * Implies BANDS: output row y needs row y of the inputs and no other.
	 * Chains of such stages stream through each other.
	 */
	FFTPIPE_ROWS = 1 << 1,
	/*
	 * out[0] may share in[0]'s memory when nobody else reads it.  With ROWS
	 * each row is then made exactly once.
	 */
	FFTPIPE_INPLACE = 1 << 2
};

enum fftpipe_port_flags {
	FFTPIPE_OPTIONAL = 1 << 0 /* an input that may stay unconnected */
};

enum fftpipe_level {
	FFTPIPE_DEBUG = 0,
	FFTPIPE_INFO = 1,
	FFTPIPE_WARNING = 2,
	FFTPIPE_ERROR = 3
};

/* ===========================================================================
 * Images
 * ======================================================================== */

/* Short text entries that travel with an image and into its file. */
typedef struct fftpipe_meta fftpipe_meta;

/*
 * An image, or the description of one.  Samples are 32-bit floats with the
 * file's own values: an 8-bit file has 0 to 255.
 *
 * Channels are planes.  Every row, the last one too, starts on a 64-byte
 * boundary and has room for width / 2 + 1 pairs, so that a transform from
 * real to complex fits in place.  What is behind the row's samples is
 * undefined: outputs may overwrite it, nobody may read it as data.
 *
 * The host owns all of it and chooses stride, plane and data.  Plugins never
 * set those three, and set the others one by one, never by assigning a whole
 * struct: a newer host's struct is longer than the one compiled here.
 */
typedef struct fftpipe_image {
	uint32_t struct_size;
	uint32_t kind;          /* one fftpipe_kind */
	uint32_t width, height; /* the picture's, for a spectrum too */
	uint32_t channels;
	uint32_t color;    /* one fftpipe_color */
	uint32_t symmetry; /* one fftpipe_symmetry */
	uint32_t reserved;
	int64_t stride; /* floats from one row to the next */
	int64_t plane;  /* floats from one channel to the next */
	float *data;
	fftpipe_meta *meta; /* through meta_get and meta_set only */
	/*
	 * The values that an integer file maps to its ends; equal means
	 * unknown, and the host measures.  An 8-bit picture has 0 and 255.  A
	 * spectrum's describe the picture that its inverse gives.
	 */
	double lo, hi;
} fftpipe_image;

/* ===========================================================================
 * Parameters and ports
 * ======================================================================== */

typedef union fftpipe_value {
	int64_t i;
	double f;
	const char *s; /* lives until close */
	uint64_t bits;
} fftpipe_value;

/*
 * A parameter: one key in a stage's section of the pipeline file.
 *
 * Keys are lower case letters, digits and '-', without a dot, and none of the
 * host's: use from save depth range round compress metadata.  The host parses,
 * checks the range and fills in defaults before any call sees the values.
 */
typedef struct fftpipe_param {
	const char *key, *doc;
	uint32_t type, flags; /* one fftpipe_type; flags: 0 */
	/*
	 * The default, in the words of the pipeline file.  NULL: the key must
	 * be given.  "nan" for a FLOAT: not given, outside min..max; users
	 * cannot write nan or inf.
	 */
	const char *def;
	double min, max;            /* INT, FLOAT; equal means any */
	const char *const *choices; /* CHOICE; NULL-terminated */
	const char *unit;           /* or NULL */
} fftpipe_param;

/*
 * A port.  `accepts` lists the kinds an input takes, or the kinds that may
 * come out of an output.  Where a pipeline connects the other kind, the host
 * puts an FFT or its inverse in between.
 */
typedef struct fftpipe_port {
	const char *name, *doc;
	uint32_t accepts, flags; /* fftpipe_kind bits; fftpipe_port_flags */
} fftpipe_port;

/* ===========================================================================
 * What the host offers
 * ======================================================================== */

typedef struct fftpipe_host fftpipe_host;
struct fftpipe_host {
	uint32_t struct_size, abi_minor;
	uint32_t threads, reserved; /* how many threads parallel() may use */
	const char *version;        /* the host's own, for messages */
	void *host_data;            /* the host's */

	/* Say something: one line of UTF-8, no line end. [any] */
	void (*log)(const fftpipe_host *host, int level, const char *text);

	/*
	 * Say why a call is about to fail, and return `code`: write
	 * return host->fail(host, FFTPIPE_EDATA, "...").  One sentence, lower
	 * case, no full stop; the host adds input, stage and plugin.  The
	 * first sentence of a job wins. [any]
	 */
	int (*fail)(const fftpipe_host *host, int code, const char *sentence);

	/*
	 * Tell how far run() is, 0 to 1.  After a nonzero return, clean up and
	 * return FFTPIPE_ECANCELED within 100 ms. [any]
	 */
	int (*progress)(const fftpipe_host *host, double done);

	/*
	 * The entry's value, or NULL.  It lives until the next meta_set on
	 * that image or the end of the call. [instance]
	 */
	const char *(*meta_get)(const fftpipe_host *host,
				const fftpipe_image *image, const char *key);

	/*
	 * Set an entry, or remove it with value NULL.  Keys are letters,
	 * digits, '-' and '_'.  Both strings are copied.  Returns FFTPIPE_OK,
	 * EPARAM for a bad key, ENOMEM.  Known keys: "columns" (titles of a
	 * .csv file's columns, separated by commas), "mag_min", "mag_max",
	 * "pixel-size" ("X Y UNIT").  out[i] starts with copies of in[0]'s
	 * entries. [instance]
	 */
	int (*meta_set)(const fftpipe_host *host, fftpipe_image *image,
			const char *key, const char *value);

	/* In open: how many bytes run() and prepare() will allocate at most. */
	void (*reserve)(const fftpipe_host *host, uint64_t bytes);

	/*
	 * Run task(arg, k) for k = 0 .. n - 1 on the host's threads; returns
	 * when all are done, with the first nonzero result (of the smallest
	 * k).  From prepare, and from run without BANDS. [instance]
	 */
	int (*parallel)(const fftpipe_host *host, uint32_t n,
			int (*task)(void *arg, uint32_t k), void *arg);

	/*
	 * What "fftpipe.name/1" stands for, or NULL.  In open two tell what the
	 * files of the pipeline are like, by being there at all:
	 * "fftpipe.measured/1": the range of some file is measured, so that the
	 * smallest and largest values deserve more care than the rest;
	 * "fftpipe.coarse/1": only 8-bit files are made of this stage's
	 * outputs, so that float precision will do. [any]
	 */
	const void *(*get_extension)(const fftpipe_host *host, const char *id);
};

/* Does this host's struct reach as far as `member`? */
#define FFTPIPE_HOST_HAS(host, member)                              \
	(offsetof(fftpipe_host, member) + sizeof((host)->member) <= \
	 (host)->struct_size)

/* ===========================================================================
 * What a plugin offers
 * ======================================================================== */

/*
 * The description of a transform.  Constant data: fftpipe_transform_v1()
 * returns the same pointer each time and does nothing else.
 *
 * in[] and out[] have one entry for each described port.  An unconnected
 * optional input is NULL; an output that nobody needs has data NULL in run().
 * At least one input and one output.
 *
 * The same inputs and parameters give the same bits, for any number of threads
 * and any banding.  Inputs may hold NaN or infinities: propagate them, or fail
 * with EDATA.  A number of channels or a color that does not fit is EDATA.
 * Plugins open no files: kernels and masks come through ports.  No exception,
 * longjmp or signal crosses the boundary.
 */
typedef struct fftpipe_transform {
	uint32_t struct_size;
	uint32_t needs_minor; /* the least host abi_minor that will do: 0 */
	const char *id;       /* as the file's stem */
	const char *version, *vendor, *license, *url, *doc;
	const fftpipe_port *inputs, *outputs;
	const fftpipe_param *params;
	uint32_t n_inputs, n_outputs, n_params;
	uint32_t port_size, param_size; /* sizeof of one element */
	uint32_t flags;                 /* fftpipe_flags */

	/*
	 * Optional.  Once per shape of input.  Sees shapes, kinds, channels
	 * and colors of in[], not data, meta, lo, hi or symmetry; and params,
	 * in the order of the description.  out[i] starts as in[0]'s
	 * description, but ASYMMETRIC: set what differs.  Plan and allocate
	 * here, and tell reserve().  Store the instance in *self (it starts
	 * NULL).  An open that fails has freed its own.  EPARAM: wrong for
	 * every picture; EDATA: wrong for this shape. [serial]
	 */
	int (*open)(const fftpipe_host *host, const fftpipe_value *params,
		    const fftpipe_image *const *in, fftpipe_image *const *out,
		    void **self);

	/*
	 * Optional.  Once per picture, before run: read the inputs whole, keep
	 * in self what was found, set lo, hi and meta of the outputs,
	 * whose data is NULL here.  lo and hi start as in[0]'s: set
	 * both to 0 if the values may leave them. [instance]
	 */
	int (*prepare)(void *self, const fftpipe_host *host,
		       const fftpipe_value *params,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out);

	/*
	 * Fill output rows first .. first + rows - 1.  Rows are counted from
	 * the top of the whole image, which in[] and out[] describe, whatever
	 * part of it the call is for.  Without BANDS: called once with all
	 * rows, and may set lo, hi and meta of out[]. [instance; BANDS: any]
	 */
	int (*run)(void *self, const fftpipe_host *host,
		   const fftpipe_value *params, const fftpipe_image *const *in,
		   fftpipe_image *const *out, uint32_t first, uint32_t rows);

	/* Optional.  Undo a successful open. [serial] */
	void (*close)(void *self);

	/* Optional.  What the plugin offers beyond this header, or NULL. */
	const void *(*get_extension)(const char *id);
} fftpipe_transform;

/* The one exported symbol. [any] */
FFTPIPE_EXPORT const fftpipe_transform *fftpipe_transform_v1(void);

/* ===========================================================================
 * Arithmetic that is easily got wrong
 * ======================================================================== */

/* The first sample of a row. */
FFTPIPE_INLINE float *fftpipe_row(const fftpipe_image *image, uint32_t channel,
				  uint32_t y)
{
	return image->data + (int64_t)channel * image->plane +
	       (int64_t)y * image->stride;
}

/*
 * Where frequency k (0 .. n - 1, zero first) lies in a centered spectrum of n
 * rows or columns: the zero frequency at n / 2, rounded down, odd n too
 * (numpy's fftshift).
 */
FFTPIPE_INLINE uint32_t fftpipe_centered(uint32_t k, uint32_t n)
{
	uint32_t half = n / 2;

	return k < n - half ? k + half : k - (n - half);
}

/* The frequency at a position of a centered spectrum: the way back. */
FFTPIPE_INLINE uint32_t fftpipe_frequency(uint32_t position, uint32_t n)
{
	uint32_t half = n / 2;

	return position < half ? position + (n - half) : position - half;
}

/* The frequency -k: where a real picture's spectrum holds the conjugate. */
FFTPIPE_INLINE uint32_t fftpipe_mirror(uint32_t k, uint32_t n)
{
	return k ? n - k : 0;
}

#ifdef __cplusplus
}
#endif

#endif /* FFTPIPE_PLUGIN_H */
