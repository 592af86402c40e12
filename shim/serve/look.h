/* SPDX-License-Identifier: Apache-2.0 */
/* Files that inlay opens for itself, to look at what is in them. Looking must not touch: to open a pipe or a device
 * is to do something to it, and a time of access that moves, or a record lock that goes, is seen by others. */
#ifndef INLAY_LOOK_H
#define INLAY_LOOK_H

#include <stdbool.h>
#include <sys/stat.h>

struct look {
    int fd;           /* for reading; its offset must stay where it is */
    bool borrowed;    /* the program's own; it may close it meanwhile */
    struct stat seen; /* a regular file */
};

/* Opens the file at path, unless it is no regular one, and without a change of its time of access where the file's
 * owner asks. 0, or a negative errno value and nothing is open: EISDIR; EINVAL for what is neither a directory nor a
 * regular file; what stat(2) and open(2) say. Async-signal-safe; keeps errno. */
int look_open(struct look *look, const char *path);

/* The same in a process whose program may have record locks on the file (fcntl(2)), which go when the process closes
 * any descriptor of it. So the descriptor that such a lock was taken through is borrowed; EBUSY where that is for
 * writing alone. Without /proc locks cannot be known, and go. */
int look_open_beside(struct look *look, int directory, const char *path);

void look_close(const struct look *look);

#endif
