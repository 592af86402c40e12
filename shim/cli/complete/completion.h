/* SPDX-License-Identifier: Apache-2.0 */
/* A command line that is being completed, and what its last word may become. */
#ifndef INLAY_COMPLETION_H
#define INLAY_COMPLETION_H

#include "shim/cli/base/options.h"

#include "core/base/buffer.h"

struct completion {
    struct buffer *out;
    struct options options; /* the verb, --root and --inputs */
    const char *file;       /* the last -f; NULL: none */
    struct text before;     /* of the last word what stays, as "--set=" */
    struct text word;       /* the rest of it */
};

/* Puts `before`, stem, name and end, as one candidate, if the word begins like it. Names that no line can hold are left
 * out. */
void completion_put(const struct completion *completion, struct text stem, struct text name, const char *end,
                    const char *about);

#endif
