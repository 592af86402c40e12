/* SPDX-License-Identifier: Apache-2.0 */
/* Values that repeat another key's: "{config.yaml:model.width}". */
#ifndef INLAY_SWEEP_REFERENCE_H
#define INLAY_SWEEP_REFERENCE_H

#include "core/base/outcome.h"
#include "core/sweep/sweep.h"

/* The name in one pair of braces that text is; empty when it is something else: a map, {cell} or {dir}. */
struct text sweep_reference_name(struct text text);

/* The key that text refers to, a name that the sweep knows in one pair of braces. OUTCOME_NONE: text is a value like any
 * other. OUTCOME_REFUSED, with an error at place: it looks like a reference, and there is no such key. file: see sweep_key(). */
enum outcome sweep_reference(const struct sweep *sweep, struct place place, struct text text, struct text file,
                             const struct sweep_key **key, struct diagnostics *diagnostics);

/* The name of a key of the sweep that name may misspell; empty when there is none. */
struct text sweep_nearest_name(const struct sweep *sweep, struct text name, struct text file);

#endif
