/* The last word on a patch: the result, read again, is the original outside the overridden paths and the overrides
 * inside, or it is not served. */
#ifndef INLAY_VERIFY_H
#define INLAY_VERIFY_H

#include "core/overlay.h"

/* NULL when result is original with its changes carried out; else the original's value at which they differ. */
const struct node *verify(struct arena *arena, const struct document *original, const struct document *result);

#endif
