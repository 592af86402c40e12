/* SPDX-License-Identifier: Apache-2.0 */
/* What people may see of a patch: all but the plain values at secrets' keys (core/patch/secret.h). */
#ifndef INLAY_HIDDEN_H
#define INLAY_HIDDEN_H

#include "core/base/outcome.h"
#include "core/patch/patch.h"

/* bytes with the plain values at file's secrets' keys hidden, in *shown. None: there are none; *shown is bytes.
 * Refused: there may be some, and nothing of bytes may be shown. */
enum outcome hidden_bytes(struct arena *arena, const struct override_file *file, struct text bytes, enum format format,
                          struct text *shown);

struct hidden_patch {
    struct text original;
    struct patch patch; /* of that original */
    bool before,
        after;     /* the real bytes have plain values of secrets, or real secrets: no digest of them may be shown */
    bool withheld; /* what changes cannot be shown without a secret: patch has no edits, and original is empty */
};

/* What may be shown of patch, which patch_file() made of original. */
struct hidden_patch hidden_patch_of(struct arena *arena, const struct overrides *overrides,
                                    const struct override_file *file, struct text original, const struct patch *patch);

#endif
