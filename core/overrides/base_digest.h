/* SPDX-License-Identifier: Apache-2.0 */
/* Base digests: what a config file has to be, before any override, for a job to read it. A launch that waits in a queue
 * says so which file it was made for. */
#ifndef INLAY_BASE_DIGEST_H
#define INLAY_BASE_DIGEST_H

#include "core/overrides/overrides.h"

/* Asks for the SHA-256 that digest spells in hexadecimal. False with an error at place: it is none, or another one is
 * asked for already. */
bool base_digest_require(struct override_file *file, struct place place, struct text digest,
                         struct diagnostics *diagnostics);

/* --base-digest FILE=SHA256. FILE is a path as it is. */
bool base_digest_read(struct overrides *overrides, struct place origin, struct text source,
                      struct diagnostics *diagnostics);

/* All that are asked for, as overrides_read_document() reads them: an object of digests by path. NULL: none. */
const struct node *base_digests_of(struct arena *arena, const struct overrides *overrides);

#endif
