/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/bind.h"
#include "core/inputs/offer_types.h"
#include "core/base/outcome.h"
#include "core/base/path.h"
#include "core/overrides/assignment.h"
#include "core/overrides/override_text.h"
#include "core/overrides/run_config.h"
#include "core/tree/place.h"

struct bind_reader {
    struct arena *arena;
    const struct document *document;
    struct text root;
    struct manifest *manifest;
    struct diagnostics *diagnostics;
    struct bind **end;
};

/* The path as one key, its parts joined by dots. */
static struct keypath flattened(struct arena *arena, struct keypath path)
{
    struct step *step = arena_new(arena, struct step);
    struct buffer key = {.arena = arena};
    for (size_t i = 0; i < path.count; i++) {
        buffer_put(&key, i == 0 ? TEXT("") : TEXT("."));
        buffer_put(&key, path.steps[i].key);
    }
    step->kind = STEP_KEY;
    step->key = buffer_text(&key);
    return (struct keypath){step, 1};
}

static bool read_bind_source(struct bind_reader *reader, const struct node *key, struct bind *bind)
{
    struct text environment = TEXT("env:");
    bind->written = key->text;
    if (text_starts(key->text, environment)) {
        struct text name = text_from(key->text, environment.length);
        bind->source = BIND_ENVIRONMENT;
        bind->variable = text_string(reader->arena, name);
        if (name.length == 0 || text_find(name, 0, '=') < name.length || text_find(name, 0, '\0') < name.length) {
            override_text_refuse(reader->document, key, "this is no variable's name (write env:NAME)",
                                 reader->diagnostics);
            return false;
        }
        return true;
    }
    const char *problem = run_config_key_read(reader->arena, key->text, &bind->key);
    if (problem) {
        override_text_refuse(reader->document, key, problem, reader->diagnostics);
        return false;
    }
    bind->flat = flattened(reader->arena, bind->key);
    return true;
}

static bool read_bind_target(struct bind_reader *reader, const struct node *value, struct bind *bind)
{
    bind->place = document_place(reader->document, value->head);
    if (!override_text_is_word(reader->document, value, "what a bind sets", reader->diagnostics) ||
        !target_read(reader->arena, bind->place, value->text, &bind->to, reader->diagnostics)) {
        return false;
    }
    bind->target = value->text;
    if (bind->to.file.length == 0 || bind->to.sign == SIGN_REMOVE) {
        override_text_refuse(reader->document, value, "this is not FILE:KEY", reader->diagnostics);
        return false;
    }
    bind->file = manifest_find(reader->manifest, path_full(reader->arena, reader->root, bind->to.file));
    if (!bind->file) {
        override_text_refuse(reader->document, value, "no such file is in \"files\"", reader->diagnostics);
    }
    return bind->file != NULL;
}

static bool ends_in_star(struct text written, struct keypath path)
{
    return path.count > 0 && path.steps[path.count - 1].kind == STEP_KEY &&
           text_equal(path.steps[path.count - 1].key, TEXT("*")) && !text_ends(written, TEXT("\\*"));
}

/* Takes the * from both sides. */
static bool read_pattern(struct bind_reader *reader, const struct node *value, struct bind *bind)
{
    bool left = bind->source == BIND_RUN_CONFIG && ends_in_star(bind->written, bind->key);
    bool right = ends_in_star(bind->target, bind->to.path);
    const char *problem = NULL;
    if (!left && !right) {
        return true;
    }
    if (!left || !right) {
        problem = "a * binds keys of the run config by pattern, and ends both sides (\\* is a key of that name)";
    } else if (bind->to.sign != SIGN_NONE || bind->to.document.selectors.count > 0) {
        problem = "a * is for keys that the file has (write FILE:*, or FILE#2:*)";
    }
    for (size_t i = 0; right && i + 1 < bind->to.path.count && !problem; i++) {
        problem = bind->to.path.steps[i].kind == STEP_KEY ? NULL : "only keys may stand before a *";
    }
    if (problem) {
        override_text_refuse(reader->document, value, problem, reader->diagnostics);
        return false;
    }
    bind->is_pattern = true;
    bind->key.count--;
    bind->to.path.count--;
    return true;
}

static void add_bind(struct bind_reader *reader, const struct node *key, const struct node *value)
{
    struct bind *bind = arena_new(reader->arena, struct bind);
    if (!read_bind_source(reader, key, bind) || !read_bind_target(reader, value, bind) ||
        !read_pattern(reader, value, bind)) {
        return;
    }
    *reader->end = bind;
    reader->end = &bind->next;
    if (bind->source == BIND_RUN_CONFIG && !bind->is_pattern) {
        key_tree_add(reader->arena, &reader->manifest->bound, bind->key, bind);
        key_tree_add(reader->arena, &reader->manifest->bound, bind->flat, bind);
    }
}

