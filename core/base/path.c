/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/path.h"
#include "core/base/buffer.h"

static void put_components(struct buffer *out, struct text path)
{
    size_t end;
    for (size_t at = 0; at < path.length; at = end + 1) {
        end = text_find(path, at, '/');
        struct text component = text_part(path, at, end);
        if (component.length == 0 || text_equal(component, TEXT("."))) {
            continue;
        }
        if (out->length > 0 && out->bytes[out->length - 1] != '/') {
            buffer_byte(out, '/');
        }
        buffer_put(out, component);
    }
}

struct text path_full(struct arena *arena, struct text root, struct text path)
{
    struct buffer full = {.arena = arena};
    bool absolute = text_starts(path, TEXT("/"));
    if (absolute || text_starts(root, TEXT("/"))) {
        buffer_byte(&full, '/');
    }
    if (!absolute) {
        put_components(&full, root);
    }
    put_components(&full, path);
    return buffer_text(&full);
}

struct text path_below(struct text root, struct text path)
{
    size_t length = text_equal(root, TEXT("/")) ? 0 : root.length;
    bool is_below = text_starts(path, root) && path.length > length + 1 && path.bytes[length] == '/';
    return is_below ? text_from(path, length + 1) : path;
}

const char *path_in(struct arena *arena, const char *directory, const char *name)
{
    struct buffer path = {.arena = arena};
    buffer_format(&path, "%s/%s", directory, name);
    return buffer_string(&path);
}
