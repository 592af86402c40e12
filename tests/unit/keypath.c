/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/keypath.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

/* The steps of a path as one text: keys in quotes, indexes as numbers, + for an append. */
static const char *steps_text(struct keypath path)
{
    struct buffer out = {.arena = &arena};
    for (size_t i = 0; i < path.count; i++) {
        const struct step *step = &path.steps[i];
        if (step->kind == STEP_KEY) {
            buffer_format(&out, "'%.*s' ", TEXT_ARGS(step->key));
        } else if (step->kind == STEP_INDEX) {
            buffer_format(&out, "%lld ", (long long)step->index);
        } else if (step->kind == STEP_SELECT) {
            buffer_format(&out, "%.*s=%.*s ", TEXT_ARGS(keypath_text(&arena, step->selector->path)),
                          TEXT_ARGS(step->selector->text));
        } else {
            buffer_put(&out, TEXT("+ "));
        }
    }
    return buffer_string(&out);
}

static void test_reading(void)
{
    check_new_test();
    static const struct {
        const char *source;
        const char *steps;
    } cases[] = {
        {"a", "'a' "},
        {"trainer.learning_rate", "'trainer' 'learning_rate' "},
        {"a.b.c.d.e.f.g.h.i.j", "'a' 'b' 'c' 'd' 'e' 'f' 'g' 'h' 'i' 'j' "},
        {"model\\.optimizer.lr", "'model.optimizer' 'lr' "},
        {"a\\\\.b", "'a\\' 'b' "},
        {"\\[0\\]", "'[0]' "},
        {"a\\", NULL},
        {"\\a\\+\\=\\:\\~", "'a+=:~' "},
        {"a=b:c +~\"'", "'a=b:c +~\"'' "},
        {" a . b ", "' a ' ' b ' "},
        {"layers[2].size", "'layers' 2 'size' "},
        {"a[-1]", "'a' -1 "},
        {"a[+]", "'a' + "},
        {"[0].x", "0 'x' "},
        {"[+]", "+ "},
        {"m[0][1][+].k", "'m' 0 1 + 'k' "},
        {"a[007]", "'a' 7 "},
        {"a[9223372036854775807]", "'a' 9223372036854775807 "},
        {"a[-9223372036854775807]", "'a' -9223372036854775807 "},
        {"l[name=web].image", "'l' name=web 'image' "},
        {"l[a.b[-1].c=x y]", "'l' a.b[-1].c=x y "},
        {"l[=web]", "'l' =web "},
        {"l[name=]", "'l' name= "},
        {"[a=b][c=d]", "a=b c=d "},
        {"l[a\\]b\\=c=\\\\d\\]e=f:g,h#i[j]", "'l' a\\]b\\=c=\\d]e=f:g,h#i[j "},
        {"l[0=a]", "'l' 0=a "},
        {"\xe2\x82\xac.\\\xe2\x82\xac", "'\xe2\x82\xac' '\xe2\x82\xac' "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct keypath path;
        size_t at;
        const char *problem = keypath_read(&arena, text_of(cases[i].source), &path, &at);
        if (!cases[i].steps) {
            CHECK(problem, "%s was read", cases[i].source);
            continue;
        }
        CHECK(!problem, "%s: %s", cases[i].source, problem);
        CHECK(!problem && strcmp(steps_text(path), cases[i].steps) == 0, "%s: %s", cases[i].source, steps_text(path));
    }
}

static void test_errors(void)
{
    check_new_test();
    static const struct {
        const char *source;
        size_t at;
        const char *problem; /* how it begins */
    } cases[] = {
        {"", 0, "the key path is empty"},
        {".", 0, "a key is missing"},
        {".a", 0, "a key is missing"},
        {"a.", 1, "the key path ends with a dot"},
        {"a[0].", 4, "the key path ends with a dot"},
        {"a..b", 2, "a key is missing"},
        {"a.[0]", 2, "a key is missing"},
        {"a\\", 1, "'\\' at the end"},
        {"a]", 1, "']' without"},
        {"a.b]", 3, "']' without"},
        {"[", 0, "'[' is not closed"},
        {"a[", 1, "'[' is not closed"},
        {"a[1", 1, "'[' is not closed"},
        {"a[-", 1, "'[' is not closed"},
        {"a[+", 1, "'[' is not closed"},
        {"a[]", 2, "brackets hold a number"},
        {"a[x]", 2, "brackets hold a number"},
        {"a[-]", 3, "brackets hold a number"},
        {"a[--1]", 3, "brackets hold a number"},
        {"a[ 1]", 2, "brackets hold a number"},
        {"a[1 ]", 3, "brackets hold a number"},
        {"a[1.5]", 3, "brackets hold a number"},
        {"a[+1]", 3, "brackets hold a number"},
        {"a[x=1", 1, "'[' is not closed"},
        {"a[x=1\\]", 1, "'[' is not closed"},
        {"a[x.=1]", 3, "the key path ends with a dot"},
        {"a[b[+]=1]", 6, "a PATH to choose by"},
        {"a[b[c=1]=1]", 3, "'[' is not closed"},
        {"a[x=1]b", 6, "a dot is missing"},
        {"a[-0]", 4, "[-0] is no element"},
        {"a[9223372036854775808]", 20, "the number in brackets is too large"},
        {"a[99999999999999999999999]", 20, "the number in brackets is too large"},
        {"a[0]b", 4, "a dot is missing"},
        {"a[0]\\b", 4, "a dot is missing"},
        {"a[0]]", 4, "a dot is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct keypath path;
        size_t at = 99;
        const char *problem = keypath_read(&arena, text_of(cases[i].source), &path, &at);
        CHECK(problem && strncmp(problem, cases[i].problem, strlen(cases[i].problem)) == 0, "%s: %s", cases[i].source,
              problem ? problem : "was read");
        CHECK(at == cases[i].at, "%s: at %zu", cases[i].source, at);
    }
}

static void check_round_trip(struct keypath path)
{
    struct text written = keypath_text(&arena, path);
    struct keypath again;
    size_t at;
    const char *problem = keypath_read(&arena, written, &again, &at);
    CHECK(!problem, "%.*s: %s at %zu", TEXT_ARGS(written), problem, at);
    CHECK(!problem && keypath_equal(path, again), "%.*s: %s, not %s", TEXT_ARGS(written), steps_text(again),
          steps_text(path));
}

static void test_round_trips(void)
{
    check_new_test();
    static const struct text keys[] = {
        {"a", 1},   {".", 1},  {"..", 2},   {"\\", 1},  {"\\\\", 2}, {"[", 1},     {"]", 1},   {"[0]", 3},
        {"[+]", 3}, {"=", 1},  {":", 1},    {"+", 1},   {"~", 1},    {"+a", 2},    {"~a", 2},  {"a+~", 3},
        {" ", 1},   {"\"", 1}, {"'", 1},    {"\0", 1},  {"\n", 1},   {"\x1b[", 2}, {"-", 1},   {"#", 1},
        {"0", 1},   {"{}", 2}, {"\xff", 1}, {"a.b", 3}, {".a", 2},   {"a.", 2},    {"\\.", 2}, {"a]b[c", 5},
    };
    size_t count = sizeof keys / sizeof *keys;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            const struct step inner[] = {{.kind = STEP_KEY, .key = keys[j]}, {.kind = STEP_KEY, .key = keys[i]}};
            const struct selector selector = {.path = {inner, i % 3}, .text = keys[j]};
            const struct step steps[] = {
                {.kind = STEP_KEY, .key = keys[i]},
                {.kind = STEP_SELECT, .selector = &selector},
                {.kind = STEP_KEY, .key = keys[j]},
                {.kind = STEP_INDEX, .index = (int64_t)j - 5},
                {.kind = STEP_APPEND},
                {.kind = STEP_KEY, .key = keys[i]},
            };
            for (size_t first = 0; first < sizeof steps / sizeof *steps; first++) {
                check_round_trip((struct keypath){steps + first, sizeof steps / sizeof *steps - first});
            }
        }
    }
}

