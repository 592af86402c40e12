/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/word_list.h"

void word_list_add(struct word_list *words, const char *word)
{
    arena_grow(words->arena, words->list, words->count, &words->capacity);
    words->list[words->count++] = (char *)word;
}

void word_list_option(struct word_list *words, const char *option, const char *value)
{
    if (value) {
        word_list_add(words, option);
        word_list_add(words, value);
    }
}

void word_list_flag(struct word_list *words, const char *option, bool is_given)
{
    if (is_given) {
        word_list_add(words, option);
    }
}

void word_list_add_all(struct word_list *words, char *const *list)
{
    for (; *list; list++) {
        word_list_add(words, *list);
    }
}

char *const *word_list_end(struct word_list *words)
{
    word_list_add(words, NULL);
    words->count--;
    return words->list;
}
