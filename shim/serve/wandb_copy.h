/* SPDX-License-Identifier: Apache-2.0 */
/* The copies that W&B's SDK makes of the config files that a job names to launch.manage_config_file(), in order to upload
 * them: as _wandb_configs/PATH in a directory of its own (wandb/sdk/launch/inputs/internal.py). The SDK copies what it
 * reads; so what it opens to write to holds what people may see already, and its own bytes go nowhere. */
#ifndef INLAY_WANDB_COPY_H
#define INLAY_WANDB_COPY_H

#include "shim/serve/launch.h"

/* The registered file, of those with secrets that were served here, that a copy at path is of; NULL: none. path was
 * opened for writing. No system call unless path has the file's name and that directory in it. */
struct registered *wandb_copy_source(const struct launch *launch, const char *path);

/* Writes what people may see of file, patched, to the empty file that is open at fd: references to secrets as they are,
 * plain values at their keys hidden. Then puts a descriptor under the number fd that takes everything and keeps nothing;
 * flags are those that fd was opened with. 0, or a positive errno value. Async-signal-safe; errno is kept. */
int wandb_copy_write(const struct launch *launch, const struct registered *file, struct text original, int flags,
                     int fd);

/* The same for who cannot do that: the first registered file with secrets that a copy at path may be of, by its name
 * alone; NULL: none. */
const struct registered *wandb_copy_may_be_of(const struct launch *launch, const char *path);

/* Says that the copy cannot be made, whose open is to fail. */
void wandb_copy_say_refused(const struct registered *file);

#endif
