/* SPDX-License-Identifier: Apache-2.0 */
/* What of a sweep's options a cluster can be told. */
#ifndef INLAY_SUBMIT_OPTIONS_H
#define INLAY_SUBMIT_OPTIONS_H

#include "shim/cli/base/options.h"

/* False, and said, when one is given that the cluster's own scheduler decides about, or that it does not know. */
bool submit_options_fit(const struct options *options);

/* Puts the words of a task that runs a cell, as a shell has them: up to the cell's number, and behind it. */
void submit_options_put_before(const struct options *options, const char *program, struct buffer *out);
void submit_options_put_command(char *const *command, struct buffer *out);

#endif
