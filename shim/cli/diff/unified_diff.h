/* SPDX-License-Identifier: Apache-2.0 */
/* A patch as a unified diff that patch(1) applies. */
#ifndef INLAY_UNIFIED_DIFF_H
#define INLAY_UNIFIED_DIFF_H

#include "core/patch/patch.h"

/* Puts the difference between original and patch->bytes; nothing when there is none. label is the file's path. */
void unified_diff(struct buffer *out, struct text label, struct text original, const struct patch *patch, bool colour);

#endif
