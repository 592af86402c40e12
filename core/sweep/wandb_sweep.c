/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/wandb_sweep.h"
#include "core/overrides/override_text.h"
#include "core/sweep/wandb_parameters.h"
#include "core/tree/place.h"

/* What W&B does with these has no place here. */
static const struct text unused[] = {
    TEXT("apiVersion"), TEXT("command"),   TEXT("controller"), TEXT("description"), TEXT("early_terminate"),
    TEXT("entity"),     TEXT("image_uri"), TEXT("job"),        TEXT("kind"),        TEXT("launch"),
    TEXT("metric"),     TEXT("metrics"),   TEXT("name"),       TEXT("program"),     TEXT("project"),
    TEXT("scheduler"),
};
static const struct text used[] = {TEXT("method"), TEXT("parameters"), TEXT("run_cap")};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

bool wandb_sweep_is(struct arena *arena, struct node *root)
{
    return node_find(arena, root, TEXT("parameters")) || node_find(arena, root, TEXT("method"));
}

static struct place place_of(const struct wandb_reader *reader, const struct node *node)
{
    return document_place(reader->document, node->head);
}

static bool is_among(struct text name, const struct text *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(names[i], name)) {
            return true;
        }
    }
    return false;
}

static void note_unused(const struct wandb_reader *reader, const struct node *root)
{
    struct buffer names = {.arena = reader->sweep->arena};
    for (const struct node *value = root->first; value; value = value->next) {
        if (is_among(value->key->text, unused, COUNT(unused))) {
            buffer_format(&names, "%s%.*s", names.length > 0 ? ", " : "", TEXT_ARGS(value->key->text));
        }
    }
    if (names.length > 0) {
        diagnose(reader->diagnostics, SEVERITY_NOTE, (struct place){.source = reader->document->name},
                 "W&B's own keys are not used here: %.*s", TEXT_ARGS(buffer_text(&names)));
    }
}

static void check_names(const struct wandb_reader *reader, const struct node *root)
{
    struct text names[COUNT(used) + COUNT(unused)];
    for (size_t i = 0; i < COUNT(names); i++) {
        names[i] = i < COUNT(used) ? used[i] : unused[i - COUNT(used)];
    }
    for (const struct node *value = root->first; value; value = value->next) {
        if (!is_among(value->key->text, names, COUNT(names))) {
            override_text_refuse_key(reader->document, value->key, names, COUNT(names), reader->diagnostics);
        }
    }
}

static bool read_method(const struct wandb_reader *reader, const struct node *root, const struct node *method)
{
    const struct place place = place_of(reader, method ? method : root);
    const struct text name = method ? method->text : TEXT("");
    if (text_equal(name, TEXT("random")) || text_equal(name, TEXT("grid"))) {
        reader->grid->is_random = text_equal(name, TEXT("random"));
        return true;
    }
    if (text_equal(name, TEXT("bayes")) || text_equal(name, TEXT("custom"))) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place,
                 "method %.*s needs an optimiser, and inlay sweep has none (scripts/recipes/optuna shows one; or let "
                 "wandb agent start inlay, command: [inlay, run, …])",
                 TEXT_ARGS(name));
    } else if (method) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place, "method must be grid or random, not %s",
                 name.length > 0 ? text_string(reader->sweep->arena, name) : node_describe(method));
    } else {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place, "method is missing (write method: grid, or random)");
    }
    return false;
}

static void read_run_cap(const struct wandb_reader *reader, const struct node *run_cap)
{
    uint32_t cap;
    if (run_cap->kind != NODE_INT || !text_number(run_cap->text, &cap) || cap == 0) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, run_cap), "run_cap must be a number from 1");
    } else if (reader->grid->is_random) {
        reader->grid->random = cap;
    } else {
        reader->grid->cap = cap;
    }
}

bool wandb_sweep_read(struct sweep *sweep, const struct document *document, struct text file,
                      struct diagnostics *diagnostics)
{
    struct node *root = document->root;
    struct wandb_reader reader = {sweep, sweep_add_grid(sweep, (struct place){.source = document->name}), document,
                                  file, diagnostics};
    const struct node *run_cap = node_find(sweep->arena, root, TEXT("run_cap"));
    struct node *parameters = node_find(sweep->arena, root, TEXT("parameters"));
    const size_t errors = diagnostics->errors;
    check_names(&reader, root);
    if (!read_method(&reader, root, node_find(sweep->arena, root, TEXT("method")))) {
        return false;
    }
    if (run_cap) {
        read_run_cap(&reader, run_cap);
    }
    if (!parameters) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = document->name},
                 "parameters are missing (write parameters: {NAME: {values: […]}})");
    } else {
        wandb_parameters_read(&reader, parameters);
    }
    note_unused(&reader, root);
    return diagnostics->errors == errors;
}
