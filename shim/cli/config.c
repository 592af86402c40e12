/* SPDX-License-Identifier: Apache-2.0 */
/* inlay config: prints the run config, or one value of it. */
#include "shim/cli/files/config_files.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/wandb/wandb_config.h"
#include "shim/serve/ledger_join.h"
#include "shim/serve/variables.h"

#include "core/overrides/override_value.h"
#include "core/read/read.h"

#include <stdlib.h>
#include <unistd.h>

/* Reads what the job reads at the run config's path: the file on the disk, with the run config over it. *value stays
 * when there is nothing. False with an error. */
static bool read_file(struct launch_inputs *launch, const struct override_file *file, const struct node **value)
{
    const struct config_file *config = config_file_patch(launch, file, true);
    struct document *document = arena_new(launch->arena, struct document);
    if (config->outcome != OUTCOME_FOUND) {
        return config->outcome == OUTCOME_NONE;
    }
    if (!document_read(launch->arena, file->name, config->patch.bytes, config->patch.format, 0, document,
                       &launch->diagnostics)) {
        return false;
    }
    *value = document->root ? document->root : *value;
    return !document->root ||
           value_settle(launch->arena, document->root, document, (struct place){0}, &launch->diagnostics);
}

static bool read_run_config(struct launch_inputs *launch, const struct node **value)
{
    const struct manifest_file *file = launch->manifest ? launch->manifest->run_config_file : NULL;
    if (file) {
        return read_file(launch, overrides_find_file(&launch->overrides, file->path), value);
    }
    *value = launch->overrides.run_config ? launch->overrides.run_config : *value;
    return true;
}

static const struct node *step_into(struct arena *arena, const struct node *value, const struct step *step)
{
    struct node *collection = (struct node *)value;
    if (value->kind == NODE_MAP && step->kind == STEP_KEY) {
        return node_find(arena, collection, step->key);
    }
    if (value->kind == NODE_LIST && step->kind == STEP_INDEX) {
        int64_t index = step->index < 0 ? step->index + value->count : step->index;
        return index >= 0 && index < value->count ? node_element(arena, collection, (uint32_t)index) : NULL;
    }
    return NULL;
}

/* The value at key. NULL, and said, when there is none. */
static const struct node *find(struct launch_inputs *launch, const struct node *value, const char *key)
{
    struct keypath path;
    size_t at;
    const char *problem = keypath_read(launch->arena, text_of(key), &path, &at);
    if (problem) {
        say("%s: %s", key, problem);
        return NULL;
    }
    for (size_t i = 0; i < path.count && value; i++) {
        value = step_into(launch->arena, value, &path.steps[i]);
    }
    if (!value) {
        say("%s: the run config has no such key", key);
    }
    return value;
}

static void put(struct buffer *out, const struct node *value)
{
    if (value->kind == NODE_STRING || value->kind == NODE_AMBIGUOUS) {
        buffer_put(out, value->text);
    } else {
        wandb_config_put(out, value);
    }
    buffer_byte(out, '\n');
}

/* The `inlay run` that this is in wants to know that its run config was read. */
static void note_reading(void)
{
    struct ledger ledger = {0};
    if (ledger_join(&ledger, getenv(ENV_LEDGER)) == LEDGER_THERE) {
        ledger_write(&ledger, LEDGER_RUN_CONFIG, LEDGER_NO_FILE, &(struct ledger_note){.size = -1});
    }
}

static int print_config(struct arena *arena, const struct options *options, struct buffer *out)
{
    static const struct node nothing = {.kind = NODE_MAP, .style = STYLE_FLOW};
    const struct node *value = &nothing;
    struct launch_inputs launch;
    inputs_read(&launch, arena, options, environ);
    bool right = launch.diagnostics.errors == 0 && read_run_config(&launch, &value);
    if (!inputs_are_right(&launch) || !right) {
        return EXIT_WRONG_INPUTS;
    }
    if (options->operands[0]) {
        value = find(&launch, value, options->operands[0]);
    }
    if (!value) {
        return EXIT_WRONG_INPUTS;
    }
    put(out, value);
    note_reading();
    return 0;
}

const struct verb verb_config = {
    .name = "config",
    .operands = OPERANDS_KEY,
    .takes = VERB_PRINTS,
    .refused = EXIT_WRONG_COMMAND,
    .run = print_config,
};
