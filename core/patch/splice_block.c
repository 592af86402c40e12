/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/splice.h"
#include "core/tree/emit.h"

#include <string.h>

/* Adds entries to block collections and removes them: whole lines, in the collection's own column. */

static uint32_t skip_blank_lines(const struct splice *splice, uint32_t at)
{
    while (at < splice->source.length && line_end(splice, at) == skip_blanks(splice, at)) {
        at = next_line(splice, at);
    }
    return at;
}

/* How far in a line after a block scalar is its text: as far as its first line, or where it has none, or its header says
 * how far, perhaps anything further in than the collection that it is in. */
static uint32_t text_column(const struct splice *splice, const struct node *collection, const struct node *scalar)
{
    uint32_t header = scalar->start + 1;
    uint32_t line = next_line(splice, scalar->start);
    bool counted = false;
    while (header < splice->source.length && strchr("+-123456789", splice->source.bytes[header])) {
        counted |= splice->source.bytes[header] > '0';
        header++;
    }
    while (line < scalar->end && skip_blanks(splice, line) == line_end(splice, line)) {
        line = next_line(splice, line);
    }
    bool any = counted || line >= scalar->end;
    return any ? column(splice, collection->start) + 1 : column(splice, skip_blanks(splice, line));
}

/* Past the comments, and lines of blanks, that a block scalar would take for its text if they came to stand after it. A
 * comment that is not as far in ends it. */
static uint32_t skip_text(const struct splice *splice, uint32_t at, uint32_t text_column)
{
    uint32_t end = at;
    while (at < splice->source.length) {
        uint32_t first = skip_blanks(splice, at);
        bool blank = first == line_end(splice, at);
        bool text = column(splice, first) >= text_column;
        if (!blank && (!text || skip_comment(splice, first) == first)) {
            break;
        }
        at = next_line(splice, at);
        end = text ? at : end;
    }
    return end;
}

/* The end of the lines that go with an entry. */
static uint32_t removal_end(const struct splice *splice, const struct node *collection, const struct node *child,
                            const struct node *last_kept)
{
    uint32_t end = tail(splice, child);
    const struct node *scalar = last_kept ? node_last_inside(last_kept) : NULL;
    if (!scalar || !node_is_block_scalar(scalar)) {
        return end;
    }
    end = skip_text(splice, end, text_column(splice, collection, scalar));
    /* |+ would keep the blank lines that came to stand after it. */
    return keeps_blank_lines(splice, last_kept) ? skip_blank_lines(splice, end) : end;
}

/* An entry on a line of its own goes with its lines. The first one after "- " or "? " shares its parent's line: what
 * follows moves up there. Returns the last child that went. last_kept is the one that comes to stand before it. */
static const struct node *remove_entry(struct splice *splice, const struct node *collection, const struct node *before,
                                       const struct node *child, const struct node *last_kept)
{
    uint32_t start = entry_start(splice, collection, before, child);
    if (begins_line(splice, start)) {
        uint32_t end = removal_end(splice, collection, child, last_kept);
        splice_edit(splice, line_start(splice, start), end, (struct text){"", 0});
        return child;
    }
    const struct node *last = child;
    while (last->next && !change_keeps(last->next)) {
        last = last->next;
    }
    splice_edit(splice, start, entry_start(splice, collection, last, last->next), (struct text){"", 0});
    return last;
}

static void remove_entries(struct splice *splice, const struct node *collection)
{
    const struct node *before = NULL;
    const struct node *last_kept = NULL;
    for (const struct node *child = collection->first; child; child = child->next) {
        if (change_keeps(child)) {
            last_kept = child;
        } else {
            child = remove_entry(splice, collection, before, child, last_kept);
        }
        before = child;
    }
    splice->needs_newline |= last_kept != collection->last && node_is_block_scalar(node_last_inside(last_kept));
}

/* Spaces up to the collection's column. */
static void put_indent(struct splice *splice, struct buffer *out, const struct node *collection)
{
    for (uint32_t at = line_start(splice, collection->start); at < collection->start; at++) {
        if (((unsigned char)splice->source.bytes[at] & 0xC0) != 0x80) {
            buffer_byte(out, ' ');
        }
    }
}

void put_block_entry(struct buffer *out, const struct node *child)
{
    if (child->key) {
        emit_yaml_key(out, child->key->text);
        buffer_put(out, TEXT(": "));
    } else {
        buffer_put(out, TEXT("- "));
    }
    emit_yaml(out, child, NULL);
}

static void add_entries(struct splice *splice, const struct node *collection)
{
    uint32_t at = tail_with_blanks(splice, collection->last);
    bool open_end = at == splice->source.length && has_open_end(splice);
    struct buffer out = {.arena = splice->arena};
    for (const struct node *child = collection->change->added->first; child; child = child->next) {
        if (open_end) {
            buffer_put(&out, splice->newline);
        }
        put_indent(splice, &out, collection);
        put_block_entry(&out, child);
        if (!open_end) {
            buffer_put(&out, splice->newline);
        }
    }
    splice_edit(splice, at, at, buffer_text(&out));
}

/* A block scalar that ends the file without a newline would gain one if a line followed: the new entries go first. */
static void add_entries_first(struct splice *splice, const struct node *collection)
{
    struct buffer out = {.arena = splice->arena};
    bool own_line = begins_line(splice, collection->start);
    uint32_t at = own_line ? line_start(splice, collection->start) : collection->start;
    for (const struct node *child = collection->change->added->first; child; child = child->next) {
        if (own_line) {
            put_indent(splice, &out, collection);
        }
        put_block_entry(&out, child);
        buffer_put(&out, splice->newline);
        if (!own_line) {
            put_indent(splice, &out, collection);
        }
    }
    splice_edit(splice, at, at, buffer_text(&out));
}

void splice_block_entries(struct splice *splice, const struct node *collection)
{
    if (collection->change->removed) {
        remove_entries(splice, collection);
    }
    if (!collection->change->added) {
        return;
    }
    bool first = collection->kind == NODE_MAP && node_ends_open(collection, splice->source);
    collection->change->added_first = first;
    if (first) {
        add_entries_first(splice, collection);
    } else {
        add_entries(splice, collection);
    }
}
