/* SPDX-License-Identifier: Apache-2.0 */
/* include and exclude: what prefixes mean, as W&B's code was measured, and what inlay does where that hangs. */
#include "core/tree/selection.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

struct prefix_case {
    const char *written;
    const char *keys; /* joined by "|"; NULL: refused */
    size_t count;
};

static const struct prefix_case prefix_cases[] = {
    {"a.b", "a|b", 2},
    {"a\\.b", "a.b", 1},
    {"a..b", "a||b", 3},
    {".a", "|a", 2},
    {"a.", "a", 1},
    {"", "", 0},
    {".", "", 1},
    {"..", "|", 2},
    {"a b.c", "a b|c", 2},
    {"a[0].b", "a[0]|b", 2},
    {"a.0", "a|0", 2},
    {"\\.", ".", 1},
    {"a\\.", "a.", 1},
    {"키.값", "키|값", 2},
    {"*", "*", 1},
    {"path\\.with.esc\\.dot", "path.with|esc.dot", 2},
    {"path.with\\.esc.dot", "path|with.esc|dot", 3},
    {"a[n=x].b", "a|n=x|b", 3},
    {"a[n.m=x.y][=z]", "a|n.m=x.y|=z", 3},
    {"[n=x].", "n=x", 1},
    {"a\\[n=x]", "a[n=x]", 1},
    {"a[n=\\]x].b", "a|n=\\]x|b", 3},
    {"a[n=x]b", NULL, 0},
    {"a[n..m=x]", NULL, 0},
    /* W&B never comes back from these two. */
    {"a\\\\.b", "a\\|b", 2},
    {"a\\b.c", NULL, 0},
    {"a\\", NULL, 0},
};

static void check_prefix(const struct prefix_case *test)
{
    struct prefixes prefixes = {0};
    struct buffer keys = {.arena = &arena};
    const char *problem = selection_add(&arena, &prefixes, text_of(test->written), (struct place){0});
    CHECK((problem != NULL) == !test->keys, "%s: %s", test->written, problem ? problem : "read");
    if (problem || !test->keys) {
        return;
    }
    struct keypath path = prefixes.first->path;
    for (size_t i = 0; i < path.count; i++) {
        buffer_put(&keys, i > 0 ? TEXT("|") : TEXT(""));
        if (path.steps[i].kind == STEP_SELECT) {
            keypath_write_selector(&keys, path.steps[i].selector);
        } else {
            buffer_put(&keys, path.steps[i].key);
        }
    }
    CHECK(path.count == test->count && text_equal(buffer_text(&keys), text_of(test->keys)), "%s: %s", test->written,
          buffer_string(&keys));
}

static struct prefixes prefixes_of(const char *const *written)
{
    struct prefixes prefixes = {0};
    for (; *written; written++) {
        CHECK(!selection_add(&arena, &prefixes, text_of(*written), (struct place){0}), "%s", *written);
    }
    return prefixes;
}

struct path_case {
    const char *include[3], *exclude[3];
    const char *path;
    bool has, allows, reaches;
};

