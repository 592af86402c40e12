/* SPDX-License-Identifier: Apache-2.0 */
/* Binds: keys of files that the run config or environment variables set, as the manifest says. So a W&B sweep, which
 * varies the run config and nothing else, varies config files. */
#ifndef INLAY_BIND_H
#define INLAY_BIND_H

#include "core/inputs/manifest.h"

/* How binds get at the environment and, for patterns, at files: core reads neither. */
struct variables {
    /* NULL when it is not set. What is returned must outlive the overrides. */
    const char *(*get)(struct variables *variables, const char *name);
    /* The bytes of the file at path, in arena; false when they cannot be read. */
    bool (*read)(struct variables *variables, struct arena *arena, const char *path, struct text *content);
};

/* Reads map, the manifest's `bind`, which document holds, into manifest->binds; its files have been read. Relative
 * paths start at root. */
void binds_read(struct arena *arena, const struct document *document, const struct node *map, struct text root,
                struct manifest *manifest, struct diagnostics *diagnostics);

/* Makes an override of every bind whose source says something, in LAYER_BIND. A run-config key is found nested, or as
 * W&B's sweeps write it: one key with the dots in it; both at once is an error. A variable is typed as the value of an
 * assignment, save that the schema's strings are strings. Only layers of the run config are bound that were added after
 * the launch that was handed on. */
void binds_apply(struct overrides *overrides, const struct manifest *manifest, struct variables *variables,
                 struct diagnostics *diagnostics);

/* Whether any bind is of the run config. */
bool binds_run_config(const struct manifest *manifest);

/* Whether a bind takes the run-config value at path, or one around it. What binds by pattern take is known when they have
 * been applied. */
bool bind_takes(const struct overrides *overrides, const struct manifest *manifest, struct keypath path);

#endif
