/* SPDX-License-Identifier: Apache-2.0 */
/* What a program has added to its objects of posix_spawn(3)'s file actions. The C library's own records of them are its
 * secret, so they are written down here as well.
 *
 * An object is known by its first 16 bytes after an action was added: two numbers and the pointer to the C library's
 * records. In glibc they are how many records there is room for, how many there are, and where they begin; in musl,
 * nothing, and the last record. Both copy them with the object, in both the pointer is NULL before the first action,
 * and no two objects that are alive have the same. They are compared, and nothing more is made of them. So an action
 * leads to the one before it, and objects that were copied from one another share those that they have in common.
 *
 * No lock, no allocation: as many as there is room for, in cells of one table. */
#ifndef INLAY_SPAWN_RECORD_H
#define INLAY_SPAWN_RECORD_H

#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>

enum spawn_action_kind {
    SPAWN_OPEN,      /* path, flags, mode, as fd */
    SPAWN_CLOSE,     /* fd */
    SPAWN_DUP2,      /* from, as fd */
    SPAWN_CHDIR,     /* path */
    SPAWN_FCHDIR,    /* fd */
    SPAWN_CLOSEFROM, /* fd and all above */
    SPAWN_TCSETPGRP, /* fd */
};

struct spawn_action {
    const struct spawn_action *before; /* NULL: this is the first */
    size_t count;                      /* of this one and those before it */
    enum spawn_action_kind kind;
    int fd, from, flags;
    mode_t mode;
    const char *path; /* in spawn_record_add(), the caller's; later the record's own */
    bool asks;        /* the path may be a registered file's */
    bool any_asks;    /* this one's, or one's before it */
};

/* A path where nothing is, with /proc or without. */
#define SPAWN_NO_FILE "/proc/self/fd/inlay-opens-it-at-posix_spawn"

/* The last action of an object, or NULL in *last when it has none. False when it has some that are not written down. */
bool spawn_record_find(const posix_spawn_file_actions_t *actions, const struct spawn_action **last);

/* Writes down that action was added to actions by the C library, just now. before is what spawn_record_find() gave
 * ahead of that; count and any_asks are set here. False when there is no room. */
bool spawn_record_add(const posix_spawn_file_actions_t *actions, const struct spawn_action *action);

/* An action was added to actions that is not written down: what is known by their key is another object's. That had its
 * records at the same place, and more of them since, or was copied and had its last one overwritten. */
void spawn_record_forget(const posix_spawn_file_actions_t *actions);

/* Forgets last and all before it, save those that other objects share. last may be NULL. */
void spawn_record_drop(const struct spawn_action *last);

#endif
