/* SPDX-License-Identifier: Apache-2.0 */
#include "core/schema/schema_pointer.h"
#include "core/base/buffer.h"

/* A URI fragment's %HH (RFC 3986, section 2.1). */
static struct text unescape_percent(struct arena *arena, struct text fragment)
{
    struct buffer out = {.arena = arena};
    for (size_t i = 0; i < fragment.length; i++) {
        char c = fragment.bytes[i];
        if (c == '%' && i + 2 < fragment.length) {
            int high = text_hex_value(fragment.bytes[i + 1]);
            int low = text_hex_value(fragment.bytes[i + 2]);
            if (high >= 0 && low >= 0) {
                c = (char)(high * 16 + low);
                i += 2;
            }
        }
        buffer_byte(&out, c);
    }
    return buffer_text(&out);
}

/* A JSON pointer's ~1 is /, its ~0 is ~ (RFC 6901, section 4). */
static struct text unescape_tilde(struct arena *arena, struct text token)
{
    struct buffer out = {.arena = arena};
    for (size_t i = 0; i < token.length; i++) {
        char c = token.bytes[i];
        if (c == '~' && i + 1 < token.length && (token.bytes[i + 1] == '0' || token.bytes[i + 1] == '1')) {
            c = token.bytes[++i] == '0' ? '~' : '/';
        }
        buffer_byte(&out, c);
    }
    return buffer_text(&out);
}

struct node *schema_pointer_follow(struct arena *arena, struct node *root, struct text reference)
{
    struct text pointer = unescape_percent(arena, reference);
    struct node *node = root;
    for (size_t at = 1; node && at < pointer.length;) {
        size_t end = text_find(pointer, at + 1, '/');
        struct text token = unescape_tilde(arena, text_part(pointer, at + 1, end));
        uint32_t index;
        if (node->kind == NODE_MAP) {
            node = node_find(arena, node, token);
        } else {
            node = node->kind == NODE_LIST && text_number(token, &index) ? node_element(arena, node, index) : NULL;
        }
        at = end;
    }
    return node;
}

bool schema_pointer_is_local(struct arena *arena, struct text reference)
{
    struct text pointer = unescape_percent(arena, reference);
    return text_starts(pointer, TEXT("#/")) || text_equal(pointer, TEXT("#"));
}
