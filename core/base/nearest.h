/* SPDX-License-Identifier: Apache-2.0 */
/* The existing name that a misspelt one may stand for. */
#ifndef INLAY_NEAREST_H
#define INLAY_NEAREST_H

#include "core/base/text.h"

#define NEAREST_NONE SIZE_MAX

/* How many letters differ, case aside, and - and _ being the same; NEAREST_NONE when wanted does not misspell name. */
size_t nearest_distance(struct text wanted, struct text name);

/* The first of those among count names that differ least from wanted; empty when wanted misspells none of them. */
struct text nearest_name(struct text wanted, const struct text *names, size_t count);

#endif
