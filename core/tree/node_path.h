/* SPDX-License-Identifier: Apache-2.0 */
/* Which key path leads to a node of a source. */
#ifndef INLAY_NODE_PATH_H
#define INLAY_NODE_PATH_H

#include "core/tree/node.h"

/* As keypath_write() writes it; empty for the root. */
struct text node_path(struct arena *arena, const struct node *node);

#endif
