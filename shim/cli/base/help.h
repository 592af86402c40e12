/* SPDX-License-Identifier: Apache-2.0 */
/* What `inlay --help` and `inlay help VERB` print. */
#ifndef INLAY_HELP_H
#define INLAY_HELP_H

#include "shim/cli/base/verb.h"

#include "core/base/buffer.h"

void help_put(struct buffer *out, const struct verb *const *verbs, size_t count);
void help_put_verb(struct buffer *out, const struct verb *verb);

#endif
