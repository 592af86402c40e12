/* SPDX-License-Identifier: Apache-2.0 */
/* inlay run as the command of a W&B sweep: [inlay, run, -f, config.yaml, "${args}", --, python, train.py]. */
#ifndef INLAY_SWEEP_COMMAND_H
#define INLAY_SWEEP_COMMAND_H

#include "shim/cli/base/options.h"

#include "core/inputs/manifest.h"

/* Reads a word of the command line that may hand on a sweep's parameter, of the kinds INPUT_WORD, INPUT_HYPHENS and
 * INPUT_OPTION. False: it is of the first kind, and an assignment like any other. */
bool sweep_command_read(struct overrides *overrides, const struct input *input, struct diagnostics *diagnostics);

/* Once all words are read: refuses a command that leaves parameters out. */
void sweep_command_check(const struct overrides *overrides, const struct options *options,
                         struct diagnostics *diagnostics);

/* Says that values which a sweep on Launch has put behind `--` are arguments of the job. manifest may be NULL. */
void sweep_command_note_late(const struct overrides *overrides, const struct manifest *manifest,
                             const struct options *options, char *const *command, struct diagnostics *diagnostics);

#endif
