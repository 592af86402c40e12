/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/nearest_path.h"
#include "core/base/shell_word.h"
#include "core/read/read.h"
#include "core/tree/foreign_path.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

static const char config[] = "model.v2: {size: 3}\n"
                             "layers: [1, {width: 2}]\n"
                             "trainer: {learning_rate: 0.1, optimizer: {lr: 1}}\n"
                             "other: {Optimizer: {lr: 2}}\n"
                             "seed: 1\n"
                             "\"\": {x: 1}\n";

/* The paths that are found, with a blank behind each. */
static const char *found(const char *wanted)
{
    struct document document = {0};
    struct diagnostics diagnostics = {.arena = &arena};
    struct keypath path, paths[NEAREST_PATHS_MAX];
    struct buffer out = {.arena = &arena};
    size_t at;
    CHECK(!keypath_read(&arena, text_of(wanted), &path, &at), "%s is no path", wanted);
    CHECK(document_read(&arena, "c.yaml", text_of(config), FORMAT_YAML, 0, &document, &diagnostics), "config");
    size_t count = nearest_paths(&arena, document.root, path, paths);
    for (size_t i = 0; i < count; i++) {
        keypath_write(&out, paths[i]);
        buffer_byte(&out, ' ');
    }
    return buffer_string(&out);
}

static void test_nearest_paths(void)
{
    check_new_test();
    static const struct {
        const char *wanted, *found;
    } cases[] = {
        {"model.v2.size", "model\\.v2.size "},
        {"layers.0", "layers[0] "},
        {"layers.1.width", "layers[1].width "},
        {"layers.10", ""}, /* a number is never misspelt */
        {"trainer/learning_rate", "trainer.learning_rate "},
        {"Trainer.Learning-Rate", "trainer.learning_rate "},
        {"learning_rate", "trainer.learning_rate "},
        {"lerning_rate", "trainer.learning_rate "},
        {"optimizer.lr", "trainer.optimizer.lr "}, /* the exact one, not the one of another case */
        {"lr", "trainer.optimizer.lr other.Optimizer.lr "},
        {"ls", ""}, /* too short to be looked for everywhere when it is misspelt */
        {"sede", "seed "},
        {"nowhere.learning_rate", "trainer.learning_rate "},
        {"trainer.seed", ""}, /* what is around it exists */
        {"zzz", ""},
        {"\"\\.\"", ""}, /* no names at all */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const char *got = found(cases[i].wanted);
        CHECK(strcmp(got, cases[i].found) == 0, "%s: %s, not %s", cases[i].wanted, got, cases[i].found);
    }
}

static void test_foreign_paths(void)
{
    check_new_test();
    static const struct {
        const char *source, *path;
    } cases[] = {
        {".seed", "seed"},
        {"$.a.b", "a.b"},
        {"a[\"b.c\"]", "a.b\\.c"},
        {".a.\"b.c\"['d'][0].e", "a.b\\.c.d[0].e"},
        {"a[", ""},
        {"a.", ""},
        {".", ""},
        {"", ""},
        {"a[\"b\"", ""},
        {"a[\"\"]", ""},
        {"a[-1]", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct text got = foreign_path(&arena, text_of(cases[i].source));
        CHECK(text_equal(got, text_of(cases[i].path)), "%s: %.*s", cases[i].source, TEXT_ARGS(got));
    }
}

static void test_shell_words(void)
{
    check_new_test();
    static const struct {
        const char *word, *quoted;
    } cases[] = {
        {"a.b=c", "a.b=c"},
        {"a\\.b", "'a\\.b'"},
        {"l[0]", "'l[0]'"},
        {"~a", "'~a'"},
        {"=ls", "'=ls'"},
        {"it's", "'it'\\''s'"},
        {"", "''"},
        {"+a", "+a"},
        {"a b", "'a b'"},
        {"{1,2}", "'{1,2}'"},
        {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const char *got = shell_word(&arena, text_of(cases[i].word));
        CHECK(strcmp(got, cases[i].quoted) == 0, "%s: %s", cases[i].word, got);
    }
}

static void run(void *context)
{
    (void)context;
    test_nearest_paths();
    test_foreign_paths();
    test_shell_words();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, run, NULL), "out of memory");
    arena_release(&arena);
    return check_done();
}
