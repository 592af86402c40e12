/* SPDX-License-Identifier: Apache-2.0 */
/* What words of the command line may have meant that cannot stand where they do. A value is never shown: it may be a
 * secret. */
#ifndef INLAY_WORD_ADVICE_H
#define INLAY_WORD_ADVICE_H

#include "core/base/text.h"

/* About a word that is neither an option nor an assignment; behind are the words behind it, up to NULL; has_file says
 * whether -f stands before it. NULL when nothing is known. */
const char *word_advice(struct arena *arena, const char *word, char *const *behind, bool has_file);

/* About a command whose program was not found; NULL when nothing is known. */
const char *word_advice_of_program(struct arena *arena, const char *program);

/* What may be shown of a word: an assignment's value is left out. */
const char *word_without_value(struct arena *arena, const char *word);

/* Whether a word of the job's command is an assignment to a config file that is there. */
bool word_is_override(struct arena *arena, const char *word);

#endif
