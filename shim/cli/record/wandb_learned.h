/* SPDX-License-Identifier: Apache-2.0 */
/* What the processes of a job told W&B of its inputs, as scripts/record-wandb has written it down. */
#ifndef INLAY_WANDB_LEARNED_H
#define INLAY_WANDB_LEARNED_H

#include "shim/cli/record/manifest_text.h"
#include "shim/cli/record/recorded_types.h"

/* launch.manage_config_file() */
struct managed_file {
    struct managed_file *next;
    struct text path; /* absolute */
    struct recorded_offer offer;
};

struct wandb_learned {
    double *pids; /* of the processes that loaded W&B and were observed */
    size_t pid_count;
    bool manages_run_config;          /* launch.manage_wandb_config() was called */
    struct recorded_offer run_config; /* types are those of all runs; NULL: they had no keys */
    size_t keys;                      /* of the run config */
    struct managed_file *files;       /* in the order of the first calls */
};

/* Reads what is in directory, in the order in which the processes came. What of it cannot stand in a manifest is left
 * out, with a warning. */
void wandb_learned_read(struct arena *arena, const char *directory, struct wandb_learned *learned,
                        struct diagnostics *diagnostics);

/* Whether the process with this number was observed. */
bool wandb_learned_from(const struct wandb_learned *learned, double pid);

#endif
