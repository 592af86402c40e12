/* SPDX-License-Identifier: Apache-2.0 */
/* Where a path leads for the caller: from its own root, directory and descriptors. */
#ifndef INLAY_CALLER_WALK_H
#define INLAY_CALLER_WALK_H

#include "core/base/text.h"

#include <stdint.h>
#include <sys/types.h>

/* Where the caller's paths start: descriptors with O_PATH. */
struct caller_walk {
    pid_t thread;
    int root;
    int start; /* of relative paths */
};

/* A descriptor, with O_PATH, on where the caller's relative paths start, as openat(2) is given directory; or a negative
 * errno value. */
int caller_walk_start(pid_t thread, int directory);

/* For path, as openat2(2) is given directory and resolve. 0, or a negative errno value and nothing is open: what
 * caller_open() says. */
int caller_walk_begin(struct caller_walk *walk, pid_t thread, int directory, const char *path, uint64_t resolve);
void caller_walk_end(const struct caller_walk *walk);

/* A descriptor, with O_PATH, on what path means; flags: O_NOFOLLOW, O_DIRECTORY or 0. A negative errno value, as the
 * caller would get it. */
int caller_walk_open(const struct caller_walk *walk, const char *path, int flags, uint64_t resolve);

/* The directory that path's last component is in. */
int caller_walk_parent(const struct caller_walk *walk, const char *path, uint64_t resolve);

#endif
