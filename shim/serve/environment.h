/* SPDX-License-Identifier: Apache-2.0 */
/* The launch as environment variables give it. One reader for the shim and the command. */
#ifndef INLAY_ENVIRONMENT_H
#define INLAY_ENVIRONMENT_H

#include "core/overrides/overrides.h"

#define ENV_OVERRIDES        "INLAY_OVERRIDES"        /* the override document, inline or @PATH; or _0, _1, … */
#define ENV_OVERRIDES_SHA256 "INLAY_OVERRIDES_SHA256" /* digest that an @PATH must have; set for descendants */
#define ENV_INPUTS           "INLAY_INPUTS"           /* the manifest, inline or a path; or _0, _1, … */
#define ENV_INPUTS_SHA256    "INLAY_INPUTS_SHA256"    /* digest that the file at that path must have */
#define ENV_SET              "INLAY_SET"              /* assignments, one a line */
#define ENV_ROOT             "INLAY_ROOT"             /* what relative paths are relative to */
#define ENV_DISABLE          "INLAY_DISABLE"          /* any value but empty or 0: do nothing */
#define ENV_ON_ERROR         "INLAY_ON_ERROR"         /* fail (default) or warn */
#define ENV_STARTED          "INLAY_STARTED"          /* when the job began, seconds since 1970; set for descendants */
#define ENV_REPORT           "INLAY_REPORT"           /* file to which records are appended, one JSON object a line */
#define ENV_RECORD           "INLAY_RECORD"           /* the same for discovery; set by `inlay record` alone */
#define ENV_LOG              "INLAY_LOG" /* 1 or stderr: say on standard error what was served; else a file */
#define ENV_WANDB_FILES      "WANDB_LAUNCH_FILE_OVERRIDES" /* or _0, _1, … as W&B Launch agents set them */
#define ENV_WANDB_CONFIG     "WANDB_CONFIG"                /* likewise; an object, the run config */
#define ENV_WANDB_LAUNCH     "WANDB_LAUNCH"                /* True where wandb.init() is to read it */

/* An environment is an array as environ(7) has it; NULL is an empty one. NULL when name is not set; the result points
 * into environment. */
const char *environment_get(char *const *environment, const char *name);
bool environment_disabled(char *const *environment);

/* Whether INLAY_ON_ERROR lets a program go on without what is wrong, in *warn. False with an error: it says neither. */
bool environment_on_error(char *const *environment, bool *warn, struct diagnostics *diagnostics);

/* What the environment names in the way of overrides, appended to overrides in the order of precedence: W&B's file
 * overrides, INLAY_OVERRIDES, INLAY_SET; WANDB_CONFIG is the run config's first layer.
 * overrides->root must be set before. An @PATH document (relative ones start at the root) is read, and compared with
 * INLAY_OVERRIDES_SHA256 where that is set; its digest is put into pin (empty string when there is no @PATH).
 * Nothing points into environment afterwards: programs overwrite theirs. False with errors in diagnostics. */
bool environment_read(struct overrides *overrides, char *const *environment, char pin[65],
                      struct diagnostics *diagnostics);

/* The value of name, or of its chunks name_0, name_1, … joined, as W&B's readers do it; what those drop in silence
 * (chunks that do not begin at _0, a gap, an empty value over chunks) is an error. An empty value is as good as none.
 * The value is in arena. False on error; *found says whether there was anything. */
bool environment_joined(struct arena *arena, char *const *environment, const char *name, struct text *value,
                        bool *found, struct diagnostics *diagnostics);

/* Whether any variable that says overrides, names job inputs or asks for discovery is set: the cheap first look. */
bool environment_has_launch(char *const *environment);

#endif
