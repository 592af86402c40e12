/* SPDX-License-Identifier: Apache-2.0 */
/* JSON pointers in URI fragments (RFC 6901, section 6): what a $ref inside one document leads to. */
#ifndef INLAY_SCHEMA_POINTER_H
#define INLAY_SCHEMA_POINTER_H

#include "core/tree/node.h"

/* Whether reference stays in its document: "#" or "#/…". */
bool schema_pointer_is_local(struct arena *arena, struct text reference);

/* What a local reference leads to from root; NULL when that is nothing. arena takes what is unescaped. */
struct node *schema_pointer_follow(struct arena *arena, struct node *root, struct text reference);

#endif
