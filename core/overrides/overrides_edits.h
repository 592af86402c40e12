/* SPDX-License-Identifier: Apache-2.0 */
/* Edits: overrides one by one, in the order in which they take effect. The form in which a launch is handed on:
 *
 *     {"edits": [{"file": "/job/config.yaml", "as": "config.yaml", "op": "set", "key": "trainer.lr", "value": 1e-4,
 *                 "from": "argument 2"}, …], "run_config": {…}, "shared": true}
 *
 * "base_digests": {"/job/config.yaml": …} is there when a file has to be the one of that digest (base_digest.h),
 * and "base_files" likewise when a copy of it is read (base_copy.h).
 * "document" is there when one of a stream is meant (its number, or "kind=Deployment,metadata.name=web"), "format" when
 * --format said it, "word" when a tagged value may be meant for that string. "key" is left out for merge, whose
 * path is the root, and "value" for unset.
 *
 * In a report of `inlay run` there are also "entry_point", "base": [{"file": …, "sha256": …}], the digests that the
 * files had, and "withheld": ["config.yaml:api.key", …], the secrets in place of whose values "(hidden)" stands: such a
 * launch is refused. */
#ifndef INLAY_OVERRIDES_EDITS_H
#define INLAY_OVERRIDES_EDITS_H

#include "core/overrides/overrides.h"

/* Writes all of it as one override document that overrides_read_document() reads back to the same effect. Paths are
 * absolute, and what binds made is among the edits. */
void overrides_write(const struct overrides *overrides, struct buffer *out);

/* Reads a list, the value of the key `edits`. */
void overrides_read_edits(struct overrides *overrides, const struct document *document, struct node *edits,
                          struct diagnostics *diagnostics);

#endif
