/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/sweep_params.h"
#include "core/overrides/override_text.h"
#include "core/overrides/override_value.h"
#include "core/overrides/run_config.h"
#include "core/read/read.h"
#include "core/tree/pyyaml.h"

#define VERSION_KEY TEXT("wandb_version") /* it is no parameter, but of the file's form */

struct reader {
    struct overrides *overrides;
    struct document *document;
    struct diagnostics *diagnostics;
};

static void refuse(const struct reader *reader, const struct node *node, const char *problem)
{
    override_text_refuse(reader->document, node, problem, reader->diagnostics);
}

/* Gives plain words the types that PyYAML gives them. Its writer leaves none but strings on which readers disagree. */
static void type_as_pyyaml(const struct reader *reader, struct node *node)
{
    if (node->kind == NODE_ALIAS) {
        return; /* what it stands for comes before it */
    }
    if (node_is_scalar(node) && node->style == STYLE_PLAIN && !node->properties) {
        if (pyyaml_is_string(node->text)) {
            node->kind = NODE_STRING;
        } else if (node->kind == NODE_AMBIGUOUS) {
            refuse(reader, node, "readers disagree on what this is (quotes make it a string)");
        }
    }
    for (struct node *child = node->first; child; child = child->next) {
        if (child->key) {
            type_as_pyyaml(reader, child->key);
        }
        type_as_pyyaml(reader, child);
    }
}

/* The values, each under its key. Aliases may let maps share their children, so those are taken out of none. */
static struct node *unwrap(const struct reader *reader, struct node *root)
{
    struct arena *arena = reader->overrides->arena;
    struct node *params = node_synthetic(arena, NODE_MAP, TEXT(""));
    for (struct node *child = root->first; child; child = child->next) {
        const struct node *value = child->kind == NODE_MAP ? node_find(arena, child, TEXT("value")) : NULL;
        if (text_equal(child->key->text, VERSION_KEY)) {
            continue;
        }
        if (!value) {
            refuse(reader, child->key, "a sweep's parameter is an object with a value");
            continue;
        }
        struct node *param = arena_new(arena, struct node);
        *param = *value;
        param->key = child->key;
        param->next = NULL;
        node_append(params, param);
    }
    return params;
}

bool sweep_params_read(struct overrides *overrides, const char *name, struct text source,
                       struct diagnostics *diagnostics)
{
    struct document *document = arena_new(overrides->arena, struct document);
    const struct reader reader = {overrides, document, diagnostics};
    const size_t errors = diagnostics->errors;
    if (!document_read(overrides->arena, name, source, FORMAT_YAML, 0, document, diagnostics)) {
        return false;
    }
    struct node *root = document->root;
    if (!root || root->kind != NODE_MAP) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "a sweep's parameters are an object, not %s", root ? node_describe(root) : "empty");
        return false;
    }
    type_as_pyyaml(&reader, root);
    if (!value_settle(overrides->arena, root, document, (struct place){.source = name}, diagnostics) ||
        diagnostics->errors > errors) {
        return false;
    }
    struct node *params = unwrap(&reader, root);
    if (diagnostics->errors > errors) {
        return false;
    }
    run_config_add(overrides, params, document, (struct place){.source = name})->is_sweep = true;
    return true;
}

/* WANDB_CONFIG says it in JSON: every key is a string, and so is a word on which readers of YAML disagree. */
static void type_as_json(struct node *node)
{
    node->kind = node->kind == NODE_AMBIGUOUS ? NODE_STRING : node->kind;
    for (struct node *child = node->first; child; child = child->next) {
        if (child->key) {
            child->key->kind = NODE_STRING;
        }
        type_as_json(child);
    }
}

/* W&B takes the dashes off. */
static struct text key_of(const struct node *param)
{
    return text_equal(param->key->text, VERSION_KEY) ? TEXT("-wandb_version") : param->key->text;
}

struct override sweep_params_override(const struct overrides *overrides, struct override_file *file)
{
    struct arena *arena = overrides->arena;
    struct node *params = node_synthetic(arena, NODE_MAP, TEXT(""));
    for (const struct node *child = overrides->run_config->first; child; child = child->next) {
        struct node *value = node_synthetic_copy(arena, child), *param = node_synthetic(arena, NODE_MAP, TEXT(""));
        value->key = node_synthetic(arena, NODE_STRING, TEXT("value"));
        node_append(param, value);
        param->key = node_synthetic(arena, NODE_STRING, key_of(child));
        node_append(params, param);
    }
    type_as_json(params);
    return (struct override){.layer = LAYER_RUN_CONFIG,
                             .operation = OVERRIDE_MERGE,
                             .file = file,
                             .value = params,
                             .origin = {.source = "run_config"}};
}