void binds_read(struct arena *arena, const struct document *document, const struct node *map, struct text root,
                struct manifest *manifest, struct diagnostics *diagnostics)
{
    struct bind_reader reader = {arena, document, root, manifest, diagnostics, &manifest->binds};
    for (const struct node *value = map->first; value; value = value->next) {
        if (value->kind != NODE_LIST) {
            add_bind(&reader, value->key, value);
            continue;
        }
        for (const struct node *element = value->first; element; element = element->next) {
            add_bind(&reader, value->key, element);
        }
    }
}

/* The run config's value for a bind, and its path there. */
static enum outcome find_value(const struct overrides *overrides, const struct bind *bind, struct keypath *path,
                               const struct node **value, struct diagnostics *diagnostics)
{
    const struct node *nested = run_config_at(overrides, bind->key);
    const struct node *flat = bind->key.count > 1 ? run_config_at(overrides, bind->flat) : NULL;
    if (nested && flat) {
        diagnose(diagnostics, SEVERITY_ERROR, run_config_origin(overrides, bind->flat),
                 "the run config has %.*s both nested and as one key with dots (give one of them)",
                 TEXT_ARGS(bind->written));
        return OUTCOME_REFUSED;
    }
    *path = flat ? bind->flat : bind->key;
    *value = flat ? flat : nested;
    return *value ? OUTCOME_FOUND : OUTCOME_NONE;
}

static void add_override(struct overrides *overrides, const struct bind *bind, const struct node *value,
                         struct text word, struct place origin)
{
    struct override_file *file = overrides_register(overrides, bind->file->path, text_of(bind->file->name), origin);
    overrides_add(overrides, &(struct override){.layer = LAYER_BIND,
                                                .operation = bind->to.sign == SIGN_ADD ? OVERRIDE_ADD : OVERRIDE_SET,
                                                .file = file,
                                                .document = bind->to.document.number,
                                                .selectors = bind->to.document.selectors,
                                                .path = bind->to.path,
                                                .value = value,
                                                .word = word,
                                                .origin = origin});
}

static void apply_run_config(struct overrides *overrides, const struct bind *bind, struct diagnostics *diagnostics)
{
    struct keypath path;
    const struct node *value;
    if (find_value(overrides, bind, &path, &value, diagnostics) == OUTCOME_FOUND &&
        run_config_is_unbound(overrides, path)) {
        add_override(overrides, bind, value, TEXT(""), run_config_origin(overrides, path));
    }
}

/* Whether what bind sets has to be a string: the schema says it, or what was recorded. */
static bool wants_string(struct arena *arena, const struct bind *bind)
{
    const struct offer *offer = &bind->file->offer;
    const struct schema *schema = offer->schema ? schema_at(offer->schema, bind->to.path) : NULL;
    const struct node *types = offer->types;
    for (size_t i = 0; i < bind->to.path.count; i++) {
        types = offer_types_inside(arena, types, bind->to.path.steps[i]);
    }
    return schema ? schema->types == SCHEMA_STRING : offer_types_want_string(types);
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
    struct text word;
    if (assignment_read_value(overrides->arena, origin, bind->target, text_of(value),
                              wants_string(overrides->arena, bind) ? ASSIGNMENT_STRING : ASSIGNMENT_PLAIN, &node, &word,
                              diagnostics)) {
        add_override(overrides, bind, node, word, origin);
    }
}

void binds_apply(struct overrides *overrides, const struct manifest *manifest, struct variables *variables,
                 struct diagnostics *diagnostics)
{
    for (const struct bind *bind = manifest->binds; bind; bind = bind->next) {
        if (bind->is_pattern) {
            continue;
        }
        if (bind->source == BIND_RUN_CONFIG) {
            apply_run_config(overrides, bind, diagnostics);
        } else {
            apply_variable(overrides, bind, variables, diagnostics);
        }
    }
}

bool binds_run_config(const struct manifest *manifest)
{
    const struct bind *bind = manifest->binds;
    while (bind && bind->source != BIND_RUN_CONFIG) {
        bind = bind->next;
    }
    return bind != NULL;
}

bool bind_takes(const struct overrides *overrides, const struct manifest *manifest, struct keypath path)
{
    return key_tree_around(&manifest->bound, path) || key_tree_around(&overrides->settled, path);
}
