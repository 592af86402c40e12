/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/command.h"
#include "shim/cli/base/word_advice.h"
#include "shim/cli/launch/sweep_command.h"
#include "shim/serve/search_path.h"

#include "core/base/path.h"

#include <stdlib.h>
#include <string.h>

static size_t count_words(char *const *words)
{
    size_t count = 0;
    while (words[count]) {
        count++;
    }
    return count;
}

static size_t put_nodes(struct launch_inputs *launch, char **command, size_t count, const struct node *list)
{
    for (const struct node *item = list ? list->first : NULL; item; item = item->next) {
        command[count++] = text_string(launch->arena, item->text);
    }
    return count;
}

/* Index of the `--` that marks where the arguments begin; the number of words when there is none. */
static size_t find_mark(char *const *words)
{
    size_t index = 0;
    while (words[index] && (index == 0 || strcmp(words[index], "--") != 0)) {
        index++;
    }
    return index;
}

static bool args_have_a_place(struct launch_inputs *launch, const struct options *options)
{
    const struct overrides *overrides = &launch->overrides;
    if (!overrides->args || overrides->entry_point || options->operands[find_mark(options->operands)]) {
        return true;
    }
    diagnose(&launch->diagnostics, SEVERITY_ERROR, overrides->args_origin,
             "args would replace the command's arguments, but nothing says where those begin "
             "(give entry_point too, or mark them with a second --: inlay run … -- COMMAND -- ARG…)");
    return false;
}

/* Who overrides nothing, and gives the job a word that would be an override, has put it behind `--`. */
static void note_late_assignments(struct launch_inputs *launch, char *const *command)
{
    if (launch->overrides.first || launch->overrides.run_config || text_equal(path_name(*command), TEXT("inlay"))) {
        return;
    }
    for (char *const *word = command + 1; *word; word++) {
        if (word_is_override(launch->arena, *word)) {
            diagnose(&launch->diagnostics, SEVERITY_NOTE, (struct place){0},
                     "%s stands behind --, so it is a word of the command (an override stands before --)",
                     word_without_value(launch->arena, *word));
        }
    }
}

char **command_of_launch(struct launch_inputs *launch, const struct options *options)
{
    const struct node *entry_point = launch->overrides.entry_point, *args = launch->overrides.args;
    size_t own = count_words(options->operands);
    if (!args_have_a_place(launch, options)) {
        return NULL;
    }
    if (own == 0 && !entry_point) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, (struct place){0},
                 "no command to run (inlay run [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…])");
        return NULL;
    }
    if (!entry_point && !args) {
        sweep_command_note_late(&launch->overrides, launch->manifest, options, options->operands, &launch->diagnostics);
        note_late_assignments(launch, options->operands);
        return options->operands;
    }
    char **command =
        arena_array(launch->arena, char *, own + (entry_point ? entry_point->count : 0) + (args ? args->count : 0) + 1);
    size_t count = entry_point ? put_nodes(launch, command, 0, entry_point) : find_mark(options->operands);
    if (!entry_point) {
        memcpy(command, options->operands, count * sizeof *command);
    }
    put_nodes(launch, command, count, args);
    return command;
}

const char *command_program(struct arena *arena, const char *name)
{
    return search_path_find(arena_alloc(arena, SEARCH_PATH_MAX), name, getenv("PATH"));
}
