/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/absolute_paths.h"
#include "core/base/path.h"
#include "shim/serve/launch.h"
#include "shim/serve/preload_list.h"
#include "shim/serve/variables.h"

#include <string.h>

/* ld.so(8) searches for a name without a slash elsewhere, and LD_PRELOAD has no escape for what it splits at or
 * expands. */
static bool is_to_be_replaced(const char *directory, struct text library)
{
    return library.length > 0 && library.bytes[0] != '/' && text_find(library, 0, '/') < library.length &&
           !strpbrk(directory, " :$");
}

/* What variable is to be, behind its NAME= in out; true when that is something else than it is. */
static bool put_absolute(struct buffer *out, const char *variable, const char *directory, struct text library)
{
    const char *report = variable_value(variable, ENV_REPORT), *list = variable_value(variable, ENV_PRELOAD);
    const char *log = launch_log(variable_value(variable, ENV_LOG));
    const char *params = variable_value(variable, ENV_SWEEP_PARAMS);
    const char *file = report ? report : log && strcmp(log, "stderr") != 0 ? log : params;
    if (file && *file != '\0' && *file != '/') {
        buffer_put(out, (struct text){variable, (size_t)(file - variable)});
        buffer_put(out, text_of(path_in(out->arena, directory, file)));
        return true;
    }
    if (list && is_to_be_replaced(directory, library) && preload_list_has(list, library)) {
        buffer_put(out, (struct text){variable, (size_t)(list - variable)});
        preload_list_replace(out, list, library, path_full(out->arena, text_of(directory), library));
        return true;
    }
    return false;
}

void absolute_paths_set(struct arena *arena, char **environment, const char *directory, struct text *library)
{
    bool renamed = false;
    for (; environment && *environment; environment++) {
        struct buffer variable = {.arena = arena};
        if (variable_may_be_own(*environment) || variable_value(*environment, ENV_PRELOAD)) {
            bool changed = put_absolute(&variable, *environment, directory, *library);
            renamed |= changed && variable_value(*environment, ENV_PRELOAD);
            *environment = changed ? buffer_string(&variable) : *environment;
        }
    }
    if (renamed) {
        *library = path_full(arena, text_of(directory), *library);
    }
}
