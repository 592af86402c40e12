/* SPDX-License-Identifier: Apache-2.0 */
/* What of an override goes into a file: its value, with keys of the types that fit there.
 *
 * A key is of the type that it was said with: {0: cat} has an integer. But what stands in the file decides: a key that
 * looks like all others of its map is of their type, since neither JSON nor a key path can say another than a string.
 * Words such as y and on are strings, and dates are put as they are written. In JSON every key is a string. */
#ifndef INLAY_NEW_VALUE_H
#define INLAY_NEW_VALUE_H

#include "core/tree/document.h"

/* A synthetic copy of value for a file of this format. like is what it takes the place of, or NULL. */
struct node *new_value(struct arena *arena, enum format format, const struct node *like, const struct node *value);

/* The same of a key that goes into map; NULL: the map is new as well. */
struct node *new_key(struct arena *arena, enum format format, const struct node *map, const struct node *key);

#endif
