/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/splice_block.h"
#include "core/patch/comments.h"
#include "core/patch/splice_copy.h"
#include "core/tree/change.h"
#include "core/tree/emit.h"

#include <string.h>

static uint32_t skip_blank_lines(const struct layout *layout, uint32_t at)
{
    while (at < layout->source.length && layout_line_end(layout, at) == layout_skip_blanks(layout, at)) {
        at = layout_next_line(layout, at);
    }
    return at;
}

/* The column from which a following line would be read as the scalar's text: its first line's. Where it has no line, or
 * the header gives the indentation, any column further in than its collection's may be. */
static uint32_t text_column(const struct layout *layout, const struct node *collection, const struct node *scalar)
{
    uint32_t header = scalar->start + 1;
    uint32_t line = layout_next_line(layout, scalar->start);
    bool counted = false;
    while (header < layout->source.length && strchr("+-123456789", layout->source.bytes[header])) {
        counted |= layout->source.bytes[header] > '0';
        header++;
    }
    while (line < scalar->end && layout_skip_blanks(layout, line) == layout_line_end(layout, line)) {
        line = layout_next_line(layout, line);
    }
    bool any = counted || line >= scalar->end;
    return any ? layout_column(layout, collection->start) + 1 : layout_column(layout, layout_skip_blanks(layout, line));
}

/* Past the comments, and lines of blanks, that a block scalar would take for its text if they came to stand after it. A
 * comment that is not as far in ends it. */
static uint32_t skip_text(const struct layout *layout, uint32_t at, uint32_t text_column)
{
    uint32_t end = at;
    while (at < layout->source.length) {
        uint32_t first = layout_skip_blanks(layout, at);
        bool blank = first == layout_line_end(layout, at);
        bool text = layout_column(layout, first) >= text_column;
        if (!blank && (!text || layout_skip_comment(layout, first) == first)) {
            break;
        }
        at = layout_next_line(layout, at);
        end = text ? at : end;
    }
    return end;
}

/* The last value of the source that is left of an entry; NULL where a new one takes its place or comes behind it. */
static const struct node *last_left(const struct node *entry)
{
    const struct node *last = NULL;
    const struct change *change = entry->change;
    if (change && (change->kind == CHANGE_REPLACE || (change->added && !change->added->last->change->before))) {
        return NULL;
    }
    for (const struct node *child = change && entry->style == STYLE_BLOCK ? entry->first : NULL; child;
         child = child->next) {
        last = change_keeps(child) ? child : last;
    }
    return last ? last_left(last) : change && change_empties(entry) ? NULL : node_last_inside(entry);
}

/* The end of the lines that go with an entry. left is the value that comes to stand before it, or NULL. */
static uint32_t removal_end(const struct layout *layout, const struct node *collection, const struct node *child,
                            const struct node *left)
{
    uint32_t end = comments_below(layout, collection, child);
    if (!left || !node_is_block_scalar(left)) {
        return end;
    }
    end = skip_text(layout, end, text_column(layout, collection, left));
    /* |+ would keep the blank lines that came to stand after it. */
    return layout_keeps_blank_lines(layout, left) ? skip_blank_lines(layout, end) : end;
}

/* An entry on a line of its own goes with its lines. The first one after "- " or "? " shares its parent's line: what
 * follows moves up there. Returns the last child that went. left is the value that comes to stand before it. */
static const struct node *remove_entry(struct edits *edits, const struct node *collection, const struct node *before,
                                       const struct node *child, const struct node *left)
{
    uint32_t start = layout_entry_start(&edits->layout, collection, before, child);
    if (layout_begins_line(&edits->layout, start)) {
        uint32_t limit = before ? layout_entry_end(&edits->layout, before) : 0;
        uint32_t end = removal_end(&edits->layout, collection, child, left);
        edits_add(edits, comments_above(&edits->layout, limit, start), end, (struct text){"", 0});
        return child;
    }
    const struct node *last = child;
    while (last->next && !change_keeps(last->next)) {
        last = last->next;
    }
    uint32_t next = layout_entry_start(&edits->layout, collection, last, last->next);
    uint32_t above = comments_above(&edits->layout, layout_entry_end(&edits->layout, last), next);
    bool comment = above < layout_line_start(&edits->layout, next);
    edits_add(edits, start, comment ? layout_skip_blanks(&edits->layout, above) : next, (struct text){"", 0});
    return last;
}

static void remove_entries(struct edits *edits, const struct node *collection)
{
    const struct node *before = NULL;
    const struct node *last_kept = NULL;
    const struct node *left = NULL;
    for (const struct node *child = collection->first; child; child = child->next) {
        if (change_keeps(child)) {
            last_kept = child;
            left = child->next && !change_keeps(child->next) ? last_left(child) : NULL;
        } else {
            child = remove_entry(edits, collection, before, child, left);
        }
        before = child;
    }
    edits->needs_newline |=
        last_kept && last_kept != collection->last && node_is_block_scalar(node_last_inside(last_kept));
}

