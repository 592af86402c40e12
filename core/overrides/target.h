/* SPDX-License-Identifier: Apache-2.0 */
/* Targets: where a value goes, as assignments and the keys of `set` and `unset` write it.
 *
 *     FILE:KEY     FILE#2:KEY     FILE#PATH=TEXT,PATH=TEXT:KEY     FILE:+KEY     FILE:~KEY     KEY
 *
 * The first ':' ends FILE, '#' and digits at its end are the number of a document of a stream, '#' and PATH=TEXT choose
 * one by what it says, and '\' takes the next character as it is. KEY is a key path (core/tree/keypath.h), in whose
 * brackets ':' and '=' are like any other character. */
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
    struct text file; /* unescaped, without what stands behind #; length 0 when none was given */
    struct document_choice document;
    enum sign sign;
    struct keypath path;
};

/* Reads a whole target into *target, which lies in the arena. False with one error at place. */
bool target_read(struct arena *arena, struct place place, struct text source, struct target *target,
                 struct diagnostics *diagnostics);

/* Reads FILE alone, in which ':' needs no escape: fills in file and document. */
bool target_read_file(struct arena *arena, struct place place, struct text source, struct target *target,
                      struct diagnostics *diagnostics);

/* Reads a path that is taken as it is but for #2 or #PATH=TEXT at its end (\#2: it is part of the path). NULL, or what
 * is wrong with source. */
const char *target_read_path(struct arena *arena, struct text source, struct text *path,
                             struct document_choice *document);

/* Reads PATH=TEXT,PATH=TEXT. NULL, or what is wrong with source. */
const char *target_read_selectors(struct arena *arena, struct text source, struct selectors *selectors);
/* Writes them so. */
struct text target_selectors_text(struct arena *arena, struct selectors selectors);

/* Where the target of an assignment ends: at its '='; source.length when it has none. */
size_t target_end(struct text source);

/* Where KEY begins, its sign included: behind FILE's ':'; 0 when source names no file. */
size_t target_key_start(struct text source);

/* Where FILE ends in FILE=DOCUMENT: at that '='; source.length when there is none. */
size_t target_file_end(struct text source);

/* Whether source, a whole target, names its file. */
bool target_names_file(struct text source);

/* source, a target that names a file, with path instead of it. */
struct text target_with_path(struct arena *arena, struct text source, struct text path);

/* Whether source has the sign ~ before its KEY. */
bool target_removes(struct text source);

/* NULL when what path names can be removed; else what is wrong with that. */
const char *target_removal_refusal(struct keypath path);

/* NULL when path can name a file; else what is wrong with it, for a message that begins with the path. */
const char *target_path_refusal(struct text path);

#endif
