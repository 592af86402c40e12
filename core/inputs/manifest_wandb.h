/* SPDX-License-Identifier: Apache-2.0 */
/* The metadata of a W&B job artifact as a manifest: input_types and input_schemas, as W&B's SDK and `inlay describe
 * --format wandb` write them, or the artifact's wandb-job.json, in which input_types are those of the run config.
 *
 * Sources: saveShapeToMetadata in core/pkg/launch/job_builder.go and core/internal/data_types of W&B's repository.
 * What include and exclude were is not stored, only the keys that they let through. So these are offered, and no other;
 * where there are none, those that the schema has. Where that has none either, nothing is known, and all are offered: a
 * run config that had no value yet is stored as one that may have none. */
#ifndef INLAY_MANIFEST_WANDB_H
#define INLAY_MANIFEST_WANDB_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"

/* Whether root, of a document, is such metadata. */
bool manifest_wandb_is(struct arena *arena, struct node *root);

/* The root of a manifest that offers the same, with places in document. What else the metadata holds is passed over. An
 * error is put into diagnostics for everything that W&B does not write, and where no inputs are said. */
struct node *manifest_wandb_root(struct arena *arena, const struct document *document, struct diagnostics *diagnostics);

#endif
