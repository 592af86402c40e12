/* SPDX-License-Identifier: Apache-2.0 */
/* What people may see of a launch: all but the plain values that overrides have for secrets' keys. */
#ifndef INLAY_HIDDEN_OVERRIDES_H
#define INLAY_HIDDEN_OVERRIDES_H

#include "core/overrides/overrides.h"

/* A key whose plain value is left out. */
struct hidden_key {
    struct hidden_key *next;
    const struct override_file *file; /* NULL: a key of the run config */
    struct keypath path;
};

/* A copy of overrides, to be written and no more, in which SECRET_HIDDEN (core/patch/secret.h) stands for each plain
 * value at a secret's key. Files below the root have relative paths in it. run_config tells the run config's secrets.
 * Returns the keys, in the order of the overrides; NULL: nothing is hidden. */
const struct hidden_key *hidden_overrides(struct arena *arena, const struct overrides *overrides,
                                          const struct file_policy *run_config, struct overrides *shown);

#endif
