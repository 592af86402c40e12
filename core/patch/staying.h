/* Which elements of a list stay while others are removed one by one: number k of those that stay, in logarithmic time. */
#ifndef INLAY_STAYING_H
#define INLAY_STAYING_H

#include "core/tree/node.h"

struct staying;

/* Of a list of the original, with what is removed from it by now. */
struct staying *staying_of(struct arena *arena, const struct node *list);

/* Where element number k of those that stay stands in the list, both from 0; k is less than their number. */
uint32_t staying_at(const struct staying *staying, uint32_t k);

void staying_remove(struct staying *staying, uint32_t position);

#endif
