/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.c - SHA-256 of files and texts, as lower-case hexadecimal
 */
#include "digest.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>

#include "file-bytes.h"

static void print(struct sha256_ctx *context, char digest[DIGEST_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t bytes[SHA256_DIGEST_SIZE];

	sha256_digest(context, sizeof bytes, bytes);
	for (size_t i = 0; i < sizeof bytes; i++) {
		digest[2 * i] = digits[bytes[i] >> 4];
		digest[2 * i + 1] = digits[bytes[i] & 15];
	}
	digest[DIGEST_SIZE - 1] = '\0';
}

static bool add_file(struct sha256_ctx *context, int fd)
{
	uint8_t piece[1 << 14];
	off_t offset = 0;

	for (;;) {
		ssize_t n = file_read(fd, piece, sizeof piece, offset);

		if (n < 0)
			return false;
		sha256_update(context, (size_t)n, piece);
		if ((size_t)n < sizeof piece)
			return true;
		offset += n;
	}
}

bool digest_files(const int *fds, size_t n, char digest[DIGEST_SIZE])
{
	struct sha256_ctx context;
	bool read = true;

	sha256_init(&context);
	for (size_t i = 0; read && i < n; i++)
		read = add_file(&context, fds[i]);
	if (read)
		print(&context, digest);
	return read;
}

void digest_text(const char *text, size_t length, char digest[DIGEST_SIZE])
{
	struct sha256_ctx context;

	sha256_init(&context);
	sha256_update(&context, length, (const uint8_t *)text);
	print(&context, digest);
}
