/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's memory, taken from an arena.
 *
 * libyaml allocates with malloc and takes no allocator, but inlay parses where malloc may not be called. The build
 * renames malloc, realloc, free and strdup inside libyaml's objects to the functions below, so the program's own malloc
 * is never involved. Which arena they use is a thread-local, the only one in inlay: parsing happens on a registered
 * file's path only, never on another's. */
#ifndef INLAY_YAML_MEMORY_H
#define INLAY_YAML_MEMORY_H

#include "core/base/arena.h"

struct yaml_memory {
    struct arena *arena;
    struct yaml_memory *outer; /* of the parse that a signal handler interrupted */
};

/* Every call into libyaml stands between these two. Nests as a stack. The caller leaves also when memory ran out. */
void yaml_memory_enter(struct yaml_memory *memory, struct arena *arena);
void yaml_memory_leave(struct yaml_memory *memory);

/* What libyaml calls; malloc(3)'s contracts, except that they never return NULL: see arena.h. Blocks come in a
 * few sizes, and freed ones wait in the arena, so that a long parse, or the next one, uses them again. */
void *yaml_memory_alloc(size_t size);
void *yaml_memory_resize(void *block, size_t size);
void yaml_memory_free(void *block);
char *yaml_memory_strdup(const char *string);

#endif
