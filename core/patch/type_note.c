/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/type_note.h"
#include "core/base/excerpt.h"
#include "core/overrides/assignment.h"
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

/* {1,2} of other tools: keys without values. */
static bool is_set(const struct node *value)
{
    const struct node *child = value->kind == NODE_MAP ? value->first : NULL;
    while (child && child->kind == NODE_NULL && child->text.length == 0) {
        child = child->next;
    }
    return value->kind == NODE_MAP && value->count > 0 && !child;
}

static bool is_python_null(const struct node *value)
{
    return value->kind == NODE_STRING && text_equal(value->text, TEXT("None"));
}

/* What other tools, or a shell, make of a word that was typed. */
static const char *advice(const struct node *before, const struct node *after)
{
    if (before->kind == NODE_LIST && (node_is_scalar(after) || is_set(after))) {
        return " (a list is written '[1, 2]')";
    }
    if (is_python_null(after)) {
        return " (for Python's None write null)";
    }
    return after->kind == NODE_STRING && assignment_goes_on(after->text) ? " (each assignment is a word of its own)"
                                                                         : "";
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
    if (was == is || (was == VALUE_NULL && !is_python_null(after)) || was == VALUE_UNKNOWN || is == VALUE_UNKNOWN ||
        (is == VALUE_NULL && !empties) || (is_number(was) && is_number(is)) || stays_string ||
        (before->summary && node_is_scalar(before))) {
        return NULL;
    }
    struct buffer note = {.arena = arena};
    put_described(&note, "was", before, spelt, hides);
    put_described(&note, ", is now", after, emit_text(arena, FORMAT_YAML, after, NULL), hides);
    buffer_put(&note, text_of(advice(before, after)));
    return buffer_string(&note);
}
