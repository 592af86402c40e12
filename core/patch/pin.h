/* SPDX-License-Identifier: Apache-2.0 */
/* What a map inherits through `<<` stays as it was when what it merges is changed: old values are pinned in it, keys of
 * its own that hide the inherited ones. Merges are shallow, so a whole top-level key is pinned where something in it is
 * changed. */
#ifndef INLAY_PIN_H
#define INLAY_PIN_H

#include "core/patch/kept_values.h"
#include "core/tree/document.h"

/* heir is a map of the source; alias stands behind its `<<`, and what it is an alias of is changed inside. Adds the
 * pins to heir, at its end, where they stand behind `<<` for readers that let `<<` win over what stands before it; none
 * for keys that heir has there itself. False, and nothing is added, where pins do not do: a key is added to what is
 * merged, heir has the key before `<<`, which key is meant is unclear, … Pins are added to kept, too. */
bool pin_old_values(struct arena *arena, const struct document *document, struct node *heir, const struct node *alias,
                    struct kept_values *kept);

#endif
