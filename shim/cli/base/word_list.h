/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a command line that is being made. */
#ifndef INLAY_WORD_LIST_H
#define INLAY_WORD_LIST_H

#include "core/base/arena.h"

/* Start from {.arena = a}. */
struct word_list {
    struct arena *arena;
    char **list; /* valid until the next word is added */
    size_t count, capacity;
};

/* word is borrowed. */
void word_list_add(struct word_list *words, const char *word);

/* The option and its value, unless that is NULL; the option, if it is given. */
void word_list_option(struct word_list *words, const char *option, const char *value);
void word_list_flag(struct word_list *words, const char *option, bool is_given);

/* Those of a list that ends with NULL. */
void word_list_add_all(struct word_list *words, char *const *list);

/* The list, NULL-terminated. */
char *const *word_list_end(struct word_list *words);

#endif
