/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a file is still the one that its overrides were made for. */
#ifndef INLAY_BASE_CHANGE_H
#define INLAY_BASE_CHANGE_H

#include "core/overrides/overrides.h"

/* Compares original, the file's bytes on disk, with the digest that is said of it (struct base). Of another one there is
 * a note; where that digest is required, false with an error. */
bool base_is_unchanged(const struct overrides *overrides, const struct override_file *file, struct text original,
                       struct diagnostics *diagnostics);

#endif
