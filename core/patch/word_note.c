/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/word_note.h"
#include "core/base/buffer.h"
#include "core/tree/emit.h"
#include "core/tree/scalar.h"

static bool is_disputed(const struct node *scalar)
{
    bool number = node_is_number(scalar);
    return number && !scalar->synthetic && scalar->style == STYLE_PLAIN && scalar_is_string_in_1_1(scalar->text);
}

static const struct node *find_word(const struct node *value, bool with_key)
{
    const struct node *found = with_key && value->key && is_disputed(value->key) ? value->key : NULL;
    found = !found && is_disputed(value) ? value : found;
    for (const struct node *child = value->first; child && !found; child = child->next) {
        found = find_word(child, true);
    }
    return found;
}

/* Where the same word stands there, it is said that it is written anew. */
static bool is_settled_by(const struct node *slot, const struct node *value)
{
    slot = slot && slot->kind == NODE_ALIAS ? slot->first : slot;
    return slot && node_is_number(slot) &&
           (!scalar_is_string_in_1_1(slot->text) || text_equal(slot->text, value->text));
}

const char *word_note(struct arena *arena, const struct node *slot, const struct node *value, const struct node **word)
{
    struct buffer note = {.arena = arena};
    *word = is_settled_by(slot, value) ? NULL : find_word(value, !slot);
    if (!*word) {
        return NULL;
    }
    buffer_format(
        &note,
        "%.*s is a number here, as in YAML 1.2, and a string in YAML 1.1 and to PyYAML (quote it for the string, "
        "write %.*s for the number)",
        TEXT_ARGS((*word)->text), TEXT_ARGS(emit_text(arena, FORMAT_YAML, *word, NULL)));
    return buffer_string(&note);
}
