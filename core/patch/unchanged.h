/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an override asks for what the file has already: then the file stays as its author wrote it. */
#ifndef INLAY_UNCHANGED_H
#define INLAY_UNCHANGED_H

#include "core/tree/document.h"
#include "core/tree/keypath.h"

struct unchanged {
    struct arena *arena;
    const struct document *document;
    bool shared; /* values may change through anchors: what an alias or `<<` brings is not known to stay */
};

/* Whether every reader takes slot, a value of the source without its changes, for value: the same types, tags and keys,
 * in whatever order, and numbers that no reader takes for a string. Aliases and merge keys are followed. */
bool unchanged_value(const struct unchanged *unchanged, const struct node *slot, const struct node *value);

/* The same of slot once an object is merged into it: keys that value does not have do not count. */
bool unchanged_merge(const struct unchanged *unchanged, const struct node *slot, const struct node *value);

/* The same of the value that is at path from slot on. */
bool unchanged_at(const struct unchanged *unchanged, const struct node *slot, struct keypath path,
                  const struct node *value);

/* Whether a map's child has a scalar for a key, not `<<`, and no child before it one of the same text. If all children
 * have, a map is the same to all readers. */
bool unchanged_is_first_key(const struct unchanged *unchanged, const struct node *child);

#endif
