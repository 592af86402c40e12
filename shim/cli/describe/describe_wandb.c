/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/describe/describe_formats.h"
#include "shim/cli/wandb/wandb_drawer.h"
#include "shim/cli/wandb/wandb_schema.h"
#include "shim/cli/wandb/wandb_types.h"

#include "core/tree/effective.h"
#include "core/tree/emit.h"

/* Puts something of one config; false when there is nothing to put. */
typedef bool put_part(struct buffer *out, struct launch_inputs *launch, const struct job_config *config);

static bool put_types(struct buffer *out, struct launch_inputs *launch, const struct job_config *config)
{
    struct node *root = NULL;
    bool is_partial = !config->document || !config->is_file; /* a launch says of a run config what it changes */
    if (is_partial && config->offer->types) {
        root = wandb_config_of_types(launch->arena, config->offer->types);
    } else if (config->document) {
        effective_root(launch->arena, config->document, &root, &launch->diagnostics);
    }
    if (root && root->kind != NODE_MAP && root->kind != NODE_NULL) {
        diagnose(&launch->diagnostics, SEVERITY_WARNING, (struct place){.source = config->name},
                 "W&B has no type for a config that is %s", node_describe(root));
    }
    wandb_put_types(out, &config->offer->selection, root);
    return true;
}

static bool put_schema(struct buffer *out, struct launch_inputs *launch, const struct job_config *config)
{
    const struct place place = {.source = config->name};
    const struct node *culprit;
    if (!config->offer->schema) {
        return false;
    }
    const struct node *schema = wandb_prepared_schema(launch->arena, config->offer->schema->node);
    if (!schema) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, place, "the schema with every $ref written out is too large");
        return false;
    }
    const char *refusal = emit_refusal(launch->arena, schema, FORMAT_JSON, NULL, &culprit);
    if (refusal) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, place, "the schema: %s", refusal);
        return false;
    }
    wandb_drawer_note(&launch->diagnostics, place, schema);
    emit_json(out, schema);
    return true;
}

/* Puts {"files": {…}, "@wandb.config": …} with what part puts of each config, or {}. W&B knows only the first
 * document of a stream. */
static void put_parts(struct buffer *out, struct launch_inputs *launch, const struct job_config *configs,
                      put_part *part)
{
    struct buffer files = {.arena = launch->arena}, run_config = files;
    for (const struct job_config *config = configs; config; config = config->next) {
        struct buffer value = {.arena = launch->arena};
        if (config->number > 1 || !part(&value, launch, config)) {
            continue;
        }
        if (config->is_run_config) {
            buffer_format(&run_config, "\"@wandb.config\": %.*s", TEXT_ARGS(buffer_text(&value)));
            continue;
        }
        buffer_put(&files, files.length > 0 ? TEXT(", ") : TEXT("\"files\": {"));
        emit_json_string(&files, text_of(config->name));
        buffer_format(&files, ": %.*s", TEXT_ARGS(buffer_text(&value)));
    }
    buffer_byte(out, '{');
    buffer_put(out, buffer_text(&files));
    buffer_put(out, files.length == 0 ? TEXT("") : run_config.length == 0 ? TEXT("}") : TEXT("}, "));
    buffer_put(out, buffer_text(&run_config));
    buffer_byte(out, '}');
}

void describe_as_wandb(struct buffer *out, struct launch_inputs *launch, const struct job_config *configs)
{
    struct buffer schemas = {.arena = launch->arena};
    buffer_put(out, TEXT("{\"input_types\": "));
    put_parts(out, launch, configs, put_types);
    put_parts(&schemas, launch, configs, put_schema);
    if (schemas.length > sizeof("{}") - 1) {
        buffer_format(out, ", \"input_schemas\": %.*s", TEXT_ARGS(buffer_text(&schemas)));
    }
    /* Nobody knows a run's outputs before it has run. */
    buffer_put(out, TEXT(", \"output_types\": {\"wb_type\": \"unknown\"}}\n"));
}
