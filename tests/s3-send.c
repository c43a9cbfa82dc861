/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-send.c - one signed request: s3-send METHOD URL [FILE] [NAME:VALUE...]
 *
 * Prints the answer's headers, names in lower case.  For what fftpipe-s3 has no
 * command for: buckets, foreign metadata.
 */
#include "request.h"

#include "store.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_headers(const struct aws_answer *answer)
{
	for (size_t i = 0; i < answer->n_headers; i++) {
		for (const char *c = answer->headers[i].name; *c; c++)
			putchar(tolower((unsigned char)*c));
		printf(": %s\n", answer->headers[i].value);
	}
}

int main(int argc, char **argv)
{
	struct aws_header headers[16];
	struct aws_request request = {
		.service = "s3", .headers = headers, .into = -1, .most = 1 << 20
	};
	struct aws_answer answer = { 0 };
	struct aws_options options = { 0 };
	struct outcome outcome;
	struct aws *aws;
	char *body = NULL;
	bool fine = false;

	if (argc < 3 || argc > 19 || !outcome_init(&outcome))
		return 2;
	request.method = argv[1];
	request.url = argv[2];
	for (int i = 3; i < argc; i++) {
		char *colon = strchr(argv[i], ':');

		if (!colon) {
			int fd = open(argv[i], O_RDONLY);

			body = read_all(fd, SIZE_MAX - 1, &request.length);
			close(fd);
			continue;
		}
		*colon = '\0';
		headers[request.n_headers++] = (struct aws_header){
			argv[i], colon + 1 + strspn(colon + 1, " ")
		};
	}
	request.body = body;
	aws = aws_create(&options, &outcome);
	if (aws)
		fine = aws_send(aws, &request, &answer, &outcome);
	print_headers(&answer);
	if (!fine)
		fprintf(stderr, "s3-send: %s\n", outcome.reason);
	answer_finish(&answer);
	aws_destroy(aws);
	outcome_finish(&outcome);
	free(body);
	return fine ? 0 : 1;
}
