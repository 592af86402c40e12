/* include and exclude: which keys of a config a launcher may change.
 *
 * The rules are W&B's (filterTree in core/pkg/launch/config.go, and _split_on_unesc_dot): a prefix is keys separated by
 * dots, "\." is a dot inside a key and "\\" a backslash, "" is the prefix of every path, and a dot at the end means
 * nothing. Prefixes match whole keys, exactly. Lists are leaves: no prefix goes into one. exclude always wins; an empty
 * include lets everything in. What W&B only advertises, inlay enforces. */
#ifndef INLAY_SELECTION_H
#define INLAY_SELECTION_H

#include "core/diagnostic.h"
#include "core/keypath.h"

struct prefix {
    struct prefix *next;
    struct text written; /* as in the manifest */
    const struct text *keys;
    size_t count;
    struct place place;
};

struct selection {
    struct prefix *include, *exclude; /* in the manifest's order; NULL: none */
};

/* NULL when written is a prefix, whose keys are in the arena then; else what is wrong with it. */
const char *prefix_read(struct arena *arena, struct text written, struct prefix *prefix);

/* Why a path is not to be changed. */
struct selection_refusal {
    const struct prefix *exclude; /* the rule that keeps it; NULL: no include lets it in */
    bool inside;                  /* exclude names something further in, which would go with the path */
};

/* Whether the value at path may be replaced or removed, and all in it; path counts up to its first step into a list. */
bool selection_allows(const struct selection *selection, struct keypath path, struct selection_refusal *refusal);

/* Whether the leaf at path is offered. */
bool selection_has(const struct selection *selection, struct keypath path);

/* Whether a leaf below path may be offered: what a listing goes into. */
bool selection_reaches(const struct selection *selection, struct keypath path);

#endif
