/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/wandb_learned.h"
#include "shim/cli/base/file_content.h"

#include "core/base/path.h"
#include "core/overrides/override_value.h"
#include "core/read/read.h"
#include "core/schema/schema.h"
#include "core/tree/selection.h"

#include <dirent.h>
#include <stdlib.h>

#define RUN_CONFIG "run config"

struct reading {
    struct arena *arena;
    struct wandb_learned *learned;
    struct recorded_types types;
    const struct document *document; /* that is being read */
    size_t pid_capacity;
    struct diagnostics *diagnostics;
};

static const struct node *member(const struct reading *reading, const struct node *map, const char *key)
{
    return map->kind == NODE_MAP ? node_find(reading->arena, (struct node *)map, text_of(key)) : NULL;
}

static const struct node *first_of(const struct node *collection)
{
    return collection ? collection->first : NULL;
}

static void leave_out(const struct reading *reading, const char *name, const char *what, const char *problem)
{
    diagnose(reading->diagnostics, SEVERITY_WARNING, (struct place){.source = name},
             "%s is left out of the manifest: %s", what, problem);
}

static void read_types(struct reading *reading, const struct node *config)
{
    struct diagnostics found = {.arena = reading->arena};
    struct recorded_types types;
    if (config->kind != NODE_MAP || config->count == 0) {
        return;
    }
    if (recorded_types_of(reading->arena, RUN_CONFIG, config, &types, &found)) {
        recorded_types_widen(reading->arena, &reading->types, &types);
    } else {
        leave_out(reading, RUN_CONFIG, "that of one run", found.first->text);
    }
}

/* ---- what a call says */

static const char *prefix_problem(struct arena *arena, struct text prefix)
{
    struct prefixes scratch = {0};
    return selection_add(arena, &scratch, prefix, (struct place){0});
}

static bool has_prefix(const struct node *list, struct text prefix)
{
    const struct node *element = first_of(list);
    while (element && !text_equal(element->text, prefix)) {
        element = element->next;
    }
    return element != NULL;
}

/* before with those of list added that it lacks; NULL: none. */
static const struct node *with_prefixes(const struct reading *reading, const char *name, const struct node *before,
                                        const struct node *list)
{
    struct node *all =
        before ? node_synthetic_copy(reading->arena, before) : node_synthetic(reading->arena, NODE_LIST, TEXT(""));
    for (const struct node *element = first_of(list); element; element = element->next) {
        const char *problem = prefix_problem(reading->arena, element->text);
        if (problem) {
            leave_out(reading, name, text_string(reading->arena, element->text), problem);
        } else if (!has_prefix(all, element->text)) {
            node_append(all, node_synthetic(reading->arena, NODE_STRING, element->text));
        }
    }
    return all->count > 0 ? all : NULL;
}

/* NULL when the call has none that can stand in a manifest. */
static const struct node *read_schema(const struct reading *reading, const char *name, const struct node *call)
{
    const struct node *schema = member(reading, call, "schema");
    struct diagnostics found = {.arena = reading->arena};
    if (!schema) {
        return NULL;
    }
    if (schema->kind != NODE_MAP) { /* the helper could make nothing of it */
        leave_out(reading, name, "the schema", "it could not be read");
        return NULL;
    }
    if (!schema_read(reading->arena, reading->document, schema, &found)) {
        leave_out(reading, name, "the schema", diagnostic_first_error(&found)->text);
        return NULL;
    }
    return node_synthetic_copy(reading->arena, schema);
}

/* Calls add up, and the last one has the schema: as W&B has it. */
static void read_run_config_call(struct reading *reading, const struct node *call)
{
    struct recorded_offer *offer = &reading->learned->run_config;
    reading->learned->manages_run_config = true;
    offer->include = with_prefixes(reading, RUN_CONFIG, offer->include, member(reading, call, "include"));
    offer->exclude = with_prefixes(reading, RUN_CONFIG, offer->exclude, member(reading, call, "exclude"));
    offer->schema = read_schema(reading, RUN_CONFIG, call);
}

static struct managed_file *managed_file(struct reading *reading, struct text path)
{
    struct managed_file **link = &reading->learned->files;
    while (*link && !text_equal((*link)->path, path)) {
        link = &(*link)->next;
    }
    if (!*link) {
        *link = arena_new(reading->arena, struct managed_file);
        (*link)->path = text_copy(reading->arena, path);
    }
    return *link;
}

/* The last call has include and exclude, and a schema stays until there is another one: as W&B has it. */
static void read_file_call(struct reading *reading, const struct node *call, struct text path)
{
    struct recorded_offer *offer = &managed_file(reading, path)->offer;
    const char *name = text_string(reading->arena, path_name(text_string(reading->arena, path)));
    const struct node *schema = read_schema(reading, name, call);
    offer->include = with_prefixes(reading, name, NULL, member(reading, call, "include"));
    offer->exclude = with_prefixes(reading, name, NULL, member(reading, call, "exclude"));
    offer->schema = schema ? schema : offer->schema;
}

static void read_call(struct reading *reading, const struct node *call)
{
    const struct node *path = member(reading, call, "path");
    if (path) {
        read_file_call(reading, call, path->text);
    } else {
        read_run_config_call(reading, call);
    }
}

/* ---- all of it */

static void read_pid(struct reading *reading, const struct node *root)
{
    struct wandb_learned *learned = reading->learned;
    const struct node *pid = member(reading, root, "pid");
    if (pid) {
        arena_grow(reading->arena, learned->pids, learned->pid_count, &reading->pid_capacity);
        learned->pids[learned->pid_count++] = strtod(text_string(reading->arena, pid->text), NULL);
    }
}

bool wandb_learned_from(const struct wandb_learned *learned, double pid)
{
    size_t i = 0;
    while (i < learned->pid_count && learned->pids[i] != pid) {
        i++;
    }
    return i < learned->pid_count;
}

static void read_process(struct reading *reading, const char *path)
{
    struct document *document = arena_new(reading->arena, struct document);
    struct diagnostics unheard = {.arena = reading->arena};
    struct file_content content;
    if (file_read(reading->arena, path, FILES_REGULAR, &content) ||
        !document_read(reading->arena, path, content.bytes, FORMAT_JSON, 0, document, &unheard) || !document->root) {
        return; /* it is no file of the helper's */
    }
    value_settle(reading->arena, document->root, document, (struct place){0}, &unheard);
    reading->document = document;
    read_pid(reading, document->root);
    for (const struct node *config = first_of(member(reading, document->root, "configs")); config;
         config = config->next) {
        read_types(reading, config);
    }
    for (const struct node *call = first_of(member(reading, document->root, "calls")); call; call = call->next) {
        read_call(reading, call);
    }
}

static int is_learned(const struct dirent *entry)
{
    return text_starts(text_of(entry->d_name), TEXT("learned-"));
}

void wandb_learned_read(struct arena *arena, const char *directory, struct wandb_learned *learned,
                        struct diagnostics *diagnostics)
{
    struct reading reading = {.arena = arena, .learned = learned, .diagnostics = diagnostics};
    struct dirent **entries = NULL;
    const int count = scandir(directory, &entries, is_learned, alphasort);
    *learned = (struct wandb_learned){0};
    for (int i = 0; i < count; i++) {
        const char *path = path_in(arena, directory, entries[i]->d_name);
        free(entries[i]);
        read_process(&reading, path);
    }
    free(entries);
    learned->run_config.types = reading.types.types;
    learned->keys = reading.types.keys;
}
