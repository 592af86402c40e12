/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the axes of a sweep, one a line. What makes cells must be set in each of them; a word with one value sets what
 * the same assignment does; and cells that are known by different texts set different values. */
#include "core/sweep/axis_word.h"
#include "core/overrides/run_config.h"
#include "core/sweep/cells.h"
#include "tests/fuzz/require.h"
#include "tests/unit/dump_overrides.h"

#define CELLS_MAX 500

struct input {
    struct arena *arena;
    bool is_run_config;
    uint32_t random;
    struct text file, source;
};

static const struct place origin = {.source = "argument 2"};

static const char *dump_cell(const struct input *input, const struct sweep_cell *cell, const char *dir)
{
    struct overrides overrides = {.arena = input->arena};
    struct diagnostics diagnostics = {.arena = input->arena};
    const struct cell_names names = {7, dir};
    const bool right = sweep_cell_apply(&overrides, cell, &names, &diagnostics);
    require(right == (diagnostics.errors == 0));
    return right ? dump_overrides(&overrides, &diagnostics) : NULL;
}

static const char *dump_assignment(const struct input *input)
{
    struct overrides overrides = {.arena = input->arena};
    struct diagnostics diagnostics = {.arena = input->arena};
    const bool right = input->is_run_config ? run_config_assign(&overrides, origin, input->source, &diagnostics)
                                            : overrides_read_assignment(&overrides, origin, input->source,
                                                                        ASSIGNMENT_PLAIN, input->file, &diagnostics);
    return right ? dump_overrides(&overrides, &diagnostics) : NULL;
}

/* Whether nothing in source has a meaning of its own to sweeps. */
static bool is_assignment_alone(struct text source)
{
    if (text_starts(source, TEXT("run_config:"))) {
        return false;
    }
    for (size_t i = 0; i < source.length; i++) {
        if (strchr("{}(,\n", source.bytes[i])) {
            return false;
        }
    }
    return true;
}

static void look_at(const struct input *input, const struct sweep *sweep, const struct sweep_cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        const char *known = dump_cell(input, &cells->list[i], NULL);
        if (!known) { /* a tag, or what nests too deeply */
            require(input->is_run_config);
            return;
        }
        require(cells->list[i].count > 0);
        dump_cell(input, &cells->list[i], "d/it's \"a\" {dir}\n/0007");
        require(sweep_cell_text(input->arena, sweep, &cells->list[i]).length > 0);
        for (size_t j = 0; j < i && i < 20; j++) {
            require(strcmp(known, dump_cell(input, &cells->list[j], NULL)) != 0);
        }
    }
    const char *assigned = cells->count == 1 && is_assignment_alone(input->source) ? dump_assignment(input) : NULL;
    require(!assigned || strcmp(assigned, dump_cell(input, &cells->list[0], "d")) == 0);
}

static void read_input(void *context)
{
    const struct input *input = context;
    struct diagnostics diagnostics = {.arena = input->arena};
    struct sweep sweep = {.arena = input->arena};
    struct sweep_grid *grid = sweep_add_grid(&sweep, origin);
    grid->random = input->random;
    bool right = true;
    for (size_t start = 0, end; start < input->source.length && right; start = end + 1) {
        end = text_find(input->source, start, '\n');
        right = axis_word_read(&sweep, grid, origin, text_part(input->source, start, end), input->file,
                               input->is_run_config, &diagnostics);
        require(right == (diagnostics.errors == 0));
    }
    struct sweep_cells cells;
    if (right && grid->axes) {
        right = sweep_cells_make(&sweep, CELLS_MAX, &cells, &diagnostics);
        require(right == (diagnostics.errors == 0));
        require(cells.count <= CELLS_MAX);
    }
    if (right && grid->axes) {
        look_at(input, &sweep, &cells);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct input input = {
        .arena = &arena,
        .is_run_config = bytes[0] & 1,
        .random = bytes[0] & 2 ? 3 : 0,
        .file = bytes[0] & 4 ? TEXT("") : TEXT("c.yaml"),
        .source = {(const char *)bytes + 1, size - 1},
    };
    arena_run(&arena, read_input, &input);
    arena_release(&arena);
    return 0;
}
