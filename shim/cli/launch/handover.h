/* SPDX-License-Identifier: Apache-2.0 */
/* The environment in which a job finds its launch: one document with everything that was read, what of the manifest
 * still matters, its run config where W&B looks for it, and libinlay.so. */
#ifndef INLAY_HANDOVER_H
#define INLAY_HANDOVER_H

#include "core/inputs/manifest.h"

#include "shim/cli/job/job_memory.h"

struct handover {
    const struct overrides *overrides; /* without any file, and binds, the job gets no document */
    const char *library;
    const struct manifest *manifest; /* NULL: none */
    struct job_memory *memory;       /* gets what is too long for the environment */
    const char *ledger;              /* the value of INLAY_LEDGER; NULL: none */
    bool strict;                     /* programs that overrides cannot follow into are not executed */
    const char *wandb_file;          /* handover_wandb_file() */
};

/* All that overrides say, save what is part of the command already, as one override document. */
struct text handover_document(struct arena *arena, const struct overrides *overrides);

/* The absolute path at which wandb.init() will read the run config, by the library; NULL: nowhere. */
const char *handover_wandb_file(struct arena *arena, const struct overrides *overrides, char *const *environment);

/* environment as the job is to have it, NULL-terminated, in the arena; strings that stay are borrowed. NULL when the
 * document fits nowhere, and then that has been said. */
char **handover_environment(struct arena *arena, const struct handover *handover, char *const *environment);

/* The same for a job whose supervisor gets handover_environment(), or whose files are copies: its run config, and neither
 * the other overrides nor the library, so that none are applied twice. */
char **handover_supervised(struct arena *arena, const struct handover *handover, char *const *environment);

/* The same for a job that is to be observed, and overrides nothing: its processes note what they open in the ledger.
 * library: NULL for the job of a supervisor, which gets the environment with the library and notes what they open.
 * variables, NAME=VALUE up to NULL, take the place of environment's; they are borrowed. */
char **handover_discovery(struct arena *arena, const char *library, struct text root, const char *ledger,
                          char *const *variables, char *const *environment);

#endif
