/* SPDX-License-Identifier: Apache-2.0 */
/* What `inlay record` says at the end. */
#ifndef INLAY_RECORD_WORDS_H
#define INLAY_RECORD_WORDS_H

#include "shim/cli/job/history.h"
#include "shim/cli/record/recorded_inputs.h"
#include "shim/cli/record/wandb_observer.h"

/* What may be missing from the records. */
void record_words_gaps(const struct history *history);

/* How W&B ran, and why something may not be known of what it was told. */
void record_words_wandb(const struct history *history, const struct wandb_observer *observer,
                        const struct wandb_learned *learned);

/* Names a few files for each reason: a program may have opened hundreds that nobody cares about. */
void record_words_refused(const struct candidate *candidates, const struct recorded_inputs *inputs);

/* is_all_known: no process of the job went unseen. */
void record_words_taken(const char *manifest, const struct candidate *candidates, const struct recorded_inputs *inputs,
                        bool is_all_known);

#endif
