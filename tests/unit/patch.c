/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the .test files of tests/data/patch: base, overrides, and what must come out. Its README has their format. */
#include "core/overrides/overrides.h"
#include "core/overrides/assignment.h"
#include "core/overrides/overrides_document.h"
#include "core/patch/patch.h"
#include "tests/properties/same_patch.h"
#include "tests/unit/data_files.h"

#include <stdlib.h>
#include <string.h>

/* A section's text without its flags: "--- c.yaml crlf" is followed by lines to be taken as CRLF. */
struct section {
    struct text title; /* what follows "--- " */
    struct text body;
};

struct test_case {
    const char *path;
    unsigned line;
    struct text name;
    struct section base, overrides, expected;
    struct text notes;
    bool has_notes;
};

struct run {
    struct arena *arena;
    struct test_case *test_case;
};

static struct text first_word(struct text title)
{
    return text_part(title, 0, text_find(title, 0, ' '));
}

static bool has_flag(struct text title, const char *flag)
{
    struct text wanted = text_of(flag);
    for (size_t at = text_find(title, 0, ' '); at < title.length; at = text_find(title, at + 1, ' ')) {
        struct text word = first_word(text_from(title, at + 1));
        if (text_equal(word, wanted)) {
            return true;
        }
    }
    return false;
}

/* The bytes that a section stands for. \xHH in a body is that byte where the title says `escapes`. */
static struct text bytes_of(struct arena *arena, struct section section)
{
    struct buffer out = {.arena = arena};
    if (has_flag(section.title, "bom")) {
        buffer_put(&out, TEXT("\xEF\xBB\xBF"));
    }
    struct text body = section.body;
    if (has_flag(section.title, "open") && text_ends(body, TEXT("\n"))) {
        body.length--;
    }
    bool crlf = has_flag(section.title, "crlf");
    bool escapes = has_flag(section.title, "escapes");
    for (size_t i = 0; i < body.length; i++) {
        if (crlf && body.bytes[i] == '\n') {
            buffer_byte(&out, '\r');
        }
        if (escapes && i + 3 < body.length && body.bytes[i] == '\\' && body.bytes[i + 1] == 'x') {
            char digits[] = {body.bytes[i + 2], body.bytes[i + 3], '\0'};
            buffer_byte(&out, (char)strtoul(digits, NULL, 16));
            i += 3;
        } else {
            buffer_byte(&out, body.bytes[i]);
        }
    }
    return buffer_text(&out);
}

static bool read_overrides(struct overrides *overrides, const struct test_case *test_case, struct text file,
                           struct diagnostics *diagnostics)
{
    struct text title = test_case->overrides.title;
    struct text text = bytes_of(overrides->arena, test_case->overrides);
    overrides->shared = has_flag(title, "shared");
    if (text_equal(first_word(title), TEXT("document"))) {
        return overrides_read_document(overrides, "overrides", text, diagnostics);
    }
    bool read = true;
    for (size_t at = 0; at < text.length;) {
        size_t end = text_find(text, at, '\n');
        struct place origin = {.source = "argument"};
        read &=
            overrides_read_assignment(overrides, origin, text_part(text, at, end), ASSIGNMENT_PLAIN, file, diagnostics);
        at = end + 1;
    }
    return read;
}

/* All messages of one severity or worse, one a line. */
static struct text messages(struct arena *arena, const struct diagnostics *diagnostics, bool errors)
{
    struct buffer out = {.arena = arena};
    for (const struct diagnostic *entry = diagnostics->first; entry; entry = entry->next) {
        if ((entry->severity == SEVERITY_ERROR) == errors) {
            buffer_format(&out, "%s\n", diagnostic_line(arena, entry));
        }
    }
    return buffer_text(&out);
}

static void check_text(const struct test_case *test_case, const char *what, struct text got, struct text expected)
{
    CHECK(text_equal(got, expected), "%s:%u: %.*s: %s\n--- expected\n%.*s\n--- got\n%.*s\n---", test_case->path,
          test_case->line, TEXT_ARGS(test_case->name), what, TEXT_ARGS(expected), TEXT_ARGS(got));
}

