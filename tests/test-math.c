/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-math.c - fftpipe/math.h against libm in double, and against itself
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <fftpipe/math.h>

enum { COUNT = 4096 };

/* Odd, so that all digits vary; small enough for a second in all. */
static const uint64_t step = 2003;

/* How far a float is from the exact result, in units of its last place. */
static double error_ulp(double want, float got)
{
	float rounded = (float)want;
	float size = fabsf(rounded);

	if (isnan(want) || isnan(got))
		return isnan(want) && isnan(got) ? 0 : 1e9;
	if (isinf(rounded) || isinf(got))
		return rounded == got ? 0 : 1e9;
	return fabs((double)got - want) /
	       (double)(nextafterf(size, INFINITY) - size);
}

static double worst_error(float (*tested)(float), double (*exact)(double),
			  float lo, float hi)
{
	double worst = 0;

	for (uint64_t bits = 0; bits <= UINT32_MAX; bits += step) {
		float x = fftpipe_bits_float((uint32_t)bits);

		if (x >= lo && x <= hi)
			worst = fmax(worst,
				     error_ulp(exact((double)x), tested(x)));
	}
	return worst;
}

static void errors_are_as_stated(void **state)
{
	(void)state;
	assert_true(worst_error(fftpipe_logf, log, 0, INFINITY) <= 1);
	assert_true(worst_error(fftpipe_log1pf, log1p, 0, INFINITY) <= 2);
	assert_true(worst_error(fftpipe_log1pf, log1p, -1, 0) <= 3);
	assert_true(worst_error(fftpipe_expf, exp, -87, INFINITY) <= 1.1);
	assert_true(worst_error(fftpipe_expf, exp, -INFINITY, -87) <= 1.6);
	assert_true(worst_error(fftpipe_expm1f, expm1, 1e-37f, INFINITY) <= 2);
	assert_true(worst_error(fftpipe_expm1f, expm1, -INFINITY, -1e-37f) <=
		    2);
}

static void specials_are_as_stated(void **state)
{
	(void)state;
	assert_true(fftpipe_logf(0) == -INFINITY);
	assert_true(fftpipe_logf(-0.0f) == -INFINITY);
	assert_true(isnan(fftpipe_logf(-1e-45f)));
	assert_true(isnan(fftpipe_logf(-INFINITY)));
	assert_true(isnan(fftpipe_logf(NAN)));
	assert_true(fftpipe_logf(INFINITY) == INFINITY);
	assert_true(fftpipe_logf(1) == 0);

	assert_true(fftpipe_log1pf(0) == 0);
	assert_true(fftpipe_log1pf(1e-42f) == 1e-42f);
	assert_true(fftpipe_log1pf(-1) == -INFINITY);
	assert_true(isnan(fftpipe_log1pf(-1.5f)));
	assert_true(isnan(fftpipe_log1pf(NAN)));
	assert_true(fftpipe_log1pf(INFINITY) == INFINITY);

	assert_true(fftpipe_expf(0) == 1 && fftpipe_expf(-0.0f) == 1);
	assert_true(fftpipe_expf(-INFINITY) == 0);
	assert_true(fftpipe_expf(INFINITY) == INFINITY);
	assert_true(fftpipe_expf(88.8f) == INFINITY);
	assert_true(isnan(fftpipe_expf(NAN)));

	assert_true(fftpipe_expm1f(0) == 0 && fftpipe_expm1f(-0.0f) == 0);
	assert_true(fftpipe_expm1f(-INFINITY) == -1);
	assert_true(fftpipe_expm1f(INFINITY) == INFINITY);
	assert_true(isnan(fftpipe_expm1f(NAN)));
	assert_true(fabsf(fftpipe_expm1f(1e-42f) - 1e-42f) <= 1.5e-45f);
}

static const float ends[] = { 0,         -0.0f,     1,        -1,
			      INFINITY,  -INFINITY, NAN,      1.4e-45f,
			      -1.4e-45f, 3.4e38f,   -3.4e38f, 1e-40f };

static void angles_of_the_ends_are_those_of_c(void **state)
{
	(void)state;
	for (size_t i = 0; i < 12; i++)
		for (size_t j = 0; j < 12; j++) {
			double y = (double)ends[i], x = (double)ends[j];
			double want = atan2(y, x);
			float single = fftpipe_atan2f(ends[i], ends[j]);
			double twice = fftpipe_atan2(y, x);

			if (isnan(want)) {
				assert_true(isnan(single) && isnan(twice));
				continue;
			}
			assert_true(fabs(want - (double)single) < 3e-7);
			assert_true(fabs(want - twice) < 1.5e-15);
			assert_true(!signbit(want) == !signbit(single));
			assert_true(!signbit(want) == !signbit(twice));
		}
}

static float spread(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return ldexpf((float)(int32_t)*state / 2147483648.0f,
		      (int)(*state >> 5 & 31) - 16);
}

