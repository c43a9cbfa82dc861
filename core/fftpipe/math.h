/* SPDX-License-Identifier: MIT */
/*
 * fftpipe/math.h - logarithm, exponential, arctangent, sine and cosine that
 * compilers turn into vector code
 *
 * libm's functions in a loop keep a compiler from vectorizing it, and made a
 * whole run twice as slow.  These are branch-free, so gcc -O3 vectorizes loops
 * that call them, at every instruction set and without -ffast-math.  Optional:
 * a plugin may use libm instead.
 *
 * Same bits everywhere: each step is one IEEE operation, so scalar and vector
 * code, SSE2 and AVX-512 agree, provided that the compiler fuses no multiply
 * and add.  Compile with -ffp-contract=off (gcc's -std=c11 implies it, clang
 * needs the flag) and without -ffast-math.  A loop that also takes square
 * roots needs -fno-math-errno to be vectorized.
 *
 * Errors are against the exact result, in units of the last place (ulp) of
 * the result unless called absolute, the largest seen over all floats or, with
 * two arguments, dense sweeps.  NaN in gives NaN out.  The sign of a zero
 * result is only kept where said.
 *
 * The polynomials are minimax fits by the Remez exchange in 64-bit precision,
 * weighted for relative error of the function, then rounded to the type:
 *
 *	log(1 + f)  = f - f^2 / 2 + f^3 P(f)  sqrt(1/2) <= 1 + f <= sqrt(2)
 *	exp(r)      = 1 + r + r^2 P(r)                      |r| <= log(2) / 2
 *	atan(q)     = q + q^3 P(q^2)                     |q| <= tan(pi / 8)
 *	sin(r)      = r + r^3 P(r^2)                        |r| <= pi / 4
 *	cos(r)      = 1 - r^2 / 2 + r^4 P(r^2)              |r| <= pi / 4
 */
#ifndef FFTPIPE_MATH_H
#define FFTPIPE_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifndef FFTPIPE_INLINE
#define FFTPIPE_INLINE static inline __attribute__((unused))
#endif

