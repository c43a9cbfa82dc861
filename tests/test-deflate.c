/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-deflate.c - zlib takes what was compressed, and the processor is left as
 * it was found
 */
#include "deflate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

enum { LENGTH = 100000, EFFORTS = DEFLATE_SMALL + 1 };

static uint8_t bytes[LENGTH];

/* Noise, what repeats itself, a constant. */
static const struct {
	uint32_t mask, every;
} kinds[] = { { 255, LENGTH }, { 255, 777 }, { 3, LENGTH }, { 0, 1 } };

static void fill(size_t kind)
{
	uint32_t state = 1;

	for (size_t i = 0; i < LENGTH; i++) {
		/* A linear congruential generator (Knuth, 3.3.4). */
		state = state * 1664525 + 1013904223;
		bytes[i] = i < kinds[kind].every
				   ? (uint8_t)(state >> 24 & kinds[kind].mask)
				   : bytes[i - kinds[kind].every];
	}
}

static struct band compressed(enum deflate_effort effort, size_t first,
			      size_t length, struct band band)
{
	struct deflater *deflater = deflater_create(effort);

	assert_non_null(deflater);
	assert_int_equal(deflater_piece(deflater, bytes + first, length, &band),
			 0);
	deflater_destroy(deflater);
	return band;
}

static void pieces_join_to_a_stream(void **state)
{
	static uint8_t back[LENGTH + 1];

	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds * EFFORTS; i++) {
		struct band band = { 0 };
		z_stream stream = { 0 };

		fill(i / EFFORTS);
		band = compressed(i % EFFORTS, 0, LENGTH / 3, band);
		band = compressed(i % EFFORTS, LENGTH / 3, 0, band);
		band = compressed(i % EFFORTS, LENGTH / 3, LENGTH - LENGTH / 3,
				  band);
		assert_int_equal(inflateInit2(&stream, -15), Z_OK);
		stream.next_in = band.bytes;
		stream.avail_in = (uInt)band.length;
		stream.next_out = back;
		stream.avail_out = sizeof back;
		/* Pieces do not end the stream. */
		assert_int_equal(inflate(&stream, Z_SYNC_FLUSH), Z_OK);
		assert_int_equal(stream.total_out, LENGTH);
		assert_int_equal(stream.avail_in, 0);
		assert_memory_equal(back, bytes, LENGTH);
		inflateEnd(&stream);
		free(band.bytes);
	}
}

/* Bytes that no code makes shorter cost no more than the heads of blocks. */
static void even_noise_of_spectra_is_stored(void **state)
{
	struct band band = { 0 };
	size_t stored = LENGTH + 5 * 2;

	(void)state;
	fill(0);
	band = compressed(DEFLATE_NOISE, 0, LENGTH, band);
	assert_int_equal(band.length, stored);
	/* One byte in sixteen is another's: a code saves a percent. */
	for (size_t i = 0; i < LENGTH; i += 16)
		bytes[i] = 7;
	band.length = 0;
	band = compressed(DEFLATE_NOISE, 0, LENGTH, band);
	assert_true(band.length < LENGTH / 100 * 99);
	/* Even only where the row is not: half of each is one value. */
	fill(0);
	for (size_t i = 0; i < LENGTH; i++)
		if (i % 4096 < 2048)
			bytes[i] = 0;
	band.length = 0;
	band = compressed(DEFLATE_NOISE, 0, LENGTH, band);
	assert_true(band.length < LENGTH / 100 * 70);
	free(band.bytes);
}

/* As a whole, a zlib stream. */
static void streams_are_zlibs(void **state)
{
	static uint8_t back[LENGTH];

	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds * EFFORTS; i++) {
		struct deflater *deflater = deflater_create(i % EFFORTS);
		struct band band = { 0 };
		uLongf length = LENGTH;

		fill(i / EFFORTS);
		assert_non_null(deflater);
		assert_int_equal(deflater_stream(deflater, bytes, LENGTH,
						 &band),
				 0);
		assert_int_equal(uncompress(back, &length, band.bytes,
					    band.length),
				 Z_OK);
		assert_int_equal(length, LENGTH);
		assert_memory_equal(back, bytes, LENGTH);
		deflater_destroy(deflater);
		free(band.bytes);
	}
}

static void checksums_are_zlibs(void **state)
{
	(void)state;
	fill(0);
	for (size_t n = 0; n < 300; n++) {
		assert_int_equal(deflate_checksum(bytes, n),
				 adler32(1, bytes, (uInt)n));
		assert_int_equal(deflate_crc(7, bytes, n),
				 crc32(7, bytes, (uInt)n));
	}
	assert_int_equal(deflate_checksum(bytes, LENGTH),
			 adler32(1, bytes, LENGTH));
	assert_int_equal(deflate_crc(0, bytes, LENGTH),
			 crc32(0, bytes, LENGTH));
}

#ifdef __x86_64__

/* The upper halves of the registers; called first, since others use them. */
__attribute__((noinline)) static void upper_halves(uint8_t halves[16][16])
{
	static uint8_t all[16][32];

	__asm__ volatile(
		"vmovdqu %%ymm0, 0(%0)\n\tvmovdqu %%ymm1, 32(%0)\n\t"
		"vmovdqu %%ymm2, 64(%0)\n\tvmovdqu %%ymm3, 96(%0)\n\t"
		"vmovdqu %%ymm4, 128(%0)\n\tvmovdqu %%ymm5, 160(%0)\n\t"
		"vmovdqu %%ymm6, 192(%0)\n\tvmovdqu %%ymm7, 224(%0)\n\t"
		"vmovdqu %%ymm8, 256(%0)\n\tvmovdqu %%ymm9, 288(%0)\n\t"
		"vmovdqu %%ymm10, 320(%0)\n\tvmovdqu %%ymm11, 352(%0)\n\t"
		"vmovdqu %%ymm12, 384(%0)\n\tvmovdqu %%ymm13, 416(%0)\n\t"
		"vmovdqu %%ymm14, 448(%0)\n\tvmovdqu %%ymm15, 480(%0)"
		:
		: "r"(all)
		: "memory");
	for (size_t i = 0; i < 16; i++)
		memcpy(halves[i], all[i] + 16, 16);
}

/* Used halves make code for narrow vectors slow, ours and other libraries'. */
static void no_wide_register_stays_in_use(void **state)
{
	static const uint8_t clear[16][16];
	static uint8_t halves[16][16];
	struct band band = { 0 };
	struct deflater *deflater;

	(void)state;
	if (!__builtin_cpu_supports("avx"))
		skip();
	fill(2); /* what even bytes are stored as is no work */
	(void)deflate_checksum(bytes, LENGTH);
	upper_halves(halves);
	assert_memory_equal(halves, clear, sizeof clear);
	(void)deflate_crc(0, bytes, LENGTH);
	upper_halves(halves);
	assert_memory_equal(halves, clear, sizeof clear);
	deflater = deflater_create(DEFLATE_NOISE);
	assert_non_null(deflater);
	assert_int_equal(deflater_piece(deflater, bytes, LENGTH, &band), 0);
	upper_halves(halves);
	assert_memory_equal(halves, clear, sizeof clear);
	deflater_destroy(deflater);
	free(band.bytes);
}

#else

static void no_wide_register_stays_in_use(void **state)
{
	(void)state;
	skip();
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_join_to_a_stream),
		cmocka_unit_test(streams_are_zlibs),
		cmocka_unit_test(even_noise_of_spectra_is_stored),
		cmocka_unit_test(checksums_are_zlibs),
		cmocka_unit_test(no_wide_register_stays_in_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
