/* SPDX-License-Identifier: Apache-2.0 */
/* Which values a selector chooses, by what they say to their readers: aliases stand for what they name, merge keys are
 * merged, and of duplicate keys the last one counts. */
#ifndef INLAY_CHOSEN_H
#define INLAY_CHOSEN_H

#include "core/tree/document.h"
#include "core/tree/keypath.h"

/* The value of document, or of what is in its place, that a key or an index leads to; NULL when there is none. */
struct node *chosen_step(struct arena *arena, const struct document *document, const struct node *value,
                         const struct step *step);

/* The scalar that value has at path; NULL when it has none there. */
const struct node *chosen_scalar(struct arena *arena, const struct document *document, const struct node *value,
                                 struct keypath path);

bool chosen_by(struct arena *arena, const struct document *document, const struct node *value,
               const struct selector *selector);

/* Where an element of a list of the source begins; of an alias, what it stands for. */
uint32_t chosen_head(const struct node *element);

#endif
