/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/diff/unified_diff.h"

#define CONTEXT 3

#define COLOUR_LABEL   "\033[1m"
#define COLOUR_HUNK    "\033[36m"
#define COLOUR_REMOVED "\033[31m"
#define COLOUR_ADDED   "\033[32m"
#define COLOUR_END     "\033[m"

struct lines {
    struct text source;
    uint32_t *starts; /* count offsets, then the length of source */
    size_t count;
};

/* Lines of the original, and the lines that replace them. */
struct difference {
    size_t old_first, old_count;
    struct lines new_lines;
    size_t new_first, new_count; /* in new_lines */
};

struct diff {
    struct buffer *out;
    struct lines original;
    struct difference *changes;
    size_t change_count;
    bool colour;
};

static struct lines split_lines(struct arena *arena, struct text source)
{
    struct lines lines = {.source = source};
    size_t count = 0;
    for (size_t at = 0; at < source.length; at = text_find(source, at, '\n') + 1) {
        lines.count++;
    }
    lines.starts = arena_array(arena, uint32_t, lines.count + 1);
    for (size_t at = 0; at < source.length; at = text_find(source, at, '\n') + 1) {
        lines.starts[count++] = (uint32_t)at;
    }
    lines.starts[count] = (uint32_t)source.length;
    return lines;
}

static struct text line_at(const struct lines *lines, size_t index)
{
    return text_part(lines->source, lines->starts[index], lines->starts[index + 1]);
}

/* The line that holds the byte at offset; the number of lines when offset is the end of the source. */
static size_t line_of(const struct lines *lines, uint32_t offset)
{
    size_t low = 0, high = lines->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lines->starts[middle + 1] <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The line that an edit at offset changes: text added at the end changes the last one. */
static size_t line_changed_at(const struct lines *lines, uint32_t offset)
{
    size_t line = line_of(lines, offset);
    return line == lines->count && line > 0 ? line - 1 : line;
}

/* Edits that share a line are one change. Returns the index behind the last edit of the change that edits[first]
 * begins; *end is the line behind the change. */
static size_t edits_of_change(const struct diff *diff, const struct patch *patch, size_t first, size_t *end)
{
    size_t next = first;
    do {
        size_t last_line = line_of(&diff->original, patch->edits[next].end);
        *end = last_line < diff->original.count ? last_line + 1 : last_line;
        next++;
    } while (next < patch->edit_count && line_changed_at(&diff->original, patch->edits[next].start) < *end);
    return next;
}

static struct text changed_text(struct diff *diff, const struct patch *patch, size_t first, size_t end_edit,
                                uint32_t start, uint32_t end)
{
    struct buffer text = {.arena = diff->out->arena};
    for (size_t i = first; i < end_edit; i++) {
        buffer_put(&text, text_part(diff->original.source, start, patch->edits[i].start));
        buffer_put(&text, patch->edits[i].bytes);
        start = patch->edits[i].end;
    }
    buffer_put(&text, text_part(diff->original.source, start, end));
    return buffer_text(&text);
}

/* Drops the lines that both sides begin or end with. */
static void trim_change(const struct lines *original, struct difference *change)
{
    while (change->old_count > 0 && change->new_count > 0 &&
           text_equal(line_at(original, change->old_first), line_at(&change->new_lines, change->new_first))) {
        change->old_first++, change->old_count--;
        change->new_first++, change->new_count--;
    }
    while (change->old_count > 0 && change->new_count > 0 &&
           text_equal(line_at(original, change->old_first + change->old_count - 1),
                      line_at(&change->new_lines, change->new_first + change->new_count - 1))) {
        change->old_count--;
        change->new_count--;
    }
}

static void find_changes(struct diff *diff, const struct patch *patch)
{
    diff->changes = arena_array(diff->out->arena, struct difference, patch->edit_count);
    for (size_t i = 0, next; i < patch->edit_count; i = next) {
        struct difference change = {.old_first = line_changed_at(&diff->original, patch->edits[i].start)};
        size_t end;
        next = edits_of_change(diff, patch, i, &end);
        change.old_count = end - change.old_first;
        change.new_lines =
            split_lines(diff->out->arena, changed_text(diff, patch, i, next, diff->original.starts[change.old_first],
                                                       diff->original.starts[end]));
        change.new_count = change.new_lines.count;
        trim_change(&diff->original, &change);
        if (change.old_count + change.new_count > 0) {
            diff->changes[diff->change_count++] = change;
        }
    }
}

static void put_coloured(const struct diff *diff, const char *colour, const char *sign, struct text line)
{
    if (diff->colour && colour) {
        buffer_put(diff->out, text_of(colour));
    }
    buffer_put(diff->out, text_of(sign));
    buffer_put(diff->out, line);
    if (diff->colour && colour) {
        buffer_put(diff->out, TEXT(COLOUR_END));
    }
    buffer_byte(diff->out, '\n');
}

static void put_line(const struct diff *diff, const char *colour, const char *sign, struct text line)
{
    bool ended = text_ends(line, TEXT("\n"));
    put_coloured(diff, colour, sign, text_part(line, 0, line.length - ended));
    if (!ended) {
        buffer_put(diff->out, TEXT("\\ No newline at end of file\n"));
    }
}

/* first counts from 0. For a side without lines, the format names the line before. */
static void put_range(struct buffer *out, size_t first, size_t count)
{
    buffer_format(out, "%zu", count == 0 ? first : first + 1);
    if (count != 1) {
        buffer_format(out, ",%zu", count);
    }
}

static void put_hunk_head(struct diff *diff, size_t old_first, size_t old_count, size_t new_first, size_t new_count)
{
    struct buffer head = {.arena = diff->out->arena};
    buffer_put(&head, TEXT("@@ -"));
    put_range(&head, old_first, old_count);
    buffer_put(&head, TEXT(" +"));
    put_range(&head, new_first, new_count);
    buffer_put(&head, TEXT(" @@"));
    put_coloured(diff, COLOUR_HUNK, "", buffer_text(&head));
}

static void put_context(const struct diff *diff, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        put_line(diff, NULL, " ", line_at(&diff->original, i));
    }
}

