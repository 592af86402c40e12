/* SPDX-License-Identifier: Apache-2.0 */
/* What a patch says that it did: every value that changed, by its path, before and after. The report shows it. */
#include "core/patch/patch.h"
#include "core/overrides/overrides_document.h"
#include "tests/unit/check.h"

static const struct {
    const char *name, *source, *overrides, *applied;
} cases[] = {
    {"c.yaml", "a: 1 # one\nb: {c: 'x'}\n", "{\"set\": {\"c.yaml:a\": 2, \"c.yaml:b.c\": \"y z\"}}",
     "a: 1 -> 2\nb.c: 'x' -> 'y z'\n"},
    {"c.yaml", "a: 1\nl: [1, 2]\n",
     "{\"unset\": [\"c.yaml:a\"], \"set\": {\"c.yaml:+b\": 2, \"c.yaml:l[+]\": 3, \"c.yaml:l[0]\": 4}}",
     "a: 1 -> \nl[0]: 1 -> 4\nl[2]:  -> 3\nb:  -> 2\n"},
    {"c.yaml", "a:\nt: |\n  x\nm:\n  k: 1\n",
     "{\"files\": {\"c.yaml\": {\"a\": {\"x\": 1}, \"t\": 2, \"m\": {\"k\": 1e-4}}}}",
     "a:  -> {\"x\": 1}\nt: |\n  x -> 2\nm.k: 1 -> 1.0e-4\n"},
    {"c.yaml", "s: &s 5\nt: *s\n", "{\"set\": {\"c.yaml:s\": 6}}", "s: 5 -> 6\n"},
    {"c.yaml", "s: &s {x: 5}\nt: {<<: *s}\n", "{\"set\": {\"c.yaml:s.x\": 6}}", "s.x: 5 -> 6\n"},
    {"c.yaml", "s: &s {x: 5}\nt: {x: 4, <<: *s}\n", "{\"set\": {\"c.yaml:t.x\": 6}}", "t.x: 4 -> 6\n"},
    {"c.yaml", "a: 1\na: 2\n", "{\"set\": {\"c.yaml:a\": 3}}", "a: 1 -> 3\na: 2 -> 3\n"},
    {"c.yaml", "a.b: 1\n", "{\"files\": {\"c.yaml\": {\"a.b\": 3}}}", "a\\.b: 1 -> 3\n"},
    {"c.yaml", "a: 1\n---\na: 2\n", "{\"set\": {\"c.yaml#2:a\": 3}}", "a: 2 -> 3\n"},
    {"c.yaml", "a: 1\n", "{\"files\": {\"c.yaml\": {}}}", ""},
    {"c.json", "{\"a\": [1e5]}", "{\"files\": {\"c.json\": {\"a\": [\"\\u00e9\"]}}}", "a: [1e5] -> [\"\xc3\xa9\"]\n"},
};

static void check_cases(void *context)
{
    check_new_test();
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct overrides overrides = {.arena = arena};
        struct diagnostics diagnostics = {.arena = arena};
        struct patch patch = {.applied = NULL};
        struct buffer out = {.arena = arena};
        bool patched = overrides_read_document(&overrides, "o", text_of(cases[i].overrides), &diagnostics) &&
                       patch_file(arena, &overrides, overrides.files, text_of(cases[i].source), &patch, &diagnostics);
        CHECK(patched, "%s: %s", cases[i].overrides,
              diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
        for (const struct applied *applied = patch.applied; applied; applied = applied->next) {
            CHECK(applied->override && applied->override->file == overrides.files, "%s: whose?", cases[i].overrides);
            buffer_put(&out, applied->path);
            buffer_put(&out, TEXT(": "));
            buffer_put(&out, applied->before);
            buffer_put(&out, TEXT(" -> "));
            buffer_put(&out, applied->after);
            buffer_byte(&out, '\n');
        }
        CHECK(text_equal(buffer_text(&out), text_of(cases[i].applied)), "%s\n%.*s", cases[i].overrides,
              TEXT_ARGS(buffer_text(&out)));
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_cases, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
