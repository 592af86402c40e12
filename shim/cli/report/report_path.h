/* SPDX-License-Identifier: Apache-2.0 */
/* Which file a report is written to. */
#ifndef INLAY_REPORT_PATH_H
#define INLAY_REPORT_PATH_H

#include "shim/cli/files/config_files.h"

/* path with %p (this process), %r (the rank: the first of RANK, SLURM_PROCID, OMPI_COMM_WORLD_RANK and PMI_RANK that
 * is a number; 0 without one), %- (nothing) and %% replaced. One without %r and %- gets the rank before its extension, where there is one:
 * ranks do not overwrite each other. What is there already, and is no regular file, keeps its name. NULL, and said,
 * when % is followed by anything else. */
const char *report_path_of(struct arena *arena, const char *path);

/* What of the run's own the file at path is, for a message: "a config file of the job", …; NULL: nothing. */
const char *report_path_input(struct launch_inputs *launch, const struct options *options,
                              const struct config_file *files, const char *path);

#endif
