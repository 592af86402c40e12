/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a command: its options, operands and commands, read without its program's own knowledge of them.
 * Argument 0 is the program. Lists are texts with a space between their words. All are async-signal-safe. */
#ifndef INLAY_COMMAND_WORDS_H
#define INLAY_COMMAND_WORDS_H

#include "core/base/text.h"

#define WORDS_MAX 4096 /* arguments that are looked at */

bool words_list_has(const char *list, struct text word);

/* Index of the first operand from at on. Which options take the word behind them as their value is not known: such a
 * word is passed over, unless it is wanted. */
size_t words_operand(char *const *argv, size_t at, struct text wanted);

/* Whether a word before index end is among those of list. */
bool words_have(char *const *argv, const char *list, size_t end);

/* The value that the option name has last before index end: as name=VALUE, or in the next word. NULL: it has none. */
const char *words_option(char *const *argv, const char *name, size_t end);

/* The index behind the first of commands that argv gives as operands; 0 when it gives none. In the list a slash stands
 * between a command and the one below it. */
size_t words_behind_command(char *const *argv, const char *commands);

/* Index of the first operand from at on, where it is known which letters take a value (getopt(3)). *found is the value
 * of the last option among wanted, empty for one without; it stays as it was when there is none. */
size_t words_skip_letters(char *const *argv, size_t at, const char *values, const char *wanted, const char **found);

#endif
