/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-signature.c - the canonical request, the string to sign, the signature
 */
#define _GNU_SOURCE /* open_memstream */
#include "s3-signature.h"

#include "digest.h"

#include <ctype.h>
#include <nettle/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What "Authorization: AWS4-HMAC-SHA256 Credential=..." says. */
struct claim {
	char scope[256]; /* DATE/REGION/SERVICE/aws4_request */
	char headers[1024];
	char signature[SIGNATURE_SIZE];
};

static bool read_claim(const struct seen *seen, struct claim *claim)
{
	char *text = seen_header(seen, "Authorization");
	bool fine = text &&
		    sscanf(text,
			   "AWS4-HMAC-SHA256 Credential=%*[^/]/%255[^,], "
			   "SignedHeaders=%1023[^,], Signature=%64s",
			   claim->scope, claim->headers, claim->signature) == 3;

	free(text);
	return fine;
}

/* "name:value", blanks squeezed. */
static bool put_header(FILE *to, const struct seen *seen, const char *name)
{
	char *value = seen_header(seen, name);

	if (!value)
		return false;
	fprintf(to, "%s:", name);
	for (const char *c = value; *c; c++)
		if (*c != ' ' || (c[1] && c[1] != ' '))
			fputc(*c, to);
	fputc('\n', to);
	free(value);
	return true;
}

/* The query comes sorted, as it was sent. */
static char *canonical_request(const struct seen *seen,
			       const struct claim *claim)
{
	char method[16], target[8192], names[1024], *text = NULL, *rest;
	char *hash = seen_header(seen, "x-amz-content-sha256");
	const char *query;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	bool fine = hash && to &&
		    sscanf(seen->head, "%15s %8191s", method, target) == 2;

	if (fine) {
		query = strchr(target, '?');
		fprintf(to, "%s\n%.*s\n%s\n", method,
			(int)(query ? query - target : (long)strlen(target)),
			target, query ? query + 1 : "");
		snprintf(names, sizeof names, "%s", claim->headers);
		for (char *name = strtok_r(names, ";", &rest); name;
		     name = strtok_r(NULL, ";", &rest))
			fine = put_header(to, seen, name) && fine;
		fprintf(to, "\n%s\n%s", claim->headers, hash);
	}
	if (to)
		fclose(to);
	free(hash);
	if (fine)
		return text;
	free(text);
	return NULL;
}

static void hmac(const uint8_t *key, size_t length, const char *text,
		 uint8_t out[SHA256_DIGEST_SIZE])
{
	struct hmac_sha256_ctx context;

	hmac_sha256_set_key(&context, length, key);
	hmac_sha256_update(&context, strlen(text), (const uint8_t *)text);
	hmac_sha256_digest(&context, SHA256_DIGEST_SIZE, out);
}

static void sign(const struct claim *claim, const char *secret,
		 const char *text, char signature[SIGNATURE_SIZE])
{
	char first[256], scope[256], *rest;
	uint8_t key[SHA256_DIGEST_SIZE];

	snprintf(first, sizeof first, "AWS4%s", secret);
	snprintf(scope, sizeof scope, "%s", claim->scope);
	hmac((const uint8_t *)first, strlen(first), strtok_r(scope, "/", &rest),
	     key);
	for (char *part; (part = strtok_r(NULL, "/", &rest));)
		hmac(key, sizeof key, part, key);
	hmac(key, sizeof key, text, key);
	for (size_t i = 0; i < sizeof key; i++)
		snprintf(signature + 2 * i, 3, "%02x", key[i]);
}

bool signature_of(const struct seen *seen, const char *secret,
		  char signature[SIGNATURE_SIZE])
{
	struct claim claim;
	char *date = seen_header(seen, "x-amz-date");
	char *request = read_claim(seen, &claim)
				? canonical_request(seen, &claim)
				: NULL;
	bool fine = date && request;
	char digest[DIGEST_SIZE], text[512];

	if (fine) {
		digest_text(request, strlen(request), digest);
		snprintf(text, sizeof text, "AWS4-HMAC-SHA256\n%s\n%s\n%s",
			 date, claim.scope, digest);
		sign(&claim, secret, text, signature);
	}
	free(date);
	free(request);
	return fine;
}

/* Every header that S3 wants signed is. */
static bool signs_all(const struct seen *seen, const struct claim *claim)
{
	char names[1100];

	snprintf(names, sizeof names, ";%s;", claim->headers);
	if (!strstr(names, ";host;"))
		return false;
	for (const char *line = strstr(seen->head, "\r\n"); line;
	     line = strstr(line, "\r\n")) {
		char name[80] = ";";
		size_t length = strcspn(line += 2, ":\r");

		if (length > sizeof name - 3)
			return false;
		for (size_t i = 0; i < length; i++)
			name[1 + i] = (char)tolower((unsigned char)line[i]);
		name[1 + length] = ';';
		name[2 + length] = '\0';
		if (!strncmp(name, ";x-amz-", 7) && !strstr(names, name))
			return false;
	}
	return true;
}

bool signature_holds(const struct seen *seen, const char *secret)
{
	struct claim claim;
	char signature[SIGNATURE_SIZE], digest[DIGEST_SIZE];
	char *hash = seen_header(seen, "x-amz-content-sha256");
	bool fine;

	digest_text(seen->body, seen->length, digest);
	fine = hash && !strcmp(hash, digest) && read_claim(seen, &claim) &&
	       signs_all(seen, &claim) &&
	       signature_of(seen, secret, signature) &&
	       !strcmp(signature, claim.signature);
	free(hash);
	return fine;
}
