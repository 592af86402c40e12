/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a sweep file; the first says what it is called, and whether there is a -f. Its cells, written as CSV, must
 * be read back the same. */
#include "core/base/csv.h"
#include "core/sweep/cells.h"
#include "core/sweep/sweep_file.h"
#include "core/sweep/value_text.h"
#include "core/tree/emit.h"
#include "tests/fuzz/require.h"

#include <string.h>

#define CELLS_MAX 2000

struct input {
    struct arena *arena;
    struct text source;
};

/* Only cells of a grid that is not drawn are the file's own. */
static bool make_cells(struct sweep *sweep, struct sweep_cells *cells)
{
    struct diagnostics diagnostics = {.arena = sweep->arena};
    for (struct sweep_grid *grid = sweep->grids; grid; grid = grid->next) {
        grid->random = grid->random > 0 || grid->is_random ? 10 : 0;
    }
    const bool right = sweep_cells_make(sweep, CELLS_MAX, cells, &diagnostics);
    require(right == (diagnostics.errors == 0));
    return right;
}

static struct node *value_of(struct arena *arena, const struct sweep_setting *setting)
{
    static const struct cell_names no_names;
    struct diagnostics diagnostics = {.arena = arena};
    struct node *node;
    struct text word;
    require(cell_value_read(arena, setting->key->name, &setting->value, &no_names, &node, &word, &diagnostics));
    return node;
}

/* U+FDD0 stands for braces inside, and an escape cannot say it. */
static bool is_sayable(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text_starts(text_from(text, i), TEXT("\xef\xb7\x90"))) {
            return false;
        }
    }
    return true;
}

static bool put_row(struct buffer *out, const struct sweep *sweep, const struct sweep_cell *cell)
{
    struct text *fields = arena_array(out->arena, struct text, sweep->key_count);
    for (size_t i = 0; i < cell->count; i++) {
        const struct text field = emit_text(out->arena, FORMAT_YAML, value_of(out->arena, &cell->settings[i]), NULL);
        if (!is_sayable(cell->settings[i].value.text)) {
            return false;
        }
        fields[cell->settings[i].key->index] = field;
    }
    csv_put_row(out, fields, sweep->key_count);
    return true;
}

static bool put_cells(struct buffer *out, const struct sweep *sweep, const struct sweep_cells *cells)
{
    struct text *names = arena_array(out->arena, struct text, sweep->key_count);
    for (const struct sweep_key *key = sweep->keys; key; key = key->next) {
        if (!is_sayable(key->name)) {
            return false;
        }
        names[key->index] = key->name;
    }
    csv_put_row(out, names, sweep->key_count);
    for (size_t i = 0; i < cells->count; i++) {
        if (!put_row(out, sweep, &cells->list[i])) {
            return false;
        }
    }
    return true;
}

static struct text cell_text(struct arena *arena, const struct sweep_cell *cell)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < cell->count; i++) {
        buffer_format(&text, "%.*s=", TEXT_ARGS(cell->settings[i].key->identity));
        value_text_put(&text, value_of(arena, &cell->settings[i]), false);
    }
    return buffer_text(&text);
}

static void read_again(struct arena *arena, struct text csv, const struct sweep_cells *cells)
{
    struct sweep sweep = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    struct sweep_cells again;
    const bool right = sweep_file_read(&sweep, "written.csv", csv, TEXT(""), &diagnostics);
    if (!right) {
        fprintf(stderr, "%s\nof %.*s\n", diagnostic_line(arena, diagnostics.first), TEXT_ARGS(csv));
    }
    require(right && make_cells(&sweep, &again));
    require(again.count == cells->count);
    for (size_t i = 0; i < cells->count; i++) {
        require(text_equal(cell_text(arena, &cells->list[i]), cell_text(arena, &again.list[i])));
    }
}

static void read_input(void *context)
{
    static const char *const names[] = {"s.yaml", "s.csv", "s.jsonl", "s"};
    const struct input *input = context;
    const unsigned char first = (unsigned char)input->source.bytes[0];
    struct sweep sweep = {.arena = input->arena};
    struct diagnostics diagnostics = {.arena = input->arena};
    struct sweep_cells cells;
    struct buffer csv = {.arena = input->arena};
    const bool right = sweep_file_read(&sweep, names[first & 3], text_from(input->source, 1),
                                       first & 4 ? TEXT("c.yaml") : TEXT(""), &diagnostics);
    require(right == (diagnostics.errors == 0));
    if (right && make_cells(&sweep, &cells) && sweep.key_count > 0 && put_cells(&csv, &sweep, &cells)) {
        read_again(input->arena, buffer_text(&csv), &cells);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct input input = {&arena, {(const char *)bytes, size}};
    if (size > 0) {
        arena_run(&arena, read_input, &input);
    }
    arena_release(&arena);
    return 0;
}
