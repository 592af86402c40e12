/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/say.h"

#include "core/base/printable.h"

#include <stdio.h>

void say(const char *format, ...)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct buffer line = {.arena = &arena};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&line, format, arguments);
    va_end(arguments);
    fprintf(stderr, "inlay: %s\n", printable_string(&arena, buffer_text(&line)));
    arena_release(&arena);
}

void say_diagnostics(const struct diagnostics *diagnostics)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next) {
        fprintf(stderr, "%s\n", diagnostic_line(diagnostics->arena, d));
    }
}
