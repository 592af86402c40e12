/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of the config files that a sweep began with, which its cells read: DIR/base/DIGEST-NAME. A copy is never written again,
 * so cells that run with it keep it when other files take over. */
#ifndef INLAY_BASE_COPIES_H
#define INLAY_BASE_COPIES_H

#include "shim/cli/plan/plan.h"

struct kept_base {
    struct kept_base *next;
    const char *name; /* as documents call the file */
    const char *copy; /* in the sweep's directory: "base/…"; NULL: there was no such file */
    char digest[SHA256_HEX];
    bool has_secrets;              /* its digest is told nowhere, and nobody else may read the copy */
    const struct plan_base *newer; /* the plan's file, where it is another one than this */
    const struct plan_base *added; /* the plan's file that there is no copy of yet */
};

struct base_copies {
    struct arena *arena;
    const char *dir; /* the sweep's */
    struct kept_base *first, **end;
    const struct plan *plan; /* whose manifest the cells are held to; NULL: none */
};

/* What sweep.json says of them: {"FILE": {"sha256": …, "copy": …}, "ABSENT": null}; of one with secrets sha256 is null.
 * description may be NULL. */
void base_copies_read(struct base_copies *copies, struct arena *arena, const char *dir, struct node *description);

/* Holds them against the plan's files, and adds those that they lack. */
void base_copies_compare(struct base_copies *copies, const struct plan *plan);

/* Says each file that is another one now, and what can be done. False when there is one. */
bool base_copies_are_same(const struct base_copies *copies);

/* Gives the plan their content and digests. False, and said, when one is damaged, or there is none. */
bool base_copies_use(struct base_copies *copies, struct plan *plan);

/* Lets the plan's files take over. Whether any does. */
bool base_copies_renew(struct base_copies *copies);

/* Writes those that are not there. False, and said, when that fails. */
bool base_copies_write(struct base_copies *copies);

/* Whether any is to be written, or was renewed: sweep.json changes. */
bool base_copies_changed(const struct base_copies *copies);

/* Puts them as an object for sweep.json. */
void base_copies_put(struct buffer *out, const struct base_copies *copies);

/* The override document that serves them, with absolute paths. NULL bytes, and said: the directory's path cannot stand in JSON. */
struct text base_copies_document(const struct base_copies *copies);

#endif
