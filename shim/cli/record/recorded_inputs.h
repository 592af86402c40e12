/* SPDX-License-Identifier: Apache-2.0 */
/* What of a job goes into the manifest: the files that it read, and what it told W&B. */
#ifndef INLAY_RECORDED_INPUTS_H
#define INLAY_RECORDED_INPUTS_H

#include "shim/cli/record/candidates.h"
#include "shim/cli/record/wandb_learned.h"

struct recorded_inputs {
    const struct recorded_input *first; /* with anything to add to the manifest */
    bool takes_run_config;
    bool run_config_known; /* the manifest has it already */
    size_t run_config_keys;
    const char *run_config_refusal; /* why there is one that is not taken; NULL: none */
};

struct recorded_inputs recorded_inputs_of(const struct surroundings *surroundings, const struct candidate *candidates,
                                          const struct wandb_learned *learned);

#endif
