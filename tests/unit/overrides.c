/* SPDX-License-Identifier: Apache-2.0 */
/* What override documents are read as, what is said about wrong ones, and that what is written reads back the same.
 *
 * Most cases stand in tests/data/documents, a file for each subject:
 *
 *     >>> the document's name
 *     its text
 *     <<<
 *     what is read, as dump_overrides() has it, or what is said
 *
 * and an empty line after each. Relative paths are under /job. */
#include "core/overrides/overrides.h"
#include "core/overrides/assignment.h"
#include "core/overrides/overrides_document.h"
#include "core/overrides/overrides_edits.h"
#include "tests/unit/check.h"
#include "tests/unit/dump_overrides.h"

#include <glob.h>
#include <string.h>

struct document_case {
    const char *name;
    struct text source;
    const char *expected;
};

static void check_round_trip(struct arena *arena, const struct overrides *overrides)
{
    struct buffer written = {.arena = arena};
    CHECK(reads_back(*overrides, &written), "%s", buffer_string(&written));
    struct buffer said = {.arena = arena};
    CHECK(reads_back_said(overrides, &said), "%s", buffer_string(&said));
}

static void check_case(struct arena *arena, const struct document_case *test)
{
    struct overrides overrides = {.arena = arena, .root = TEXT("/job")};
    struct diagnostics diagnostics = {.arena = arena};
    bool right = overrides_read_document(&overrides, test->name, test->source, &diagnostics);
    const char *dump = dump_overrides(&overrides, &diagnostics);
    CHECK(strcmp(dump, test->expected) == 0, "%s: %.*s\n got: %swant: %s", test->name, TEXT_ARGS(test->source), dump,
          test->expected);
    CHECK(right == (diagnostics.errors == 0), "%s: %.*s", test->name, TEXT_ARGS(test->source));
    if (right) {
        check_round_trip(arena, &overrides);
    }
}

static struct text read_file(struct arena *arena, const char *path)
{
    struct buffer content = {.arena = arena};
    FILE *file = fopen(path, "re");
    for (int c; file && (c = getc(file)) != EOF;) {
        buffer_byte(&content, (char)c);
    }
    if (file) {
        fclose(file);
    }
    return buffer_text(&content);
}

/* Lines up to one that is end; *at is then behind that line. */
static struct text read_until(struct text content, size_t *at, struct text end)
{
    size_t start = *at;
    size_t line = start;
    while (line < content.length) {
        size_t line_end = text_find(content, line, '\n');
        *at = line_end < content.length ? line_end + 1 : line_end;
        if (text_equal(text_part(content, line, line_end), end)) {
            break;
        }
        line = *at;
    }
    return text_part(content, start, line);
}

static void check_file(struct arena *arena, const char *path)
{
    struct text content = read_file(arena, path);
    size_t at = 0;
    while (at < content.length) {
        size_t line_end = text_find(content, at, '\n');
        struct text first = text_part(content, at, line_end);
        CHECK(text_starts(first, TEXT(">>> ")), "%s: %.*s", path, TEXT_ARGS(first));
        at = line_end < content.length ? line_end + 1 : line_end;
        struct document_case test = {.name = text_string(arena, text_from(first, 4))};
        test.source = read_until(content, &at, TEXT("<<<"));
        test.expected = text_string(arena, read_until(content, &at, TEXT("")));
        check_case(arena, &test);
    }
}

static void check_files(struct arena *arena)
{
    check_new_test();
    glob_t found;
    int status = glob("tests/data/documents/*", 0, NULL, &found);
    CHECK(status == 0, "run it in the project's root");
    for (size_t i = 0; status == 0 && i < found.gl_pathc; i++) {
        check_file(arena, found.gl_pathv[i]);
    }
    globfree(&found);
}

