/* SPDX-License-Identifier: Apache-2.0 */
/* wandb-core: the program, in Go, that W&B's SDK starts in each job that calls wandb.init(), and that uploads files. Of
 * the job's config files it reads those alone that run.save() links into the run's directory. */
#ifndef INLAY_WANDB_CORE_H
#define INLAY_WANDB_CORE_H

#include <stdbool.h>

#define WANDB_CORE "wandb-core"

/* Whether program is wandb-core, by the last component of its path; NULL is not. */
bool wandb_core_is(const char *program);

/* Whether path is in a directory from which it uploads what run.save() puts there: …/run-…/files/, …/offline-run-…/files/. */
bool wandb_core_reads(const char *path);

#endif
