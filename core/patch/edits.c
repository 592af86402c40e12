/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/edits.h"
#include "core/base/buffer.h"

#include <string.h>

void edits_add(struct edits *edits, uint32_t start, uint32_t end, struct text bytes)
{
    if (start == end && bytes.length == 0) {
        return;
    }
    arena_grow(edits->arena, edits->list, edits->count, &edits->capacity);
    edits->list[edits->count++] = (struct edit){start, end, bytes};
}

/* Merge sort: stable, so that two insertions at one place stay in their order. */
static void sort_edits(struct edit *edits, struct edit *scratch, size_t count)
{
    if (count < 2) {
        return;
    }
    size_t half = count / 2;
    sort_edits(edits, scratch, half);
    sort_edits(edits + half, scratch, count - half);
    memcpy(scratch, edits, count * sizeof *edits);
    size_t left = 0;
    size_t right = half;
    for (size_t i = 0; i < count; i++) {
        bool take_right =
            left == half || (right < count &&
                             (scratch[right].start < scratch[left].start ||
                              (scratch[right].start == scratch[left].start && scratch[right].end < scratch[left].end)));
        edits[i] = take_right ? scratch[right++] : scratch[left++];
    }
}

/* What is added behind lines that go comes where those end: comments below may go with them. */
static void move_behind_deletions(struct edits *edits)
{
    uint32_t end = 0;
    for (size_t i = 0; i < edits->count; i++) {
        struct edit *edit = &edits->list[i];
        if (edit->start == edit->end && edit->start < end) {
            edit->start = edit->end = end;
        } else if (edit->bytes.length == 0) {
            end = edit->end;
        }
    }
}

static struct text without_first_newline(struct text lines)
{
    return text_from(lines, text_starts(lines, TEXT("\r\n")) ? 2 : text_is_line_end(lines.bytes[0]) ? 1 : 0);
}

/* Makes one of deletions that touch. What follows deleted lines begins a line already. */
static void join_deletions(struct edits *edits)
{
    size_t count = 0;
    for (size_t i = 0; i < edits->count; i++) {
        struct edit *edit = &edits->list[i];
        struct edit *before = count ? &edits->list[count - 1] : NULL;
        if (before && before->end == edit->start && before->bytes.length == 0 && edit->bytes.length == 0) {
            before->end = edit->end;
            continue;
        }
        if (before && before->end == edit->start && before->bytes.length == 0 &&
            layout_line_start(&edits->layout, before->start) == before->start) {
            edit->bytes = without_first_newline(edit->bytes);
        }
        edits->list[count++] = *edit;
    }
    edits->count = count;
}

static struct text without_newline(struct text line)
{
    struct text newline = layout_newline(line.length > 1 ? text_from(line, line.length - 2) : line);
    line.length -= text_ends(line, newline) ? newline.length : 0;
    return line;
}

/* A file without a final newline gets none when its last lines go. */
static void keep_open_end(struct edits *edits)
{
    struct edit *last = edits->count ? &edits->list[edits->count - 1] : NULL;
    bool cut = last && last->start < last->end && last->end == edits->layout.source.length && last->bytes.length == 0;
    if (!cut || !layout_has_open_end(&edits->layout) || edits->needs_newline) {
        return;
    }
    if (edits->count > 1 && last[-1].end == last->start) {
        last[-1].bytes = without_newline(last[-1].bytes);
    } else {
        last->start = (uint32_t)without_newline(text_part(edits->layout.source, 0, last->start)).length;
    }
}

void edits_finish(struct edits *edits)
{
    sort_edits(edits->list, arena_array(edits->arena, struct edit, edits->count + 1), edits->count);
    move_behind_deletions(edits);
    join_deletions(edits);
    keep_open_end(edits);
}

bool edits_clear_tabs(struct edits *edits)
{
    const struct layout *layout = &edits->layout;
    const size_t count = edits->count;
    for (size_t i = 0; i < count; i++) {
        const uint32_t limit = i + 1 < count ? edits->list[i + 1].start : (uint32_t)layout->source.length;
        uint32_t at = edits->list[i].end;
        at = layout_line_start(layout, at) == at ? at : layout_next_line(layout, at);
        for (uint32_t end; at < limit && (end = layout_line_end(layout, at)) == layout_skip_blanks(layout, at);
             at = layout_next_line(layout, at)) {
            struct text blanks = text_part(layout->source, at, end);
            if (end < limit && text_find(blanks, 0, '\t') < blanks.length) {
                edits_add(edits, at, end, (struct text){"", 0});
            }
        }
    }
    if (edits->count > count) {
        sort_edits(edits->list, arena_array(edits->arena, struct edit, edits->count + 1), edits->count);
    }
    return edits->count > count;
}

bool edits_apply(const struct edits *edits, struct text *result)
{
    struct text source = edits->layout.source;
    struct buffer out = {.arena = edits->arena};
    uint32_t at = 0;
    buffer_reserve(&out, source.length + 64);
    for (size_t i = 0; i < edits->count; i++) {
        const struct edit *edit = &edits->list[i];
        if (edit->start < at || edit->end < edit->start || edit->end > source.length) {
            return false;
        }
        buffer_put(&out, text_part(source, at, edit->start));
        buffer_put(&out, edit->bytes);
        at = edit->end;
    }
    buffer_put(&out, text_from(source, at));
    *result = buffer_text(&out);
    return true;
}
