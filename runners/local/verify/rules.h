/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules.h - the rules of the contract, by subject, in the order in which they
 * are checked
 *
 * A rule looks at nothing but its subject, so that a plugin that breaks one is
 * told that one.  Each list ends with a rule without a name.
 */
#ifndef VERIFY_RULES_H
#define VERIFY_RULES_H

#include "trial.h"

extern const struct rule rules_file[];
extern const struct rule rules_description[];
extern const struct rule rules_shapes[];
extern const struct rule rules_pages[];
extern const struct rule rules_parameters[];
extern const struct rule rules_memory[];
extern const struct rule rules_determinism[];
extern const struct rule rules_samples[];
extern const struct rule rules_bands[];
extern const struct rule rules_calls[];
extern const struct rule rules_environment[];

#endif
