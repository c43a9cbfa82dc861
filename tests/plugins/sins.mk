# SPDX-License-Identifier: GPL-3.0-or-later
# tests/plugins/sins.mk - plugins that break one rule of fftpipe verify each:
# sin-RULE breaks RULE; not installed
#
# Each is made of the one file of its name.

EXTRA_DIST += tests/plugins/sin.h

check_LTLIBRARIES += \
	tests/plugins/sin-bands.la \
	tests/plugins/sin-bounds.la \
	tests/plugins/sin-cancel.la \
	tests/plugins/sin-defaults.la \
	tests/plugins/sin-description.la \
	tests/plugins/sin-directory.la \
	tests/plugins/sin-entry.la \
	tests/plugins/sin-exits.la \
	tests/plugins/sin-exports.la \
	tests/plugins/sin-extension.la \
	tests/plugins/sin-files.la \
	tests/plugins/sin-finite.la \
	tests/plugins/sin-geometry.la \
	tests/plugins/sin-growth.la \
	tests/plugins/sin-hangs.la \
	tests/plugins/sin-id.la \
	tests/plugins/sin-in-place.la \
	tests/plugins/sin-instances.la \
	tests/plugins/sin-keys.la \
	tests/plugins/sin-loads.la \
	tests/plugins/sin-locale.la \
	tests/plugins/sin-not-finite.la \
	tests/plugins/sin-order.la \
	tests/plugins/sin-out-of-memory.la \
	tests/plugins/sin-outputs.la \
	tests/plugins/sin-padding.la \
	tests/plugins/sin-parallel.la \
	tests/plugins/sin-parameters.la \
	tests/plugins/sin-ports.la \
	tests/plugins/sin-progress.la \
	tests/plugins/sin-read-only.la \
	tests/plugins/sin-refusals.la \
	tests/plugins/sin-repeat.la \
	tests/plugins/sin-rounding.la \
	tests/plugins/sin-rows.la \
	tests/plugins/sin-shapes.la \
	tests/plugins/sin-signals.la \
	tests/plugins/sin-sizes.la \
	tests/plugins/sin-stdout.la \
	tests/plugins/sin-symmetry.la \
	tests/plugins/sin-threads.la \
	tests/plugins/sin-umask.la \
	tests/plugins/sin-variables.la \
	tests/plugins/sin-works.la \
	tests/plugins/sin-written.la

