#include "core/selection.h"

/* The byte after one key of a prefix that begins at start: its dot, or the end. */
static size_t key_end(struct text written, size_t start)
{
    while (start < written.length && written.bytes[start] != '.') {
        start += written.bytes[start] == '\\' ? 2 : 1;
    }
    return start;
}

static struct text unescape(struct arena *arena, struct text written)
{
    struct buffer key = {.arena = arena};
    for (size_t i = 0; i < written.length; i++) {
        i += written.bytes[i] == '\\';
        buffer_byte(&key, written.bytes[i]);
    }
    return buffer_text(&key);
}

static const char *escape_refusal(struct text written)
{
    for (size_t i = 0; i < written.length; i++) {
        if (written.bytes[i] != '\\') {
            continue;
        }
        i++;
        if (i == written.length || (written.bytes[i] != '.' && written.bytes[i] != '\\')) {
            return "a backslash may only stand before a dot or another backslash";
        }
    }
    return NULL;
}

const char *prefix_read(struct arena *arena, struct text written, struct prefix *prefix)
{
    const char *problem = escape_refusal(written);
    if (problem) {
        return problem;
    }
    size_t most = 1;
    for (size_t i = 0; i < written.length; i++) {
        most += written.bytes[i] == '.';
    }
    struct text *keys = arena_array(arena, struct text, most);
    size_t count = 0, end;
    for (size_t start = 0; start < written.length; start = end + 1) {
        end = key_end(written, start);
        keys[count++] = unescape(arena, text_part(written, start, end));
    }
    prefix->written = written;
    prefix->keys = keys;
    prefix->count = count;
    return NULL;
}

/* The keys that lead to the first list. */
static size_t key_count(struct keypath path)
{
    size_t count = 0;
    while (count < path.count && path.steps[count].kind == STEP_KEY) {
        count++;
    }
    return count;
}

/* Whether the first count keys of both are the same. */
static bool agree(const struct prefix *prefix, struct keypath path, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!text_equal(prefix->keys[i], path.steps[i].key)) {
            return false;
        }
    }
    return true;
}

static const struct prefix *find_prefix(const struct prefix *first, struct keypath path)
{
    size_t length = key_count(path);
    while (first && (first->count > length || !agree(first, path, first->count))) {
        first = first->next;
    }
    return first;
}

/* One that names something below path. */
static const struct prefix *find_longer(const struct prefix *first, struct keypath path)
{
    size_t length = key_count(path);
    while (first && (first->count <= length || !agree(first, path, length))) {
        first = first->next;
    }
    return first;
}

bool selection_allows(const struct selection *selection, struct keypath path, struct selection_refusal *refusal)
{
    *refusal = (struct selection_refusal){.exclude = find_prefix(selection->exclude, path)};
    if (refusal->exclude) {
        return false;
    }
    if (selection->include && !find_prefix(selection->include, path)) {
        return false;
    }
    refusal->exclude = find_longer(selection->exclude, path);
    refusal->inside = refusal->exclude != NULL;
    return !refusal->exclude;
}

bool selection_has(const struct selection *selection, struct keypath path)
{
    return !find_prefix(selection->exclude, path) && (!selection->include || find_prefix(selection->include, path));
}

bool selection_reaches(const struct selection *selection, struct keypath path)
{
    return !find_prefix(selection->exclude, path) &&
           (!selection->include || find_prefix(selection->include, path) || find_longer(selection->include, path));
}
