/* SPDX-License-Identifier: Apache-2.0 */
/* Trees that are made to be printed: what YAML and JSON formats of `inlay env` say. */
#ifndef INLAY_TREE_H
#define INLAY_TREE_H

#include "core/base/buffer.h"
#include "core/tree/node.h"

struct node *tree_map(struct arena *arena);
struct node *tree_list(struct arena *arena);
struct node *tree_string(struct arena *arena, struct text string);
struct node *tree_bool(struct arena *arena, bool value);
struct node *tree_number(struct arena *arena, size_t number);

/* Puts child behind what map has; returns it. child must be in no tree. */
struct node *tree_put(struct arena *arena, struct node *map, const char *key, struct node *child);
void tree_put_string(struct arena *arena, struct node *map, const char *key, const char *string);
/* The same where map may have the key: child takes the place of what is there. */
struct node *tree_set(struct arena *arena, struct node *map, const char *key, struct node *child);
/* The value of key, of this kind; where map has another, or none, an empty one takes its place. */
struct node *tree_inside(struct arena *arena, struct node *map, const char *key, enum node_kind kind);
/* Takes key, if there, out of map. */
void tree_remove(struct arena *arena, struct node *map, const char *key);
struct node *tree_add(struct node *list, struct node *child);
/* The same for lists whose elements go by a key, as by "name": child takes the place of the one of the same. */
void tree_set_element(struct arena *arena, struct node *list, const char *key, struct node *child);
/* Takes those out that have this value there. */
void tree_remove_elements(struct arena *arena, struct node *list, const char *key, const char *value);
void tree_add_string(struct arena *arena, struct node *list, const char *string);

/* Puts copies of a list's elements behind list; NULL: there are none. */
void tree_add_copies(struct arena *arena, struct node *list, const struct node *elements);
/* Puts a copy of value, unless that is NULL. */
void tree_put_copy(struct arena *arena, struct node *map, const char *key, const struct node *value);

/* Puts a map as block YAML, with its line ends. */
void tree_write_yaml(struct buffer *out, const struct node *map);

/* Puts value with each $ doubled: how Kubernetes and compose spell one that is none of theirs. */
void tree_put_dollars(struct buffer *out, struct text value);

#endif
