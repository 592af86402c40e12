/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/preload_list.h"

static bool divides_names(char c)
{
    return c == ' ' || c == ':';
}

struct text preload_list_next(const char **list)
{
    struct text name = {*list, 0};
    while (divides_names(*name.bytes)) {
        name.bytes++;
    }
    while (name.bytes[name.length] != '\0' && !divides_names(name.bytes[name.length])) {
        name.length++;
    }
    *list = name.bytes + name.length;
    return name;
}

bool preload_list_has(const char *list, struct text library)
{
    for (struct text name = preload_list_next(&list); name.length > 0; name = preload_list_next(&list)) {
        if (text_equal(name, library)) {
            return true;
        }
    }
    return false;
}

static bool is_file_called(struct text path, struct text file_name)
{
    const bool ends = text_ends(path, file_name);
    return ends && (path.length == file_name.length || path.bytes[path.length - file_name.length - 1] == '/');
}

struct text preload_list_find(const char *list, struct text path, struct text file_name)
{
    struct text found = {"", 0};
    for (struct text name = preload_list_next(&list); name.length > 0; name = preload_list_next(&list)) {
        if (text_equal(name, path)) {
            return name;
        }
        found = is_file_called(name, file_name) ? name : found;
    }
    return found;
}

void preload_list_replace(struct buffer *out, const char *list, struct text library, struct text other)
{
    const char *rest = list;
    for (struct text name = preload_list_next(&rest); name.length > 0; name = preload_list_next(&rest)) {
        buffer_put(out, (struct text){list, (size_t)(name.bytes - list)});
        buffer_put(out, text_equal(name, library) ? other : name);
        list = rest;
    }
    buffer_put(out, text_of(list));
}

const char *preload_list_of_file(struct arena *arena, struct text content)
{
    struct buffer list = {.arena = arena};
    bool is_comment = false;
    for (size_t i = 0; i < content.length; i++) {
        const char c = content.bytes[i];
        is_comment = c == '#' || (is_comment && c != '\n');
        buffer_byte(&list, is_comment || text_is_space(c) ? ' ' : c);
    }
    return buffer_string(&list);
}
