/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/python_note.h"

#define SWEEP "a W&B sweep's parameters are known by WANDB_SWEEP_PARAM_PATH"

/* People who write YAML quote no keys, and JSON's have other quotes. */
static bool is_dict(const struct node *value)
{
    return value->kind == NODE_MAP && value->first && value->first->key->style == STYLE_SINGLE;
}

static bool has_none(const struct node *value)
{
    bool found = value->kind == NODE_STRING && value->style == STYLE_PLAIN && text_equal(value->text, TEXT("None"));
    for (const struct node *child = value->first; child && !found; child = child->next) {
        found = has_none(child);
    }
    return found;
}

const char *python_note(const struct node *value)
{
    const bool is_collection = value->kind == NODE_MAP || value->kind == NODE_LIST;
    const bool none = is_collection && has_none(value);
    if (is_dict(value)) {
        return none ? "this dict of Python's replaces the whole object, and None in it is a string (" SWEEP ")"
                    : "this dict of Python's replaces the whole object (" SWEEP ")";
    }
    return none ? "None in it is a string, as in YAML (write null)" : NULL;
}
