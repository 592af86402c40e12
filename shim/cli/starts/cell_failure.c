/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/cell_failure.h"
#include "shim/cli/base/say.h"
#include "shim/serve/kernel.h"

#include "core/tree/emit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINES     5
#define END_SIZE  16384 /* bytes of the output that are looked at */
#define LINE_SIZE 300   /* bytes of a line that are shown */
#define ESCAPE    '\033'

struct text cell_values(struct arena *arena, const struct store *store, const struct plan *plan, size_t index)
{
    const struct stored_cell *cell = &store->cells[index];
    if (cell->plan_index < plan->cells.count) {
        return sweep_cell_text(arena, &plan->sweep, plan->list[cell->plan_index].cell);
    }
    struct buffer out = {.arena = arena};
    if (cell->values) {
        emit_json(&out, cell->values);
    }
    return buffer_text(&out);
}

static struct text read_end(char *room, const char *path)
{
    struct stat status;
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t length = 0;
    if (file >= 0 && fstat(file, &status) == 0) {
        const off_t start = status.st_size > END_SIZE ? status.st_size - END_SIZE : 0;
        length = kernel_read_at(file, room, END_SIZE, start);
    }
    if (file >= 0) {
        close(file);
    }
    return (struct text){room, length > 0 ? (size_t)length : 0};
}

/* Where its last lines begin. */
static size_t last_lines(struct text output)
{
    size_t at = output.length;
    for (unsigned lines = 0; at > 0; at--) {
        const bool ends_line = output.bytes[at - 1] == '\n' && at < output.length;
        lines += ends_line;
        if (ends_line && lines == LINES) {
            break;
        }
    }
    return at;
}

/* What a terminal would show of it: what stands behind the last carriage return of a progress bar. */
static struct text shown_part(struct text line)
{
    while (line.length > 0 && line.bytes[line.length - 1] == '\r') {
        line.length--;
    }
    size_t start = line.length;
    while (start > 0 && line.bytes[start - 1] != '\r') {
        start--;
    }
    return text_from(line, start);
}

/* The length of the control sequence (ECMA-48, CSI) that stands at start; 0: none does. Colours, above all. */
static size_t sequence_length(struct text line, size_t start)
{
    size_t at = start + 2;
    if (at >= line.length || line.bytes[start] != ESCAPE || line.bytes[start + 1] != '[') {
        return 0;
    }
    while (at < line.length && line.bytes[at] >= 0x20 && line.bytes[at] <= 0x3f) {
        at++;
    }
    return at < line.length && line.bytes[at] >= 0x40 && line.bytes[at] <= 0x7e ? at + 1 - start : 0;
}

static void say_line(struct text line)
{
    char room[LINE_SIZE + 1];
    size_t length = 0;
    for (size_t at = 0; at < line.length && length < LINE_SIZE;) {
        const size_t skipped = sequence_length(line, at);
        if (skipped > 0) {
            at += skipped;
        } else {
            room[length++] = line.bytes[at++];
        }
    }
    say("    %.*s", (int)length, room);
}

static void say_lines(struct text output)
{
    size_t at = last_lines(output);
    while (at < output.length) {
        const size_t end = text_find(output, at, '\n');
        say_line(shown_part(text_part(output, at, end)));
        at = end + 1;
    }
}

void cell_failure_say(const struct store *store, const struct plan *plan, size_t index, const char *how,
                      bool shows_output)
{
    char room[END_SIZE];
    const struct stored_cell *cell = &store->cells[index];
    const struct text values = cell_values(store->arena, store, plan, index);
    const char *path = store_cell_path(store, cell->number, "output");
    const struct text output = shows_output ? TEXT("") : read_end(room, path);
    say("cell %u %s: %.*s%s%s%s", cell->number, how, TEXT_ARGS(values), output.length > 0 ? "; the end of " : "",
        output.length > 0 ? path : "", output.length > 0 ? ":" : "");
    say_lines(output);
}
