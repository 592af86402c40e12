/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/splice.h"
#include "core/base/utf8.h"
#include "core/patch/comments.h"
#include "core/patch/splice_block.h"
#include "core/patch/splice_copy.h"
#include "core/patch/splice_flow.h"
#include "core/tree/change.h"
#include "core/tree/emit.h"

#include <string.h>

static struct text joined(struct edits *edits, const char *before, struct text text, const char *after)
{
    struct buffer out = {.arena = edits->arena};
    buffer_format(&out, "%s", before);
    buffer_put(&out, text);
    buffer_format(&out, "%s", after);
    return buffer_text(&out);
}

/* Cuts [start, end) and puts text there, apart from what stands before and after it. */
static void put_in_place(struct edits *edits, uint32_t start, uint32_t end, struct text text)
{
    struct text source = edits->layout.source;
    /* After a colon a value may stand without a blank where one stood so already: "a":1 */
    const char *apart = end > start ? "[{,:" : "[{,";
    bool glued_before = start > utf8_mark_length(source) && !text_is_space(source.bytes[start - 1]) &&
                        !strchr(apart, source.bytes[start - 1]);
    bool glued_after = end < source.length && source.bytes[end] == '#';
    if (edits->layout.format == FORMAT_JSON) {
        glued_before = glued_after = false;
    }
    edits_add(edits, start, end, joined(edits, glued_before ? " " : "", text, glued_after ? " " : ""));
}

/* An explicit key without a colon: the value goes on a line of its own, its colon below the question mark. */
static void add_value_line(struct edits *edits, const struct node *node, struct text text)
{
    struct buffer line = {.arena = edits->arena};
    buffer_put(&line, edits->layout.newline);
    buffer_repeat(&line, ' ', layout_column(&edits->layout, node->parent->start));
    buffer_put(&line, TEXT(": "));
    buffer_put(&line, text);
    uint32_t end = layout_line_end(&edits->layout, layout_entry_end(&edits->layout, node));
    edits_add(edits, end, end, buffer_text(&line));
}

/* A key in brackets without a colon. One over several lines must be explicit before a colon. */
static void add_flow_value(struct edits *edits, const struct node *node, struct text text)
{
    if (layout_line_end(&edits->layout, node->key->start) < node->key->end) {
        edits_add(edits, node->key->head, node->key->head, TEXT("? "));
    }
    /* Nor may a colon touch a tag: it would be part of it. */
    const char *colon = node->key->start == node->key->end ? " : " : ": ";
    bool comment = node->start < edits->layout.source.length && edits->layout.source.bytes[node->start] == '#';
    edits_add(edits, node->start, node->start, joined(edits, colon, text, comment ? " " : ""));
}

static void replace_empty(struct edits *edits, const struct node *node, struct text text)
{
    if (node->head < node->start) {
        put_in_place(edits, node->head, node->end, text);
    } else if (!node->key || node->start > node->key->end) {
        put_in_place(edits, node->start, node->start, text);
    } else if (node->parent->style == STYLE_FLOW) {
        add_flow_value(edits, node, text);
    } else {
        add_value_line(edits, node, text);
    }
}

static void replace_block_scalar(struct edits *edits, const struct node *node, struct text text)
{
    uint32_t header = node->start;
    while (header < edits->layout.source.length && strchr("|>+-123456789", edits->layout.source.bytes[header])) {
        header++;
    }
    /* In the first column | may stand, but no other value. */
    bool first_column = node->parent && layout_line_start(&edits->layout, node->head) == node->head;
    put_in_place(edits, node->head, header, first_column ? joined(edits, " ", text, "") : text);
    uint32_t lines = layout_line_end(&edits->layout, node->start);
    uint32_t end = layout_content_end(&edits->layout, node);
    edits_add(edits, lines, end > lines ? end : lines, (struct text){"", 0});
}

/* After the colon or the dash that a block collection on the following lines belongs to. */
static uint32_t after_indicator(const struct layout *layout, const struct node *node)
{
    if (node->key) {
        return layout_skip_between(layout, node->key->end) + 1;
    }
    if (node == node->parent->first) {
        return node->parent->start + 1;
    }
    /* Only comments and blank lines are between the dash and the value. */
    uint32_t line = layout_line_start(layout, node->start);
    do {
        line = layout_line_start(layout, line - 1);
    } while (layout->source.bytes[layout_skip_blanks(layout, line)] != '-');
    return layout_skip_blanks(layout, line) + 1;
}

/* Where the last of a value's &anchor and !tag ends; its head when it has none. */
static uint32_t properties_end(const struct layout *layout, const struct node *node)
{
    uint32_t end = node->head;
    for (uint32_t at = node->head; at < node->start; at = layout_skip_between(layout, end)) {
        end = at;
        while (end < node->start && !text_is_space(layout->source.bytes[end])) {
            end++;
        }
    }
    return end;
}

/* Comments between the line of offset and a collection stay when they are indented no further than what it belongs to:
 * those further in are about what goes. Returns where the first line begins that goes. */
static uint32_t after_outer_comments(const struct layout *layout, const struct node *node, uint32_t offset)
{
    uint32_t indent = layout_column(layout, node->parent->start);
    uint32_t first = layout_next_line(layout, offset);
    for (uint32_t line = first; line < layout_line_start(layout, node->start); line = layout_next_line(layout, line)) {
        uint32_t text = layout_skip_blanks(layout, line);
        if (layout->source.bytes[text] == '#' && layout_column(layout, text) <= indent) {
            first = layout_next_line(layout, line);
        }
    }
    return first;
}

