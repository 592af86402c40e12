/* SPDX-License-Identifier: Apache-2.0 */
/* What a cell is known by. */
#ifndef INLAY_PLAN_IDENTITY_H
#define INLAY_PLAN_IDENTITY_H

#include "core/base/sha256.h"
#include "core/overrides/overrides.h"

/* Puts the digest of what overrides, which have no root, say: the same for another order of what does not see each other, for
 * other spellings of equal values, and wherever it was said. What files have to be does not count. */
void plan_identity(const struct overrides *overrides, char digest[SHA256_HEX]);

#endif
