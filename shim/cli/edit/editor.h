/* SPDX-License-Identifier: Apache-2.0 */
/* A person's editor, and the private file that it edits. The file stays until it is known that nobody misses what was
 * typed into it. */
#ifndef INLAY_EDITOR_H
#define INLAY_EDITOR_H

#include "core/base/text.h"

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct editor {
    struct arena *arena;
    int terminal;        /* a descriptor */
    char path[PATH_MAX]; /* of the file; empty: there is none */
    sigset_t signals;    /* blocked before */
    int ended_by;        /* a signal that came at a question; 0: none */
};

/* Opens the terminal, and makes a directory for the file. From here on signals that would end inlay wait. False, and
 * said, when that is not possible. */
bool editor_begin(struct editor *editor, struct arena *arena);

/* Opens $VISUAL, $EDITOR, editor or vi on document, at line (from 1). *edited is what then is in the file, also where
 * the editor failed. False, and said, when there is no editor, it fails, the file cannot be written or read, or a
 * signal waits. */
bool editor_edit(struct editor *editor, struct text document, uint32_t line, struct text *edited);

/* Asks at the terminal. Everything but yes means no. */
bool editor_ask(struct editor *editor, struct text question);

/* Keeps document, which may be empty for what the file holds, and says where. */
void editor_keep(struct editor *editor, struct text document);

/* Removes the file, unless it is kept. A signal that has waited ends inlay here. */
void editor_end(struct editor *editor);

#endif