/* What is in the collection goes with its lines, and what else is further in than the entry that it is, unless that stays
 * and is only emptied; text goes to the line above, in the place of [from, properties' end). */
static void replace_block_collection(struct edits *edits, const struct node *node, uint32_t from, struct text text)
{
    bool own_line = layout_begins_line(&edits->layout, node->start) && node->parent;
    if (!own_line) {
        put_in_place(edits, from, layout_content_end(&edits->layout, node), text);
        return;
    }
    uint32_t at;
    if (node->head < node->start) {
        at = properties_end(&edits->layout, node);
        put_in_place(edits, from < at ? from : at, at, text);
    } else {
        at = after_indicator(&edits->layout, node);
        edits_add(edits, at, at, joined(edits, " ", text, ""));
    }
    if (change_empties(node)) {
        splice_block_empty(edits, node);
        return;
    }
    edits_add(edits, after_outer_comments(&edits->layout, node, at), comments_below(&edits->layout, node->parent, node),
              (struct text){"", 0});
}

/* Replaces a value; from is its head, or its start where its anchor and tag stay. */
static void replace_from(struct edits *edits, const struct node *node, uint32_t from, struct text text)
{
    if (node->start == node->end && !node->count && node->kind == NODE_NULL) {
        replace_empty(edits, node, text);
    } else if (node_is_block_scalar(node)) {
        replace_block_scalar(edits, node, text);
    } else if (node->style == STYLE_BLOCK && !node_is_scalar(node) && node->kind != NODE_ALIAS) {
        replace_block_collection(edits, node, from, text);
    } else {
        put_in_place(edits, from, node->end, text);
    }
}

/* An empty document gets its entries line by line, below whatever comments it has. libyaml marks it where it ends. */
static void fill_empty_root(struct edits *edits, const struct node *root, const struct node *collection)
{
    struct buffer out = {.arena = edits->arena};
    bool open_end =
        root->start == edits->layout.source.length && layout_line_start(&edits->layout, root->start) < root->start;
    for (const struct node *child = collection->first; child; child = child->next) {
        buffer_put(&out, open_end ? edits->layout.newline : TEXT(""));
        emit_block_entry(&out, child, 0, splice_copy_style(edits, root));
        buffer_put(&out, open_end ? TEXT("") : edits->layout.newline);
    }
    if (collection->count == 0) {
        emit_yaml(&out, collection, NULL);
        buffer_put(&out, edits->layout.newline);
    }
    edits_add(edits, root->start, root->start, buffer_text(&out));
}

static void replace(struct edits *edits, const struct node *node)
{
    const struct change *change = node->change;
    bool empty_root = !node->parent && node->kind == NODE_NULL && node->head == node->end;
    if (empty_root && edits->layout.format == FORMAT_YAML) {
        fill_empty_root(edits, node, change->value);
        return;
    }
    if (edits->layout.format == FORMAT_YAML && splice_copy(edits, node)) {
        return;
    }
    struct text text = emit_text(edits->arena, edits->layout.format, change->value, node);
    if (change->anchor.length) {
        struct buffer out = {.arena = edits->arena};
        buffer_format(&out, "&%.*s ", TEXT_ARGS(change->anchor));
        buffer_put(&out, text);
        text = buffer_text(&out);
    }
    replace_from(edits, node, node->head, text);
}

/* Takes the &anchor away that an alias has taken over, and the blanks that set it apart. */
static void drop_anchor(struct edits *edits, const struct node *node)
{
    uint32_t start = (uint32_t)text_find(edits->layout.source, node->head, '&');
    uint32_t end = start;
    while (end < edits->layout.source.length && !text_is_space(edits->layout.source.bytes[end])) {
        end++;
    }
    uint32_t after = layout_skip_blanks(&edits->layout, end);
    /* Before a comment they stay: a value may have to be put there. */
    if (layout_skip_comment(&edits->layout, after) > after || after == layout_line_end(&edits->layout, after)) {
        while (start > 0 && text_is_blank(edits->layout.source.bytes[start - 1])) {
            start--;
        }
        after = end;
    }
    edits_add(edits, start, after, (struct text){"", 0});
}

static void splice_node(struct edits *edits, const struct node *node)
{
    if (node->change->kind == CHANGE_REPLACE) {
        replace(edits, node);
        return;
    }
    if (node->change->kind != CHANGE_INSIDE) {
        return;
    }
    if (node->properties && node->anchor_state == ANCHOR_MOVED) {
        drop_anchor(edits, node);
    }
    if (change_empties(node)) {
        struct node nothing = {.kind = node->kind, .synthetic = true};
        const struct node *left = node->change->added ? node->change->added : &nothing;
        replace_from(edits, node, node->start, emit_text(edits->arena, edits->layout.format, left, NULL));
        return;
    }
    for (const struct node *child = node->first; child; child = child->next) {
        if (child->change) {
            splice_node(edits, child);
        }
    }
    if (node->change->removed == 0 && !node->change->added) {
        return;
    }
    if (node->style == STYLE_FLOW) {
        splice_flow_entries(edits, node);
    } else {
        splice_block_entries(edits, node);
    }
}

void splice_document(struct edits *edits, const struct document *document)
{
    edits->layout = layout_of(document);
    edits->style = (struct block_style){.map_step = 0};
    splice_node(edits, document->root);
}
