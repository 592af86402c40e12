/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a manifest for the processes of a job. */
#ifndef INLAY_MANIFEST_WRITE_H
#define INLAY_MANIFEST_WRITE_H

#include "core/inputs/manifest.h"

/* What the processes of a job need of it once overrides are made and admitted, as a manifest: all but the schemas, and the
 * binds of variables. So what holds when files are patched does, and in a launch inside of that job, which says more. */
void manifest_write(const struct manifest *manifest, struct buffer *out);

#endif
