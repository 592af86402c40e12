/* SPDX-License-Identifier: Apache-2.0 */
/* Summaries: few nodes of a large file, the same patch as from all, and memory that a file does not multiply. */
#include "tests/properties/same_patch.h"
#include "tests/unit/check.h"

#include "core/read/read.h"
#include "core/patch/override_projection.h"
#include "core/overrides/assignment.h"
#include "core/overrides/overrides_document.h"

enum { KEYS = 5000 };

/* A map of KEYS keys, k0 to k4999, each with a value of some kind, and two with the name `twice`. */
static struct text wide_map(struct arena *arena, bool json)
{
    static const char *const yaml[] = {"7", "{x: [1, 'two'], y: \"z\"}", "\n    x:\n    - 1\n    - 2", "|\n    t",
                                       "'7'"};
    static const char *const flow[] = {"7", "{\"x\": [1, \"two\"]}", "{\"x\": [[], {}, 1]}", "\"\\u00e9\"", "true"};
    struct buffer out = {.arena = arena};
    buffer_format(&out, json ? "{\n  \"top\": {\n" : "top:\n");
    for (int i = 0; i < KEYS; i++) {
        const char *key = i == 100 || i == 4100 ? "twice" : "k";
        buffer_format(&out, json ? "    \"%s" : "  %s", key);
        if (*key == 'k') {
            buffer_format(&out, "%d", i);
        }
        buffer_format(&out, json ? "\": " : ": ");
        buffer_put(&out, text_of((json ? flow : yaml)[i % 5]));
        buffer_format(&out, json && i + 1 < KEYS ? ",\n" : "\n");
    }
    buffer_format(&out, json ? "  }\n}\n" : "");
    return buffer_text(&out);
}

static size_t count_nodes(const struct node *node)
{
    size_t count = 1;
    for (const struct node *child = node->first; child; child = child->next) {
        count += count_nodes(child) + (child->key != NULL);
    }
    return count;
}

static const char *const assignments[] = {
    "top.k2500=9",
    "top.twice=x",
    "~top.k4999",
    "~top.k0",
    "~top.k1",
    "~top.k3000",
    "+top.new=1",
    "top.k2502.x[1]=5",
    "top.k2501.x[-1]=5",
    "top.k2507={a: 1}",
    "~top.k4998\n~top.k4999",
    "~top.k2999\n~top.k3001\n~top.k3000",
    "top.absent=1",
    "top.k2501.absent=1",
    "top.k2501={}\n+top.k2501.q=1",
};

static void check_overrides(struct arena *arena, const char *name, struct text source, struct text lines)
{
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    struct document document;
    struct patch patch;
    for (size_t at = 0; at < lines.length;) {
        size_t end = text_find(lines, at, '\n');
        struct place origin = {.source = "argument"};
        bool read = overrides_read_assignment(&overrides, origin, text_part(lines, at, end), ASSIGNMENT_PLAIN,
                                              text_of(name), &diagnostics);
        CHECK(read, "%.*s", TEXT_ARGS(lines));
        at = end + 1;
    }
    bool patched = patch_file(arena, &overrides, overrides.files, source, &patch, &diagnostics);
    const enum tree_width widths[] = {TREE_WHOLE, TREE_SPARSE};
    for (size_t i = 0; i < 2; i++) {
        const char *difference =
            compare_patch(widths[i], &overrides, overrides.files, source, patched, &patch, &diagnostics);
        CHECK(!difference, "%s: %.*s: other %s from tree %zu", name, TEXT_ARGS(lines), difference, i);
    }
    tree_width = TREE_SPARSE;
    const struct projection *projection = projection_of_overrides(arena, overrides.files, 0);
    bool read = document_read_projection(arena, name, source, FORMAT_UNKNOWN, 0, projection, &document, &diagnostics);
    tree_width = TREE_USUAL;
    CHECK(read && document.root->first->count == KEYS, "%s: %.*s", name, TEXT_ARGS(lines));
    CHECK(read && count_nodes(document.root) < 100, "%s: %.*s: %zu nodes", name, TEXT_ARGS(lines),
          count_nodes(document.root));
}

static void check_wide_maps(void *context)
{
    check_new_test();
    struct arena *arena = context;
    struct text yaml = wide_map(arena, false);
    struct text json = wide_map(arena, true);
    for (size_t i = 0; i < sizeof assignments / sizeof *assignments; i++) {
        check_new_case();
        check_overrides(arena, "c.yaml", yaml, text_of(assignments[i]));
        check_overrides(arena, "c.json", json, text_of(assignments[i]));
    }
}

/* A list of many numbers, one of the first and the last of which are overridden. */
static void check_memory(void *context)
{
    check_new_test();
    struct arena *arena = context;
    struct buffer out = {.arena = arena};
    enum { ELEMENTS = 500000, ROOM = 2 << 20 };
    buffer_format(&out, "{\"list\": [0");
    for (int i = 1; i < ELEMENTS; i++) {
        buffer_format(&out, ", %d", i);
    }
    buffer_format(&out, "]}");
    struct text source = buffer_text(&out);
    static const char *const names[] = {"c.yaml", "c.json"};
    for (size_t i = 0; i < 2; i++) {
        struct overrides overrides = {.arena = arena};
        struct diagnostics diagnostics = {.arena = arena};
        struct patch patch;
        size_t held = arena->held;
        bool patched = overrides_read_document(&overrides, "o", TEXT("{\"set\": {\"c:list[3]\": 7, \"c:list[+]\": 8}}"),
                                               &diagnostics);
        overrides.files->name = names[i];
        patched &= patch_file(arena, &overrides, overrides.files, source, &patch, &diagnostics);
        CHECK(patched && patch.bytes.length == source.length + 3, "%s", names[i]);
        CHECK(arena->held - held < source.length + ROOM, "%s: %zu bytes for %zu", names[i], arena->held - held,
              source.length);
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_wide_maps, &arena), "out of memory");
    arena_release(&arena);
    CHECK(arena_run(&arena, check_memory, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
