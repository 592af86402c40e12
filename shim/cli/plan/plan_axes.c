/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/plan_axes.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/missing_file.h"

#include "core/overrides/target.h"
#include "core/sweep/axis_word.h"
#include "core/sweep/axis_zip.h"
#include "core/sweep/sweep_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A word without a value, KEY- or ~KEY, removes for all cells. */
static bool is_axis(const struct input *input)
{
    const struct text word = text_of(input->text);
    return input->kind == INPUT_RUN_CONFIG || (input->kind == INPUT_WORD && target_end(word) < word.length);
}

static bool has_words(const struct options *options)
{
    size_t i = 0;
    while (i < options->input_count && !is_axis(&options->inputs[i])) {
        i++;
    }
    return i < options->input_count;
}

bool plan_axes_are_said(const struct options *options)
{
    const struct sweeping *sweeping = &options->sweeping;
    return has_words(options) || sweeping->files.count > 0 || sweeping->repeat > 0;
}

const struct options *plan_axes_common(struct arena *arena, const struct options *options)
{
    struct options *common = arena_new(arena, struct options);
    *common = *options;
    common->inputs = arena_array(arena, struct input, options->input_count);
    common->input_count = 0;
    for (size_t i = 0; i < options->input_count; i++) {
        if (!is_axis(&options->inputs[i])) {
            struct input *input = &common->inputs[common->input_count++];
            *input = options->inputs[i];
            input->kind = input->kind == INPUT_WORD ? INPUT_ASSIGNMENT : input->kind;
        }
    }
    return common;
}

static struct place place_at(const char *source)
{
    return (struct place){.source = source};
}

static void read_words(struct sweep *sweep, struct sweep_grid *grid, const struct options *options,
                       struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < options->input_count; i++) {
        const struct input *input = &options->inputs[i];
        if (is_axis(input)) {
            axis_word_read(sweep, grid, place_at(input->origin), text_of(input->text), text_of(input->file),
                           input->kind == INPUT_RUN_CONFIG, diagnostics);
        }
    }
}

static void read_zips(struct sweep *sweep, struct sweep_grid *grid, const struct words *zips,
                      struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < zips->count; i++) {
        axis_zip(sweep, grid, place_at("--zip"), text_of(zips->list[i]), text_of(zips->files[i]), diagnostics);
    }
}

static void read_repeat(struct sweep *sweep, struct sweep_grid *grid, const struct sweeping *sweeping,
                        struct diagnostics *diagnostics)
{
    const struct place place = place_at("--repeat");
    if (sweeping->repeat == 0) {
        return;
    }
    const struct sweep_key *key =
        sweep_key(sweep, place, text_of(sweeping->repeat_key), text_of(sweeping->repeat_file), diagnostics);
    if (key) {
        axis_repeat(sweep, grid, place, sweeping->repeat, key, diagnostics);
    }
}

/* NULL, or what is wrong. */
static const char *read_content(struct arena *arena, const char *path, struct file_content *content)
{
    if (strcmp(path, "-") == 0) {
        return file_read_descriptor(arena, STDIN_FILENO, content);
    }
    const char *wrong = file_read(arena, path, FILES_ANY, content);
    return wrong && errno == ENOENT ? missing_file_problem(arena, path, path, NULL) : wrong;
}

static size_t stdin_readers(const struct options *options)
{
    size_t count = 0;
    for (size_t i = 0; i < options->sweeping.files.count; i++) {
        count += strcmp(options->sweeping.files.list[i], "-") == 0;
    }
    for (size_t i = 0; i < options->input_count; i++) {
        const bool is_document = options->inputs[i].kind == INPUT_DOCUMENT || options->inputs[i].kind == INPUT_VALUES;
        count += is_document && strcmp(options->inputs[i].text, "-") == 0;
    }
    return count;
}

static void read_files(struct sweep *sweep, const struct options *options, struct diagnostics *diagnostics)
{
    const struct words *files = &options->sweeping.files;
    if (files->count > 0 && stdin_readers(options) > 1) {
        diagnose(diagnostics, SEVERITY_ERROR, place_at("standard input"), "it can be read only once");
        return;
    }
    for (size_t i = 0; i < files->count; i++) {
        const char *path = files->list[i], *name = strcmp(path, "-") == 0 ? "standard input" : path;
        struct file_content content = {0};
        const char *wrong = read_content(sweep->arena, path, &content);
        if (wrong) {
            diagnose(diagnostics, SEVERITY_ERROR, place_at(name), "%s", wrong);
        } else {
            sweep_file_read(sweep, name, content.bytes, text_of(files->files[i]), diagnostics);
        }
    }
}

static void add_axes(struct sweep *sweep, struct sweep_grid *grid, const struct sweep_grid *words)
{
    for (const struct sweep_axis *axis = words->axes; axis; axis = axis->next) {
        struct sweep_axis *copy = sweep_add_axis(sweep, grid, axis->place);
        struct sweep_axis *const next = copy->next;
        *copy = *axis;
        copy->next = next;
    }
}

static void cross(struct sweep *sweep, struct sweep_grid *grid, const struct sweep_grid *words,
                  struct diagnostics *diagnostics)
{
    add_axes(sweep, grid, words);
    if (words->repeat && grid->repeat) {
        diagnose(diagnostics, SEVERITY_ERROR, grid->place, "it repeats its cells already (leave out --repeat)");
    } else if (words->repeat) {
        grid->repeat = words->repeat;
    }
}

static void set_draws(struct sweep *sweep, const struct sweeping *sweeping, struct diagnostics *diagnostics)
{
    bool draws = false;
    for (struct sweep_grid *grid = sweep->grids; grid; grid = grid->next) {
        grid->random = sweeping->random > 0 ? sweeping->random : grid->random;
        grid->is_random |= sweeping->random > 0;
        grid->seed = sweeping->has_seed ? sweeping->seed : grid->seed;
        draws |= grid->is_random;
    }
    if (sweeping->has_seed && sweep->grids && !draws) {
        diagnose(diagnostics, SEVERITY_ERROR, place_at("--seed"), "nothing is drawn (say how many by --random N)");
    }
}

void plan_axes_read(struct sweep *sweep, const struct options *options, struct diagnostics *diagnostics)
{
    const struct sweeping *sweeping = &options->sweeping;
    struct sweep_grid *words = arena_new(sweep->arena, struct sweep_grid);
    read_files(sweep, options, diagnostics);
    const bool has_files = sweeping->files.count > 0;
    if (!has_files) {
        words = sweep_add_grid(sweep, place_at("the command line"));
    }
    read_words(sweep, words, options, diagnostics);
    read_zips(sweep, words, &sweeping->zips, diagnostics);
    read_repeat(sweep, words, sweeping, diagnostics);
    for (struct sweep_grid *grid = has_files ? sweep->grids : NULL; grid; grid = grid->next) {
        cross(sweep, grid, words, diagnostics);
    }
    set_draws(sweep, sweeping, diagnostics);
}
