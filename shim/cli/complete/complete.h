/* SPDX-License-Identifier: Apache-2.0 */
/* `inlay complete WORD…`, which the shells' completions call: what the last word may become, of the command line that the
 * words are without its `inlay`. One a line, with a tab and a description behind it where there is one. A line :files or
 * :directories asks the shell for its own. Nothing is said when something is wrong. */
#ifndef INLAY_COMPLETE_H
#define INLAY_COMPLETE_H

#include "shim/cli/base/verb.h"

#include "core/base/buffer.h"

/* words is NULL-terminated. */
void complete_put(struct buffer *out, const struct verb *const *verbs, size_t verb_count, char **words);

#endif
