/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of a launch that are too long for the environment, an override document or a manifest: each is in a sealed
 * memfd. The environment names it as /proc/PID/fd/N of `inlay run`, which holds it as long as the job runs, and has its
 * digest.
 *
 * That path ends with `inlay run`, and leads nowhere for another user or without /proc. So each program that is
 * executed inherits a descriptor on the text as well. It finds that by the digest, under whatever number, maps the
 * text, and closes the descriptor; whoever executes a program makes one anew from the map. */
#ifndef INLAY_SEALED_TEXT_H
#define INLAY_SEALED_TEXT_H

#include "core/base/sha256.h"

#include <stdbool.h>

#define SEALED_TEXTS_MAX 2 /* that a process finds: the override document and the manifest */

struct sealed_text {
    char digest[SHA256_HEX];
    struct text text; /* mapped until the process ends */
};

/* A close-on-exec descriptor on text, out of the way of programs that number theirs; or a negative errno value.
 * Async-signal-safe. */
int sealed_text_make(struct text text);

/* Whether path is what a launch names a sealed text by. */
bool sealed_text_is_at(const char *path);

/* Finds the text of this digest in what the process inherited, all of which is closed; or else at path, or where
 * ledger, of INLAY_LEDGER, leads (NULL: nowhere). False when it is in neither. To be called before the process has
 * threads. */
bool sealed_text_find(const char *path, const char *ledger, const char *digest, struct text *text);

/* Those that this process has found. Async-signal-safe. */
const struct sealed_text *sealed_texts_found(size_t *count);

#endif
