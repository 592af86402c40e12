/* SPDX-License-Identifier: Apache-2.0 */
/* Key paths: which value of a document an override means.
 *
 *     trainer.learning_rate     keys, separated by dots
 *     model\.optimizer.lr       \ takes the next character as it is
 *     layers[2].size  a[-1]     list elements, from 0, or from the end
 *     layers[+]                 a new element after the last
 *     containers[name=web].image    the element that says "web" at its key path `name`; [=web] is a scalar itself
 */
#ifndef INLAY_KEYPATH_H
#define INLAY_KEYPATH_H

#include "core/base/buffer.h"

enum step_kind {
    STEP_KEY,
    STEP_INDEX,
    STEP_APPEND,
    STEP_SELECT,
};

struct keypath {
    const struct step *steps;
    size_t count; /* 0 is the root */
};

/* What chooses one of several values by what it says. */
struct selector {
    struct keypath path; /* inside each of them: keys and indexes */
    struct text text;    /* of the scalar there, without its quotes, whatever its type */
};

/* All of them have to hold. */
struct selectors {
    const struct selector *list;
    size_t count;
};

/* Which document of a stream is meant. Nothing is said: the only one. */
struct document_choice {
    uint32_t number;            /* from 1; 0: not said */
    struct selectors selectors; /* the one that says this; count 0: not said */
};

struct step {
    enum step_kind kind;
    struct text key; /* STEP_KEY: unescaped */
    int64_t index;   /* STEP_INDEX: negative counts from the end. STEP_SELECT: the element's, -1 until it is known */
    uint32_t head;   /* STEP_SELECT, once index is known: where the element begins in the file's bytes */
    const struct selector *selector; /* STEP_SELECT */
};

/* NULL when source is a key path; else what is wrong with it, and *at is the byte where. Steps are in the arena. */
const char *keypath_read(struct arena *arena, struct text source, struct keypath *path, size_t *at);

/* The same for a selector, PATH=TEXT, in which '\' takes the next character as it is. */
const char *keypath_read_selector(struct arena *arena, struct text source, struct selector *selector, size_t *at);

/* Where the brackets end that begin at source[start] and hold a selector; start itself when none do, or they are not
 * closed. */
size_t keypath_selector_end(struct text source, size_t start);
/* source up to its last unescaped ']': who looks for all selectors looks there, and searches for no end in vain. */
struct text keypath_brackets(struct text source);

/* Writes the path as keypath_read() would read it. */
void keypath_write(struct buffer *buffer, struct keypath path);
struct text keypath_text(struct arena *arena, struct keypath path);
void keypath_write_selector(struct buffer *buffer, const struct selector *selector);
/* Copies in the arena: of the steps of outer and then those of inner, or of path's. */
struct keypath keypath_joined(struct arena *arena, struct keypath outer, struct keypath inner);
struct keypath keypath_copy(struct arena *arena, struct keypath path);
bool keypath_equal(struct keypath a, struct keypath b);
/* Whether a step of it chooses by content. */
bool keypath_has_selector(struct keypath path);
/* Whether a and b choose by the same key, and not the same element. */
bool keypath_step_is_another(const struct step *a, const struct step *b);
bool keypath_selector_equal(const struct selector *a, const struct selector *b);
/* Whether path leads to one of count outers, or further in. What is in brackets there is every element, but for
 * those that are surely others, and a list is within what means its elements. */
bool keypath_is_within(struct keypath path, const struct keypath *outers, size_t count);

#endif
