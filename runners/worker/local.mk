# SPDX-License-Identifier: GPL-3.0-or-later
# runners/worker/local.mk - the program that workers are where plugins are kept
# from secrets; beside the other programs in a build folder

pkglibexec_PROGRAMS += fftpipe-worker
fftpipe_worker_SOURCES = runners/worker/main.c
fftpipe_worker_LDADD = libcore.a $(CORE_LIBS) $(SECCOMP_LIBS)
