/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/layout.h"
#include "core/base/utf8.h"

struct layout layout_of(const struct document *document)
{
    return (struct layout){document->source, layout_newline(document->source), document->format};
}

bool layout_has_open_end(const struct layout *layout)
{
    struct text source = layout->source;
    return source.length > 0 && !text_is_line_end(source.bytes[source.length - 1]);
}

uint32_t layout_line_start(const struct layout *layout, uint32_t offset)
{
    const char *bytes = layout->source.bytes;
    if (offset > 0 && offset < layout->source.length && bytes[offset] == '\n' && bytes[offset - 1] == '\r') {
        offset--;
    }
    while (offset > 0 && !text_is_line_end(bytes[offset - 1])) {
        offset--;
    }
    return offset == 0 ? (uint32_t)utf8_mark_length(layout->source) : offset;
}

uint32_t layout_line_end(const struct layout *layout, uint32_t offset)
{
    while (offset < layout->source.length && !text_is_line_end(layout->source.bytes[offset])) {
        offset++;
    }
    return offset;
}

uint32_t layout_next_line(const struct layout *layout, uint32_t offset)
{
    uint32_t end = layout_line_end(layout, offset);
    bool crlf = text_starts(text_from(layout->source, end), TEXT("\r\n"));
    return end == layout->source.length ? end : end + 1 + crlf;
}

bool layout_begins_line(const struct layout *layout, uint32_t offset)
{
    while (offset > 0 && text_is_blank(layout->source.bytes[offset - 1])) {
        offset--;
    }
    return offset == 0 || offset == utf8_mark_length(layout->source) ||
           text_is_line_end(layout->source.bytes[offset - 1]);
}

uint32_t layout_skip_blanks(const struct layout *layout, uint32_t at)
{
    return (uint32_t)text_skip_blanks(layout->source, at);
}

uint32_t layout_skip_comment(const struct layout *layout, uint32_t at)
{
    struct text rest = text_from(layout->source, at);
    if (layout->format == FORMAT_YAML) {
        return text_starts(rest, TEXT("#")) ? layout_line_end(layout, at) : at;
    }
    if (text_starts(rest, TEXT("//"))) {
        return layout_line_end(layout, at);
    }
    if (!text_starts(rest, TEXT("/*"))) {
        return at;
    }
    size_t end = at + 2;
    while (end + 1 < layout->source.length &&
           !(layout->source.bytes[end] == '*' && layout->source.bytes[end + 1] == '/')) {
        end++;
    }
    return (uint32_t)end + 2;
}

uint32_t layout_skip_space(const struct layout *layout, uint32_t at)
{
    return (uint32_t)text_skip_space(layout->source, at);
}

uint32_t layout_skip_between(const struct layout *layout, uint32_t at)
{
    for (;;) {
        at = layout_skip_space(layout, at);
        uint32_t after = layout_skip_comment(layout, at);
        if (after == at) {
            return at;
        }
        at = after;
    }
}

uint32_t layout_content_end(const struct layout *layout, const struct node *node)
{
    return node_last_inside(node) == node->key ? node->end : layout_entry_end(layout, node);
}

uint32_t layout_entry_end(const struct layout *layout, const struct node *node)
{
    const struct node *last = node_last_inside(node);
    if (!node_is_block_scalar(last)) {
        return node->end;
    }
    uint32_t header = layout_line_end(layout, last->start);
    uint32_t end = last->end;
    while (end > header && text_is_line_end(layout->source.bytes[end - 1])) {
        end--; /* lines of blanks stay: they may be wide enough to be content */
    }
    return end > header ? end : header;
}

uint32_t layout_tail(const struct layout *layout, const struct node *node)
{
    return layout_next_line(layout, layout_entry_end(layout, node));
}

bool layout_keeps_blank_lines(const struct layout *layout, const struct node *node)
{
    const struct node *last = node_last_inside(node);
    if (!node_is_block_scalar(last)) {
        return false;
    }
    struct text header = text_part(layout->source, last->start, layout_line_end(layout, last->start));
    return text_find(header, 0, '+') < text_find(header, 0, '#');
}

uint32_t layout_tail_with_blanks(const struct layout *layout, const struct node *node)
{
    /* libyaml ends such a scalar after the blank lines. */
    return layout_keeps_blank_lines(layout, node) ? node_last_inside(node)->end : layout_tail(layout, node);
}

/* A flow map's key, or the `?` before it. */
static uint32_t key_start(const struct layout *layout, const struct node *key)
{
    uint32_t at = key->head;
    while (at > 0 && text_is_space(layout->source.bytes[at - 1])) {
        at--;
    }
    bool question = layout->format == FORMAT_YAML && at > 0 && layout->source.bytes[at - 1] == '?';
    return question ? at - 1 : key->head;
}

uint32_t layout_entry_start(const struct layout *layout, const struct node *collection, const struct node *before,
                            const struct node *child)
{
    if (collection->style == STYLE_FLOW) {
        return child->key ? key_start(layout, child->key) : child->head;
    }
    if (!before) {
        return collection->start;
    }
    uint32_t from = node_is_block_scalar(node_last_inside(before)) ? before->end : layout_entry_end(layout, before);
    return layout_skip_between(layout, from);
}

uint32_t layout_column(const struct layout *layout, uint32_t offset)
{
    uint32_t column = 0;
    for (uint32_t at = layout_line_start(layout, offset); at < offset; at++) {
        column += !utf8_is_continuation(layout->source.bytes[at]);
    }
    return column;
}

struct text layout_newline(struct text source)
{
    size_t feed = text_find(source, 0, '\n');
    size_t carriage = text_find(text_part(source, 0, feed), 0, '\r');
    if (carriage == feed) {
        return TEXT("\n");
    }
    return carriage + 1 == feed && feed < source.length ? TEXT("\r\n") : TEXT("\r");
}
