/* SPDX-License-Identifier: Apache-2.0 */
/* Targets: where a value goes, as assignments and the keys of `set` and `unset` write it.
 *
 *     FILE:KEY     FILE#2:KEY     FILE:+KEY     FILE:~KEY     KEY
 *
 * The first unescaped ':' ends FILE, an unescaped '#' and digits at its end name a document of a stream, and '\' takes
 * the next character as it is. KEY is a key path (core/tree/keypath.h). */
#ifndef INLAY_TARGET_H
#define INLAY_TARGET_H

#include "core/base/diagnostic.h"
#include "core/tree/keypath.h"

enum sign {
    SIGN_NONE,
    SIGN_ADD,    /* + or ++ */
    SIGN_REMOVE, /* ~ */
};

struct target {
    struct text file;  /* unescaped, without #n; length 0 when none was given */
    uint32_t document; /* counted from 1; 0: not given */
    enum sign sign;
    struct keypath path;
};

/* Reads a whole target into *target, which lies in the arena. False with one error at place. */
bool target_read(struct arena *arena, struct place place, struct text source, struct target *target,
                 struct diagnostics *diagnostics);

/* Reads FILE alone, in which ':' needs no escape: fills in file and document. */
bool target_read_file(struct arena *arena, struct place place, struct text source, struct target *target,
                      struct diagnostics *diagnostics);

/* Reads a path that is taken as it is but for #2 at its end, which names a document (\#2: it is part of the path).
 * NULL, or what is wrong with source. *document is 0 when none is named. */
const char *target_read_path(struct arena *arena, struct text source, struct text *path, uint32_t *document);

/* source, a target that names a file, with path instead of it. */
struct text target_with_path(struct arena *arena, struct text source, struct text path);

/* Whether source has the sign ~ before its KEY. */
bool target_removes(struct text source);

/* Index of the first c at or after start that no '\' escapes; source.length when there is none. */
size_t target_find_unescaped(struct text source, size_t start, char c);

/* NULL when what path names can be removed; else what is wrong with that. */
const char *target_removal_refusal(struct keypath path);

/* NULL when path can name a file; else what is wrong with it, for a message that begins with the path. */
const char *target_path_refusal(struct text path);

#endif
