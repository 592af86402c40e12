/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/diagnostic.h"
#include "core/base/utf8.h"

#include <string.h>

/* What stands between U+0080 and U+009F are control characters too: C2 9B begins a terminal's escape as ESC [ does. */
static bool is_printable(struct text character)
{
    unsigned char first = (unsigned char)character.bytes[0];
    if (character.length == 1) {
        return first >= 0x20 && first != 0x7f;
    }
    return first != 0xc2 || (unsigned char)character.bytes[1] >= 0xa0;
}

void put_printable(struct buffer *out, struct text text)
{
    size_t at = 0;
    while (at < text.length) {
        size_t length = utf8_length(text, at);
        struct text character = text_part(text, at, at + (length ? length : 1));
        if (length > 0 && is_printable(character)) {
            buffer_put(out, character);
        } else {
            for (size_t i = 0; i < character.length; i++) {
                buffer_format(out, "\\x%02x", (unsigned)(unsigned char)character.bytes[i]);
            }
        }
        at += character.length;
    }
}

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
    struct buffer message = {.arena = diagnostics->arena};
    put_place(&message, place);
    buffer_put(&message, severity_prefix(severity));
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&message, format, arguments);
    va_end(arguments);

    /* Messages quote files and variables, and end on a terminal. */
    struct buffer escaped = {.arena = diagnostics->arena};
    put_printable(&escaped, buffer_text(&message));

    struct diagnostic *diagnostic = arena_new(diagnostics->arena, struct diagnostic);
    diagnostic->severity = severity;
    diagnostic->message = buffer_string(&escaped);
    if (diagnostics->last) {
        diagnostics->last->next = diagnostic;
    } else {
        diagnostics->first = diagnostic;
    }
    diagnostics->last = diagnostic;
    diagnostics->errors += severity == SEVERITY_ERROR;
}

/* Longer names are compared for equality only, which bounds the work and the stack. */
#define NAME_LENGTH_MAX 64

/* Case is not what makes two names different to a person, nor - against _. */
static char fold(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c + 'a' - 'A');
    }
    return c == '_' ? '-' : c;
}

static bool equal_folded(struct text a, struct text b)
{
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (fold(a.bytes[i]) != fold(b.bytes[i])) {
            return false;
        }
    }
    return true;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many bytes were inserted, left out, replaced or swapped with their neighbour (the Damerau-Levenshtein distance in
 * its optimal string alignment form). Gives up with limit + 1 when it is more than limit. */
static size_t edit_distance(struct text a, struct text b, size_t limit)
{
    uint8_t rows[3][NAME_LENGTH_MAX + 1];
    uint8_t *before_last = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.length; j++) {
        last[j] = (uint8_t)j;
    }
    for (size_t i = 1; i <= a.length; i++) {
        size_t least = row[0] = (uint8_t)i;
        for (size_t j = 1; j <= b.length; j++) {
            char x = fold(a.bytes[i - 1]), y = fold(b.bytes[j - 1]);
            size_t distance = smaller(smaller(last[j], row[j - 1]) + 1u, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == fold(b.bytes[j - 2]) && y == fold(a.bytes[i - 2])) {
                distance = smaller(distance, before_last[j - 2] + 1u);
            }
            row[j] = (uint8_t)distance;
            least = smaller(least, distance);
        }
        if (least > limit) {
            return limit + 1;
        }
        uint8_t *free_row = before_last;
        before_last = last;
        last = row;
        row = free_row;
    }
    return last[b.length];
}

/* A third of a name may be wrong, but not all of it. */
static size_t misspelling_limit(struct text wanted, struct text name)
{
    size_t longer = wanted.length > name.length ? wanted.length : name.length;
    return longer < 2 ? 0 : longer < 6 ? 1 : longer / 3;
}

struct text nearest_name(struct text wanted, const struct text *names, size_t count)
{
    struct text nearest = TEXT("");
    size_t nearest_distance = NAME_LENGTH_MAX + 1;
    for (size_t i = 0; i < count; i++) {
        if (equal_folded(wanted, names[i])) {
            return names[i];
        }
        size_t limit = smaller(misspelling_limit(wanted, names[i]), nearest_distance - 1);
        size_t gap =
            wanted.length > names[i].length ? wanted.length - names[i].length : names[i].length - wanted.length;
        if (gap > limit || wanted.length > NAME_LENGTH_MAX || names[i].length > NAME_LENGTH_MAX) {
            continue;
        }
        size_t distance = edit_distance(wanted, names[i], limit);
        if (distance <= limit) {
            nearest = names[i];
            nearest_distance = distance;
        }
    }
    return nearest;
}
