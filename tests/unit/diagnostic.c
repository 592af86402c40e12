/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/diagnostic.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

static const char *message(enum severity severity, struct place place, const char *what)
{
    struct diagnostics diagnostics = {.arena = &arena};
    diagnose(&diagnostics, severity, place, "%s", what);
    return diagnostics.last->message;
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
        check_message(each->message, expected[count++]);
    }
    CHECK(count == 4 && diagnostics.last->next == NULL, "%zu in the list", count);
}

static void check_nearest(struct text wanted, const char *expected)
{
    static const struct text names[] = {
        {"lr", 2},           {"learning_rate", 13}, {"batch-size", 10}, {"Optimizer", 9},
        {"num_workers", 11}, {"seed", 4},           {"x", 1},           {"a_b_c_d_e", 9},
    };
    struct text nearest = nearest_name(wanted, names, sizeof names / sizeof *names);
    CHECK(text_equal(nearest, text_of(expected)), "%.*s: %.*s, not %s", TEXT_ARGS(wanted), TEXT_ARGS(nearest),
          expected);
}

static void test_nearest(void)
{
    check_new_test();
    check_nearest(TEXT("learning_rat"), "learning_rate");
    check_nearest(TEXT("learning-rate"), "learning_rate");
    check_nearest(TEXT("LEARNINGRATE"), "learning_rate");
    check_nearest(TEXT("leraning_rate"), "learning_rate");
    check_nearest(TEXT("batch_size"), "batch-size");
    check_nearest(TEXT("batchsize"), "batch-size");
    check_nearest(TEXT("A-B-C-D-E"), "a_b_c_d_e");
    check_nearest(TEXT("optimiser"), "Optimizer");
    check_nearest(TEXT("sede"), "seed");
    check_nearest(TEXT("Lr"), "lr");
    check_nearest(TEXT("rl"), "lr");
    check_nearest(TEXT("X"), "x");
    check_nearest(TEXT("y"), "");
    check_nearest(TEXT("dropout"), "");
    check_nearest(TEXT("learning"), "");
    check_nearest(TEXT(""), "");
    CHECK(nearest_name(TEXT("a"), NULL, 0).length == 0, "no names at all");
}

static void test_nearest_is_the_first_of_the_nearest(void)
{
    check_new_test();
    const struct text names[] = {TEXT("abcdxy"), TEXT("abcdez"), TEXT("abcdeq")};
    CHECK(nearest_name(TEXT("abcdef"), names, 3).bytes == names[1].bytes, "not the first of the nearest");
}

static void test_long_names(void)
{
    check_new_test();
    char a[5000], b[5000];
    memset(a, 'a', sizeof a);
    memset(b, 'A', sizeof b);
    struct text name = {b, sizeof b};
    CHECK(nearest_name((struct text){a, sizeof a}, &name, 1).bytes == b, "equal but for case");
    b[7] = 'x';
    CHECK(nearest_name((struct text){a, sizeof a}, &name, 1).length == 0, "too long to be compared");
    name.length = 64;
    CHECK(nearest_name((struct text){a, 64}, &name, 1).bytes == b, "the longest that is compared");
}

static void test_all(void *context)
{
    (void)context;
    test_shape();
    test_escapes();
    test_list();
    test_nearest();
    test_nearest_is_the_first_of_the_nearest();
    test_long_names();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, test_all, NULL), "memory ran out");
    arena_release(&arena);
    return check_done();
}
