/* SPDX-License-Identifier: Apache-2.0 */
/* anyOf and oneOf: what alternatives have in common, and what any of them says of a key.
 *
 * A value must fit one of them, which schema_check() sees to. What is made here is for who has a single key in hand,
 * and not the whole value. */
#ifndef INLAY_SCHEMA_ALTERNATIVES_H
#define INLAY_SCHEMA_ALTERNATIVES_H

#include "core/schema/schema.h"
#include "core/schema/schema_notes.h"

/* schema is one of alternatives as well, count of them, NULL-terminated and kept. */
void schema_put_alternatives(struct schema_reader *reader, struct schema *schema,
                             const struct schema *const *alternatives, size_t count);

#endif
