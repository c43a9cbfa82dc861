# SPDX-License-Identifier: GPL-3.0-or-later
# runners/s3/local.mk - the S3 client, which fftpipe-s3 and fftpipe-lambda share

EXTRA_DIST += \
	runners/s3/credentials.h \
	runners/s3/facts.c runners/s3/facts.h \
	runners/s3/request.h \
	runners/s3/s3.h \
	runners/s3/uri.h
