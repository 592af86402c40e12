/* SPDX-License-Identifier: Apache-2.0 */
/* The lock of a cell: which process runs it.
 *
 * Turns are files: lock-1, lock-2, …, each made once, by O_EXCL or link(2), and never removed or written by another. The
 * last one counts. It says who has it: host, boot, process and its start time, Slurm job and restart count; and whether it is
 * held. Who finds it given back, or its owner dead, makes the next: of several that try, one succeeds, and what they have seen
 * cannot come back. No step of a take-over is followed by another, so none can be left half done. */
#ifndef INLAY_CELL_LOCK_H
#define INLAY_CELL_LOCK_H

#include "core/base/outcome.h"
#include "core/base/text.h"

#define LOCK_TOUCH 30  /* seconds between touches */
#define LOCK_STALE 300 /* seconds without one, by the file server's clock, after which another host may take it over */

struct cell_lock;
struct lock_owner;

/* Takes the lock whose turns are path-1, path-2, … A dead owner's is taken over: of this host, or the same Slurm job's earlier
 * start, at once; of another host after LOCK_STALE. OUTCOME_NONE: it has an owner; OUTCOME_REFUSED is said. The lock is this
 * process's, not its children's. */
enum outcome cell_lock_take(struct arena *arena, const char *path, struct cell_lock **lock);

/* Who has it: this process. */
const struct lock_owner *cell_lock_self(const struct cell_lock *lock);

/* To be called each LOCK_TOUCH seconds. False: it is another's now, or its directory is gone. */
bool cell_lock_touch(struct cell_lock *lock);
void cell_lock_release(struct cell_lock *lock);

/* Whether somebody holds the lock at path now; what is not known counts as held. */
bool cell_lock_is_held(struct arena *arena, const char *path);

/* Who holds it, for people: "process 123 on node1, last seen 20 s ago". NULL: nobody. */
const char *cell_lock_owner(struct arena *arena, const char *path);

/* Takes it from *owner, whoever that is, and leaves it to nobody. OUTCOME_NONE: nobody held it. OUTCOME_REFUSED is said. */
enum outcome cell_lock_break(struct arena *arena, const char *path, const char **owner);

#endif
