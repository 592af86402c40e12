/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/last_lines.h"

static bool is_end(char c)
{
    return text_is_line_end(c) || c == '\0';
}

/* Where the line begins that ends before end. */
static size_t line_start(struct text text, size_t end)
{
    while (end > 0 && !is_end(text.bytes[end - 1])) {
        end--;
    }
    return end;
}

struct last_lines last_lines_of(struct metric_content content)
{
    struct text text = content.bytes;
    size_t start = 0;
    if (!content.has_ended) {
        text.length = line_start(text, text.length);
    }
    if (content.is_tail) {
        while (start < text.length && !is_end(text.bytes[start])) {
            start++;
        }
    }
    return (struct last_lines){.rest = text_from(text, start)};
}

bool last_lines_next(struct last_lines *lines, struct text *line)
{
    struct text *rest = &lines->rest;
    const size_t all = rest->length;
    while (rest->length > 0 && is_end(rest->bytes[rest->length - 1])) {
        rest->length--;
    }
    lines->is_open = rest->length == all;
    const size_t start = line_start(*rest, rest->length);
    *line = text_from(*rest, start);
    rest->length = start;
    return line->length > 0;
}
