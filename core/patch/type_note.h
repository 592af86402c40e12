/* SPDX-License-Identifier: Apache-2.0 */
/* A value that gets another type is said: seed=abc is seldom meant. */
#ifndef INLAY_TYPE_NOTE_H
#define INLAY_TYPE_NOTE_H

#include "core/tree/node.h"

/* "was an integer (7), is now a string (\"abc\")", for a message that begins with the key path; NULL where the type
 * stays. An integer and a float are of one type, a null is of any, and so is what readers disagree on; an empty value
 * that takes the place of another is not. A number that some readers take for a string may become that string. before is
 * of the file, where it is spelt so; after is an override's. hides: a secret is in one of them, so that the note is about
 * types alone. */
const char *type_note(struct arena *arena, const struct node *before, struct text spelt, const struct node *after,
                      bool hides);

#endif
