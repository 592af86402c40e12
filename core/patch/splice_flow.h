/* SPDX-License-Identifier: Apache-2.0 */
/* Adds entries to flow collections, JSON's included, and removes them. An entry reaches to the comma after it. */
#ifndef INLAY_SPLICE_FLOW_H
#define INLAY_SPLICE_FLOW_H

#include "core/patch/edits.h"

/* Adds the edits for what is added to a changed collection and removed from it; some of its entries stay. */
void splice_flow_entries(struct edits *edits, const struct node *collection);

#endif
