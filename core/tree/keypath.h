/* SPDX-License-Identifier: Apache-2.0 */
/* Key paths: which value of a document an override means.
 *
 *     trainer.learning_rate     keys, separated by dots
 *     model\.optimizer.lr       \ takes the next character as it is
 *     layers[2].size  a[-1]     list elements, from 0, or from the end
 *     layers[+]                 a new element after the last
 */
#ifndef INLAY_KEYPATH_H
#define INLAY_KEYPATH_H

#include "core/base/buffer.h"

enum step_kind {
    STEP_KEY,
    STEP_INDEX,
    STEP_APPEND,
};

struct step {
    enum step_kind kind;
    struct text key; /* STEP_KEY: unescaped */
    int64_t index;   /* STEP_INDEX: negative counts from the end */
};

struct keypath {
    const struct step *steps;
    size_t count; /* 0 is the root */
};

/* NULL when source is a key path; else what is wrong with it, and *at is the byte where. Steps are in the arena. */
const char *keypath_read(struct arena *arena, struct text source, struct keypath *path, size_t *at);

/* Writes the path as keypath_read() would read it. */
void keypath_write(struct buffer *buffer, struct keypath path);
struct text keypath_text(struct arena *arena, struct keypath path);
/* Copies in the arena: of the steps of outer and then those of inner, or of path's. */
struct keypath keypath_joined(struct arena *arena, struct keypath outer, struct keypath inner);
struct keypath keypath_copy(struct arena *arena, struct keypath path);
bool keypath_equal(struct keypath a, struct keypath b);
/* Whether path leads to one of count outers, or further in. An index or [+] there is every element, and a list is
 * within what means its elements. */
bool keypath_is_within(struct keypath path, const struct keypath *outers, size_t count);

#endif
