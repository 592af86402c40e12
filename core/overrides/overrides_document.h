/* SPDX-License-Identifier: Apache-2.0 */
/* Reads override documents: inlay's own, one file's values, what `wandb launch -c` takes, and WANDB_LAUNCH_FILE_OVERRIDES. */
#ifndef INLAY_OVERRIDES_DOCUMENT_H
#define INLAY_OVERRIDES_DOCUMENT_H

#include "core/overrides/overrides.h"

/* An override document (YAML or JSON, or what `wandb launch -c` takes). name is for messages. False when it is refused;
 * diagnostics then hold every error found, with its place. */
bool overrides_read_document(struct overrides *overrides, const char *name, struct text source,
                             struct diagnostics *diagnostics);

/* A partial document for one file: what stands behind the file's name in `files`. file is written as in an assignment
 * (core/overrides/target.h), save that ':' needs no escape, and origin is where it was said. */
bool overrides_read_values(struct overrides *overrides, struct place origin, struct text file, const char *name,
                           struct text source, struct diagnostics *diagnostics);

/* W&B's WANDB_LAUNCH_FILE_OVERRIDES: {path: partial object, …}; a null value is no override. */
bool overrides_read_wandb_files(struct overrides *overrides, const char *name, struct text source,
                                struct diagnostics *diagnostics);

#endif