/* What a data file cannot show. */
static void check_bytes(struct arena *arena)
{
    check_new_test();
    static const struct document_case cases[] = {
        {"o", TEXT("\xef\xbb\xbf {files: {\"c.yaml\": {\"a\": yes}}}"), "merge /job/c.yaml = {\"a\": yes} (o:1:11)\n"},
        {"o.yaml", TEXT("set: {\"c.yaml:a\": \"\xff\"}"),
         "o.yaml:1:20: invalid leading UTF-8 octet (this is not valid YAML)\n"},
        {"o", TEXT("{\"set\": {\"c.yaml:a\": 1}}"), "set /job/c.yaml a = 1 (o:1:10)\n"},
        {"o", TEXT(""), ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        check_case(arena, &cases[i]);
    }
}

static void put_times(struct buffer *out, struct text piece, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        buffer_put(out, piece);
    }
}

static void check_depth(struct arena *arena)
{
    check_new_test();
    struct buffer source = {.arena = arena};
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    buffer_put(&source, TEXT("{\"set\": {\"c.yaml:a\": "));
    put_times(&source, TEXT("["), DOCUMENT_DEPTH_MAX - 10);
    put_times(&source, TEXT("]"), DOCUMENT_DEPTH_MAX - 10);
    buffer_put(&source, TEXT("}}"));
    CHECK(overrides_read_document(&overrides, "o", buffer_text(&source), &diagnostics), "%d levels",
          DOCUMENT_DEPTH_MAX - 10);
    check_round_trip(arena, &overrides);
}

static const char *read_said(struct arena *arena, struct text source)
{
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    overrides_read_document(&overrides, "o.yaml", source, &diagnostics);
    return dump_overrides(&overrides, &diagnostics);
}

static void check_aliases(struct arena *arena)
{
    check_new_test();
    struct buffer laughs = {.arena = arena}, chain = {.arena = arena};
    buffer_put(&laughs, TEXT("run_config:\n  a0: &a0 x\n"));
    for (unsigned i = 1; i < 8; i++) {
        buffer_format(&laughs, "  a%u: &a%u [", i, i);
        for (unsigned j = 0; j < 10; j++) {
            buffer_format(&laughs, "%s*a%u", j > 0 ? ", " : "", i - 1);
        }
        buffer_put(&laughs, TEXT("]\n"));
    }
    const char *said = read_said(arena, buffer_text(&laughs));
    CHECK(strcmp(said, "o.yaml:1:1: more than 1000000 values, aliases written out (take the aliases out)\n") == 0, "%s",
          said);

    buffer_put(&chain, TEXT("run_config:\n  a0: &a0 x\n"));
    for (unsigned i = 1; i < 20000; i++) {
        buffer_format(&chain, "  a%u: &a%u [*a%u]\n", i, i, i - 1);
    }
    said = read_said(arena, buffer_text(&chain));
    CHECK(strstr(said, "values nest too deeply, aliases written out"), "%s", said);
}

/* More keys than a map searches one by one. */
static void check_many_keys(struct arena *arena)
{
    check_new_test();
    struct buffer source = {.arena = arena};
    buffer_put(&source, TEXT("set:\n"));
    for (unsigned i = 0; i < 5000; i++) {
        buffer_format(&source, "  c.yaml:k%u: %u\n", i == 4321 ? 17 : i, i);
    }
    const char *said = read_said(arena, buffer_text(&source));
    const char *expected = "o.yaml:4323:3: the key \"c.yaml:k17\" stands twice, first at o.yaml:19:3 (leave one out)\n";
    CHECK(strcmp(said, expected) == 0, "%s", said);
}

