# SPDX-License-Identifier: GPL-3.0-or-later
# runners/local.mk - the programs

bin_PROGRAMS += fftpipe
fftpipe_SOURCES = \
	runners/local/call.c runners/local/call.h \
	runners/local/check.c \
	runners/local/commands.h \
	runners/local/inspect.c \
	runners/local/isolate.c runners/local/isolate.h \
	runners/local/list.c \
	runners/local/main.c \
	runners/local/options.c runners/local/options.h \
	runners/local/run.c
fftpipe_LDADD = libcore.a $(CORE_LIBS)
