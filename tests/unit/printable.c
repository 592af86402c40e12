/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/printable.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

static void check_printed(const char *text, const char *expected)
{
    const char *printed = printable_string(&arena, text_of(text));
    CHECK(strcmp(printed, expected) == 0, "%s, not %s", printed, expected);
}

static void test_control_characters(void)
{
    check_new_test();
    check_printed("a\tb\x1b[1m\x7f", "a\\x09b\\x1b[1m\\x7f");
    check_printed("\xc2\x9b\xc2\xa0", "\\xc2\\x9b\xc2\xa0");
    check_printed("\xff\xe2\x80", "\\xff\\xe2\\x80");
}

static void test_directions(void)
{
    static const char *const neighbours[] = {
        "\xe2\x80\x8d", "\xe2\x80\x90", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\xa5", "\xe2\x81\xaa", "\xe3\x80\x8e",
    };
    check_new_test();
    check_printed("\xe2\x80\x8e\xe2\x80\x8f", "\\xe2\\x80\\x8e\\xe2\\x80\\x8f");
    check_printed("\xe2\x80\xaa\xe2\x80\xae", "\\xe2\\x80\\xaa\\xe2\\x80\\xae");
    check_printed("a\xe2\x81\xa6\xe2\x81\xa9z", "a\\xe2\\x81\\xa6\\xe2\\x81\\xa9z");
    for (size_t i = 0; i < sizeof neighbours / sizeof *neighbours; i++) {
        check_printed(neighbours[i], neighbours[i]);
    }
}

int main(void)
{
    arena_init(&arena, 0);
    test_control_characters();
    test_directions();
    arena_release(&arena);
    return check_done();
}