/* The job must read a number in the spelling that `inlay render` shows, in either format. */
static void check_numbers(struct arena *arena)
{
    check_new_test();
    static const char *const numbers[] = {"1e-4",   "1E5", "+1",  "-0",    "0x1f", "0o17",  ".5",  "5.",
                                          "+.5e+3", "1.0", "100", "-1.50", ".inf", "-.INF", ".NaN"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        check_new_case();
        struct buffer source = {.arena = arena}, written = {.arena = arena};
        struct overrides overrides = {.arena = arena}, again = {.arena = arena};
        struct diagnostics diagnostics = {.arena = arena};
        buffer_format(&source, "c.yaml:a=[%s]", numbers[i]);
        overrides_read_assignment(&overrides, (struct place){.source = "x"}, buffer_text(&source), ASSIGNMENT_PLAIN,
                                  TEXT(""), &diagnostics);
        overrides_write(&overrides, &written);
        bool right = overrides_read_document(&again, "o", buffer_text(&written), &diagnostics);
        const struct node *number = right && again.first ? again.first->value->first : NULL;
        CHECK(number && text_equal(number->text, text_of(numbers[i])) &&
                  number->kind == overrides.first->value->first->kind,
              "%s: %s", numbers[i], buffer_string(&written));
    }
}

static const char *wandb_said(struct arena *arena, const char *source)
{
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    bool right = overrides_read_wandb_files(&overrides, "WANDB", text_of(source), &diagnostics);
    CHECK(right == (diagnostics.errors == 0), "%s", source);
    return dump_overrides(&overrides, &diagnostics);
}