void splice_block_empty(struct edits *edits, const struct node *collection)
{
    remove_entries(edits, collection);
}

/* The block scalar at the file's end to which a line behind it would give a line end; NULL where it goes itself. */
static const struct node *open_scalar(const struct edits *edits, const struct node *entry)
{
    const struct node *last = entry;
    bool stays = change_keeps(entry) && change_result(entry) == entry && node_ends_open(entry, edits->layout.source);
    while (stays && last->style == STYLE_BLOCK && last->last) {
        last = last->last;
        stays = change_keeps(last) && change_result(last) == last;
    }
    return stays ? last : NULL;
}

/* Makes it |- or >-, which it was in effect. */
static void chomp(struct edits *edits, const struct node *scalar)
{
    const char *bytes = edits->layout.source.bytes;
    uint32_t at = scalar->start + 1;
    at += is_digit(bytes[at]);
    edits_add(edits, at, at + (bytes[at] == '+'), TEXT("-"));
    edits->chomped = scalar;
}

/* New entries, the first of those that come before one child: each on a line of its own, behind the entry before them.
 * Returns the first that comes elsewhere. */
static const struct node *add_entries(struct edits *edits, const struct node *collection, const struct node *before,
                                      const struct node *added)
{
    const struct node *next_child = added->change->before;
    uint32_t at = layout_tail_with_blanks(&edits->layout, before);
    bool open_end = at == edits->layout.source.length && layout_has_open_end(&edits->layout);
    uint32_t column = layout_column(&edits->layout, collection->start);
    const struct node *scalar = open_end ? open_scalar(edits, before) : NULL;
    struct buffer out = {.arena = edits->arena};
    if (scalar) {
        chomp(edits, scalar);
    }
    for (; added && added->change->before == next_child; added = added->next) {
        if (open_end) {
            buffer_put(&out, edits->layout.newline);
        }
        buffer_repeat(&out, ' ', column);
        emit_block_entry(&out, added, column, splice_copy_style(edits, collection));
        if (!open_end) {
            buffer_put(&out, edits->layout.newline);
        }
    }
    edits_add(edits, at, at, buffer_text(&out));
    return added;
}

/* The same where no entry is before them. */
static const struct node *add_entries_first(struct edits *edits, const struct node *collection,
                                            const struct node *added)
{
    struct buffer out = {.arena = edits->arena};
    uint32_t column = layout_column(&edits->layout, collection->start);
    bool own_line = layout_begins_line(&edits->layout, collection->start);
    uint32_t at = own_line ? comments_above(&edits->layout, 0, collection->start) : collection->start;
    for (; added && added->change->before == collection->first; added = added->next) {
        if (own_line) {
            buffer_repeat(&out, ' ', column);
        }
        emit_block_entry(&out, added, column, splice_copy_style(edits, collection));
        buffer_put(&out, edits->layout.newline);
        if (!own_line) {
            buffer_repeat(&out, ' ', column);
        }
    }
    edits_add(edits, at, at, buffer_text(&out));
    return added;
}

/* A block scalar that ends the file without a newline would gain one if a line followed: a map's new keys go first, or
 * behind its `<<`, which would win over what stands before it to some readers. */
static void avoid_open_end(struct edits *edits, const struct node *collection)
{
    const struct node *before = collection->first;
    if (collection->kind != NODE_MAP || !node_ends_open(collection, edits->layout.source)) {
        return;
    }
    for (const struct node *child = collection->first; child; child = child->next) {
        before = node_is_merge_key(child) && child->next ? child->next : before;
    }
    for (struct node *added = collection->change->added->first; added; added = added->next) {
        added->change->before = before;
    }
}

static void add_all_entries(struct edits *edits, const struct node *collection)
{
    const struct node *added = collection->change->added->first;
    const struct node *before = NULL;
    for (const struct node *child = collection->first; child; child = child->next) {
        if (added && !before && added->change->before == child) {
            added = add_entries_first(edits, collection, added);
        } else if (added && added->change->before == child) {
            added = add_entries(edits, collection, before, added);
        }
        before = child;
    }
    if (added) {
        add_entries(edits, collection, before, added);
    }
}

void splice_block_entries(struct edits *edits, const struct node *collection)
{
    if (collection->change->removed) {
        remove_entries(edits, collection);
    }
    if (collection->change->added) {
        avoid_open_end(edits, collection);
        add_all_entries(edits, collection);
    }
}
