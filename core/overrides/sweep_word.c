/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/sweep_word.h"
#include "core/overrides/target.h"
#include "core/tree/python_word.h"

static struct text without_hyphens(struct text word)
{
    return text_starts(word, TEXT("--")) ? text_from(word, 2) : word;
}

static struct text without_sign(struct text word)
{
    word = without_hyphens(word);
    while (text_starts(word, TEXT("+"))) {
        word = text_from(word, 1);
    }
    return word;
}

const struct node *sweep_word_param(const struct run_config_layer *layer, struct text word)
{
    const struct text assignment = without_sign(word);
    for (const struct node *param = layer->value->first; param; param = param->next) {
        const struct text name = param->key->text;
        if (text_starts(assignment, name) && text_starts(text_from(assignment, name.length), TEXT("=")) &&
            python_word_is(text_from(assignment, name.length + 1), param)) {
            return param;
        }
    }
    return NULL;
}

/* Those of an object one by one. */
static bool add_values(struct overrides *overrides, const struct override *override, const struct node *value,
                       struct diagnostics *diagnostics)
{
    bool right = true;
    if (value->kind != NODE_MAP || value->count == 0) {
        struct override own = *override;
        own.value = node_synthetic_copy(overrides->arena, value);
        overrides_add(overrides, &own);
        return true;
    }
    for (const struct node *child = value->first; child && right; child = child->next) {
        if (child->key->text.length == 0) {
            diagnose(diagnostics, SEVERITY_ERROR, override->origin,
                     "the parameter's object has an empty key, which no key path can say");
            return false;
        }
        const struct step step = {.kind = STEP_KEY, .key = child->key->text};
        struct override inner = *override;
        inner.path = keypath_joined(overrides->arena, override->path, (struct keypath){&step, 1});
        right = add_values(overrides, &inner, child, diagnostics);
    }
    return right;
}

static const struct node *find_param(const struct overrides *overrides, struct text word)
{
    const struct node *param = NULL;
    for (const struct run_config_layer *layer = overrides->run_config_layers; layer && !param; layer = layer->next) {
        param = layer->is_sweep ? sweep_word_param(layer, word) : NULL;
    }
    return param;
}

enum outcome overrides_read_sweep_word(struct overrides *overrides, struct place origin, struct text word,
                                       struct text file, struct diagnostics *diagnostics)
{
    const struct node *param = find_param(overrides, word);
    if (!param) {
        return OUTCOME_NONE;
    }
    const size_t sign = (size_t)(without_sign(word).bytes - without_hyphens(word).bytes);
    const struct text source = text_part(without_hyphens(word), 0, sign + param->key->text.length);
    struct target target;
    if (!target_read(overrides->arena, origin, source, &target, diagnostics)) {
        return OUTCOME_REFUSED;
    }
    if (target.sign == SIGN_REMOVE || (target.file.length == 0 && file.length == 0)) {
        return OUTCOME_NONE;
    }
    if (target.file.length == 0 && !target_read_file(overrides->arena, origin, file, &target, diagnostics)) {
        return OUTCOME_REFUSED;
    }
    const struct override override = {
        .layer = LAYER_SAID,
        .operation = target.sign == SIGN_ADD ? OVERRIDE_ADD : OVERRIDE_SET,
        .file = overrides_file(overrides, target.file, origin),
        .document = target.document.number,
        .selectors = target.document.selectors,
        .path = target.path,
        .typed = source,
        .origin = origin,
    };
    return add_values(overrides, &override, param, diagnostics) ? OUTCOME_FOUND : OUTCOME_REFUSED;
}