static void errors_of_angles_are_as_stated(void **state)
{
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		float y = spread(&random), x = spread(&random);
		double want = atan2((double)y, (double)x);
		float single = fftpipe_atan2f(y, x);
		double twice = fftpipe_atan2((double)y, (double)x);

		assert_true(error_ulp(want, single) <= 3);
		assert_true(fabs(want - (double)single) <= 3e-7);
		assert_true(fabs(want - twice) <= 1.5e-15);
		assert_true(fabs(want - twice) <= 12 * 2.3e-16 * fabs(want));
	}
}

static void errors_of_sine_and_cosine_are_as_stated(void **state)
{
	(void)state;
	for (uint64_t bits = 0; bits <= UINT32_MAX; bits += step) {
		float x = fftpipe_bits_float((uint32_t)bits), sine, cosine;
		double most = fmax(1e-7, fabs((double)x) / 4194304);

		fftpipe_sincosf(x, &sine, &cosine);
		if (!(fabsf(x) <= 1048576.0f)) {
			assert_true(isnan(sine) && isnan(cosine));
			continue;
		}
		if (fabsf(x) <= 8192)
			most = 1e-7;
		assert_true(fabs((double)sine - sin((double)x)) <= most);
		assert_true(fabs((double)cosine - cos((double)x)) <= most);
	}
}

/* ===========================================================================
 * The same bits in loops that are vectorized and in calls that are not
 * ======================================================================== */

struct results {
	float log[COUNT], log1p[COUNT], exp[COUNT], expm1[COUNT];
	float atan2[COUNT], sine[COUNT], cosine[COUNT];
	double angle[COUNT];
};

/* Each function in a loop of its own, which is what compilers vectorize. */
static void in_loops(const float *a, const float *b, struct results *to)
{
	for (size_t i = 0; i < COUNT; i++)
		to->log[i] = fftpipe_logf(a[i]);
	for (size_t i = 0; i < COUNT; i++)
		to->log1p[i] = fftpipe_log1pf(a[i]);
	for (size_t i = 0; i < COUNT; i++)
		to->exp[i] = fftpipe_expf(a[i]);
	for (size_t i = 0; i < COUNT; i++)
		to->expm1[i] = fftpipe_expm1f(a[i]);
	for (size_t i = 0; i < COUNT; i++)
		to->atan2[i] = fftpipe_atan2f(a[i], b[i]);
	for (size_t i = 0; i < COUNT; i++)
		to->angle[i] = fftpipe_atan2((double)a[i], (double)b[i]);
	for (size_t i = 0; i < COUNT; i++)
		fftpipe_sincosf(a[i], &to->sine[i], &to->cosine[i]);
}

/* Through volatile pointers no call can be part of a vector. */
static void one_by_one(const float *a, const float *b, struct results *to)
{
	float (*volatile single[])(float) = { fftpipe_logf, fftpipe_log1pf,
					      fftpipe_expf, fftpipe_expm1f };
	float (*volatile angle)(float, float) = fftpipe_atan2f;
	double (*volatile double_angle)(double, double) = fftpipe_atan2;
	void (*volatile both)(float, float *, float *) = fftpipe_sincosf;

	for (size_t i = 0; i < COUNT; i++) {
		to->log[i] = single[0](a[i]);
		to->log1p[i] = single[1](a[i]);
		to->exp[i] = single[2](a[i]);
		to->expm1[i] = single[3](a[i]);
		to->atan2[i] = angle(a[i], b[i]);
		to->angle[i] = double_angle((double)a[i], (double)b[i]);
		both(a[i], &to->sine[i], &to->cosine[i]);
	}
}

static bool same(const float *a, const float *b)
{
	for (size_t i = 0; i < COUNT; i++)
		if (fftpipe_float_bits(a[i]) != fftpipe_float_bits(b[i]) &&
		    !(isnan(a[i]) && isnan(b[i])))
			return false;
	return true;
}

static void vectors_give_the_same_bits(void **state)
{
	static struct results looped, single;
	static float a[COUNT], b[COUNT];
	uint32_t random = 7;

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		a[i] = i < 144 ? ends[i / 12] : spread(&random);
		b[i] = i < 144 ? ends[i % 12] : spread(&random);
	}
	in_loops(a, b, &looped);
	one_by_one(a, b, &single);
	assert_true(same(looped.log, single.log));
	assert_true(same(looped.log1p, single.log1p));
	assert_true(same(looped.exp, single.exp));
	assert_true(same(looped.expm1, single.expm1));
	assert_true(same(looped.atan2, single.atan2));
	assert_true(same(looped.sine, single.sine));
	assert_true(same(looped.cosine, single.cosine));
	for (size_t i = 0; i < COUNT; i++)
		assert_true(fftpipe_double_bits(looped.angle[i]) ==
				    fftpipe_double_bits(single.angle[i]) ||
			    isnan(looped.angle[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_are_as_stated),
		cmocka_unit_test(specials_are_as_stated),
		cmocka_unit_test(angles_of_the_ends_are_those_of_c),
		cmocka_unit_test(errors_of_angles_are_as_stated),
		cmocka_unit_test(errors_of_sine_and_cosine_are_as_stated),
		cmocka_unit_test(vectors_give_the_same_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
