/* SPDX-License-Identifier: Apache-2.0 */
/* A sweep in a file: inlay's own form (sweep.yaml), W&B's sweep configuration, or one cell a row (CSV, JSON Lines). */
#ifndef INLAY_SWEEP_FILE_H
#define INLAY_SWEEP_FILE_H

#include "core/sweep/sweep.h"

/* Adds what the file called name says. file is FILE for keys without one; empty: of W&B's form, keys are the run config's.
 * What is read and not used is noted in diagnostics. False with errors there. */
bool sweep_file_read(struct sweep *sweep, const char *name, struct text source, struct text file,
                     struct diagnostics *diagnostics);

#endif
