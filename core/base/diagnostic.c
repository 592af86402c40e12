/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/diagnostic.h"
#include "core/base/printable.h"

static void put_place(struct buffer *out, struct place place)
{
    if (!place.source) {
        return;
    }
    buffer_format(out, "%s:", place.source);
    if (place.line > 0) {
        buffer_format(out, "%u:", place.line);
        if (place.column > 0) {
            buffer_format(out, "%u:", place.column);
        }
    }
    buffer_byte(out, ' ');
}

static struct text severity_prefix(enum severity severity)
{
    switch (severity) {
    case SEVERITY_NOTE:
        return TEXT("note: ");
    case SEVERITY_WARNING:
        return TEXT("warning: ");
    case SEVERITY_ERROR:
        break;
    }
    return TEXT("");
}

void diagnose(struct diagnostics *diagnostics, enum severity severity, struct place place, const char *format, ...)
{
    struct buffer text = {.arena = diagnostics->arena};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);

    struct diagnostic *diagnostic = arena_new(diagnostics->arena, struct diagnostic);
    *diagnostic = (struct diagnostic){.severity = severity, .place = place, .text = buffer_string(&text)};
    if (diagnostics->last) {
        diagnostics->last->next = diagnostic;
    } else {
        diagnostics->first = diagnostic;
    }
    diagnostics->last = diagnostic;
    diagnostics->errors += severity == SEVERITY_ERROR;
}

const struct diagnostic *diagnostic_first_error(const struct diagnostics *diagnostics)
{
    const struct diagnostic *first = diagnostics->first;
    while (first && first->severity != SEVERITY_ERROR) {
        first = first->next;
    }
    return first;
}

const char *diagnostic_line(struct arena *arena, const struct diagnostic *diagnostic)
{
    struct buffer line = {.arena = arena};
    put_place(&line, diagnostic->place);
    buffer_put(&line, severity_prefix(diagnostic->severity));
    buffer_put(&line, text_of(diagnostic->text));
    /* Places and texts quote files and variables, and lines end on a terminal. */
    return printable_string(arena, buffer_text(&line));
}
