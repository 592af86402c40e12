/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of the run config that its manifest does not know. `inlay record` writes its types down, and then a key that they
 * lack is misspelt, or new. */
#ifndef INLAY_RUN_CONFIG_KEYS_H
#define INLAY_RUN_CONFIG_KEYS_H

#include "core/inputs/manifest.h"

/* Says each key that neither types nor schema of the manifest's run config have, and that no bind takes; nothing where it
 * has no types, of what a launch handed on, and of a sweep's parameters, which may be arguments of the job. An assignment without + is refused, one with it is right, and
 * all else is noted. To be called when binds have been applied. */
void run_config_keys_check(const struct overrides *overrides, const struct manifest *manifest,
                           struct diagnostics *diagnostics);

#endif
