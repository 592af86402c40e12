/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/say.h"

#include "core/base/printable.h"

#include <stdio.h>

#define LINE_SIZE (1 << 16) /* bytes; a longer line is cut */

struct line {
    struct arena arena;
    struct text text;
};

static void print(void *context)
{
    struct line *line = context;
    fprintf(stderr, "inlay: %s\n", printable_string(&line->arena, line->text));
}

void say(const char *format, ...)
{
    char room[LINE_SIZE]; /* memory may be what ran out */
    struct buffer text = {.bytes = room, .capacity = sizeof room};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    struct line line = {.text = buffer_text(&text)};
    arena_init(&line.arena, 0);
    if (!arena_run(&line.arena, print, &line)) {
        fprintf(stderr, "inlay: %s\n", format); /* better than nothing */
    }
    arena_release(&line.arena);
}

void say_diagnostics(const struct diagnostics *diagnostics)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next) {
        fprintf(stderr, "inlay: %s\n", diagnostic_line(diagnostics->arena, d));
    }
}
