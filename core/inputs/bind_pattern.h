/* SPDX-License-Identifier: Apache-2.0 */
/* Binds by pattern: `"*": FILE:*`, or `"a.*": FILE:b.*`. They bind each value of the run config whose key the file has
 * under the same path, from the * on, and may be changed there. */
#ifndef INLAY_BIND_PATTERN_H
#define INLAY_BIND_PATTERN_H

#include "core/inputs/bind.h"

/* Makes overrides of what patterns bind, in LAYER_BIND; to be called before binds_apply(), whose binds win. Values that a
 * bind of their own takes are left to it. A key of the run config with dots in it stands for a path, as W&B's sweeps
 * write it. Only values that were not handed on are looked at, and only for them are files read; a file that is not
 * there, or cannot be read, is taken to have every key: what it turns out to lack is refused when it is patched.
 *
 * Values that are bound to nothing are said: as errors, where the manifest offers no run config, unless a sweep alone says
 * them; else in a note. What of
 * the run config needs no admission any more goes into overrides->settled. */
void bind_patterns_apply(struct overrides *overrides, const struct manifest *manifest, struct variables *variables,
                         struct diagnostics *diagnostics);

#endif
