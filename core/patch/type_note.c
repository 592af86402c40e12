/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/type_note.h"
#include "core/base/excerpt.h"
#include "core/tree/emit.h"
#include "core/tree/lexeme.h"
#include "core/tree/value_type.h"

static void put_described(struct buffer *out, const char *verb, const struct node *value, struct text spelt, bool hides)
{
    buffer_format(out, "%s %s", verb, node_describe(value));
    if (!hides) {
        buffer_put(out, TEXT(" ("));
        excerpt_put(out, spelt);
        buffer_byte(out, ')');
    }
}

static bool is_number(enum value_type type)
{
    return type == VALUE_INT || type == VALUE_FLOAT;
}

const char *type_note(struct arena *arena, const struct node *before, struct text spelt, const struct node *after,
                      bool hides)
{
    before = before->kind == NODE_ALIAS ? before->first : before;
    const struct node kind = {.kind = before->kind}; /* a summary has no tag */
    const enum value_type was = value_type_of(node_is_scalar(before) ? before : &kind), is = value_type_of(after);
    /* 1e-4 is a string to some already. */
    const bool stays_string = is_number(was) && is == VALUE_STR && text_equal(spelt, after->text) &&
                              !lexeme_is_agreed(arena, before->kind, before->text);
    const bool empties = is == VALUE_NULL && after->text.length == 0;
    if (was == is || was == VALUE_NULL || was == VALUE_UNKNOWN || is == VALUE_UNKNOWN ||
        (is == VALUE_NULL && !empties) || (is_number(was) && is_number(is)) || stays_string ||
        (before->summary && node_is_scalar(before))) {
        return NULL;
    }
    struct buffer note = {.arena = arena};
    put_described(&note, "was", before, spelt, hides);
    put_described(&note, ", is now", after, emit_text(arena, FORMAT_YAML, after, NULL), hides);
    return buffer_string(&note);
}