static void check_written(const struct step *steps, size_t count, const char *expected)
{
    struct text written = keypath_text(&arena, (struct keypath){steps, count});
    CHECK(text_equal(written, text_of(expected)), "%.*s, not %s", TEXT_ARGS(written), expected);
}

/* What an assignment takes for its own is escaped, so that a path in a message can be pasted into one. */
static void test_writing(void)
{
    check_new_test();
    const struct step plus[] = {{.kind = STEP_KEY, .key = TEXT("+a+=:")}, {.kind = STEP_KEY, .key = TEXT("~b")}};
    check_written(plus, 2, "\\+a+\\=\\:.~b");
    const struct step empty[] = {{.kind = STEP_KEY, .key = TEXT("a")}, {.kind = STEP_KEY, .key = TEXT("")}};
    check_written(empty, 2, "a.\"\"");
    const struct step list[] = {{.kind = STEP_INDEX, .index = 0}, {.kind = STEP_KEY, .key = TEXT("a-b_c")}};
    check_written(list, 2, "[0].a-b_c");
    check_written(NULL, 0, "");
}

static bool equal(const char *a, const char *b)
{
    struct keypath paths[2];
    size_t at;
    keypath_read(&arena, text_of(a), &paths[0], &at);
    keypath_read(&arena, text_of(b), &paths[1], &at);
    return keypath_equal(paths[0], paths[1]);
}

