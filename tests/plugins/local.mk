# SPDX-License-Identifier: GPL-3.0-or-later
# tests/plugins/local.mk - small plugins, each with one behavior; not installed
#
# Each is made of the one file of its name.

EXTRA_DIST += tests/plugins/simple.h

check_LTLIBRARIES += \
	tests/plugins/aborts.la \
	tests/plugins/assigns-structs.la \
	tests/plugins/bad-description.la \
	tests/plugins/bad-output.la \
	tests/plugins/bad-status.la \
	tests/plugins/bands-inplace.la \
	tests/plugins/bands.la \
	tests/plugins/changes-geometry.la \
	tests/plugins/checks-rows.la \
	tests/plugins/claims-even.la \
	tests/plugins/closes-files.la \
	tests/plugins/crash-at-load.la \
	tests/plugins/crash-in-helper.la \
	tests/plugins/crash-in-open.la \
	tests/plugins/crash.la \
	tests/plugins/eats-memory.la \
	tests/plugins/escapes.la \
	tests/plugins/exits.la \
	tests/plugins/fails-and-goes-on.la \
	tests/plugins/fails-edata.la \
	tests/plugins/fails-eparam.la \
	tests/plugins/fails-late.la \
	tests/plugins/fails-prepare.la \
	tests/plugins/fails-silently.la \
	tests/plugins/frozen-1-0.la \
	tests/plugins/hangs-in-open.la \
	tests/plugins/hangs.la \
	tests/plugins/hides-nan.la \
	tests/plugins/hunts.la \
	tests/plugins/inplace-mask.la \
	tests/plugins/inplace.la \
	tests/plugins/longer-structs.la \
	tests/plugins/moody.la \
	tests/plugins/needs-picture.la \
	tests/plugins/newer-minor.la \
	tests/plugins/no-symbol.la \
	tests/plugins/other-major.la \
	tests/plugins/oversteps.la \
	tests/plugins/prepares.la \
	tests/plugins/rows.la \
	tests/plugins/scribbles.la \
	tests/plugins/settings.la \
	tests/plugins/stack-overflow.la \
	tests/plugins/stops-when-told.la \
	tests/plugins/taller.la \
	tests/plugins/talks.la \
	tests/plugins/to-data.la \
	tests/plugins/two-ports.la \
	tests/plugins/waits.la \
	tests/plugins/whole.la \
	tests/plugins/writes-stdout.la \
	tests/plugins/wrong-id.la

