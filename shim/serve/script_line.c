/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/script_line.h"

#include <string.h>

/* Ends text before the blanks at its end. */
static void trim_end(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && text_is_blank(text[length - 1])) {
        length--;
    }
    text[length] = '\0';
}

bool script_line_read(struct script_line *line, struct text start)
{
    if (!text_starts(start, TEXT("#!"))) {
        return false;
    }
    const struct text rest = text_part(start, 2, start.length < SCRIPT_LINE_MAX ? start.length : SCRIPT_LINE_MAX - 1);
    memcpy(line->room, rest.bytes, rest.length);
    line->room[rest.length] = '\0';
    line->room[strcspn(line->room, "\n")] = '\0';
    trim_end(line->room);
    line->interpreter = line->room + strspn(line->room, " \t");
    line->argument = line->interpreter + strcspn(line->interpreter, " \t");
    if (*line->argument == '\0') {
        line->argument = NULL;
    } else {
        *line->argument++ = '\0';
        line->argument += strspn(line->argument, " \t");
    }
    return *line->interpreter != '\0';
}
