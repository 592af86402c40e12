/* SPDX-License-Identifier: Apache-2.0 */
/* Admission: a manifest put into effect. What it does not offer is refused, whoever said it. */
#ifndef INLAY_ADMISSION_H
#define INLAY_ADMISSION_H

#include "core/inputs/bind.h"
#include "core/inputs/manifest.h"

/* To be called once everything has been said. Applies the binds; refuses overrides of files and keys that the manifest
 * does not offer, and values that its schemas forbid (those that W&B's variables said are warned about; validate:
 * whether schemas count at all); registers the run config's file and the secrets.
 *
 * False with an error for each refusal. What is refused here is refused whatever the files hold; what overrides change
 * by way of anchors is core/patch/shared_change.h's. */
bool admit(struct overrides *overrides, const struct manifest *manifest, struct variables *variables, bool validate,
           struct diagnostics *diagnostics);

#endif
