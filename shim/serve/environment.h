/* SPDX-License-Identifier: Apache-2.0 */
/* The launch as environment variables give it. One reader for the shim and the command. */
#ifndef INLAY_ENVIRONMENT_H
#define INLAY_ENVIRONMENT_H

#include "core/overrides/overrides.h"
#include "shim/serve/variables.h"

/* An environment is an array as environ(7) has it; NULL is an empty one. NULL when name is not set; the result points
 * into environment. */
const char *environment_get(char *const *environment, const char *name);

/* Whether name is set to a value that is neither empty nor 0. */
bool environment_says(char *const *environment, const char *name);
bool environment_disabled(char *const *environment);

/* Warns of each INLAY_ variable that means nothing to this version. */
void environment_unknown(char *const *environment, struct diagnostics *diagnostics);

/* Whether INLAY_ON_ERROR lets a program go on without what is wrong, in *warn. False with an error: it says neither. */
bool environment_on_error(char *const *environment, bool *warn, struct diagnostics *diagnostics);

/* False with an error when INLAY_CONTRACT says that the environment is of a later version than this one knows, or when
 * only a part of what `inlay run` handed on is left; else
 * what the environment names in the way of overrides, appended to overrides in the order of precedence: W&B's file
 * overrides, INLAY_OVERRIDES, INLAY_SET; the run config's first layers are a sweep's parameters (WANDB_SWEEP_PARAM_PATH)
 * and WANDB_CONFIG.
 * overrides->root must be set before. An @PATH document (relative ones start at the root) is read, and compared with
 * INLAY_OVERRIDES_SHA256 where that is set; its digest is put into pin (empty string when there is no @PATH).
 * Nothing points into environment afterwards: programs overwrite theirs. False with errors in diagnostics. */
bool environment_read(struct overrides *overrides, char *const *environment, char pin[65],
                      struct diagnostics *diagnostics);

/* Whether WANDB_LAUNCH_FILE_OVERRIDES says something that nobody has taken from it: it, or a chunk, is set to anything
 * but {}. W&B's SDK rewrites files on the disk by it, so it is {} in a job of inlay's, and INLAY_WANDB_FILES counts. */
bool environment_has_wandb_files(char *const *environment);

/* The value of name, or of its chunks name_0, name_1, … joined, as W&B's readers do it; what those drop in silence
 * (chunks that do not begin at _0, a gap, an empty value over chunks) is an error. An empty value is as good as none.
 * The value is in arena. False on error; *found says whether there was anything. */
bool environment_joined(struct arena *arena, char *const *environment, const char *name, struct text *value,
                        bool *found, struct diagnostics *diagnostics);

/* Whether name or a chunk of it is set. */
bool environment_has(char *const *environment, const char *name);

/* Whether `inlay run` handed the launch on. The library sets INLAY_CONTRACT as well, with what it took from W&B. */
bool environment_is_commands(char *const *environment);

/* Whether a variable of variable_table is set. */
bool environment_has_own(char *const *environment);

/* All that may be such a variable: an environment that is quick to ask. */
char *const *environment_own(struct arena *arena, char *const *environment);

/* Whether any variable is set that starts a launch: the cheap first look. */
bool environment_has_launch(char *const *environment);

#endif