static void check_wandb_files(struct arena *arena)
{
    check_new_test();
    static const char *const cases[][2] = {
        {"{\"c.yaml\": {\"a.b\": [1]}, \"d.json\": null, \"e.json\": {}}",
         "merge c.yaml = {\"a.b\": [1]} (WANDB:1:2)\nmerge e.json = {} (WANDB:1:42)\n"},
        {"{}", ""},
        {"", ""},
        {"{\"files\": {\"c.yaml\": 1}}", "merge files = {\"c.yaml\": 1} (WANDB:1:2)\n"},
        {"{\"c.json\": 3}",
         "WANDB:1:12: the override of \"c.json\" is an integer (it must be an object that holds the keys to change)\n"},
        {"{\"c.json\": {\"a\": 2}, \"c.json\": {\"b\": 3}}",
         "WANDB:1:22: the key \"c.json\" stands twice, first at WANDB:1:2 (leave one out)\n"},
        {"{\"c.json\": {}, \"./c.json\": {}}",
         "WANDB:1:16: \"./c.json\" and \"c.json\" at WANDB:1:2 are the same file (spell it in one way)\n"},
        {"null", "WANDB:1:1: the document is null (it must be an object, such as {\"files\": {\"FILE\": {\"KEY\": "
                 "VALUE}}})\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const char *said = wandb_said(arena, cases[i][0]);
        CHECK(strcmp(said, cases[i][1]) == 0, "%s\n got: %swant: %s", cases[i][0], said, cases[i][1]);
    }
    CHECK(strstr(wandb_said(arena, "{c.yaml: {a: 1}}"), "WANDB:1:2: "), "JSON only");
}

/* Later documents come later; what they do not say stays. */
static void check_several(struct arena *arena)
{
    check_new_test();
    struct overrides overrides = {.arena = arena, .root = TEXT("/job/")};
    struct diagnostics diagnostics = {.arena = arena};
    const char *expected = "merge /job/c.yaml = {\"a\": 1} (one:1:9)\n"
                           "set /job/c.yaml b = 2 (two:1:7)\n"
                           "unset /job/c.yaml d (INLAY_SET:1:1)\n"
                           "run_config {\"x\": 1, \"y\": 2}\n"
                           "entry_point [\"python\"]\n"
                           "shared\n";
    overrides_read_document(&overrides, "one",
                            TEXT("files: {c.yaml: {a: 1}}\nrun_config: {x: 1}\nentry_point: [python]\nshared: true"),
                            &diagnostics);
    overrides_read_document(&overrides, "two",
                            TEXT("set: {./c.yaml:b: 2}\nrun_config: {y: 2}\nentry_point: []\nshared: false"),
                            &diagnostics);
    overrides_read_assignments(&overrides, "INLAY_SET", TEXT("/job/c.yaml:~d"), &diagnostics);
    const char *dump = dump_overrides(&overrides, &diagnostics);
    CHECK(strcmp(dump, expected) == 0, "%s", dump);
    struct override_file *other = overrides_file(&overrides, TEXT("d.yaml"), (struct place){.source = "x"});
    CHECK(overrides.files->next == other && overrides.files_last == other && overrides.file_count == 2, "two files");
    CHECK(overrides.files->first == overrides.first && overrides.first->next_file == overrides.first->next &&
              overrides.files->last[LAYER_SAID] == overrides.last[LAYER_SAID],
          "all of one file");
    CHECK(strcmp(overrides.files->name, "c.yaml") == 0, "%s", overrides.files->name);
    CHECK(overrides.files->origin.line == 1 && overrides.files->origin.column == 9, "the first mention");
    CHECK(overrides.entry_point_origin.line == 3, "%u", overrides.entry_point_origin.line);
}

/* What was said before stays, whichever of the two formats is to blame. */
static void check_diagnostics_kept(struct arena *arena)
{
    check_new_test();
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    diagnose(&diagnostics, SEVERITY_NOTE, (struct place){.source = "x"}, "first");
    overrides_read_document(&overrides, "one", TEXT("set: {c.yaml:a: 1}"), &diagnostics);
    overrides_read_document(&overrides, "two", TEXT("set: {"), &diagnostics);
    overrides_read_document(&overrides, "three", TEXT("1"), &diagnostics);
    const char *dump = dump_overrides(&overrides, &diagnostics);
    CHECK(diagnostics.errors == 2 && strncmp(dump, "x: note: first\ntwo:2:1: ", 23) == 0 &&
              strstr(dump, "\nthree:1:1: "),
          "%s", dump);
}

static void check_registered_paths(struct arena *arena)
{
    check_new_test();
    static const char *const cases[][3] = {
        {"", "c.yaml", "c.yaml"},         {"", "./d/.//c.yaml", "d/c.yaml"},           {"", "//c.yaml", "/c.yaml"},
        {"/", "c.yaml", "/c.yaml"},       {"/job", "d/../c.yaml", "/job/d/../c.yaml"}, {"/job/./x/", "c", "/job/x/c"},
        {"/job", "/./c.yaml", "/c.yaml"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct overrides overrides = {.arena = arena, .root = text_of(cases[i][0])};
        struct text path = text_of(cases[i][1]);
        CHECK(!overrides_find_file(&overrides, path), "%s", cases[i][1]);
        struct override_file *file = overrides_file(&overrides, path, (struct place){.source = "x"});
        CHECK(text_equal(file->path, text_of(cases[i][2])), "%s: %.*s", cases[i][1], TEXT_ARGS(file->path));
        CHECK(overrides_find_file(&overrides, text_of(cases[i][2])) == file, "%s", cases[i][2]);
        CHECK(strcmp(file->name, cases[i][1]) == 0, "%s", file->name);
    }
}

/* --format, and a path that only YAML's escapes can say. */
static void check_written(struct arena *arena)
{
    check_new_test();
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    struct place place = {.source = "argument 2"};
    overrides_read_assignment(&overrides, place, TEXT("a\xe2\x80\xa8\"b:k=off"), ASSIGNMENT_PLAIN, TEXT(""),
                              &diagnostics);
    overrides.files->format = FORMAT_JSON;
    check_round_trip(arena, &overrides);

    struct buffer written = {.arena = arena};
    overrides_write(&overrides, &written);
    const char *expected = "{edits: [{\"file\": \"a\\u2028\\\"b\", \"as\": \"a\\u2028\\\"b\", \"format\": \"json\", "
                           "\"op\": \"set\", \"key\": \"k\", \"value\": off, \"from\": \"argument 2\"}]}";
    CHECK(strcmp(buffer_string(&written), expected) == 0, "%s", buffer_string(&written));
}

static void run(void *context)
{
    check_files(context);
    check_bytes(context);
    check_depth(context);
    check_aliases(context);
    check_many_keys(context);
    check_numbers(context);
    check_wandb_files(context);
    check_several(context);
    check_diagnostics_kept(context);
    check_registered_paths(context);
    check_written(context);
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, run, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
