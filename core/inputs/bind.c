/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/bind.h"
#include "core/overrides/assignment.h"
#include "core/overrides/run_config.h"

/* The run config's value for a bind, and its path there. NULL when there is none, or with an error. */
static const struct node *find_value(const struct overrides *overrides, const struct bind *bind, struct keypath *path,
                                     struct diagnostics *diagnostics)
{
    const struct node *nested = run_config_at(overrides, bind->key);
    const struct node *flat = bind->key.count > 1 ? run_config_at(overrides, bind->flat) : NULL;
    if (nested && flat) {
        diagnose(diagnostics, SEVERITY_ERROR, run_config_origin(overrides, bind->flat),
                 "the run config has %.*s both nested and as one key with dots (give one of them)",
                 TEXT_ARGS(bind->written));
        return NULL;
    }
    *path = flat ? bind->flat : bind->key;
    return flat ? flat : nested;
}

static void lay(struct overrides *overrides, const struct bind *bind, const struct node *value, struct place origin)
{
    overrides_add(overrides, &(struct override){.layer = LAYER_BIND,
                                                .operation = bind->to.sign == SIGN_ADD ? OVERRIDE_ADD : OVERRIDE_SET,
                                                .file = overrides_file(overrides, bind->to.file, origin),
                                                .document = bind->to.document,
                                                .path = bind->to.path,
                                                .value = value,
                                                .origin = origin});
}

static void apply_run_config(struct overrides *overrides, const struct bind *bind, struct diagnostics *diagnostics)
{
    struct keypath path;
    const struct node *value = find_value(overrides, bind, &path, diagnostics);
    if (value && run_config_is_unbound(overrides, path)) {
        lay(overrides, bind, value, run_config_origin(overrides, path));
    }
}

/* Whether the schema wants nothing but a string at what bind sets. */
static bool wants_string(const struct bind *bind)
{
    const struct schema *schema = bind->file->offer.schema ? schema_at(bind->file->offer.schema, bind->to.path) : NULL;
    return schema && schema->types == SCHEMA_STRING;
}

static void apply_variable(struct overrides *overrides, const struct bind *bind, struct variables *variables,
                           struct diagnostics *diagnostics)
{
    const char *value = variables->get(variables, bind->variable);
    if (!value || *value == '\0') {
        return;
    }
    struct place origin = {.source = text_string(overrides->arena, bind->written)};
    struct node *node;
    if (assignment_read_value(overrides->arena, origin, bind->target, text_of(value),
                              wants_string(bind) ? ASSIGNMENT_STRING : ASSIGNMENT_PLAIN, &node, diagnostics)) {
        lay(overrides, bind, node, origin);
    }
}

void binds_apply(struct overrides *overrides, const struct manifest *manifest, struct variables *variables,
                 struct diagnostics *diagnostics)
{
    for (const struct bind *bind = manifest->binds; bind; bind = bind->next) {
        if (bind->source == BIND_RUN_CONFIG) {
            apply_run_config(overrides, bind, diagnostics);
        } else {
            apply_variable(overrides, bind, variables, diagnostics);
        }
    }
}

bool bind_takes(const struct manifest *manifest, struct keypath path)
{
    return key_tree_around(&manifest->bound, path) != NULL;
}