#ifdef __cplusplus
extern "C" {
#endif

FFTPIPE_INLINE uint32_t fftpipe_float_bits(float x)
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

FFTPIPE_INLINE float fftpipe_bits_float(uint32_t bits)
{
	float x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

FFTPIPE_INLINE uint64_t fftpipe_double_bits(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

FFTPIPE_INLINE double fftpipe_bits_double(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

/*
 * condition ? yes : no, by masks: compilers make the operator a jump where the
 * arithmetic before it might trap, and then vectorize nothing.
 */
FFTPIPE_INLINE float fftpipe_choosef(uint32_t condition, float yes, float no)
{
	uint32_t a = fftpipe_float_bits(yes), b = fftpipe_float_bits(no);
	uint32_t mask = 0 - (uint32_t)(condition != 0);

	return fftpipe_bits_float(b ^ ((a ^ b) & mask));
}

FFTPIPE_INLINE double fftpipe_choose(uint64_t condition, double yes, double no)
{
	uint64_t a = fftpipe_double_bits(yes), b = fftpipe_double_bits(no);
	uint64_t mask = 0 - (uint64_t)(condition != 0);

	return fftpipe_bits_double(b ^ ((a ^ b) & mask));
}

/*
 * The logarithm of a positive normal number, whatever else gives garbage: for
 * the functions below.  x = 2^k (1 + f); log(2) is split so that k times its
 * upper part is exact.
 */
FFTPIPE_INLINE float fftpipe_log_normalf(float x)
{
	const uint32_t root_half = 0x3f3504f3;
	uint32_t bits = fftpipe_float_bits(x) + (0x3f800000 - root_half);
	float k = (float)((int32_t)(bits >> 23) - 127);
	float f = fftpipe_bits_float((bits & 0x007fffff) + root_half) - 1.0f;
	float f2 = f * f, p;

	p = -0.0763449892f;
	p = p * f + 0.12761578f;
	p = p * f - 0.131601825f;
	p = p * f + 0.142017573f;
	p = p * f - 0.166233569f;
	p = p * f + 0.200012267f;
	p = p * f - 0.250008196f;
	p = p * f + 0.333333313f;
	p = p * f * f2 + k * 1.42860677e-6f;
	return k * 0.693145752f + (f - (0.5f * f2 - p));
}

/*
 * log(x), within 1 ulp.  0 and -0 give -inf, negative numbers NaN, inf gives
 * inf, 1 gives 0; subnormals are as good as the rest.
 */
FFTPIPE_INLINE float fftpipe_logf(float x)
{
	const float least = 1.17549435e-38f;
	float up = fftpipe_choosef(x < least, x * 8388608.0f, x);
	float r = fftpipe_log_normalf(up);

	/* 23 log(2), in the same two parts. */
	r = fftpipe_choosef(x < least, (r - 3.28582926e-5f) - 15.9423523f, r);
	r = fftpipe_choosef(x < INFINITY, r, x);
	r = fftpipe_choosef(x < 0.0f, NAN, r);
	return fftpipe_choosef(x == 0.0f, -INFINITY, r);
}

/*
 * log(1 + x), within 2 ulp for x >= 0 and 3 ulp below.  -1 gives -inf, less
 * gives NaN, inf gives inf, 0 and -0 give 0; subnormals come back unchanged.
 */
FFTPIPE_INLINE float fftpipe_log1pf(float x)
{
	float sum = 1.0f + x, part = sum - 1.0f;
	/* What the sum's rounding lost, exactly (Knuth's two-sum). */
	float lost = (1.0f - (sum - part)) + (x - part);
	float r = fftpipe_log_normalf(sum) + lost / sum;

	r = fftpipe_choosef(x < INFINITY, r, x);
	r = fftpipe_choosef(x < -1.0f, NAN, r);
	return fftpipe_choosef(x == -1.0f, -INFINITY, r);
}

/*
 * x = n log(2) + r with |r| <= log(2) / 2 or a little more; gives exp(r) - 1
 * and, in *bits, n as the low bits of a float that has 1.5 * 2^23 added.  For
 * the two functions below.
 */
FFTPIPE_INLINE float fftpipe_exp_partsf(float x, uint32_t *bits)
{
	const float round = 12582912.0f;
	float shifted = x * 1.44269502f + round;
	float n = shifted - round;
	float r = (x - n * 0.693145752f) - n * 1.42860677e-6f, p;

	*bits = fftpipe_float_bits(shifted) - 0x4b400000;
	p = 0.00139505242f;
	p = p * r + 0.00836890843f;
	p = p * r + 0.041666206f;
	p = p * r + 0.166665182f;
	p = p * r + 0.5f;
	return r + r * r * p;
}

/*
 * exp(x), within 1.1 ulp, half a step of 2^-149 more where the result is
 * subnormal.  -inf and all below -103.98 give 0, inf and all above 88.7228
 * inf, 0 and -0 give 1; subnormals give 1.
 */
FFTPIPE_INLINE float fftpipe_expf(float x)
{
	uint32_t n, half;
	float less, first, second;

	x = fftpipe_choosef(x < -104.0f, -104.0f, x);
	x = fftpipe_choosef(x > 89.0f, 89.0f, x);
	less = fftpipe_exp_partsf(x, &n);
	/* In two factors: 2^n alone would leave the range of floats. */
	half = ((n + 512) >> 1) - 256;
	first = fftpipe_bits_float((half + 127) << 23);
	second = fftpipe_bits_float((n - half + 127) << 23);
	return (1.0f + less) * first * second;
}

/*
 * exp(x) - 1, within 2 ulp.  -inf and all below -18 give -1, inf and all
 * above 88.7228 inf, 0 and -0 give 0; subnormals may lose 2^-149.
 */
FFTPIPE_INLINE float fftpipe_expm1f(float x)
{
	uint32_t n;
	float less, half;

	x = fftpipe_choosef(x < -18.0f, -18.0f, x);
	x = fftpipe_choosef(x > 89.0f, 89.0f, x);
	less = fftpipe_exp_partsf(x, &n);
	/* Half of it, since 2^128 is no float. */
	half = fftpipe_bits_float((n + 126) << 23);
	return 2.0f * (half * less + (half - 0.5f));
}

/*
 * The angle of (x, y) in -pi..pi, within 3 ulp, 3e-7 absolute.  The sign is
 * y's, that of a zero too: (0, x) gives 0 for x > 0 or +0 and pi, rounded to
 * float, for x < 0 or -0; (-0, x) the negative of that; (0, 0) gives 0.
 * Infinities give the multiples of pi / 4 that C asks for.  Subnormals are
 * as good as the rest unless the result is one.
 */
FFTPIPE_INLINE float fftpipe_atan2f(float y, float x)
{
	const uint32_t sign = 0x80000000;
	float ax = fftpipe_bits_float(fftpipe_float_bits(x) & ~sign);
	float ay = fftpipe_bits_float(fftpipe_float_bits(y) & ~sign);
	float most = fftpipe_choosef(ax > ay, ax, ay),
	      least = fftpipe_choosef(ax > ay, ay, ax);
	float scale = fftpipe_choosef(most > 1.0f, 0.5f,
				      1.0f); /* their sum stays finite */
	float unit = fftpipe_choosef(most > 0.0f, 1.0f, 0.0f);
	float top = fftpipe_choosef(least == most, unit,
				    most * scale); /* inf / inf is 1 */
	float low = fftpipe_choosef(least == most, unit, least * scale);
	float above, below, q, z, p, r;

	above = fftpipe_choosef(low > 0.414213562f * top, low - top, low);
	below = fftpipe_choosef(low > 0.414213562f * top, low + top, top);
	below = fftpipe_choosef(top == 0.0f, 1.0f, below);
	q = above / below;
	z = q * q;
	p = 0.0806030855f;
	p = p * z - 0.138798505f;
	p = p * z + 0.199779257f;
	p = p * z - 0.333329558f;
	r = q + q * z * p;

	/* Back to the octant; each constant with what its rounding lost. */
	r = fftpipe_choosef(low > 0.414213562f * top,
			    0.785398185f + (r - 2.18556941e-8f), r);
	r = fftpipe_choosef(ay > ax, 1.57079637f - (r + 4.37113883e-8f), r);
	r = fftpipe_choosef(fftpipe_float_bits(x) >= sign,
			    3.14159274f - (r + 8.74227766e-8f), r);
	return fftpipe_bits_float(fftpipe_float_bits(r) |
				  (fftpipe_float_bits(y) & sign));
}

/*
 * The same in double, within 12 ulp, 1.5e-15 absolute: for floats whose
 * angle should be the right float.  gcc vectorizes it from AVX2 on.
 */
FFTPIPE_INLINE double fftpipe_atan2(double y, double x)
{
	const uint64_t sign = 0x8000000000000000;
	double ax = fftpipe_bits_double(fftpipe_double_bits(x) & ~sign);
	double ay = fftpipe_bits_double(fftpipe_double_bits(y) & ~sign);
	double most = fftpipe_choose(ax > ay, ax, ay),
	       least = fftpipe_choose(ax > ay, ay, ax);
	double scale = fftpipe_choose(most > 1.0, 0.5,
				      1.0); /* their sum stays finite */
	double unit = fftpipe_choose(most > 0.0, 1.0, 0.0);
	double top = fftpipe_choose(least == most, unit,
				    most * scale); /* inf / inf is 1 */
	double low = fftpipe_choose(least == most, unit, least * scale);
	double above, below, q, z, p, r;

	above = fftpipe_choose(low > 0.41421356237309505 * top, low - top, low);
	below = fftpipe_choose(low > 0.41421356237309505 * top, low + top, top);
	below = fftpipe_choose(top == 0.0, 1.0, below);
	q = above / below;
	z = q * q;
	p = -0.025498366222430867;
	p = p * z + 0.050392650552276708;
	p = p * z - 0.065108348072778169;
	p = p * z + 0.076744190675677865;
	p = p * z - 0.090896250282788624;
	p = p * z + 0.11111054986101135;
	p = p * z - 0.1428571289135625;
	p = p * z + 0.19999999982969219;
	p = p * z - 0.33333333333261594;
	r = q + q * z * p;

	/* Back to the octant; each constant with what its rounding lost. */
	r = fftpipe_choose(low > 0.41421356237309505 * top,
			   0.78539816339744831 + (r + 3.061616997868383e-17),
			   r);
	r = fftpipe_choose(ay > ax,
			   1.5707963267948966 - (r - 6.123233995736766e-17), r);
	r = fftpipe_choose(fftpipe_double_bits(x) >> 63,
			   3.1415926535897931 - (r - 1.2246467991473532e-16),
			   r);
	return fftpipe_bits_double(fftpipe_double_bits(r) |
				   (fftpipe_double_bits(y) & sign));
}

/*
 * The sine and the cosine of x radians, within 1e-7 absolute for |x| <= 8192;
 * beyond, x's own rounding counts for more, and the error is up to |x| / 2^22.
 * Past 2^20 and for infinities NaN.  0 and -0 give sine 0 and cosine 1;
 * subnormals are their own sine.
 */
FFTPIPE_INLINE void fftpipe_sincosf(float x, float *sine, float *cosine)
{
	const float round = 12582912.0f;
	float size = fftpipe_bits_float(fftpipe_float_bits(x) & 0x7fffffff);
	float in = fftpipe_choosef(size <= 1048576.0f, x, NAN);
	float shifted = in * 0.636619747f + round;
	float n = shifted - round;
	uint32_t quarter = fftpipe_float_bits(shifted);
	/* pi / 2 in three parts: n times the first two is exact. */
	float r = ((in - n * 1.5703125f) - n * 0.000483512878f) -
		  n * 3.13916473e-07f;
	float z = r * r, s, c, across, along;

	s = -0.000195172674f;
	s = s * z + 0.008332178f;
	s = s * z - 0.166666552f;
	s = r + r * z * s;
	c = 2.44384155e-05f;
	c = c * z - 0.00138873677f;
	c = c * z + 0.0416666456f;
	c = (1.0f - 0.5f * z) + z * z * c;

	across = fftpipe_choosef(quarter & 1, c, s);
	along = fftpipe_choosef(quarter & 1, s, c);
	*sine = fftpipe_bits_float(fftpipe_float_bits(across) ^ (quarter & 2)
									<< 30);
	*cosine = fftpipe_bits_float(fftpipe_float_bits(along) ^
				     ((quarter + 1) & 2) << 30);
}

#ifdef __cplusplus
}
#endif

#endif /* FFTPIPE_MATH_H */
