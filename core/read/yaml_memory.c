/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/yaml_memory.h"

#include <string.h>

/* Stands before every block and keeps it aligned. */
struct block {
    size_t class;
    struct block *next; /* while it is free */
};

/* More than any file's text needs: DOCUMENT_SIZE_MAX bounds it. */
#define YAML_MEMORY_MAX ((size_t)2 << 30)

static _Thread_local struct yaml_memory *current;

void yaml_memory_enter(struct yaml_memory *memory, struct arena *arena)
{
    *memory = (struct yaml_memory){.arena = arena, .outer = current};
    current = memory;
}

void yaml_memory_leave(struct yaml_memory *memory)
{
    current = memory->outer;
}

/* Sizes go by halves between powers of two: 32, 48, 64, 96, … libyaml's largest block, its input buffer, is 48 KiB. */
static size_t size_of(size_t class)
{
    return (size_t)(class % 2 ? 48 : 32) << class / 2;
}

static size_t class_of(size_t size)
{
    if (size <= 32) {
        return 0;
    }
    size_t doublings = (size_t)(58 - __builtin_clzll(size - 1)); /* the greatest for which 32 << doublings is less */
    return 2 * doublings + (size <= size_of(2 * doublings + 1) ? 1 : 2);
}

void *yaml_memory_alloc(size_t size)
{
    struct arena *arena = current->arena;
    if (size > YAML_MEMORY_MAX) {
        arena_exhausted(arena);
    }
    size_t class = class_of(size);
    struct block *block = arena->recycled[class];
    if (block) {
        arena->recycled[class] = block->next;
    } else {
        block = arena_alloc(arena, sizeof *block + size_of(class));
    }
    block->class = class;
    return block + 1;
}

void *yaml_memory_resize(void *old, size_t size)
{
    if (!old) {
        return yaml_memory_alloc(size);
    }
    struct block *block = (struct block *)old - 1;
    size_t held = size_of(block->class);
    if (size <= held) {
        return old;
    }
    void *grown = yaml_memory_alloc(size);
    memcpy(grown, old, held);
    yaml_memory_free(old);
    return grown;
}

void yaml_memory_free(void *old)
{
    if (!old) {
        return;
    }
    struct block *block = (struct block *)old - 1;
    block->next = current->arena->recycled[block->class];
    current->arena->recycled[block->class] = block;
}

char *yaml_memory_strdup(const char *string)
{
    size_t size = strlen(string) + 1;
    return memcpy(yaml_memory_alloc(size), string, size);
}
