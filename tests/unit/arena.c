/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/arena.h"
#include "tests/unit/check.h"

#include <stdint.h>
#include <string.h>

/* Sizes on both sides of what has a chunk of its own, and of what fills one. */
static const size_t sizes[] = {0, 1, 15, 16, 17, 100, 4096, 16384, 16385, 65536, 100000, 1 << 20, 9 << 20};
#define SIZE_COUNT   (sizeof sizes / sizeof *sizes)
#define OBJECT_COUNT (20 * SIZE_COUNT)

static bool all_bytes_are(const unsigned char *bytes, size_t size, unsigned char value)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != value) {
            return false;
        }
    }
    return true;
}

static void fill_many_objects(void *context)
{
    struct arena *arena = context;
    static unsigned char *objects[OBJECT_COUNT];
    for (size_t i = 0; i < OBJECT_COUNT; i++) {
        size_t size = sizes[i % SIZE_COUNT];
        objects[i] = arena_alloc(arena, size);
        CHECK((uintptr_t)objects[i] % 16 == 0, "size %zu", size);
        CHECK(all_bytes_are(objects[i], size, 0), "size %zu", size);
        memset(objects[i], (int)(i % 255) + 1, size);
    }
    for (size_t i = 0; i < OBJECT_COUNT; i++) {
        size_t size = sizes[i % SIZE_COUNT];
        CHECK(all_bytes_are(objects[i], size, (unsigned char)(i % 255 + 1)), "object %zu was overwritten", i);
    }
}

static void test_objects(void)
{
    check_new_test();
    struct arena arena;
    arena_init(&arena, 0);
    for (int round = 0; round < 2; round++) {
        CHECK(arena_run(&arena, fill_many_objects, &arena), "round %d", round);
        CHECK(arena.held > 0, "round %d", round);
        arena_release(&arena);
        CHECK(arena.held == 0 && arena.chunks == NULL, "round %d", round);
    }
}

static void alloc_small_ones(void *context)
{
    struct arena *arena = context;
    arena_alloc(arena, 10);
    size_t held = arena->held;
    arena_alloc(arena, 1 << 20);
    size_t with_large = arena->held;
    arena_alloc(arena, 10);
    CHECK(held < with_large, "%zu %zu", held, with_large);
    CHECK(arena->held == with_large, "a large object took the place of the chunk in use");
}

static void alloc_for_ever(void *context)
{
    struct arena *arena = context;
    for (;;) {
        arena_alloc(arena, 100);
    }
}

static void alloc_more_than_the_limit(void *context)
{
    struct arena *arena = context;
    arena_alloc(arena, arena->limit + 1);
}

static void alloc_most_of_memory(void *context)
{
    arena_alloc(context, SIZE_MAX - 3);
}

static void alloc_array_that_overflows(void *context)
{
    arena_alloc_array(context, 16, SIZE_MAX / 16 + 2); /* 16 bytes, if it wrapped */
}

static void give_up(void *context)
{
    arena_exhausted(context);
}

static void test_exhaustion(void)
{
    check_new_test();
    void (*const greedy[])(void *) = {alloc_for_ever, alloc_more_than_the_limit, alloc_most_of_memory,
                                      alloc_array_that_overflows, give_up};
    for (size_t i = 0; i < sizeof greedy / sizeof *greedy; i++) {
        check_new_case();
        struct arena arena;
        arena_init(&arena, 1 << 20);
        CHECK(!arena_run(&arena, greedy[i], &arena), "case %zu", i);
        CHECK(arena.held <= arena.limit, "case %zu holds %zu", i, arena.held);
        CHECK(arena.escape == NULL, "case %zu", i);
        arena_release(&arena);
    }
}

struct nested {
    struct arena arena;
    bool inner_finished;
    bool came_back;
    void (*inner)(void *context);
};
static void alloc_a_little(void *context)
{
    arena_alloc(context, 1);
}

static void run_inner_and_give_up(void *context)
{
    struct nested *nested = context;
    nested->inner_finished = arena_run(&nested->arena, nested->inner, &nested->arena);
    nested->came_back = true;
    arena_exhausted(&nested->arena);
}

static void test_nesting(void)
{
    check_new_test();
    void (*const inner[])(void *) = {give_up, alloc_a_little};
    for (size_t i = 0; i < 2; i++) {
        struct nested nested = {.inner = inner[i]};
        arena_init(&nested.arena, 1 << 20);
        CHECK(!arena_run(&nested.arena, run_inner_and_give_up, &nested), "case %zu: the outer run finished", i);
        CHECK(nested.came_back, "case %zu: the inner run left the outer one", i);
        CHECK(nested.inner_finished == (inner[i] == alloc_a_little), "case %zu: what the inner run says", i);
        CHECK(nested.arena.escape == NULL, "case %zu", i);
        arena_release(&nested.arena);
    }
}

static void alloc_a_large_object_first(void *context)
{
    unsigned char *large = arena_alloc(context, 1 << 20);
    unsigned char *small = arena_alloc(context, 100);
    memset(small, 1, 100);
    CHECK(all_bytes_are(large, 1 << 20, 0), "a small object lies inside a large one");
}

static void test_chunks(void)
{
    check_new_test();
    void (*const cases[])(void *) = {alloc_small_ones, alloc_a_large_object_first};
    for (size_t i = 0; i < 2; i++) {
        struct arena arena;
        arena_init(&arena, 0);
        CHECK(arena_run(&arena, cases[i], &arena), "case %zu: memory ran out", i);
        arena_release(&arena);
    }
}

int main(void)
{
    test_objects();
    test_chunks();
    test_exhaustion();
    test_nesting();
    return check_done();
}
