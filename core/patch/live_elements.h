/* SPDX-License-Identifier: Apache-2.0 */
/* Which elements of a list stay while others are removed one by one: number k of those that stay, in logarithmic
 * time. */
#ifndef INLAY_LIVE_ELEMENTS_H
#define INLAY_LIVE_ELEMENTS_H

#include "core/tree/node.h"

struct live_elements;

/* Of a list of the original, with what is removed from it by now. */
struct live_elements *live_elements_of(struct arena *arena, const struct node *list);

/* Where element number k of those that stay stands in the list, both from 0; k is less than their number. */
uint32_t live_elements_at(const struct live_elements *live, uint32_t k);

void live_elements_remove(struct live_elements *live, uint32_t position);

#endif
