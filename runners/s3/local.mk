# SPDX-License-Identifier: GPL-3.0-or-later
# runners/s3/local.mk - the S3 client, which fftpipe-s3 and fftpipe-lambda share

if CLOUD
noinst_LIBRARIES += libs3.a
bin_PROGRAMS += fftpipe-s3
endif
libs3_a_SOURCES = \
	runners/s3/client.c runners/s3/client.h \
	runners/s3/credentials.c runners/s3/credentials.h \
	runners/s3/credentials-container.c \
	runners/s3/credentials-file.c \
	runners/s3/curl-library.c runners/s3/curl-library.h \
	runners/s3/facts.c runners/s3/facts.h \
	runners/s3/request.c runners/s3/request.h \
	runners/s3/request-error.c \
	runners/s3/request-try.c \
	runners/s3/s3.c runners/s3/s3.h \
	runners/s3/s3-call.c runners/s3/s3-call.h \
	runners/s3/s3-list.c \
	runners/s3/s3-put.c \
	runners/s3/uri.c runners/s3/uri.h \
	runners/s3/xml.c runners/s3/xml.h
libs3_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)

# What programs with the client link, before libcore.a; libcurl is loaded when it
# is needed (curl-library.h).
S3_LIBS = libs3.a

fftpipe_s3_SOURCES = \
	runners/s3/commands-s3.h \
	runners/s3/get.c \
	runners/s3/ls.c \
	runners/s3/main.c \
	runners/s3/picture.c \
	runners/s3/place-s3.c \
	runners/s3/put.c \
	runners/s3/recent.c runners/s3/recent.h \
	runners/s3/store-s3.c runners/s3/store-s3.h
fftpipe_s3_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/runners/common \
	$(CURL_CFLAGS)
fftpipe_s3_LDADD = librunner.a $(S3_LIBS) libcore.a $(START_LIBS)
