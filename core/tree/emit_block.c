/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/emit_block.h"
#include "core/tree/emit.h"

bool emit_block_suits(const struct node *value)
{
    return (value->kind == NODE_LIST || value->kind == NODE_MAP) && value->style == STYLE_BLOCK && value->count > 0;
}

void emit_block_entry(struct buffer *out, const struct node *child, uint32_t column, const struct block_style *style)
{
    if (child->key) {
        emit_yaml_typed_key(out, child->key);
    }
    buffer_put(out, child->key ? TEXT(":") : TEXT("- "));
    if (!emit_block_suits(child)) {
        buffer_put(out, child->key ? TEXT(" ") : TEXT(""));
        emit_yaml(out, child, NULL);
    } else if (child->key) {
        uint32_t inner = column + (child->kind == NODE_LIST ? style->list_step : style->map_step);
        buffer_put(out, style->newline);
        buffer_repeat(out, ' ', inner);
        emit_block(out, child, inner, style);
    } else {
        emit_block(out, child, column + 2, style);
    }
}

void emit_block(struct buffer *out, const struct node *collection, uint32_t column, const struct block_style *style)
{
    for (const struct node *child = collection->first; child; child = child->next) {
        if (child != collection->first) {
            buffer_put(out, style->newline);
            buffer_repeat(out, ' ', column);
        }
        emit_block_entry(out, child, column, style);
    }
}
