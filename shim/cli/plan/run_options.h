/* SPDX-License-Identifier: Apache-2.0 */
/* The options of `inlay sweep` that each cell's `inlay run` is to have as well. */
#ifndef INLAY_RUN_OPTIONS_H
#define INLAY_RUN_OPTIONS_H

#include "shim/cli/base/options.h"

/* As words, NULL-terminated. What says overrides is not among them: a cell's document has it. */
char *const *run_options(struct arena *arena, const struct options *options);

#endif
