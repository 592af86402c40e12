/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/called.h"
#include "core/base/path.h"
#include "shim/serve/search_path.h"

#include <string.h>

void called_enter(struct arena *arena, struct called *command, const char *directory)
{
    command->directory = called_path(arena, command, directory);
}

const char *called_path(struct arena *arena, const struct called *command, const char *path)
{
    return command->directory ? path_behind(arena, text_of(command->directory), text_of(path)) : path;
}

const char *called_program(struct arena *arena, const struct called *command)
{
    const char *name = command->words[0];
    return search_path_find(arena_alloc(arena, SEARCH_PATH_MAX),
                            strchr(name, '/') ? called_path(arena, command, name) : name, command->search);
}
