/* SPDX-License-Identifier: Apache-2.0 */
/* The elements of a list by what they say at one key path: for the second look-up and those that follow. */
#ifndef INLAY_ELEMENT_INDEX_H
#define INLAY_ELEMENT_INDEX_H

#include "core/tree/document.h"
#include "core/tree/keypath.h"

struct element_index;

/* What of a list says the same text. */
struct chosen_elements {
    struct node *first; /* NULL: none */
    uint32_t position;  /* the first one's */
    uint32_t count;
};

/* All that is handed in must outlive the index, which is in the arena. */
struct element_index *element_index_make(struct arena *arena, const struct document *document, const struct node *list,
                                         struct keypath path);

struct chosen_elements element_index_find(const struct element_index *index, struct text text);

#endif
