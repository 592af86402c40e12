/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/comments.h"
#include "core/base/utf8.h"

/* Whether nothing but comments is on the line that begins at `line`, in this column. */
static bool is_comment_line(const struct layout *layout, uint32_t line, uint32_t column)
{
    uint32_t start = layout_skip_blanks(layout, line);
    uint32_t end = layout_skip_comment(layout, start);
    return end > start && layout_column(layout, start) == column &&
           layout_line_end(layout, line) == layout_line_end(layout, end) &&
           layout_skip_blanks(layout, end) == layout_line_end(layout, end);
}

static bool is_blank_line(const struct layout *layout, uint32_t line)
{
    return layout_skip_blanks(layout, line) == layout_line_end(layout, line);
}

/* Whether a document begins at this line, or with blank lines above it. */
static bool begins_document(const struct layout *layout, uint32_t line)
{
    const uint32_t begin = (uint32_t)utf8_mark_length(layout->source);
    struct text above = {"", 0};
    while (line > begin && above.length == 0) {
        line = layout_line_start(layout, line - 1);
        above = is_blank_line(layout, line) ? above : text_part(layout->source, line, layout_line_end(layout, line));
    }
    return above.length == 0 ||
           (layout->format == FORMAT_YAML &&
            (text_starts(above, TEXT("---")) || text_starts(above, TEXT("...")) || text_starts(above, TEXT("%"))));
}

uint32_t comments_above(const struct layout *layout, uint32_t limit, uint32_t start)
{
    const uint32_t own = layout_line_start(layout, start), column = layout_column(layout, start);
    uint32_t first = own;
    while (first > limit && first > utf8_mark_length(layout->source)) {
        uint32_t above = layout_line_start(layout, first - 1);
        if (above < limit || !is_comment_line(layout, above, column)) {
            break;
        }
        first = above;
    }
    return first < own && begins_document(layout, first) ? own : first;
}

uint32_t comments_below(const struct layout *layout, const struct node *collection, const struct node *entry)
{
    const uint32_t column = layout_column(layout, collection->start);
    const bool block = entry->style == STYLE_BLOCK && !node_is_scalar(entry);
    const uint32_t inner = block ? layout_column(layout, entry->start) : UINT32_MAX;
    uint32_t end = layout_tail(layout, entry);
    bool apart = false;
    for (uint32_t at = end; at < layout->source.length; at = layout_next_line(layout, at)) {
        uint32_t start = layout_skip_blanks(layout, at);
        uint32_t here = layout_column(layout, start);
        if (is_blank_line(layout, at)) {
            apart = true;
        } else if (layout_skip_comment(layout, start) > start && here > column && (!apart || here >= inner)) {
            end = layout_next_line(layout, at);
        } else {
            break;
        }
    }
    return end;
}
