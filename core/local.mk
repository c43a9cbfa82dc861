# SPDX-License-Identifier: GPL-3.0-or-later
# core/local.mk - the core as an archive that programs and unit tests link

noinst_LIBRARIES += libcore.a

CORE_CFLAGS = $(FFTW_CFLAGS) $(INIH_CFLAGS) $(JANSSON_CFLAGS) \
	$(ISAL_CFLAGS) $(NETTLE_CFLAGS) $(PNG_CFLAGS) $(TIFF_CFLAGS) $(ZLIB_CFLAGS)
# libtiff is loaded when it is needed (tiff-library.h); tests link it, which call
# it themselves.
START_LIBS = $(INIH_LIBS) $(JANSSON_LIBS) $(ISAL_LIBS) $(NETTLE_LIBS) $(PNG_LIBS) \
	$(ZLIB_LIBS) $(LIBM)
CORE_LIBS = $(START_LIBS) $(TIFF_LIBS)

libcore_a_SOURCES = \
	core/arena.c core/arena.h \
	core/batch.c core/batch.h \
	core/batch-queue.c \
	core/batch-state.h \
	core/batch-workers.c \
	core/bind.c core/bind.h \
	core/bind-digest.c \
	core/channel.c core/channel.h \
	core/clock.c core/clock.h \
	core/codec.c core/codec.h \
	core/codec-levels.c core/codec-levels.h \
	core/config.c core/config.h \
	core/config-file.c \
	core/config-parts.h \
	core/crew.c core/crew.h \
	core/decode-png.c \
	core/decode-tiff.c \
	core/deflate.c core/deflate.h \
	core/digest.c core/digest.h \
	core/embed.c core/embed.h \
	core/embed-parse.c \
	core/embed-words.h \
	core/encode-csv.c \
	core/encode-png.c \
	core/encode-tiff.c \
	core/exact.c \
	core/file-bytes.c core/file-bytes.h \
	core/file-type.c core/file-type.h \
	core/glob.h \
	core/glob-find.c \
	core/glob-match.c \
	core/heap.c core/heap.h \
	core/host.c core/host.h \
	core/image.c core/image.h \
	core/inputs.c core/inputs.h \
	core/inputs-companion.c \
	core/inputs-gather.h \
	core/inputs-job.c \
	core/inputs-named.c \
	core/inputs-outputs.c \
	core/inputs-place.c \
	core/inputs-stand.c \
	core/isal.c core/isal.h \
	core/job.c core/job.h \
	core/json-watch.c core/json-watch.h \
	core/leave.c core/leave.h \
	core/levels-choose.c core/levels-choose.h \
	core/library.c core/library.h \
	core/load.c core/load.h \
	core/message.c core/message.h \
	core/message-text.c \
	core/meta.c core/meta.h \
	core/module.c core/module.h \
	core/module-path.c \
	core/number.c core/number.h \
	core/param.c core/param.h \
	core/pipeline.c core/pipeline.h \
	core/pipeline-check.c \
	core/pipeline-memory.c \
	core/pipeline-parser.h \
	core/pipeline-save.c \
	core/pipeline-stage.c \
	core/plan.c core/plan.h \
	core/plan-describe.c \
	core/plan-graph.c \
	core/plan-memory.c \
	core/plan-node.c \
	core/png-chunks.c core/png-chunks.h \
	core/png-fast.c core/png-fast.h \
	core/pool.c core/pool.h \
	core/privileges.c core/privileges.h \
	core/reflection.c core/reflection.h \
	core/resume.c \
	core/run.c core/run.h \
	core/sandbox.c core/sandbox.h \
	core/sandbox-calls.c core/sandbox-calls.h \
	core/sandbox-files.c core/sandbox-files.h \
	core/save.c \
	core/store.h \
	core/store-file.c \
	core/store-stream.c core/store-stream.h \
	core/stream.c core/stream.h \
	core/table.c core/table.h \
	core/task.c core/task.h \
	core/template.c core/template.h \
	core/tiff-cie.c core/tiff-cie.h \
	core/tiff-colors.c core/tiff-colors.h \
	core/tiff-decoder.h \
	core/tiff-file.c core/tiff-file.h \
	core/tiff-layout.c core/tiff-layout.h \
	core/tiff-pages.c core/tiff-pages.h \
	core/tiff-library.c core/tiff-library.h \
	core/tiff-measure.c \
	core/tiff-model.c \
	core/tiff-palette.c \
	core/tiff-picture.c \
	core/tiff-read.c core/tiff-read.h \
	core/tiff-spectrum.c \
	core/tiff-text.c core/tiff-text.h \
	core/units.c core/units.h \
	core/versions.c core/versions.h \
	core/view.c core/view.h \
	core/view-picture.c \
	core/view-spectrum.c \
	core/worker.c core/worker.h \
	core/worker-parcels.c core/worker-parcels.h \
	core/worker-main.c core/worker-main.h \
	core/worker-program.c core/worker-program.h

# Loops over every pixel, with the flags that plugins get: objects of an
# archive that exists only to give them other flags.
noinst_LIBRARIES += libhot.a
libhot_a_SOURCES = \
	core/kernel.h core/levels.c core/levels.h \
	core/levels-read.c \
	core/png-samples.c core/png-samples.h \
	core/png-strip.c core/png-strip.h \
	core/png-unfilter.c core/png-unfilter.h \
	core/tiff-samples.c core/tiff-samples.h \
	core/tiff-strip.c core/tiff-strip.h
libhot_a_CFLAGS = $(HOT_CFLAGS) $(COMMON_CFLAGS) $(PIE_CFLAGS) $(CORE_CFLAGS)
libcore_a_LIBADD = $(libhot_a_OBJECTS)
libcore_a_DEPENDENCIES = $(libhot_a_OBJECTS)

fftpipeincludedir = $(includedir)/fftpipe
fftpipeinclude_HEADERS = core/fftpipe/math.h core/fftpipe/plugin.h
