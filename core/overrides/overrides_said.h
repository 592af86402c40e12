/* SPDX-License-Identifier: Apache-2.0 */
/* Writes overrides as people say them: one line of JSON, as short as it can be.
 *
 *     {"files": {…}, "unset": […], "set": {"config.yaml:trainer.lr": 0.001}, "run_config": {…}}
 *
 * where these sections, in their order, have the same effect; else
 *
 *     {"documents": [{"edits": [… handed on …]}, {"edits": [… said …], "said": true}]}
 *
 * A document that JSON cannot say (yes, !secret x) is a string there, in which it is YAML. */
#ifndef INLAY_OVERRIDES_SAID_H
#define INLAY_OVERRIDES_SAID_H

#include "core/overrides/overrides.h"

/* Writes what of overrides was handed on or said, so that overrides_read_document() reads it back to the same effect.
 * Paths are put as struct override_file has them: overrides without a root keep them relative. */
void overrides_write_said(const struct overrides *overrides, struct buffer *out);

#endif
