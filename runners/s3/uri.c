/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uri.c - names of buckets and keys taken apart, encoded and decoded
 */
#include "uri.h"

#include "message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SCHEME "s3://"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "abcdefghijklmnopqrstuvwxyz0123456789";

bool uri_is_s3(const char *text)
{
	return !strncmp(text, SCHEME, strlen(SCHEME));
}

/* Older buckets have capitals and underscores, other servers' are longer. */
bool bucket_is_legal(const char *bucket)
{
	size_t length = strlen(bucket);

	if (!length || length > 255 || !strchr(letters, bucket[0]))
		return false;
	for (; *bucket; bucket++)
		if (!strchr(letters, *bucket) && !strchr(".-_", *bucket))
			return false;
	return true;
}

const char *uri_parse(struct arena *arena, const char *text, struct s3_uri *uri)
{
	static const char no_memory[] = "out of memory";
	const char *slash;
	char *shown;
	const char *wrong;

	if (!uri_is_s3(text))
		return "it does not begin with s3://";
	text += strlen(SCHEME);
	slash = strchr(text, '/');
	uri->bucket = slash ? arena_strndup(arena, text, (size_t)(slash - text))
			    : arena_strdup(arena, text);
	uri->key = slash ? arena_strdup(arena, slash + 1) : "";
	if (!uri->bucket || !uri->key)
		return no_memory;
	if (bucket_is_legal(uri->bucket))
		return NULL;
	shown = text_printable(uri->bucket);
	wrong = arena_printf(arena,
			     "\"%s\" is no bucket's name, which has letters, "
			     "digits, \"-\" and \".\"; write s3://BUCKET/KEY",
			     shown ? shown : "");
	free(shown);
	return wrong ? wrong : no_memory;
}

const char *uri_print(struct arena *arena, const char *bucket, const char *key)
{
	return arena_printf(arena, SCHEME "%s/%s", bucket, key);
}

bool key_has_dots(const char *key)
{
	while (*key) {
		size_t length = strcspn(key, "/");

		if ((length == 1 && key[0] == '.') ||
		    (length == 2 && !memcmp(key, "..", 2)))
			return true;
		key += length + !!key[length];
	}
	return false;
}

const char *key_refusal(const char *key)
{
	if (!*key)
		return "it names no object: the key is empty";
	if (strlen(key) > KEY_MAX)
		return "its key is longer than 1024 bytes, which is the most "
		       "that a bucket takes";
	if (!text_is_utf8(key))
		return "its key is not UTF-8, which keys have to be";
	if (key_has_dots(key))
		return "its key has a part \".\" or \"..\", which some "
		       "releases of libcurl fold away before signing, so that "
		       "another object would be asked for; give the object "
		       "another key";
	return NULL;
}

const char *uri_encode(struct arena *arena, const char *text, bool slashes)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t length = strlen(text);
	char *encoded, *at;

	if (length > SIZE_MAX / 3 - 1)
		return NULL;
	encoded = at = arena_alloc(arena, 3 * length + 1);
	if (!encoded)
		return NULL;
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (strchr(letters, byte) || strchr("-_.~", byte) ||
		    (slashes && byte == '/')) {
			*at++ = (char)byte;
			continue;
		}
		*at++ = '%';
		*at++ = digits[byte >> 4];
		*at++ = digits[byte & 15];
	}
	return encoded;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

const char *uri_decode_form(struct arena *arena, const char *text)
{
	char *decoded = arena_strdup(arena, text), *to = decoded;

	if (!decoded)
		return NULL;
	for (; *text; text++) {
		int high, low;

		if (*text != '%') {
			*to++ = *text == '+' ? ' ' : *text;
			continue;
		}
		high = hex_digit(text[1]);
		low = high < 0 ? -1 : hex_digit(text[2]);
		if (low < 0 || !(high | low))
			return NULL;
		*to++ = (char)(high << 4 | low);
		text += 2;
	}
	*to = '\0';
	return decoded;
}
