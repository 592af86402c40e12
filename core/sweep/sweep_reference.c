/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/sweep_reference.h"
#include "core/base/nearest.h"
#include "core/overrides/target.h"

#include <string.h>

struct text sweep_reference_name(struct text text)
{
    const struct text none = TEXT("");
    if (text.length < 3 || text.bytes[0] != '{' || text.bytes[text.length - 1] != '}') {
        return none;
    }
    const struct text inner = text_part(text, 1, text.length - 1);
    for (size_t i = 0; i < inner.length; i++) {
        if ((unsigned char)inner.bytes[i] <= ' ' || strchr("{}\"',", inner.bytes[i])) {
            return none;
        }
    }
    return text_equal(inner, TEXT("cell")) || text_equal(inner, TEXT("dir")) ? none : inner;
}

/* Without its file, where that is file. */
static struct text short_name(const struct sweep_key *key, struct text file)
{
    const bool is_in_file =
        file.length > 0 && text_starts(key->name, file) && text_starts(text_from(key->name, file.length), TEXT(":"));
    return is_in_file ? text_from(key->name, file.length + 1) : key->name;
}

struct text sweep_nearest_name(const struct sweep *sweep, struct text name, struct text file)
{
    struct text *names = arena_array(sweep->arena, struct text, 2 * (size_t)sweep->key_count);
    size_t count = 0;
    for (const struct sweep_key *key = sweep->keys; key; key = key->next) {
        names[count++] = key->name;
        names[count++] = short_name(key, file);
    }
    return nearest_name(name, names, count);
}

static const struct sweep_key *find_key(const struct sweep *sweep, struct text name, struct text file)
{
    const struct sweep_key *key = sweep->keys;
    while (key && !text_equal(key->name, name) && !text_equal(short_name(key, file), name)) {
        key = key->next;
    }
    return key;
}

enum outcome sweep_reference(const struct sweep *sweep, struct place place, struct text text, struct text file,
                             const struct sweep_key **key, struct diagnostics *diagnostics)
{
    const struct text name = sweep_reference_name(text);
    if (name.length == 0) {
        return OUTCOME_NONE;
    }
    *key = find_key(sweep, name, file);
    if (*key) {
        return OUTCOME_FOUND;
    }
    const struct text similar = sweep_nearest_name(sweep, name, file);
    if (similar.length > 0) {
        diagnose(
            diagnostics, SEVERITY_ERROR, place,
            "no key of this sweep is called \"%.*s\" (did you mean {%.*s}? for the braces themselves, write {{%.*s}})",
            TEXT_ARGS(name), TEXT_ARGS(similar), TEXT_ARGS(name));
        return OUTCOME_REFUSED;
    }
    if (target_names_file(name)) {
        diagnose(diagnostics, SEVERITY_ERROR, place,
                 "no key of this sweep is called \"%.*s\" (for the braces themselves, write {{%.*s}})", TEXT_ARGS(name),
                 TEXT_ARGS(name));
        return OUTCOME_REFUSED;
    }
    return OUTCOME_NONE;
}
