/* SPDX-License-Identifier: Apache-2.0 */
/* Where a launch's manifest comes from: INLAY_INPUTS, or a file that the command found; and what the environment says
 * to its binds. */
#ifndef INLAY_MANIFEST_SOURCE_H
#define INLAY_MANIFEST_SOURCE_H

#include "core/base/outcome.h"
#include "core/inputs/admission.h"

/* Whether a value is a manifest, which begins with { or has more than one line or is encoded, and not the path of one. */
bool manifest_is_inline(struct text value);

/* The manifest that INLAY_INPUTS (or _0, _1, … joined) holds or names; *manifest is NULL where there is none. The
 * digest of a file goes into pin (empty string when there is none), and is compared with INLAY_INPUTS_SHA256 where
 * that is set. Relative paths start at root; in a manifest that a process of the job found (INLAY_INPUTS_FOUND), at its
 * directory. */
enum outcome manifest_of_environment(struct arena *arena, char *const *environment, struct text root, char pin[65],
                                     const struct manifest **manifest, struct diagnostics *diagnostics);

/* A manifest's file. */
struct manifest_place {
    const char *path;
    struct text root;  /* where the paths in it start */
    struct text above; /* how root is called here, as "..": messages call files by that. Empty: as the manifest does */
};

/* Reads it; its digest goes into pin. False with an error; *manifest is NULL then. */
bool manifest_of_file(struct arena *arena, const struct manifest_place *place, char pin[65],
                      const struct manifest **manifest, struct diagnostics *diagnostics);

/* The path of a schema that the manifest at path names. */
const char *manifest_schema_path(struct arena *arena, const char *path, const char *schema_file);

/* A variable that a bind asked for and got; a copy, in the overrides' arena. */
struct bound_variable {
    struct bound_variable *next;
    const char *variable; /* NAME=VALUE */
};

/* Puts manifest (NULL: there is none) into effect on overrides, with environment's variables: core/inputs/admission.h.
 * *bound is what binds took of those: children need it too. */
bool manifest_admit(struct overrides *overrides, const struct manifest *manifest, char *const *environment,
                    bool validate, const struct bound_variable **bound, struct diagnostics *diagnostics);

#endif
