/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/arena.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGNMENT       ((size_t)16)
#define CHUNK_SIZE_MIN  ((size_t)128 << 10) /* what a small file takes: libyaml alone has 64 KiB of buffers */
#define CHUNK_SIZE_MAX  ((size_t)4 << 20)
#define HUGE_PAGES_FROM ((size_t)8 << 20)  /* then what a chunk's last huge page wastes matters little */
#define PAGE_SIZE_MOST  ((size_t)64 << 10) /* the largest that Linux has on any machine we build for */

struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* of the whole mapping, this header included */
    size_t used;
};

#define HEADER_SIZE ((sizeof(struct arena_chunk) + ALIGNMENT - 1) & ~(ALIGNMENT - 1))

void arena_init(struct arena *arena, size_t limit)
{
    *arena = (struct arena){.limit = limit ? limit : ARENA_LIMIT_DEFAULT};
}

void arena_release(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunks;
    while (chunk) {
        struct arena_chunk *next = chunk->next;
        munmap(chunk, chunk->size);
        chunk = next;
    }
    arena_init(arena, arena->limit);
}

/* _setjmp, because setjmp saves the signal mask in some C libraries, which costs a system call. */
bool arena_run(struct arena *arena, void (*work)(void *context), void *context)
{
    jmp_buf escape;
    jmp_buf *outer = arena->escape;
    if (_setjmp(escape) != 0) {
        arena->escape = outer;
        return false;
    }
    arena->escape = &escape;
    work(context);
    arena->escape = outer;
    return true;
}

void arena_exhausted(struct arena *arena)
{
    if (!arena->escape) {
        __builtin_trap(); /* allocation outside arena_run(): a bug of the caller */
    }
    longjmp(*arena->escape, 1);
}

static struct arena_chunk *map_chunk(struct arena *arena, size_t size)
{
    if (size > arena->limit || arena->held > arena->limit - size) {
        arena_exhausted(arena);
    }
    struct arena_chunk *chunk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (chunk == MAP_FAILED) {
        arena_exhausted(arena);
    }
    chunk->size = size;
    chunk->used = HEADER_SIZE;
    arena->held += size;
    if (arena->held >= HUGE_PAGES_FROM) {
        madvise(chunk, size, MADV_HUGEPAGE); /* a hint; without it page faults take most of a large file's time */
    }
    return chunk;
}

/* A large object has a chunk to itself, put behind the newest, which small objects go on filling. */
static void *alloc_large(struct arena *arena, size_t size)
{
    size_t whole = (HEADER_SIZE + size + PAGE_SIZE_MOST - 1) & ~(PAGE_SIZE_MOST - 1);
    struct arena_chunk *chunk = map_chunk(arena, whole);
    if (arena->chunks) {
        chunk->next = arena->chunks->next;
        arena->chunks->next = chunk;
    } else {
        arena->chunks = chunk;
    }
    chunk->used = whole;
    return (char *)chunk + HEADER_SIZE;
}

/* Chunks grow with what the arena holds, so that a small job takes little and a large one makes few calls. */
static size_t next_chunk_size(const struct arena *arena)
{
    size_t size = CHUNK_SIZE_MIN;
    while (size < CHUNK_SIZE_MAX && size < arena->held) {
        size *= 2;
    }
    return size;
}

static void add_chunk(struct arena *arena, size_t size)
{
    struct arena_chunk *chunk = map_chunk(arena, size);
    chunk->next = arena->chunks;
    arena->chunks = chunk;
}

/* Clears nothing: the kernel's memory is zero, and no byte is handed out twice. */
void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > arena->limit) {
        arena_exhausted(arena);
    }
    size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (!arena->chunks || size > arena->chunks->size - arena->chunks->used) {
        size_t chunk_size = next_chunk_size(arena);
        if (size > chunk_size / 2) {
            return alloc_large(arena, size);
        }
        add_chunk(arena, chunk_size);
    }
    struct arena_chunk *chunk = arena->chunks;
    void *memory = (char *)chunk + chunk->used;
    chunk->used += size;
    return memory;
}

void *arena_alloc_array(struct arena *arena, size_t size, size_t count)
{
    size_t total;
    if (__builtin_mul_overflow(size, count, &total)) {
        arena_exhausted(arena);
    }
    return arena_alloc(arena, total);
}

void *arena_grown(struct arena *arena, void *array, size_t size, size_t count, size_t *capacity)
{
    if (count < *capacity) {
        return array;
    }
    *capacity = *capacity ? 2 * *capacity : 16;
    void *grown = arena_alloc_array(arena, size, *capacity);
    return count ? memcpy(grown, array, count * size) : grown;
}