tests_plugins_aborts_la_SOURCES = tests/plugins/aborts.c
tests_plugins_aborts_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_aborts_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_assigns_structs_la_SOURCES = tests/plugins/assigns-structs.c
tests_plugins_assigns_structs_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_assigns_structs_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_bad_description_la_SOURCES = tests/plugins/bad-description.c
tests_plugins_bad_description_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_bad_description_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_bad_output_la_SOURCES = tests/plugins/bad-output.c
tests_plugins_bad_output_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_bad_output_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_bad_status_la_SOURCES = tests/plugins/bad-status.c
tests_plugins_bad_status_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_bad_status_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_bands_inplace_la_SOURCES = tests/plugins/bands-inplace.c
tests_plugins_bands_inplace_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_bands_inplace_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_bands_la_SOURCES = tests/plugins/bands.c
tests_plugins_bands_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_bands_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_changes_geometry_la_SOURCES = tests/plugins/changes-geometry.c
tests_plugins_changes_geometry_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_changes_geometry_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_checks_rows_la_SOURCES = tests/plugins/checks-rows.c
tests_plugins_checks_rows_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_checks_rows_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_claims_even_la_SOURCES = tests/plugins/claims-even.c
tests_plugins_claims_even_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_claims_even_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_closes_files_la_SOURCES = tests/plugins/closes-files.c
tests_plugins_closes_files_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_closes_files_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_crash_at_load_la_SOURCES = tests/plugins/crash-at-load.c
tests_plugins_crash_at_load_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_crash_at_load_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_crash_in_helper_la_SOURCES = tests/plugins/crash-in-helper.c
tests_plugins_crash_in_helper_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_crash_in_helper_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_crash_in_open_la_SOURCES = tests/plugins/crash-in-open.c
tests_plugins_crash_in_open_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_crash_in_open_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_crash_la_SOURCES = tests/plugins/crash.c
tests_plugins_crash_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_crash_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_eats_memory_la_SOURCES = tests/plugins/eats-memory.c
tests_plugins_eats_memory_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_eats_memory_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_escapes_la_SOURCES = tests/plugins/escapes.c
tests_plugins_escapes_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_escapes_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_exits_la_SOURCES = tests/plugins/exits.c
tests_plugins_exits_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_exits_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_fails_and_goes_on_la_SOURCES = tests/plugins/fails-and-goes-on.c
tests_plugins_fails_and_goes_on_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_fails_and_goes_on_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_fails_edata_la_SOURCES = tests/plugins/fails-edata.c
tests_plugins_fails_edata_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_fails_edata_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_fails_eparam_la_SOURCES = tests/plugins/fails-eparam.c
tests_plugins_fails_eparam_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_fails_eparam_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_fails_late_la_SOURCES = tests/plugins/fails-late.c
tests_plugins_fails_late_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_fails_late_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_fails_prepare_la_SOURCES = tests/plugins/fails-prepare.c
tests_plugins_fails_prepare_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_fails_prepare_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_fails_silently_la_SOURCES = tests/plugins/fails-silently.c
tests_plugins_fails_silently_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_fails_silently_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_frozen_1_0_la_SOURCES = tests/plugins/frozen-1-0.c
tests_plugins_frozen_1_0_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_frozen_1_0_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_hangs_in_open_la_SOURCES = tests/plugins/hangs-in-open.c
tests_plugins_hangs_in_open_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_hangs_in_open_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_hangs_la_SOURCES = tests/plugins/hangs.c
tests_plugins_hangs_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_hangs_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_inplace_mask_la_SOURCES = tests/plugins/inplace-mask.c
tests_plugins_inplace_mask_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_inplace_mask_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_hides_nan_la_SOURCES = tests/plugins/hides-nan.c
tests_plugins_hides_nan_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_hides_nan_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_hunts_la_SOURCES = tests/plugins/hunts.c
tests_plugins_hunts_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_hunts_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_inplace_la_SOURCES = tests/plugins/inplace.c
tests_plugins_inplace_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_inplace_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_longer_structs_la_SOURCES = tests/plugins/longer-structs.c
tests_plugins_longer_structs_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_longer_structs_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_moody_la_SOURCES = tests/plugins/moody.c
tests_plugins_moody_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_moody_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_needs_picture_la_SOURCES = tests/plugins/needs-picture.c
tests_plugins_needs_picture_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_needs_picture_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_newer_minor_la_SOURCES = tests/plugins/newer-minor.c
tests_plugins_newer_minor_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_newer_minor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_no_symbol_la_SOURCES = tests/plugins/no-symbol.c
tests_plugins_no_symbol_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_no_symbol_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_other_major_la_SOURCES = tests/plugins/other-major.c
tests_plugins_other_major_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_other_major_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_oversteps_la_SOURCES = tests/plugins/oversteps.c
tests_plugins_oversteps_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_oversteps_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_prepares_la_SOURCES = tests/plugins/prepares.c
tests_plugins_prepares_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_prepares_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_rows_la_SOURCES = tests/plugins/rows.c
tests_plugins_rows_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_rows_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_scribbles_la_SOURCES = tests/plugins/scribbles.c
tests_plugins_scribbles_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_scribbles_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_settings_la_SOURCES = tests/plugins/settings.c
tests_plugins_settings_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_settings_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_stack_overflow_la_SOURCES = tests/plugins/stack-overflow.c
tests_plugins_stack_overflow_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_stack_overflow_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_stops_when_told_la_SOURCES = tests/plugins/stops-when-told.c
tests_plugins_stops_when_told_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_stops_when_told_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_talks_la_SOURCES = tests/plugins/talks.c
tests_plugins_talks_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_talks_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_taller_la_SOURCES = tests/plugins/taller.c
tests_plugins_taller_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_taller_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_to_data_la_SOURCES = tests/plugins/to-data.c
tests_plugins_to_data_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_to_data_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_two_ports_la_SOURCES = tests/plugins/two-ports.c
tests_plugins_two_ports_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_two_ports_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_waits_la_SOURCES = tests/plugins/waits.c
tests_plugins_waits_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_waits_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_whole_la_SOURCES = tests/plugins/whole.c
tests_plugins_whole_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_whole_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_writes_stdout_la_SOURCES = tests/plugins/writes-stdout.c
tests_plugins_writes_stdout_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_writes_stdout_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

tests_plugins_wrong_id_la_SOURCES = tests/plugins/wrong-id.c
tests_plugins_wrong_id_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_wrong_id_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

# A shared object that needs a plugin.
check_LTLIBRARIES += tests/plugins/borrows-symbol.la
tests_plugins_borrows_symbol_la_SOURCES = tests/plugins/borrows-symbol.c
tests_plugins_borrows_symbol_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_borrows_symbol_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS) \
	-Wl,tests/plugins/.libs/rows.so
tests_plugins_borrows_symbol_la_DEPENDENCIES = tests/plugins/rows.la
