/* SPDX-License-Identifier: Apache-2.0 */
/* What stayed as it was though overrides change what it shared by an anchor: said in one note. */
#ifndef INLAY_KEPT_VALUES_H
#define INLAY_KEPT_VALUES_H

#include "core/overrides/overrides.h"

struct kept_value;

/* Of one document. Empty when all is zero. */
struct kept_values {
    struct kept_value *first, *last;
    size_t count;
};

/* owner is of the source: the heir that pin, with its key, was added to, or, with pin NULL, the alias, or the heir,
 * whose values all stayed. shared is the anchored value that is changed or gone. All are borrowed. */
void kept_add(struct arena *arena, struct kept_values *kept, const struct node *owner, const struct node *pin,
              const struct node *shared);

/* Says it, with the values where none of the file's may be a secret. Nothing when nothing was kept. shared: as --shared,
 * which keeps what shares a value that is removed. */
void kept_note(struct arena *arena, const struct override_file *file, const struct document *document,
               const struct kept_values *kept, bool shared, struct diagnostics *diagnostics);

#endif
