/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/csv_field.h"

#include "core/tree/emit.h"

#include <string.h>

struct text csv_field_of(struct arena *arena, struct text text)
{
    if (text.length == 0 || !strchr("=+-@\t\r", text.bytes[0])) {
        return text;
    }
    struct buffer out = {.arena = arena};
    buffer_byte(&out, '\'');
    buffer_put(&out, text);
    return buffer_text(&out);
}

struct text csv_field_of_value(struct arena *arena, const struct node *value)
{
    if (!value) {
        return TEXT("");
    }
    if (node_is_number(value)) {
        return value->text;
    }
    return value->kind == NODE_STRING ? csv_field_of(arena, value->text) : emit_text(arena, FORMAT_JSON, value, NULL);
}
