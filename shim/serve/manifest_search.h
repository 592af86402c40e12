/* SPDX-License-Identifier: Apache-2.0 */
/* The manifest that people keep beside a job: inlay.yaml where its files are looked for, or above, as git finds its own.
 *
 * What another user planted must not count: one is taken only when it and its directory belong to root, to this user or
 * to the owner of the directory where the search begins, who could as well have put one there, and others cannot write
 * to them. The search above ends where the file system does, and below the home directory. What is found above, or not
 * taken, is said in a note. */
#ifndef INLAY_MANIFEST_SEARCH_H
#define INLAY_MANIFEST_SEARCH_H

#include "core/base/diagnostic.h"

#define MANIFEST_NAME "inlay.yaml"

struct manifest_search {
    struct arena *arena;
    struct text start;        /* the directory where it begins, absolute */
    char *const *environment; /* of which HOME counts */
    bool shows_relative;      /* name what is found above as "../inlay.yaml": start is the working directory */
    const char *remedy;       /* what takes a manifest that is passed over, for the note */
};

struct manifest_found {
    const char *path;      /* absolute, or relative to start; NULL: there is none to be taken */
    struct text directory; /* that it is in, absolute */
    struct text above;     /* that directory, as "../.."; empty: it is start */
    bool passed_over;      /* there is one that is not taken */
};

/* Looks in start itself. False when there is none to be taken. *found is zeroed at first. */
bool manifest_search_here(const struct manifest_search *search, struct manifest_found *found,
                          struct diagnostics *diagnostics);

/* The same in the directories above. */
bool manifest_search_above(const struct manifest_search *search, struct manifest_found *found,
                           struct diagnostics *diagnostics);

#endif
