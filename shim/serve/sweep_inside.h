/* SPDX-License-Identifier: Apache-2.0 */
/* A sweep whose runs are functions of this process (wandb.agent(function=…)). Its agent sets the parameters of each run
 * when the launch has long been read, so that neither binds nor the run config reach the run; that is said. Such a sweep is
 * known by the file that the agent writes, wandb/sweep-ID/config-RUN.yaml (_run_job in wandb/agents/pyagent.py), and that
 * wandb.init() then reads in the same process. */
#ifndef INLAY_SWEEP_INSIDE_H
#define INLAY_SWEEP_INSIDE_H

#include "shim/serve/launch.h"

/* path was opened for writing. */
void sweep_inside_wrote(const char *path);

/* path was opened for reading, and is no registered file. Says it once. Both are async-signal-safe, and take no system
 * call for other paths. */
void sweep_inside_look(const struct launch *launch, const char *path);

#endif
