/* SPDX-License-Identifier: Apache-2.0 */
/* Files that a launch's variables name. They are read anew by each process of a job, so they are pinned: the first one
 * hands on a digest, and a file that has changed since is refused. What `inlay run` itself names is a sealed text:
 * sealed_text.h. */
#ifndef INLAY_PINNED_H
#define INLAY_PINNED_H

#include "core/base/diagnostic.h"
#include "core/base/sha256.h"

struct pinned {
    const char *variable; /* that names the file; for messages */
    const char *pin;      /* the name of the variable that holds the digest */
    const char *wanted;   /* its value; NULL or empty: none yet */
    const char *ledger;   /* the value of INLAY_LEDGER; NULL: none */
};

/* The content of the regular file at path. NULL when it was read, else what is wrong with it. */
const char *pinned_content(struct arena *arena, const char *path, struct text *content);

/* The same, or a sealed text, and its digest in digest. False with an error; also when the digest is not the one
 * that is wanted. */
bool pinned_read(struct arena *arena, const struct pinned *pinned, const char *path, struct text *content,
                 char digest[SHA256_HEX], struct diagnostics *diagnostics);

#endif
