/* SPDX-License-Identifier: Apache-2.0 */
/* Values secret://NAME at the key paths that are secrets become what NAME has, as strings; nothing else does. */
#include "core/patch/patch.h"
#include "core/patch/secret.h"
#include "core/overrides/overrides_document.h"
#include "tests/properties/tree_width.h"
#include "tests/unit/check.h"

#include <string.h>

#define CLEAR "cl3ar"

/* NAME's value by NAME; "unset" has none, and "kept" is given back as the reference. */
static const struct {
    const char *name, *value;
} values[] = {
    {"key", CLEAR},          {"number", "123"}, {"word", "yes"},           {"quote", "a\"b'c: #d"},
    {"lines", "one\ntwo\n"}, {"empty", ""},     {"kept", "secret://kept"}, {"bytes", "\xff"},
};

static bool find(struct secret_source *source, struct text name, struct text *value)
{
    (void)source;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (text_equal(name, text_of(values[i].name))) {
            *value = text_of(values[i].value);
            return true;
        }
    }
    return false;
}

struct secret_case {
    const char *name, *secrets, *original, *overrides;
    const char *expected; /* NULL: it is refused, with … */
    const char *message;
};

static const struct secret_case cases[] = {
    /* the file's own */
    {"c.yaml", "api.key", "api:\n  key: secret://key # k\nother: secret://key\n", "{}",
     "api:\n  key: " CLEAR " # k\nother: secret://key\n", NULL},
    {"c.json", "api.key", "{\"api\": {\"key\": \"secret://key\"}, \"x\": 1.0}", "{}",
     "{\"api\": {\"key\": \"" CLEAR "\"}, \"x\": 1.0}", NULL},
    {"c.yaml", "a", "a: plain\n", "{}", "a: plain\n", NULL},
    {"c.yaml", "a", "a: [secret://key]\n", "{}", "a: [secret://key]\n", NULL},
    {"c.yaml", "a", "b: 1\n", "{}", "b: 1\n", NULL},
    {"c.yaml", "a", "", "{}", "", NULL},
    {"c.yaml", "a.b.c", "a: {b: 1}\n", "{}", "a: {b: 1}\n", NULL},
    {"c.yaml", "a", "a: secret://kept\n", "{}", "a: secret://kept\n", NULL},
    /* strings stay strings */
    {"c.yaml", "a", "a: secret://number\n", "{}", "a: \"123\"\n", NULL},
    {"c.yaml", "a", "a: secret://word\n", "{}", "a: \"yes\"\n", NULL},
    {"c.yaml", "a", "a: secret://empty\n", "{}", "a: \"\"\n", NULL},
    {"c.yaml", "a", "a: 'secret://quote'\n", "{}", "a: 'a\"b''c: #d'\n", NULL},
    {"c.yaml", "a", "a: secret://lines\n", "{}", "a: \"one\\ntwo\\n\"\n", NULL},
    {"c.json", "a", "{\"a\": \"secret://quote\"}", "{}", "{\"a\": \"a\\\"b'c: #d\"}", NULL},
    /* an override's */
    {"c.yaml", "a", "a: 1\n", "{\"set\": {\"c.yaml:a\": \"secret://key\"}}", "a: " CLEAR "\n", NULL},
    {"c.yaml", "a", "a: secret://unset\n", "{\"set\": {\"c.yaml:a\": \"mine\"}}", "a: mine\n", NULL},
    {"c.yaml", "m.k", "b: 1\n",
     "{\"files\": {\"c.yaml\": {\"m\": {\"k\": \"secret://key\", \"x\": \"secret://key\"}}}}",
     "b: 1\nm: {\"k\": \"" CLEAR "\", \"x\": \"secret://key\"}\n", NULL},
    {"c.yaml", "m.k", "m: {}\n", "{\"set\": {\"c.yaml:+m.k\": \"secret://key\"}}", "m: {k: \"" CLEAR "\"}\n", NULL},
    /* lists */
    {"c.yaml", "l[+].k", "l:\n- k: secret://key\n- j: 2\n- {k: secret://number}\n", "{}",
     "l:\n- k: " CLEAR "\n- j: 2\n- {k: \"123\"}\n", NULL},
    {"c.yaml", "l[+]", "l: [secret://key, x]\n",
     "{\"set\": {\"c.yaml:l[+]\": \"secret://key\"}, \"unset\": [\"c.yaml:l[0]\"]}", "l: [x, \"" CLEAR "\"]\n", NULL},
    {"c.yaml", "l[1]", "l: [secret://key, secret://key]\n", "{}", "l: [secret://key, " CLEAR "]\n", NULL},
    {"c.yaml", "l[0]", "l: [secret://key, secret://key]\n", "{}", "l: [" CLEAR ", secret://key]\n", NULL},
    {"c.yaml", "l[-1]", "l: [secret://key, secret://key]\n", "{}", "l: [secret://key, " CLEAR "]\n", NULL},
    {"c.yaml", "l[5]", "l: [secret://key]\n", "{}", "l: [secret://key]\n", NULL},
    {"c.yaml", "l[n=a].k", "l:\n- {n: a, k: secret://key}\n- {n: b, k: secret://key}\n", "{}",
     "l:\n- {n: a, k: " CLEAR "}\n- {n: b, k: secret://key}\n", NULL},
    {"c.yaml", "l[n=a].k", "l: [{n: b, k: 1}, {n: a, k: 1}]\n", "{\"set\": {\"c.yaml:l[n=a].k\": \"secret://key\"}}",
     "l: [{n: b, k: 1}, {n: a, k: " CLEAR "}]\n", NULL},
    {"c.yaml", "l[n=a].k", "l: []\n", "{\"set\": {\"c.yaml:l\": [{\"n\": \"a\", \"k\": \"secret://key\"}]}}",
     "l: [{\"n\": \"a\", \"k\": \"" CLEAR "\"}]\n", NULL},
    {"c.yaml", "l[+].k", "l: [{k: hush}]\n", "{\"set\": {\"c.yaml:l[k=hush].v\": 1}}", NULL,
     "o:1:10: c.yaml: l[k=hush]: by a secret nothing can be chosen (choose by another key, or by number)"},
    {"c.yaml", "l[n=a]", "l: [{k: hush}]\n", "{\"set\": {\"c.yaml:l[k=hush].v\": 1}}", NULL,
     "o:1:10: c.yaml: l[k=hush]: by a secret nothing can be chosen (choose by another key, or by number)"},
    {"c.yaml", "k", "k: hush\nv: 1\n", "{\"set\": {\"c.yaml#k=hush:v\": 2}}", NULL,
     "o:1:10: c.yaml: k: by a secret nothing can be chosen (choose by another key, or by number)"},
    {"c.yaml", "name", "kind: A\nname: hush\n", "{\"set\": {\"c.yaml#kind=B:v\": 2}}", NULL,
     "o:1:10: c.yaml#kind=B: no document says so, of these: #1 kind=A"},
    /* anchors and merges: this path and no other */
    {"c.yaml", "b.k", "a: &x {k: secret://key}\nb: *x\n", "{}", "a: &x {k: secret://key}\nb: {k: \"" CLEAR "\"}\n",
     NULL},
    {"c.yaml", "a.k", "a: &x {k: secret://key}\nb: *x\n", "{}", "a: {k: " CLEAR "}\nb: &x {k: secret://key}\n", NULL},
    {"c.yaml", "b.k", "a: &x {k: secret://key}\nb: {<<: *x}\n", "{}",
     "a: &x {k: secret://key}\nb: {<<: *x, k: \"" CLEAR "\"}\n", NULL},
    {"c.yaml", "b", "a: &x secret://key\nb: *x\n", "{}", "a: &x secret://key\nb: \"" CLEAR "\"\n", NULL},
    {"c.yaml", "b.k", "a: &x {k: secret://key}\nb: *x\n", "{\"set\": {\"c.yaml:a.k\": \"secret://unset\"}}",
     "a: &x {k: \"secret://unset\"}\nb: {k: \"" CLEAR "\"}\n", NULL},
    /* the last of duplicates, every document */
    {"c.json", "a", "{\"a\": \"secret://key\", \"a\": 1}", "{}", "{\"a\": \"secret://key\", \"a\": 1}", NULL},
    {"c.yaml", "a", "a: secret://key\n---\na: secret://number\n", "{}", "a: " CLEAR "\n---\na: \"123\"\n", NULL},
    {"c.yaml", "a", "a: secret://key\n---\nb: 1\n", "{\"set\": {\"c.yaml#2:b\": 2}}", "a: " CLEAR "\n---\nb: 2\n",
     NULL},
    /* refused */
    {"c.yaml", "api.key", "x: 1\napi: {key: secret://unset}\n", "{}", NULL,
     "c.yaml:2:12: api.key: secret://unset needs the environment variable UNSET, which is not set"},
    {"c.yaml", "api.key", "api: {key: 1}\n", "{\"set\": {\"c.yaml:api.key\": \"secret://unset-2\"}}", NULL,
     "o:1:10: c.yaml: api.key: secret://unset-2 needs the environment variable UNSET-2, which is not set"},
    {"c.yaml", "a", "a: secret://\n", "{}", NULL, "c.yaml:1:4: a: secret:// names no secret"},
    {"c.yaml", "a", "a: secret://bytes\n", "{}", NULL, "c.yaml:1:4: a: secret://bytes has a value that is not UTF-8"},
};

