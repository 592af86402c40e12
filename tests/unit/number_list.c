/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/number_list.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

static const char *listed(const uint32_t *numbers, size_t count)
{
    struct buffer out = {.arena = &arena};
    struct number_list list = {.out = &out};
    for (size_t i = 0; i < count; i++) {
        number_list_add(&list, numbers[i]);
    }
    number_list_end(&list);
    return buffer_string(&out);
}
#define LISTED(...) listed((const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void check_is(const char *text, const char *expected)
{
    CHECK(strcmp(text, expected) == 0, "%s, not %s", text, expected);
}

static void test_lists(void)
{
    check_new_test();
    check_is(listed(NULL, 0), "");
    check_is(LISTED(0), "0");
    check_is(LISTED(3, 4), "3, 4");
    check_is(LISTED(3, 7, 8, 9), "3, 7-9");
    check_is(LISTED(0, 1, 2, 4, 6, 7), "0-2, 4, 6, 7");
    check_is(LISTED(9, 8, 8, 9), "9, 8, 8, 9");
    check_is(LISTED(4294967293, 4294967294, 4294967295, 0), "4294967293-4294967295, 0");
}

static void test_all(void *context)
{
    (void)context;
    test_lists();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, test_all, NULL), "out of memory");
    arena_release(&arena);
    return check_done();
}
