/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/path.h"
#include "core/base/buffer.h"

#include <string.h>

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

const char *path_behind(struct arena *arena, struct text root, struct text path)
{
    struct buffer whole = {.arena = arena};
    if (!text_starts(path, TEXT("/")) && root.length > 0) {
        buffer_format(&whole, "%.*s/", TEXT_ARGS(root));
    }
    buffer_put(&whole, path);
    return buffer_string(&whole);
}

const char *path_in(struct arena *arena, const char *directory, const char *name)
{
    return path_behind(arena, text_of(directory), text_of(name));
}

struct text path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return text_of(slash ? slash + 1 : path);
}

struct text path_parent(const char *path)
{
    return (struct text){path, strlen(path) - path_name(path).length};
}
