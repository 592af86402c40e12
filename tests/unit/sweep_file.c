/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells sweep files make, and what is said about wrong ones.
 *
 * Most cases stand in tests/data/sweep, a file for each subject:
 *
 *     >>> the file's name, and that of -f, if it is there
 *     its text
 *     <<<
 *     the cells (or of what is drawn the axes), as dump_sweep() has them, and what is said
 *
 * and an empty line after each. \xHH in a text is that byte, \r and \n in CSV's. */
#include "core/sweep/sweep_file.h"
#include "tests/unit/data_files.h"
#include "tests/unit/dump_sweep.h"

#include <stdlib.h>
#include <string.h>

struct file_case {
    struct arena *arena;
    const char *name;
    struct text source, file;
    const char *found;
};

static void run_case(void *context)
{
    struct file_case *test = context;
    struct sweep sweep = {.arena = test->arena};
    struct diagnostics diagnostics = {.arena = test->arena};
    const bool right = sweep_file_read(&sweep, test->name, test->source, test->file, &diagnostics);
    CHECK(right == (diagnostics.errors == 0), "%s: %.*s", test->name, TEXT_ARGS(test->source));
    test->found = dump_sweep(&sweep, &diagnostics);
}

static void check_case(struct file_case *test, const char *expected)
{
    check_new_case();
    CHECK(arena_run(test->arena, run_case, test), "memory ran out");
    CHECK(test->found && strcmp(test->found, expected) == 0, "%s: %.*s\n got: %swant: %s", test->name,
          TEXT_ARGS(test->source), test->found, expected);
}

static struct text bytes_of(struct arena *arena, struct text text)
{
    struct buffer out = {.arena = arena};
    for (size_t i = 0; i < text.length; i++) {
        if (i + 3 < text.length && text.bytes[i] == '\\' && text.bytes[i + 1] == 'x') {
            const char digits[] = {text.bytes[i + 2], text.bytes[i + 3], '\0'};
            buffer_byte(&out, (char)strtoul(digits, NULL, 16));
            i += 3;
        } else {
            buffer_byte(&out, text.bytes[i]);
        }
    }
    return buffer_text(&out);
}

/* Lines up to that which is end, or empty at the end of rest. */
static struct text lines_until(struct text *rest, struct text end)
{
    const struct text all = *rest;
    while (rest->length > 0) {
        const size_t length = all.length - rest->length;
        if (text_equal(data_file_line(rest), end)) {
            return text_part(all, 0, length);
        }
    }
    return all;
}

struct file_run {
    struct arena arena;
    const char *path;
};

static void check_file(void *context)
{
    struct file_run *run = context;
    struct arena *arena = &run->arena;
    struct text rest = text_copy(arena, data_file_read(run->path));
    while (rest.length > 0) {
        const struct text first = data_file_line(&rest);
        if (!text_starts(first, TEXT(">>> "))) {
            CHECK(false, "%s: %.*s", run->path, TEXT_ARGS(first));
            return;
        }
        const size_t space = text_find(first, 4, ' ');
        struct file_case test = {
            .arena = arena,
            .name = text_string(arena, text_part(first, 4, space)),
            .file = text_from(first, space < first.length ? space + 1 : space),
            .source = bytes_of(arena, lines_until(&rest, TEXT("<<<"))),
        };
        check_case(&test, text_string(arena, lines_until(&rest, TEXT(""))));
    }
}

static void run_file(const char *path)
{
    struct file_run run = {.path = path};
    arena_init(&run.arena, 0);
    CHECK(arena_run(&run.arena, check_file, &run), "%s: memory ran out", path);
    arena_release(&run.arena);
}

static void repeat(struct buffer *out, const char *piece, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        buffer_put(out, text_of(piece));
    }
}

static void check_large(void *context)
{
    struct arena *arena = context;
    struct buffer csv = {.arena = arena}, lines = csv, nested = csv, laughs = csv;
    struct {
        const char *name;
        struct buffer *source;
        const char *ends;
    } const files[] = {
        {"r.csv", &csv, "c.yaml:a=99999, c.yaml:b=\"x\"\n"},
        {"r.jsonl", &lines, "c.yaml:a=99999, c.yaml:b=\"x\"\n"},
        {"s.yaml", &nested, "nested deeper than inlay reads (500 levels)\n"},
        {"s.yaml", &laughs, "more than 1000000 values, aliases written out (take the aliases out)\n"},
    };
    buffer_put(&csv, TEXT("c.yaml:a,c.yaml:b\n"));
    for (unsigned i = 0; i < 100000; i++) {
        buffer_format(&csv, "%u,x\n", i);
        buffer_format(&lines, "{\"c.yaml:a\": %u, \"c.yaml:b\": \"x\"}\n", i);
    }
    buffer_put(&nested, TEXT("grid: {c.yaml:a: "));
    repeat(&nested, "[", 600);
    repeat(&nested, "]", 600);
    buffer_put(&nested, TEXT("}\n"));
    buffer_put(&laughs, TEXT("x: [&a0 [1, 2]"));
    for (unsigned i = 0; i < 30; i++) {
        buffer_format(&laughs, ", &a%u [*a%u, *a%u]", i + 1, i, i);
    }
    buffer_put(&laughs, TEXT("]\n"));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        check_new_case();
        struct file_case test = {arena, files[i].name, buffer_text(files[i].source), TEXT(""), NULL};
        run_case(&test);
        CHECK(text_ends(text_of(test.found), text_of(files[i].ends)), "%s: %.300s", test.name, test.found);
    }
}

int main(void)
{
    data_files_run("tests/data/sweep/*", run_file);
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_large, &arena), "memory ran out");
    arena_release(&arena);
    return check_done();
}
