/* SPDX-License-Identifier: Apache-2.0 */
/* What posix_spawn(3) and its kin get instead of a program's file actions, when these open what may be a registered
 * file, or close what the child is to inherit: a fresh object, made through the C library's own functions, in which
 * a served file is a descriptor that was opened here and is duplicated in the child, and the inherited one stays
 * open. Any other object stays what it is. */
#ifndef INLAY_SPAWN_PLAN_H
#define INLAY_SPAWN_PLAN_H

#include "shim/preload/exec_memory.h"

#include <spawn.h>
#include <stddef.h>

struct spawn_plan {
    const posix_spawn_file_actions_t *actions; /* to spawn with */
    posix_spawn_file_actions_t own;
    struct spawn_step *steps; /* NULL: actions are the program's */
    size_t count;
    const struct exec_memory *memory;
};

/* actions and attributes, either of which may be NULL, and memory must outlive the plan. It takes descriptors and
 * memory until it is released. An errno value, and nothing to release, where the child must not start: a registered
 * file that cannot be served, as opening it would fail; no descriptor or memory for it. errno is kept. */
int spawn_plan_make(struct spawn_plan *plan, const posix_spawn_file_actions_t *actions,
                    const posix_spawnattr_t *attributes, const struct exec_memory *memory);

void spawn_plan_release(struct spawn_plan *plan);

#endif