static void put_change(const struct diff *diff, const struct difference *change)
{
    for (size_t i = 0; i < change->old_count; i++) {
        put_line(diff, COLOUR_REMOVED, "-", line_at(&diff->original, change->old_first + i));
    }
    for (size_t i = 0; i < change->new_count; i++) {
        put_line(diff, COLOUR_ADDED, "+", line_at(&change->new_lines, change->new_first + i));
    }
}

/* Changes whose contexts meet share a hunk. Returns the index behind the last one that shares it with
 * changes[first]. */
static size_t hunk_end(const struct diff *diff, size_t first)
{
    size_t next = first + 1;
    while (next < diff->change_count &&
           diff->changes[next].old_first - (diff->changes[next - 1].old_first + diff->changes[next - 1].old_count) <=
               2 * CONTEXT) {
        next++;
    }
    return next;
}

/* shift: how many lines earlier changes added. Returns that for the next hunk. */
static ptrdiff_t put_hunk(struct diff *diff, size_t first, size_t end, ptrdiff_t shift)
{
    const struct difference *last = &diff->changes[end - 1];
    size_t at = diff->changes[first].old_first, behind = last->old_first + last->old_count;
    ptrdiff_t grown = 0;
    at -= at < CONTEXT ? at : CONTEXT;
    behind = diff->original.count - behind < CONTEXT ? diff->original.count : behind + CONTEXT;
    for (size_t i = first; i < end; i++) {
        grown += (ptrdiff_t)diff->changes[i].new_count - (ptrdiff_t)diff->changes[i].old_count;
    }
    put_hunk_head(diff, at, behind - at, (size_t)((ptrdiff_t)at + shift), (size_t)((ptrdiff_t)(behind - at) + grown));
    for (size_t i = first; i < end; i++) {
        put_context(diff, at, diff->changes[i].old_first);
        put_change(diff, &diff->changes[i]);
        at = diff->changes[i].old_first + diff->changes[i].old_count;
    }
    put_context(diff, at, behind);
    return shift + grown;
}

static void put_label(struct diff *diff, const char *sign, struct text label)
{
    struct buffer line = {.arena = diff->out->arena};
    buffer_put(&line, text_from(label, text_starts(label, TEXT("/"))));
    /* patch(1) ends a name at the first blank, unless a tab ends it. */
    if (text_find(label, 0, ' ') < label.length) {
        buffer_byte(&line, '\t');
    }
    put_coloured(diff, COLOUR_LABEL, sign, buffer_text(&line));
}

void unified_diff(struct buffer *out, struct text label, struct text original, const struct patch *patch, bool colour)
{
    struct diff diff = {.out = out, .original = split_lines(out->arena, original), .colour = colour};
    find_changes(&diff, patch);
    if (diff.change_count == 0) {
        return;
    }
    put_label(&diff, "--- a/", label);
    put_label(&diff, "+++ b/", label);
    ptrdiff_t shift = 0;
    for (size_t i = 0, next; i < diff.change_count; i = next) {
        next = hunk_end(&diff, i);
        shift = put_hunk(&diff, i, next, shift);
    }
}