static const struct path_case path_cases[] = {
    /* nothing said: everything */
    {{NULL}, {NULL}, "a.b", true, true, true},
    /* whole keys, not the letters that they begin with */
    {{"train"}, {NULL}, "trainer", false, false, false},
    {{"train"}, {NULL}, "train", true, true, true},
    {{"train"}, {NULL}, "train.lr", true, true, true},
    /* what is around an include is listed, and not to be replaced */
    {{"a.b"}, {NULL}, "a", false, false, true},
    {{"a.b"}, {NULL}, "", false, false, true},
    /* exclude wins, also over a longer include */
    {{"t"}, {"t"}, "t.a", false, false, false},
    {{"t.a"}, {"t"}, "t.a", false, false, false},
    {{"t"}, {"t.private"}, "t.private.key", false, false, false},
    {{"t"}, {"t.private"}, "t.lr", true, true, true},
    /* what is around an exclude would take it along */
    {{"t"}, {"t.private"}, "t", true, false, true},
    {{NULL}, {"t.private"}, "", true, false, true},
    /* "" is the prefix of everything */
    {{""}, {NULL}, "a", true, true, true},
    {{NULL}, {""}, "a", false, false, false},
    /* dots in keys */
    {{NULL}, {"trainer.private"}, "trainer\\.private", true, true, true},
    {{NULL}, {"trainer\\.private"}, "trainer\\.private", false, false, false},
    {{NULL}, {"trainer\\.private"}, "trainer.private", true, true, true},
    /* lists are leaves: their elements go with them */
    {{"a"}, {NULL}, "a[0].x", true, true, true},
    {{"a.0"}, {NULL}, "a[0]", false, false, true},
    {{NULL}, {"a"}, "a[+]", false, false, false},
    {{NULL}, {"a.x"}, "a[0].x", true, false, true},
    /* elements by content */
    {{"l[n=x].v"}, {NULL}, "l[n=x].v", true, true, true},
    {{"l[n=x].v"}, {NULL}, "l[n=x].v.w", true, true, true},
    {{"l[n=x].v"}, {NULL}, "l[n=x]", false, false, true},
    {{"l[n=x].v"}, {NULL}, "l", false, false, true},
    {{"l[n=x].v"}, {NULL}, "l[n=y].v", false, false, false},
    {{"l[n=x].v"}, {NULL}, "l[0].v", false, false, true},
    {{"l[n=x].v"}, {NULL}, "l[m=z].v", false, false, true},
    {{"l[n=x].v"}, {NULL}, "l[+]", false, false, true},
    {{"l[n=x].v"}, {NULL}, "l.v", false, false, false},
    {{"l"}, {"l[n=x].v"}, "l[n=x].v", false, false, false},
    {{"l"}, {"l[n=x].v"}, "l[n=x].w", true, true, true},
    {{"l"}, {"l[n=x].v"}, "l[n=x]", true, false, true},
    {{"l"}, {"l[n=x].v"}, "l", true, false, true},
    {{"l"}, {"l[n=x].v"}, "l[0].v", false, false, false},
    {{"l"}, {"l[n=x].v"}, "l[m=z].v", false, false, false},
    {{"l"}, {"l[n=x].v"}, "l[0].w", true, true, true},
    {{"l"}, {"l[n=x].v"}, "l[n=y].v", true, true, true},
    {{"l"}, {"l[n=x]"}, "l[n=y].v", true, true, true},
    {{"l"}, {"l[n=x]", "l[n=y].v"}, "l[n=y].v", false, false, false},
    /* an element that is given the name, or a new one, may be taken for it */
    {{"l"}, {"l[n=x].v"}, "l[n=y].n", true, false, true},
    {{"l"}, {"l[n=x].v"}, "l[0].n", true, false, true},
    {{"l"}, {"l[n=x].v"}, "l[n=y]", true, false, true},
    {{"l"}, {"l[n=x].v"}, "l[+]", true, false, true},
    {{"l"}, {"l[n.m=x].v"}, "l[n.m=y].n", true, false, true},
    {{"l"}, {"l[=x]"}, "l[=y]", true, false, true},
};

static void check_path(const struct path_case *test)
{
    struct selection selection = {prefixes_of(test->include), prefixes_of(test->exclude)};
    struct selection_refusal refusal;
    struct keypath path = {0};
    size_t at;
    CHECK(test->path[0] == '\0' || !keypath_read(&arena, text_of(test->path), &path, &at), "%s", test->path);
    CHECK(selection_has(&selection, path) == test->has, "%s", test->path);
    CHECK(selection_allows(&selection, path, false, &refusal) == test->allows, "%s", test->path);
    CHECK(selection_reaches(&selection, path) == test->reaches, "%s", test->path);
}

/* Of several rules the outermost is named; of two as far out, or further in, the first. */
static void check_refusals(void)
{
    check_new_test();
    static const char *const exclude[] = {"a.b.c", "x.z", "a.b", "a.b", "x.y", NULL};
    struct selection selection = {.exclude = prefixes_of(exclude)};
    const struct prefix *outermost = selection.exclude.first->next->next;
    struct selection_refusal refusal;
    struct keypath path = {0};
    size_t at;
    CHECK(!keypath_read(&arena, TEXT("a.b.c"), &path, &at), "read");
    CHECK(!selection_allows(&selection, path, false, &refusal) && refusal.exclude == outermost && !refusal.inside,
          "around");
    CHECK(!keypath_read(&arena, TEXT("x"), &path, &at), "read");
    CHECK(!selection_allows(&selection, path, false, &refusal) && refusal.exclude == selection.exclude.first->next &&
              refusal.inside,
          "inside");
    CHECK(selection.exclude.count == 5, "%zu", selection.exclude.count);
}

/* What is removed is given no name. */
static void check_removals(void)
{
    check_new_test();
    static const char *const exclude[] = {"l[n=x].v", NULL};
    static const struct {
        const char *path;
        bool allows;
    } removals[] = {{"l[n=y]", true}, {"l[n=y].n", true}, {"l[n=y].v", true}, {"l[0]", false}, {"l[n=x]", false}};
    const struct selection selection = {.exclude = prefixes_of(exclude)};
    for (size_t i = 0; i < sizeof removals / sizeof *removals; i++) {
        struct selection_refusal refusal;
        struct keypath path;
        size_t at;
        CHECK(!keypath_read(&arena, text_of(removals[i].path), &path, &at), "read");
        CHECK(selection_allows(&selection, path, true, &refusal) == removals[i].allows, "%s", removals[i].path);
    }
}

static void check_all(void *context)
{
    (void)context;
    for (size_t i = 0; i < sizeof prefix_cases / sizeof *prefix_cases; i++) {
        check_new_case();
        check_prefix(&prefix_cases[i]);
    }
    for (size_t i = 0; i < sizeof path_cases / sizeof *path_cases; i++) {
        check_new_case();
        check_path(&path_cases[i]);
    }
    check_refusals();
    check_removals();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_all, NULL), "memory");
    arena_release(&arena);
    return check_done();
}