static void add_secret(struct arena *arena, struct override_file *file, const char *path)
{
    struct keypath *secret = arena_new(arena, struct keypath);
    struct file_policy *policy = arena_new(arena, struct file_policy);
    size_t at;
    CHECK(keypath_read(arena, text_of(path), secret, &at) == NULL, "%s", path);
    *policy = (struct file_policy){.secrets = secret, .secret_count = 1};
    file->policy = policy;
}

static void check_messages(const struct secret_case *test, const struct diagnostics *diagnostics)
{
    for (const struct diagnostic *said = diagnostics->first; said; said = said->next) {
        CHECK(!strstr(said->text, CLEAR), "%s: %s", test->original, said->text);
    }
}

static void check_case(struct arena *arena, const struct secret_case *test, enum tree_width width)
{
    struct secret_source source = {find};
    struct overrides overrides = {.arena = arena, .secrets = &source};
    struct diagnostics diagnostics = {.arena = arena};
    struct place origin = {.source = "test"};
    struct patch patch;
    overrides_read_document(&overrides, "o", text_of(test->overrides), &diagnostics);
    struct override_file *file = overrides_file(&overrides, text_of(test->name), origin);
    add_secret(arena, file, test->secrets);
    tree_width = width;
    bool patched = patch_file(arena, &overrides, file, text_of(test->original), &patch, &diagnostics);
    tree_width = TREE_USUAL;
    check_messages(test, &diagnostics);
    CHECK(patched == (test->expected != NULL), "%s: %s", test->original,
          diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "not refused");
    if (!test->expected) {
        CHECK(diagnostics.first && strcmp(diagnostic_line(diagnostics.arena, diagnostics.first), test->message) == 0,
              "%s: %s", test->original, diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
        return;
    }
    CHECK(text_equal(patch.bytes, text_of(test->expected)), "%s:\n%.*s", test->original, TEXT_ARGS(patch.bytes));
    bool revealed = strstr(test->expected, CLEAR) != NULL;
    CHECK(!revealed || (patch.has_secrets && !patch.applied), "%s: a secret in what was applied", test->original);
    CHECK(!strstr(test->original, "secret://kept") || patch.has_secrets, "%s: no secret", test->original);
}

/* Without a source nothing is looked at. */
static void check_without_source(struct arena *arena)
{
    check_new_test();
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    struct override_file *file = overrides_file(&overrides, TEXT("c.yaml"), (struct place){.source = "test"});
    struct patch patch;
    add_secret(arena, file, "a");
    bool patched = patch_file(arena, &overrides, file, TEXT("a: secret://unset\n"), &patch, &diagnostics);
    CHECK(patched && text_equal(patch.bytes, TEXT("a: secret://unset\n")) && !patch.has_secrets, "without a source");
}

static void check_all(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        check_case(arena, &cases[i], TREE_USUAL);
        check_case(arena, &cases[i], TREE_SPARSE);
        check_case(arena, &cases[i], TREE_WHOLE);
    }
    check_without_source(arena);
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_all, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
