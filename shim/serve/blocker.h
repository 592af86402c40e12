/* SPDX-License-Identifier: Apache-2.0 */
/* Whether libinlay.so will be loaded into a program, as far as the program's file shows. */
#ifndef INLAY_BLOCKER_H
#define INLAY_BLOCKER_H

#include <stdbool.h>
#include <sys/stat.h>

/* What keeps the overrides from a program, as the two parts of a message: REASON (REMEDY). Static strings. */
struct blocker {
    const char *reason;
    const char *remedy;
    bool may_start_others; /* it may read nothing itself, and start programs that load the library (uv, just) */
    bool gains_rights;     /* it starts with rights that its caller does not have */
    bool starts_children;  /* it loses overrides on their way, but to a supervisor what it starts are its children */
};

/* Whether a program in a file of this status starts with rights that its caller, who has that real user and group, does
 * not have, unless no_new_privs takes them. fd is open on it for reading; -1: it may not be read, and capabilities are not
 * known. */
bool blocker_gains_rights(const struct stat *status, int fd, uid_t user, gid_t group);

/* Whether a supervisor can serve what the library is kept out of, unless that takes its rights. */
static inline bool blocker_is_of_file(const struct blocker *blocker)
{
    return blocker && (blocker->may_start_others || blocker->gains_rights);
}

/* Of the program that execveat(directory, path, …, flags) would run; of a script, the interpreter counts. NULL when
 * nothing speaks against it, or when it cannot be found or read: its start will tell. *program is the state of the
 * program's file; its inode is 0 when there is none that can be read, and one that no file has when there was no memory
 * to look at it.
 *
 * Both: async-signal-safe, no memory but about 3 KiB of stack, no descriptor left open; errno is kept. */
const struct blocker *blocker_of(int directory, const char *path, int flags, struct stat *program);

/* Of the program that execvp(3) would find for file in search, a PATH (NULL: unset). */
const struct blocker *blocker_of_command(const char *file, const char *search, struct stat *program);

#endif
