#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# unit.sh - runs a unit test; mends how cmocka 1.1.5 prints a skipped case:
# "not ok 1 # SKIP", which every reader of TAP takes for a failure

output=$("$@")
status=$?
printf '%s\n' "$output" | sed 's/^not ok \([0-9]* # SKIP\)/ok \1/'
exit $status
