/* SPDX-License-Identifier: Apache-2.0 */
/* Admission: a manifest put into effect. What it does not offer is refused, whatever said it. */
#ifndef INLAY_ADMISSION_H
#define INLAY_ADMISSION_H

#include "core/inputs/bind.h"
#include "core/inputs/manifest.h"

/* To be called once all overrides have been read. Applies the binds; refuses overrides of files and keys that the
 * manifest does not offer, and values that its schemas forbid; gives each file its policy; registers the run config's
 * file and those with secrets. validate: whether schemas count. They only warn about what W&B's variables said.
 *
 * False with an error for each refusal. No file is read here: what overrides change by way of anchors is refused by
 * core/patch/shared_change.h. */
bool admit(struct overrides *overrides, const struct manifest *manifest, struct variables *variables, bool validate,
           struct diagnostics *diagnostics);

#endif
