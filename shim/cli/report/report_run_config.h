/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the run config, which lives in no file, was read. */
#ifndef INLAY_REPORT_RUN_CONFIG_H
#define INLAY_REPORT_RUN_CONFIG_H

#include "shim/cli/job/history.h"
#include "shim/cli/launch/inputs.h"

/* Whether the launch has one with a value that no bind takes. */
bool report_has_run_config(const struct launch_inputs *launch);

/* Whether a process read W&B's file (NULL: there is none), loaded W&B, which reads it, or called `inlay config`. */
bool report_run_config_was_read(const struct history *history, const char *wandb_file);

#endif
