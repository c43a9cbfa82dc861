/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-digest.c - SHA-256 against published values (FIPS 180-4 examples)
 */
#include "digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int file_of(const char *text)
{
	char name[] = "/tmp/fftpipe-test-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

static void texts_have_the_published_digests(void **state)
{
	char digest[DIGEST_SIZE];

	(void)state;
	digest_text("", 0, digest);
	assert_string_equal(digest, "e3b0c44298fc1c149afbf4c8996fb924"
				    "27ae41e4649b934ca495991b7852b855");
	digest_text("abc", 3, digest);
	assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223"
				    "b00361a396177a9cb410ff61f20015ad");
	digest_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    56, digest);
	assert_string_equal(digest, "248d6a61d20638b8e5c026930c3e6039"
				    "a33ce45964ff2167f6ecedd419db06c1");
}

static void files_follow_each_other(void **state)
{
	char digest[DIGEST_SIZE];
	int fds[] = { file_of("a"), file_of(""), file_of("bc") };

	(void)state;
	assert_true(digest_files(fds, 3, digest));
	assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223"
				    "b00361a396177a9cb410ff61f20015ad");
	/* Read by position: the second time gives the same. */
	assert_true(digest_files(fds, 1, digest));
	assert_string_equal(digest, "ca978112ca1bbdcafac231b39a23dc4d"
				    "a786eff8147c4e72b9807785afee48bb");
	for (size_t i = 0; i < 3; i++)
		close(fds[i]);
}

static void a_million_letters(void **state)
{
	char digest[DIGEST_SIZE], *text = malloc(1000001);
	int fd;

	(void)state;
	assert_non_null(text);
	memset(text, 'a', 1000000);
	text[1000000] = '\0';
	fd = file_of(text);
	assert_true(digest_files(&fd, 1, digest));
	assert_string_equal(digest, "cdc76e5c9914fb9281a1c7e284d73e67"
				    "f1809a48a497200e046d39ccc7112cd0");
	close(fd);
	free(text);
}

static void a_file_that_cannot_be_read_fails(void **state)
{
	char digest[DIGEST_SIZE];
	int fd = -1;

	(void)state;
	assert_false(digest_files(&fd, 1, digest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_have_the_published_digests),
		cmocka_unit_test(files_follow_each_other),
		cmocka_unit_test(a_million_letters),
		cmocka_unit_test(a_file_that_cannot_be_read_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
