/* SPDX-License-Identifier: Apache-2.0 */
/* The lock of a cell: a file made by O_EXCL that says who runs it. On one machine that is host, boot, process and its start
 * time; in a Slurm job the job, its array task and its restart count. */
#ifndef INLAY_CELL_LOCK_H
#define INLAY_CELL_LOCK_H

#include "core/base/outcome.h"
#include "core/base/text.h"

#define LOCK_TOUCH 30  /* seconds between touches */
#define LOCK_STALE 300 /* seconds without one, by the file server's clock, after which another host may take it over */

struct cell_lock;

/* Takes the lock at path. A dead owner's is taken over: of this host, or the same Slurm job's earlier start, at once; of
 * another host after LOCK_STALE. OUTCOME_NONE: it has an owner; OUTCOME_REFUSED is said. */
enum outcome cell_lock_take(struct arena *arena, const char *path, struct cell_lock **lock);

/* False: it is another's now. */
bool cell_lock_touch(struct cell_lock *lock);
void cell_lock_release(struct cell_lock *lock);

/* Whether somebody holds the lock at path now; what is not known counts as held. */
bool cell_lock_is_held(struct arena *arena, const char *path);

/* Who holds it, for people: "process 123 on node1, last seen 20 s ago". NULL: nobody. */
const char *cell_lock_owner(struct arena *arena, const char *path);

#endif
