/* SPDX-License-Identifier: Apache-2.0 */
/* Region memory for one piece of work: everything that core allocates lives in an arena and is released at once.
 *
 * Arenas take their memory from mmap(2) and nothing else, so they may be used where malloc may not: in a signal
 * handler, between vfork and exec, before main. An arena belongs to one thread at a time.
 *
 * Running out of memory (or reaching the limit) never returns NULL: it leaves the arena_run() that is in progress.
 * So no caller checks for NULL, and every function that allocates must be called inside arena_run(). */
#ifndef INLAY_ARENA_H
#define INLAY_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

#define ARENA_RECYCLED 56 /* sizes of blocks, two for each power of two from 32 to 2 GiB */

struct arena {
    struct arena_chunk *chunks;     /* owned; newest first */
    size_t held;                    /* bytes taken from the kernel */
    size_t limit;                   /* held never exceeds this */
    jmp_buf *escape;                /* of the arena_run() in progress; NULL outside */
    void *recycled[ARENA_RECYCLED]; /* blocks that libyaml gave back, by size: core/read/yaml_memory.c */
};

/* limit is in bytes and counts whole chunks; 0 stands for ARENA_LIMIT_DEFAULT. */
#define ARENA_LIMIT_DEFAULT ((size_t)2 << 30)
void arena_init(struct arena *arena, size_t limit);

/* Gives all memory back. The arena may be used again as if newly made. */
void arena_release(struct arena *arena);

/* Calls work(context); false when memory ran out inside it, and then nothing that it built may be used. Nests. */
bool arena_run(struct arena *arena, void (*work)(void *context), void *context);

/* size bytes, zeroed, aligned for any object. */
void *arena_alloc(struct arena *arena, size_t size);
#define arena_new(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), sizeof(type), (count)))
void *arena_alloc_array(struct arena *arena, size_t size, size_t count);

/* Makes room for one more behind count elements: moves array to twice its *capacity when that is reached. */
#define arena_grow(arena, array, count, capacity)                                                                      \
    ((array) = arena_grown((arena), (array), sizeof *(array), (count), (capacity)))
void *arena_grown(struct arena *arena, void *array, size_t size, size_t count, size_t *capacity);

/* Leaves the arena_run() in progress as if memory had run out. */
_Noreturn void arena_exhausted(struct arena *arena);

#endif
