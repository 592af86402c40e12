/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a process loads W&B's SDK, which reads the run config: seen by the module that every `import wandb` reads,
 * wandb/sdk/wandb_init.py, or what Python made of it. */
#ifndef INLAY_WANDB_LOADED_H
#define INLAY_WANDB_LOADED_H

#include "shim/serve/record.h"

/* From now on this process looks. To be called by the constructor. */
void wandb_loaded_watch(void);

/* path has been opened for reading: the first time that it is the module, there is a record. No system call and no
 * allocation for other paths; errno is kept. */
void wandb_loaded_look(const struct records *records, const char *path);

#endif
