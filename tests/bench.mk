# SPDX-License-Identifier: GPL-3.0-or-later
# tests/bench.mk - measuring beside other programs: make bench
#
#	make bench				tables for docs/measurements.md
#	make bench BENCH=--json			all numbers, for keeping
#	make bench BENCH=--quick		two sizes, three rounds

EXTRA_DIST += \
	tests/bench/bench.py \
	tests/bench/checks.py \
	tests/bench/cold.py \
	tests/bench/cold-peer.py \
	tests/bench/peers.py \
	tests/bench/pictures.py \
	tests/bench/programs.py \
	tests/bench/runs.py \
	tests/bench/tables.py \
	tests/bench/vips-peer.sh

bench_programs = tests/bench/load tests/bench/measure tests/bench/recode
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
tests_bench_load_SOURCES = tests/bench/load.c
tests_bench_load_LDADD =
tests_bench_measure_SOURCES = tests/bench/measure.c
tests_bench_measure_LDADD =
tests_bench_recode_SOURCES = tests/bench/recode.c $(picture_file)
tests_bench_recode_LDADD = $(picture_libs)

PYTHON = /usr/bin/python3
BENCH =

# The same without our loops' versions for wide vectors: what is left on an
# older CPU.  FFTW and ISA-L choose for themselves.
.PHONY: baseline check-baseline bench
baseline:
	$(AM_V_at)dir=baseline; $(NESTED_CONFIGURE) \
		CPPFLAGS='$(CPPFLAGS) -DFFTPIPE_BASELINE'; } && \
	$(MAKE) $(AM_MAKEFLAGS) all

check-baseline: baseline
	$(AM_V_at)cd baseline && $(MAKE) $(AM_MAKEFLAGS) check

# Tables alone on standard output, or JSON alone: builds talk on standard error.
# Starts come first: programs that have filled the memory make them slower.
bench:
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) all baseline $(bench_programs) >&2
if CLOUD
	$(AM_V_at)case '$(BENCH)' in \
	*--json*) ;; \
	*) $(MAKE) $(AM_MAKEFLAGS) --silent bench-cold ;; \
	esac
endif
	$(AM_V_at)PYTHONDONTWRITEBYTECODE=1 $(PYTHON) \
		$(srcdir)/tests/bench/bench.py --build $(abs_builddir) \
		--source $(abs_top_srcdir) --baseline $(abs_builddir)/baseline \
		$(BENCH)

# How fast a function starts; a part of bench where the program was built.
.PHONY: bench-cold
bench-cold: all $(bench_programs)
	$(AM_V_at)PYTHONDONTWRITEBYTECODE=1 $(PYTHON) \
		$(srcdir)/tests/bench/cold.py --build $(abs_builddir) \
		--source $(abs_top_srcdir)
