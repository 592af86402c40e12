/* SPDX-License-Identifier: Apache-2.0 */
/* The types that `inlay record` saw in a config, or that an author wrote down: an object like the config, with the names
 * of types (core/tree/value_type.h) where that has values, null for null. A type is what one value looked like: whatever
 * limits values more belongs in a schema. */
#ifndef INLAY_OFFER_TYPES_H
#define INLAY_OFFER_TYPES_H

#include "core/inputs/manifest.h"
#include "core/tree/value_type.h"

/* The type that a value of the types stands for. */
enum value_type offer_types_meaning(const struct node *type);

/* Says each name in types that is none, at its place in document, the manifest. */
void offer_types_refuse_unknown(const struct document *document, const struct node *types,
                                struct diagnostics *diagnostics);

/* What types say of what step leads to; NULL when they say nothing. types may be NULL. */
const struct node *offer_types_inside(struct arena *arena, const struct node *types, struct step step);

/* Whether they say that it is a string. types may be NULL. */
bool offer_types_want_string(const struct node *types);

/* Holds value against types, which document, the manifest, says of it. Calls complaint as schema_check() does; problems
 * show nothing of the value. */
void offer_types_check(struct arena *arena, const struct document *document, const struct node *types,
                       const struct node *value, struct schema_complaint *complaint);

#endif