/* diagnostics are the reader's of the overrides and the patch's; the former said nothing if there is a patch. */
static void check_trees(struct run *run, const struct overrides *overrides, struct text base, bool patched,
                        const struct patch *patch, const struct diagnostics *diagnostics)
{
    static const enum tree_width widths[] = {TREE_WHOLE, TREE_SPARSE};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        const char *difference =
            compare_patch(widths[i], overrides, overrides->files, base, patched, patch, diagnostics);
        CHECK(!difference, "%s:%u: %.*s: other %s from another tree (%zu)", run->test_case->path, run->test_case->line,
              TEXT_ARGS(run->test_case->name), difference, i);
    }
}

static void run_case(void *context)
{
    struct run *run = context;
    struct arena *arena = run->arena;
    struct test_case *test_case = run->test_case;
    struct diagnostics diagnostics = {.arena = arena};
    struct overrides overrides = {.arena = arena};
    struct text file = first_word(test_case->base.title);
    struct text base = bytes_of(arena, test_case->base);
    struct patch patch = {.bytes = base};
    bool patched = read_overrides(&overrides, test_case, file, &diagnostics);
    if (patched && overrides.files) {
        patched = patch_file(arena, &overrides, overrides.files, base, &patch, &diagnostics);
        check_trees(run, &overrides, base, patched, &patch, &diagnostics);
    }
    if (text_equal(first_word(test_case->expected.title), TEXT("error"))) {
        CHECK(!patched, "%s:%u: %.*s: not refused", test_case->path, test_case->line, TEXT_ARGS(test_case->name));
        check_text(test_case, "messages", messages(arena, &diagnostics, true), test_case->expected.body);
        return;
    }
    struct text refusal = messages(arena, &diagnostics, true);
    CHECK(patched, "%s:%u: %.*s: refused\n%.*s", test_case->path, test_case->line, TEXT_ARGS(test_case->name),
          TEXT_ARGS(refusal));
    struct section expected = test_case->expected;
    check_text(test_case, "bytes", patch.bytes,
               text_equal(first_word(expected.title), TEXT("same")) ? base : bytes_of(arena, expected));
    if (test_case->has_notes) {
        check_text(test_case, "notes", messages(arena, &diagnostics, false), test_case->notes);
    }
}

static void run_test_case(struct test_case *test_case)
{
    check_new_case();
    struct arena arena;
    arena_init(&arena, 0);
    struct run run = {&arena, test_case};
    CHECK(arena_run(&arena, run_case, &run), "%s:%u: out of memory", test_case->path, test_case->line);
    arena_release(&arena);
}

static void put_section(struct test_case *test_case, unsigned number, struct section section)
{
    struct text kind = first_word(section.title);
    if (text_equal(kind, TEXT("notes"))) {
        test_case->notes = section.body;
        test_case->has_notes = true;
    } else {
        struct section *places[] = {&test_case->base, &test_case->overrides, &test_case->expected};
        CHECK(number < 3, "%s:%u: too many sections", test_case->path, test_case->line);
        *places[number < 3 ? number : 2] = section;
    }
}

static void run_file(const char *path)
{
    struct text rest = data_file_read(path);
    struct test_case test_case = {.path = path};
    struct section section = {.title = {NULL, 0}};
    unsigned line = 0;
    unsigned sections = 0;
    bool open = false;
    for (bool more = true; more;) {
        const char *start = rest.bytes;
        more = rest.length > 0;
        struct text taken = more ? data_file_line(&rest) : TEXT("=== ");
        line++;
        bool next_case = text_starts(taken, TEXT("=== "));
        if (!next_case && !text_starts(taken, TEXT("--- "))) {
            continue;
        }
        if (section.title.bytes) {
            section.body.length = (size_t)(start - section.body.bytes);
            put_section(&test_case, sections++, section);
            section.title.bytes = NULL;
        }
        if (next_case) {
            if (open) {
                run_test_case(&test_case);
            }
            test_case = (struct test_case){.path = path, .line = line, .name = text_from(taken, 4)};
            sections = 0;
            open = true;
        } else {
            section.title = text_from(taken, 4);
            section.body.bytes = rest.bytes;
        }
    }
}

int main(int argc, char **argv)
{
    data_files_run(argc > 1 ? argv[1] : "tests/data/patch/*.test", run_file);
    return check_done();
}
