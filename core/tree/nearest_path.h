/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a document that a key path which leads nowhere may have meant. */
#ifndef INLAY_NEAREST_PATH_H
#define INLAY_NEAREST_PATH_H

#include "core/tree/keypath.h"
#include "core/tree/node.h"

#define NEAREST_PATHS_MAX 4

/* Puts the paths of those values inside root, an effective tree (core/tree/effective.h), into found that come nearest
 * to wanted, in the document's order. Returns how many, 0 when none is near; more of them than the maximum may be.
 *
 * The nearest has the same names, whatever separates them: model\.v2.size for model.v2.size, layers[0] for layers.0 or
 * layers/0. Then come names of another case, the same names further in, misspelt ones, and last a value of the same
 * name elsewhere, if what is around wanted does not exist either. */
size_t nearest_paths(struct arena *arena, const struct node *root, struct keypath wanted,
                     struct keypath found[NEAREST_PATHS_MAX]);

#endif
