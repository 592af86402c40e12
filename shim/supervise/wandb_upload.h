/* SPDX-License-Identifier: Apache-2.0 */
/* What wandb-core uploads: the files that run.save() hands it. One with secrets goes out as it is on the disk. */
#ifndef INLAY_SUPERVISE_WANDB_UPLOAD_H
#define INLAY_SUPERVISE_WANDB_UPLOAD_H

#include "shim/supervise/halted.h"

/* Whether a halted call is wandb-core's, about a file with secrets: what is on the disk is for it, and the first time that
 * is said. */
bool wandb_upload_has_secrets(const struct halted *halted, struct launch *launch, const struct halted_file *found);

#endif
