/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/say.h"

#include "core/base/printable.h"

#include <stdio.h>

struct spoken {
    struct arena arena;
    const char *format;
    va_list *arguments;
};

static void print(void *context)
{
    struct spoken *spoken = context;
    struct buffer line = {.arena = &spoken->arena};
    va_list arguments;
    va_copy(arguments, *spoken->arguments);
    buffer_vformat(&line, spoken->format, arguments);
    va_end(arguments);
    fprintf(stderr, "inlay: %s\n", printable_string(&spoken->arena, buffer_text(&line)));
}

void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct spoken spoken = {.format = format, .arguments = &arguments};
    arena_init(&spoken.arena, 0);
    if (!arena_run(&spoken.arena, print, &spoken)) {
        fprintf(stderr, "inlay: %s\n", format); /* better than nothing */
    }
    va_end(arguments);
    arena_release(&spoken.arena);
}

void say_diagnostics(const struct diagnostics *diagnostics)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next) {
        fprintf(stderr, "%s\n", diagnostic_line(diagnostics->arena, d));
    }
}
