/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-signature.h - AWS Signature Version 4 worked out again from a request as
 * it arrived, as a server does
 */
#ifndef S3_SIGNATURE_H
#define S3_SIGNATURE_H

#include "s3-server.h"

enum { SIGNATURE_SIZE = 65 };

/*
 * The signature that the request should have: of the headers that it says it
 * signs, with their values.  False: something that signing needs is missing.
 */
bool signature_of(const struct seen *seen, const char *secret,
		  char signature[SIGNATURE_SIZE]);

/* Is the request signed by that secret, and is its payload the signed one? */
bool signature_holds(const struct seen *seen, const char *secret);

#endif
