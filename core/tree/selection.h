/* SPDX-License-Identifier: Apache-2.0 */
/* include and exclude: which keys of a config a launcher may change.
 *
 * The rules are W&B's (filterTree in core/pkg/launch/config.go, and _split_on_unesc_dot): a prefix is keys separated by
 * dots, "\." is a dot inside a key and "\\" a backslash, "" is the prefix of every path, and a dot at the end means
 * nothing. Prefixes match whole keys, exactly. Lists are leaves: no prefix goes into one. exclude always wins; an empty
 * include lets everything in. What W&B only advertises, inlay enforces.
 *
 * inlay's own: [PATH=TEXT] goes into a list, to the elements that say so (core/tree/keypath.h; "\[" is a bracket inside a
 * key). No file is read here. So an element that a path names in another way, by number or by another key, may be the
 * one that a prefix means: exclude keeps it, and include does not let it in. */
#ifndef INLAY_SELECTION_H
#define INLAY_SELECTION_H

#include "core/base/diagnostic.h"
#include "core/tree/key_tree.h"

struct prefix {
    struct prefix *next; /* in the manifest's order */
    struct text written; /* as in the manifest */
    struct keypath path; /* keys and selectors */
    struct place place;
    struct prefix *next_selecting; /* the next that has selectors */
};

struct prefixes {
    struct prefix *first, *last; /* NULL: none */
    size_t count;
    struct key_tree tree;                      /* of those that are keys alone */
    struct prefix *selecting, *selecting_last; /* those that have selectors; NULL: none */
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
    bool unsure;                  /* path may name another element than exclude does: only the file says */
    bool renames;                 /* path may give an element what exclude chooses by */
};

/* Whether the value at path may be replaced or removed with all that is in it. Of path only the keys before its first
 * step into a list count where no prefix goes into that list. removes: it is removed, so that it cannot come to say
 * what a prefix chooses by. */
bool selection_allows(const struct selection *selection, struct keypath path, bool removes,
                      struct selection_refusal *refusal);

/* Whether the leaf at path is offered. */
bool selection_has(const struct selection *selection, struct keypath path);

/* The first prefix after `after` (NULL: the first of all) by which an element of the list at path is chosen; NULL when
 * there is none. Its path has the selector at path.count. */
const struct prefix *selection_into_list(const struct prefixes *prefixes, struct keypath path,
                                         const struct prefix *after);

/* Whether a leaf below path may be offered, so that a listing goes in there. */
bool selection_reaches(const struct selection *selection, struct keypath path);

#endif
