/* SPDX-License-Identifier: Apache-2.0 */
/* Tags of YAML by which a program makes something of its own of a value: !secret, !Ref, !!python/tuple. Those of the core
 * schema (!!str, !!int, …) only say a type; node_own_tag() in core/tree/node.h gives the others. */
#ifndef INLAY_OWN_TAG_H
#define INLAY_OWN_TAG_H

#include "core/base/buffer.h"
#include "core/tree/node.h"

/* The first value in the tree of node, itself included, that has one; NULL when there is none. */
const struct node *own_tag_inside(const struct node *node);

/* Whether word begins as a value with a tag does, core tags included: "!" and a letter, "!!" or "!<". */
bool own_tag_begins(struct text word);

/* Puts the tag as it is written in YAML: !secret, !!python/tuple, !<tag:example.com,2000:x>. */
void own_tag_put(struct buffer *out, struct text tag);
/* NULL when all readers take what own_tag_put() writes for this tag; else what is wrong with it, for a message. */
const char *own_tag_refusal(struct text tag);

#endif
