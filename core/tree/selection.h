/* SPDX-License-Identifier: Apache-2.0 */
/* include and exclude: which keys of a config a launcher may change.
 *
 * The rules are W&B's (filterTree in core/pkg/launch/config.go, and _split_on_unesc_dot): a prefix is keys separated by
 * dots, "\." is a dot inside a key and "\\" a backslash, "" is the prefix of every path, and a dot at the end means
 * nothing. Prefixes match whole keys, exactly. Lists are leaves: no prefix goes into one. exclude always wins; an empty
 * include lets everything in. What W&B only advertises, inlay enforces. */
#ifndef INLAY_SELECTION_H
#define INLAY_SELECTION_H

#include "core/base/diagnostic.h"
#include "core/tree/key_tree.h"

struct prefix {
    struct prefix *next; /* in the manifest's order */
    struct text written; /* as in the manifest */
    struct keypath path; /* keys alone */
    struct place place;
};

struct prefixes {
    struct prefix *first, *last; /* NULL: none */
    size_t count;
    struct key_tree tree; /* of all of them */
};

struct selection {
    struct prefixes include, exclude;
};

/* Adds the prefix that was written at place. Returns NULL, or what is wrong with it. */
const char *selection_add(struct arena *arena, struct prefixes *prefixes, struct text written, struct place place);

/* Why a path is not to be changed. */
struct selection_refusal {
    const struct prefix *exclude; /* the rule that keeps it; NULL: no include lets it in */
    bool inside;                  /* exclude names something further in, which would change with the path */
};

/* Whether the value at path may be replaced or removed with all that is in it. Of path only the keys before its first
 * step into a list count. */
bool selection_allows(const struct selection *selection, struct keypath path, struct selection_refusal *refusal);

/* Whether the leaf at path is offered. */
bool selection_has(const struct selection *selection, struct keypath path);

/* Whether a leaf below path may be offered, so that a listing goes in there. */
bool selection_reaches(const struct selection *selection, struct keypath path);

#endif
