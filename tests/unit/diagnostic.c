/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/diagnostic.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

static const char *message(enum severity severity, struct place place, const char *what)
{
    struct diagnostics diagnostics = {.arena = &arena};
    diagnose(&diagnostics, severity, place, "%s", what);
    return diagnostic_line(diagnostics.arena, diagnostics.last);
}

static void check_message(const char *actual, const char *expected)
{
    CHECK(strcmp(actual, expected) == 0, "%s, not %s", actual, expected);
}

static void test_shape(void)
{
    check_new_test();
    struct place place = {.source = "a.yaml", .line = 3, .column = 7};
    check_message(message(SEVERITY_ERROR, place, "wrong"), "a.yaml:3:7: wrong");
    check_message(message(SEVERITY_WARNING, place, "odd"), "a.yaml:3:7: warning: odd");
    check_message(message(SEVERITY_NOTE, place, "so"), "a.yaml:3:7: note: so");
    place.column = 0;
    check_message(message(SEVERITY_ERROR, place, "wrong"), "a.yaml:3: wrong");
    place.line = 0;
    check_message(message(SEVERITY_ERROR, place, "wrong"), "a.yaml: wrong");
    place.source = NULL;
    check_message(message(SEVERITY_ERROR, place, "wrong"), "wrong");
}

static void test_escapes(void)
{
    check_new_test();
    struct place place = {.source = "a\nb", .line = 1, .column = 1};
    check_message(message(SEVERITY_ERROR, place, "\x1b[31mred\x7f\r"), "a\\x0ab:1:1: \\x1b[31mred\\x7f\\x0d");
    place = (struct place){.source = "f"};
    check_message(message(SEVERITY_ERROR, place,
                          "\xc2\x9b"
                          "31m"),
                  "f: \\xc2\\x9b31m");
    check_message(message(SEVERITY_ERROR, place, "caf\xc3\xa9 \xf0\x9f\x8d\x80"), "f: caf\xc3\xa9 \xf0\x9f\x8d\x80");
    check_message(message(SEVERITY_ERROR, place, "\x9b \xc3"), "f: \\x9b \\xc3");
}

static void test_list(void)
{
    check_new_test();
    struct diagnostics diagnostics = {.arena = &arena};
    struct place place = {.source = "f"};
    diagnose(&diagnostics, SEVERITY_NOTE, place, "%d", 1);
    diagnose(&diagnostics, SEVERITY_ERROR, place, "%d", 2);
    diagnose(&diagnostics, SEVERITY_WARNING, place, "%d", 3);
    diagnose(&diagnostics, SEVERITY_ERROR, place, "%d", 4);
    CHECK(diagnostics.errors == 2, "%zu errors", diagnostics.errors);
    static const char *const expected[] = {"f: note: 1", "f: 2", "f: warning: 3", "f: 4"};
    size_t count = 0;
    for (struct diagnostic *each = diagnostics.first; each && count < 4; each = each->next) {
        check_message(diagnostic_line(&arena, each), expected[count++]);
    }
    CHECK(count == 4 && diagnostics.last->next == NULL, "%zu in the list", count);
}

static void test_all(void *context)
{
    (void)context;
    test_shape();
    test_escapes();
    test_list();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, test_all, NULL), "memory ran out");
    arena_release(&arena);
    return check_done();
}
