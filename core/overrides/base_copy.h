/* SPDX-License-Identifier: Apache-2.0 */
/* Base copies: what a job reads a config file from, instead of the disk's. Overrides are laid into the copy's bytes, so
 * that a launch means the same whatever has become of the file since the copy was made. What is said in `base_digests`
 * is then said of the copy. */
#ifndef INLAY_BASE_COPY_H
#define INLAY_BASE_COPY_H

#include "core/overrides/overrides.h"

/* Takes file's content from the file at path, which wins over an earlier copy where a digest says what both hold. False with
 * an error at place: path is not absolute, or file has another copy already and no digest. */
bool base_copy_require(struct override_file *file, struct place place, struct text path,
                       struct diagnostics *diagnostics);

/* All that there are, as overrides_read_document() reads them: an object of paths by path. NULL: none. */
const struct node *base_copies_of(struct arena *arena, const struct overrides *overrides);

#endif