tests_plugins_sin_bands_la_SOURCES = tests/plugins/sin-bands.c
tests_plugins_sin_bands_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_bands_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_bounds_la_SOURCES = tests/plugins/sin-bounds.c
tests_plugins_sin_bounds_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_bounds_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_cancel_la_SOURCES = tests/plugins/sin-cancel.c
tests_plugins_sin_cancel_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_cancel_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_defaults_la_SOURCES = tests/plugins/sin-defaults.c
tests_plugins_sin_defaults_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_defaults_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_description_la_SOURCES = tests/plugins/sin-description.c
tests_plugins_sin_description_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_description_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_directory_la_SOURCES = tests/plugins/sin-directory.c
tests_plugins_sin_directory_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_directory_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_entry_la_SOURCES = tests/plugins/sin-entry.c
tests_plugins_sin_entry_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_entry_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_exits_la_SOURCES = tests/plugins/sin-exits.c
tests_plugins_sin_exits_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_exits_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_exports_la_SOURCES = tests/plugins/sin-exports.c
tests_plugins_sin_exports_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_exports_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_extension_la_SOURCES = tests/plugins/sin-extension.c
tests_plugins_sin_extension_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_extension_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_files_la_SOURCES = tests/plugins/sin-files.c
tests_plugins_sin_files_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_files_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_finite_la_SOURCES = tests/plugins/sin-finite.c
tests_plugins_sin_finite_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_finite_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_geometry_la_SOURCES = tests/plugins/sin-geometry.c
tests_plugins_sin_geometry_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_geometry_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_growth_la_SOURCES = tests/plugins/sin-growth.c
tests_plugins_sin_growth_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_growth_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_hangs_la_SOURCES = tests/plugins/sin-hangs.c
tests_plugins_sin_hangs_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_hangs_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_id_la_SOURCES = tests/plugins/sin-id.c
tests_plugins_sin_id_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_id_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_in_place_la_SOURCES = tests/plugins/sin-in-place.c
tests_plugins_sin_in_place_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_in_place_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_instances_la_SOURCES = tests/plugins/sin-instances.c
tests_plugins_sin_instances_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_instances_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_keys_la_SOURCES = tests/plugins/sin-keys.c
tests_plugins_sin_keys_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_keys_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_loads_la_SOURCES = tests/plugins/sin-loads.c
tests_plugins_sin_loads_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_loads_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_locale_la_SOURCES = tests/plugins/sin-locale.c
tests_plugins_sin_locale_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_locale_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_not_finite_la_SOURCES = tests/plugins/sin-not-finite.c
tests_plugins_sin_not_finite_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_not_finite_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_order_la_SOURCES = tests/plugins/sin-order.c
tests_plugins_sin_order_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_order_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_out_of_memory_la_SOURCES = tests/plugins/sin-out-of-memory.c
tests_plugins_sin_out_of_memory_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_out_of_memory_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_outputs_la_SOURCES = tests/plugins/sin-outputs.c
tests_plugins_sin_outputs_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_outputs_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_padding_la_SOURCES = tests/plugins/sin-padding.c
tests_plugins_sin_padding_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_padding_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_parallel_la_SOURCES = tests/plugins/sin-parallel.c
tests_plugins_sin_parallel_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_parallel_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_parameters_la_SOURCES = tests/plugins/sin-parameters.c
tests_plugins_sin_parameters_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_parameters_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_ports_la_SOURCES = tests/plugins/sin-ports.c
tests_plugins_sin_ports_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_ports_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_progress_la_SOURCES = tests/plugins/sin-progress.c
tests_plugins_sin_progress_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_progress_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_read_only_la_SOURCES = tests/plugins/sin-read-only.c
tests_plugins_sin_read_only_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_read_only_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_refusals_la_SOURCES = tests/plugins/sin-refusals.c
tests_plugins_sin_refusals_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_refusals_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_repeat_la_SOURCES = tests/plugins/sin-repeat.c
tests_plugins_sin_repeat_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_repeat_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_rounding_la_SOURCES = tests/plugins/sin-rounding.c
tests_plugins_sin_rounding_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_rounding_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
tests_plugins_sin_rounding_la_LIBADD = -lm

tests_plugins_sin_rows_la_SOURCES = tests/plugins/sin-rows.c
tests_plugins_sin_rows_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_rows_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_shapes_la_SOURCES = tests/plugins/sin-shapes.c
tests_plugins_sin_shapes_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_shapes_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_signals_la_SOURCES = tests/plugins/sin-signals.c
tests_plugins_sin_signals_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_signals_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_sizes_la_SOURCES = tests/plugins/sin-sizes.c
tests_plugins_sin_sizes_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_sizes_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_stdout_la_SOURCES = tests/plugins/sin-stdout.c
tests_plugins_sin_stdout_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_stdout_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_symmetry_la_SOURCES = tests/plugins/sin-symmetry.c
tests_plugins_sin_symmetry_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_symmetry_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_threads_la_SOURCES = tests/plugins/sin-threads.c
tests_plugins_sin_threads_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_threads_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_umask_la_SOURCES = tests/plugins/sin-umask.c
tests_plugins_sin_umask_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_umask_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_variables_la_SOURCES = tests/plugins/sin-variables.c
tests_plugins_sin_variables_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_variables_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_works_la_SOURCES = tests/plugins/sin-works.c
tests_plugins_sin_works_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_works_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_sin_written_la_SOURCES = tests/plugins/sin-written.c
tests_plugins_sin_written_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_sin_written_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
