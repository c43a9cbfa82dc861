# SPDX-License-Identifier: GPL-3.0-or-later
# runners/lambda/local.mk - the program that new objects in buckets set to work

# What it is made of beside its main, so that tests can link it.
if CLOUD
noinst_LIBRARIES += liblambda.a
bin_PROGRAMS += fftpipe-lambda
endif
liblambda_a_SOURCES = \
	runners/lambda/access.c runners/lambda/access.h \
	runners/lambda/event.c runners/lambda/event.h \
	runners/lambda/event-parts.h \
	runners/lambda/event-record.c \
	runners/lambda/function.c runners/lambda/function.h \
	runners/lambda/health.c runners/lambda/health.h \
	runners/lambda/log.c runners/lambda/log.h \
	runners/lambda/metrics.c \
	runners/lambda/object.c runners/lambda/object.h \
	runners/lambda/queue.c runners/lambda/queue.h \
	runners/lambda/reply.c \
	runners/lambda/runtime.c runners/lambda/runtime.h \
	runners/lambda/serve.c runners/lambda/serve.h \
	runners/lambda/serve-queue.c \
	runners/lambda/settings.c runners/lambda/settings.h \
	runners/lambda/shelf.c \
	runners/lambda/wire.c runners/lambda/wire.h
LAMBDA_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/runners/lambda \
	-I$(top_srcdir)/runners/s3 -I$(top_srcdir)/runners/common \
	$(CURL_CFLAGS)
liblambda_a_CPPFLAGS = $(LAMBDA_CPPFLAGS)

fftpipe_lambda_SOURCES = runners/lambda/main.c
fftpipe_lambda_CPPFLAGS = $(LAMBDA_CPPFLAGS)
fftpipe_lambda_LDADD = liblambda.a librunner.a $(S3_LIBS) libcore.a \
	$(START_LIBS)
