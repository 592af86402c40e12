/* SPDX-License-Identifier: Apache-2.0 */
/* What `inlay --help` and `inlay help VERB` print. */
#ifndef INLAY_HELP_H
#define INLAY_HELP_H

#include "shim/cli/base/verb.h"

#include "core/base/buffer.h"

void help_put(struct buffer *out, const struct verb *const *verbs, size_t count);
void help_put_verb(struct buffer *out, const struct verb *verb);

/* The beginning of what the verb's help says of the option; NULL when it does not name it. */
const char *help_of_option(struct arena *arena, const struct verb *verb, const char *option);

#endif
