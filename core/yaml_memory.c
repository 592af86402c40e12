#include "core/yaml_memory.h"

#include <stdint.h>
#include <string.h>

/* Stands before every block and keeps it aligned. */
struct block {
    size_t class;
    struct block *next; /* while it is free */
};

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

static size_t class_of(size_t size)
{
    size_t class = 5; /* 32 bytes */
    while (class < ARENA_RECYCLED - 1 && ((size_t)1 << class) < size) {
        class ++;
    }
    return class;
}

void *yaml_memory_alloc(size_t size)
{
    struct arena *arena = current->arena;
    size_t class = class_of(size);
    if (((size_t)1 << class) < size) {
        arena_exhausted(arena);
    }
    struct block *block = arena->recycled[class];
    if (block) {
        arena->recycled[class] = block->next;
    } else {
        block = arena_alloc(arena, sizeof *block + ((size_t)1 << class));
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
    size_t held = (size_t)1 << block->class;
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
