/* SPDX-License-Identifier: Apache-2.0 */
/* What `inlay --help` and `inlay help VERB` print. */
#ifndef INLAY_HELP_H
#define INLAY_HELP_H

#include "shim/cli/base/verb.h"

#include <stdio.h>

void help_print(FILE *out, const struct verb *const *verbs, size_t count);
void help_print_verb(FILE *out, const struct verb *verb);

#endif