static void test_equality(void)
{
    check_new_test();
    const struct step a[] = {{.kind = STEP_KEY, .key = TEXT("a")}, {.kind = STEP_INDEX, .index = 1}};
    const struct step b[] = {{.kind = STEP_KEY, .key = TEXT("a")}, {.kind = STEP_INDEX, .index = 2}};
    const struct step c[] = {{.kind = STEP_KEY, .key = TEXT("a")}, {.kind = STEP_APPEND}};
    const struct step d[] = {{.kind = STEP_KEY, .key = TEXT("b")}, {.kind = STEP_INDEX, .index = 1}};
    CHECK(keypath_equal((struct keypath){a, 2}, (struct keypath){a, 2}), "the same");
    CHECK(!keypath_equal((struct keypath){a, 2}, (struct keypath){a, 1}), "a shorter one");
    CHECK(!keypath_equal((struct keypath){a, 2}, (struct keypath){b, 2}), "another index");
    CHECK(!keypath_equal((struct keypath){a, 2}, (struct keypath){c, 2}), "another kind");
    CHECK(!keypath_equal((struct keypath){a, 2}, (struct keypath){d, 2}), "another key");
    CHECK(equal("a[b=c]", "a[b=c]") && equal("a[b=c]", "a[\\b=\\c]"), "the same selector");
    CHECK(!equal("a[b=c]", "a[b=d]") && !equal("a[b=c]", "a[d=c]") && !equal("a[b=c]", "a[0]"), "another selector");
}

static bool within(const char *path, const char *outer)
{
    struct keypath paths[2];
    size_t at;
    keypath_read(&arena, text_of(path), &paths[0], &at);
    keypath_read(&arena, text_of(outer), &paths[1], &at);
    return keypath_is_within(paths[0], &paths[1], 1);
}

static void test_within(void)
{
    check_new_test();
    CHECK(within("a.b", "a.b") && within("a.b.c", "a.b") && within("a[0].b", "a"), "itself and further in");
    CHECK(!within("a", "a.b") && !within("a.c", "a.b") && !within("a", "a[+].b"), "around it, and beside it");
    CHECK(within("a[3]", "a[+]") && within("a[3]", "a[-1]") && within("a", "a[+]") && within("a", "a[0][1]"),
          "elements");
    CHECK(within("a[x=1].b", "a[y=2].b") && !within("a[x=1].b", "a[x=2].b") && within("a[x=1]", "a[0]") &&
              within("a[0].b", "a[x=1]"),
          "by content");
    CHECK(!within("a.b", "a[+]") && !within("a[0]", "a.b"), "a key is no element");
    CHECK(!keypath_is_within((struct keypath){0}, NULL, 0), "nothing");
}

static void test_all(void *context)
{
    (void)context;
    test_reading();
    test_errors();
    test_round_trips();
    test_writing();
    test_equality();
    test_within();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, test_all, NULL), "memory ran out");
    arena_release(&arena);
    return check_done();
}
