/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds a lock: a process of one machine, in a Slurm job or in none. */
#ifndef INLAY_LOCK_OWNER_H
#define INLAY_LOCK_OWNER_H

#include "shim/cli/cells/slurm_job.h"

/* What says which process it is. Strings are NULL, numbers 0 where that is not known. */
struct lock_owner {
    const char *host;
    const char *boot;   /* of this start of the machine: /proc/sys/kernel/random/boot_id */
    const char *spaces; /* its pid and time namespaces, in which pid and start mean something */
    long pid;
    unsigned long long start; /* field 22 of /proc/PID/stat */
    struct slurm_job slurm;
};

/* This process. */
struct lock_owner lock_owner_self(struct arena *arena);

/* Puts what it consists of as members of a JSON object (json_record.h), and reads them. */
void lock_owner_put(struct buffer *out, const struct lock_owner *owner);
struct lock_owner lock_owner_of(struct arena *arena, struct node *object);

enum owner_life {
    OWNER_GONE,
    OWNER_LIVES,
    OWNER_ELSEWHERE, /* it cannot be told from here */
};
enum owner_life lock_owner_life(struct arena *arena, const struct lock_owner *owner, const struct lock_owner *self);

/* "process 123 on node1", "Slurm job 12_3 on node1", for people. */
const char *lock_owner_text(struct arena *arena, const struct lock_owner *owner);

#endif
