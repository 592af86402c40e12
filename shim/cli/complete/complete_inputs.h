/* SPDX-License-Identifier: Apache-2.0 */
/* What the job's inputs say to a command line that is being completed: files, keys and values. */
#ifndef INLAY_COMPLETE_INPUTS_H
#define INLAY_COMPLETE_INPUTS_H

#include "shim/cli/complete/completion.h"

/* The files that the manifest offers, or the config files here, each with each of ends (NULL-terminated) behind it. */
void complete_files(const struct completion *completion, const char *const *ends);

/* FILE:KEY=VALUE, or KEY=VALUE behind an -f; removes: FILE:KEY. */
void complete_assignments(const struct completion *completion, bool removes);

/* Keys of the run config, with end behind them. */
void complete_run_config(const struct completion *completion, const char *end);

#endif
