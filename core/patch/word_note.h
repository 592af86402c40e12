/* SPDX-License-Identifier: Apache-2.0 */
/* A word that is a number in YAML 1.2 and a string in 1.1 is said: yaml.safe_dump('1e-3') of Python's writes 1e-3. */
#ifndef INLAY_WORD_NOTE_H
#define INLAY_WORD_NOTE_H

#include "core/tree/node.h"

/* "1e-3 is a number here, …", for a message that begins with the key path, about the first such word in value, which is of
 * a YAML document, or in its keys; *word is that word's node. NULL where there is none, or where a number stands in the
 * file already, at slot (NULL: nothing does): then nothing else can be meant. */
const char *word_note(struct arena *arena, const struct node *slot, const struct node *value, const struct node **word);

#endif
