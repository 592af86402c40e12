/* SPDX-License-Identifier: Apache-2.0 */
/* A word as a shell must get it: in single quotes where sh, bash or zsh would make something else of it. */
#ifndef INLAY_SHELL_WORD_H
#define INLAY_SHELL_WORD_H

#include "core/base/buffer.h"

void shell_word_put(struct buffer *out, struct text word);

/* The same as a terminated string in the arena. */
const char *shell_word(struct arena *arena, struct text word);

#endif
