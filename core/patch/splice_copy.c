/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/splice_copy.h"
#include "core/tree/change.h"
#include "core/tree/emit_block.h"

/* Looks for the first map and the first list on lines of their own below a key. visits: of how many nodes yet. */
static void find_steps(const struct layout *layout, const struct node *map, struct block_style *style, uint32_t *visits)
{
    for (const struct node *child = map->first; child && *visits > 0; child = child->next) {
        --*visits;
        if (child->style != STYLE_BLOCK || child->summary || (child->kind != NODE_MAP && child->kind != NODE_LIST)) {
            continue;
        }
        uint32_t *step = child->kind == NODE_LIST ? &style->list_step : &style->map_step;
        if (child->key && *step == UINT32_MAX && layout_begins_line(layout, child->start)) {
            *step = layout_column(layout, child->start) - layout_column(layout, map->start);
        }
        find_steps(layout, child, style, visits);
    }
}

const struct block_style *splice_copy_style(struct edits *edits, const struct node *node)
{
    uint32_t visits = 1000;
    struct block_style *style = &edits->style;
    if (style->newline.length > 0) {
        return style;
    }
    while (node->parent) {
        node = node->parent;
    }
    *style = (struct block_style){edits->layout.newline, UINT32_MAX, UINT32_MAX};
    find_steps(&edits->layout, node, style, &visits);
    style->map_step = style->map_step == UINT32_MAX ? 2 : style->map_step;
    style->list_step = style->list_step == UINT32_MAX ? style->map_step : style->list_step;
    return style;
}

static bool is_behind_indicator(const struct layout *layout, const struct node *alias)
{
    const struct node *key = alias->key;
    return alias->kind == NODE_ALIAS && alias->parent && alias->parent->style == STYLE_BLOCK &&
           (key ? layout_line_start(layout, key->end) == layout_line_start(layout, alias->head)
                : !layout_begins_line(layout, alias->head));
}

/* A comment behind the alias stays on its line, so the first line goes where the alias is, and the others, if there are
 * any, below. */
static void put_lines(struct edits *edits, uint32_t start, uint32_t end, struct text lines)
{
    size_t first = 0;
    while (first < lines.length && !text_is_line_end(lines.bytes[first])) {
        first++;
    }
    uint32_t line_end = layout_line_end(&edits->layout, end);
    edits_add(edits, start, end, text_part(lines, 0, first));
    edits_add(edits, line_end, line_end, text_from(lines, first));
}

bool splice_copy(struct edits *edits, const struct node *node)
{
    const struct node *copy = node->change->value;
    const struct text anchor = node->change->anchor;
    struct buffer out = {.arena = edits->arena};
    if (!emit_block_suits(copy) || !is_behind_indicator(&edits->layout, node)) {
        return false;
    }
    const struct block_style *style = splice_copy_style(edits, node);
    uint32_t start = node->key ? layout_skip_between(&edits->layout, node->key->end) + 1 : node->head;
    uint32_t column = layout_column(&edits->layout, node->head);
    if (node->key) {
        column = layout_column(&edits->layout, node->parent->start) +
                 (copy->kind == NODE_LIST ? style->list_step : style->map_step);
    }
    if (anchor.length > 0) {
        buffer_format(&out, "%s&%.*s", node->key ? " " : "", TEXT_ARGS(anchor));
    }
    if (node->key || anchor.length > 0) {
        buffer_put(&out, style->newline);
        buffer_repeat(&out, ' ', column);
    }
    emit_block(&out, copy, column, style);
    struct text lines = buffer_text(&out);
    put_lines(edits, start, node->end, lines);
    return true;
}
