/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a manifest for the processes of a job. */
#ifndef INLAY_MANIFEST_WRITE_H
#define INLAY_MANIFEST_WRITE_H

#include "core/inputs/manifest.h"

/* Writes what the processes of a job need of a manifest once overrides are made and admitted: all but the schemas and
 * the binds of variables. Those processes patch files by it, and launches inside of the job are admitted by it. */
void manifest_write(const struct manifest *manifest, struct buffer *out);

/* The same with the binds of variables: for a job whose variables are not known yet. */
void manifest_write_elsewhere(const struct manifest *manifest, struct buffer *out);

#endif
