/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/run_config.h"
#include "core/base/escape.h"
#include "core/overrides/assignment.h"
#include "core/overrides/override_value.h"
#include "core/read/read.h"
#include "core/tree/own_tag.h"
#include "core/tree/place.h"

#include <string.h>

static struct text without_dashes(struct text key)
{
    while (key.length > 0 && key.bytes[0] == '-') {
        key = text_from(key, 1);
    }
    while (key.length > 0 && key.bytes[key.length - 1] == '-') {
        key.length--;
    }
    return key;
}

/* Layers stay as they are: their nodes have places, and the merged ones have none. */
static void merge(struct arena *arena, struct node *into, const struct node *value)
{
    for (const struct node *child = value->first; child; child = child->next) {
        struct node *there = node_find(arena, into, child->key->text);
        if (there && there->kind == NODE_MAP && child->kind == NODE_MAP) {
            merge(arena, there, child);
            continue;
        }
        struct node *copy = node_synthetic_copy(arena, child);
        if (there) {
            node_overwrite(there, copy);
        } else {
            copy->key = node_synthetic(arena, NODE_STRING, child->key->text);
            node_append(into, copy);
        }
    }
}

static void strip_dashes(struct node *map)
{
    for (struct node *child = map->first; child; child = child->next) {
        child->key->text = without_dashes(child->key->text);
    }
    map->index = NULL;
}

struct run_config_layer *run_config_add(struct overrides *overrides, struct node *value, const struct document *source,
                                        struct place origin)
{
    struct run_config_layer *layer = arena_new(overrides->arena, struct run_config_layer);
    *layer = (struct run_config_layer){.value = value, .source = source, .origin = origin};
    if (overrides->run_config_last) {
        overrides->run_config_last->next = layer;
    } else {
        overrides->run_config_layers = layer;
    }
    overrides->run_config_last = layer;
    if (!overrides->run_config) {
        overrides->run_config = node_synthetic(overrides->arena, NODE_MAP, TEXT(""));
    }
    strip_dashes(value);
    merge(overrides->arena, overrides->run_config, value);
    return layer;
}

bool run_config_read(struct overrides *overrides, const char *name, struct text source, struct diagnostics *diagnostics)
{
    struct document *document = arena_new(overrides->arena, struct document);
    size_t errors = diagnostics->errors;
    if (!document_read(overrides->arena, name, source, FORMAT_JSON, 0, document, diagnostics)) {
        return false;
    }
    if (!document->root || document->root->kind != NODE_MAP) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name}, "must be an object, not %s",
                 document->root ? node_describe(document->root) : "empty");
        return false;
    }
    if (!value_settle(overrides->arena, document->root, document, (struct place){0}, diagnostics) ||
        diagnostics->errors > errors) {
        return false;
    }
    run_config_add(overrides, document->root, document, (struct place){.source = name});
    return true;
}

const char *run_config_key_read(struct arena *arena, struct text source, struct keypath *path)
{
    size_t at;
    const char *problem = keypath_read(arena, source, path, &at);
    for (size_t i = 0; !problem && i < path->count; i++) {
        if (path->steps[i].kind != STEP_KEY) {
            problem = "the run config is set by keys alone (replace a list as a whole)";
        }
    }
    return problem ? problem : path->count > DOCUMENT_DEPTH_MAX ? "the key path goes deeper than inlay reads" : NULL;
}

/* value with the keys of path around it. NULL with an error: what nests deeper than documents may is no run config. */
static struct node *wrap(struct overrides *overrides, struct place origin, struct keypath path, struct node *value,
                         struct diagnostics *diagnostics)
{
    for (size_t i = path.count; i > 0; i--) {
        struct node *map = node_synthetic(overrides->arena, NODE_MAP, TEXT(""));
        value->key = node_synthetic(overrides->arena, NODE_STRING, path.steps[i - 1].key);
        node_append(map, value);
        value = map;
    }
    return value_settle(overrides->arena, value, NULL, origin, diagnostics) ? value : NULL;
}

static bool refuse(struct text key, struct place origin, const char *problem, struct diagnostics *diagnostics)
{
    diagnose(diagnostics, SEVERITY_ERROR, origin, "\"%.*s\": %s", TEXT_ARGS(key), problem);
    return false;
}

bool run_config_assign_value(struct overrides *overrides, struct place origin, struct text key, struct node *value,
                             struct diagnostics *diagnostics)
{
    const bool adds = text_starts(key, TEXT("+"));
    const size_t errors = diagnostics->errors;
    struct keypath path;
    key = text_from(key, adds);
    const char *problem = run_config_key_read(overrides->arena, key, &path);
    if (problem) {
        return refuse(key, origin, problem, diagnostics);
    }
    if (own_tag_inside(value)) {
        return refuse(key, origin, "a tag cannot stand in the run config (for a string, quote it twice: '\"text\"')",
                      diagnostics);
    }
    value = wrap(overrides, origin, path, value, diagnostics);
    if (diagnostics->errors > errors) {
        return false;
    }
    run_config_add(overrides, value, NULL, origin)->replaces = !adds;
    return true;
}

bool run_config_assign(struct overrides *overrides, struct place origin, struct text assignment,
                       struct diagnostics *diagnostics)
{
    const size_t equals = escape_find(assignment, 0, '=');
    const struct text key = text_part(assignment, 0, equals);
    const struct text name = text_from(key, text_starts(key, TEXT("+")));
    struct keypath path;
    const char *problem = equals == assignment.length ? "the value is missing (write KEY=VALUE)"
                                                      : run_config_key_read(overrides->arena, name, &path);
    if (problem) {
        return refuse(name, origin, problem, diagnostics);
    }
    struct node *value;
    struct text word;
    return assignment_read_value(overrides->arena, origin, name, text_from(assignment, equals + 1), ASSIGNMENT_PLAIN,
                                 &value, &word, diagnostics) &&
           run_config_assign_value(overrides, origin, key, value, diagnostics);
}

/* How far path goes into map: the last value on it, and *reached keys of it. */
static const struct node *follow(const struct overrides *overrides, struct node *map, struct keypath path,
                                 size_t *reached)
{
    for (*reached = 0; *reached < path.count && map->kind == NODE_MAP; ++*reached) {
        struct node *inner = node_find(overrides->arena, map, path.steps[*reached].key);
        if (!inner) {
            break;
        }
        map = inner;
    }
    return map;
}

struct place run_config_origin(const struct overrides *overrides, struct keypath path)
{
    struct place origin = {.source = "run_config"};
    size_t best = 0, reached;
    for (const struct run_config_layer *layer = overrides->run_config_layers; layer; layer = layer->next) {
        const struct node *value = follow(overrides, layer->value, path, &reached);
        if (reached < best || reached == 0) {
            continue;
        }
        best = reached;
        origin = layer->source ? document_place(layer->source, value->start) : layer->origin;
    }
    return origin;
}

void run_config_hand_on(struct overrides *overrides)
{
    for (struct run_config_layer *layer = overrides->run_config_layers; layer; layer = layer->next) {
        layer->is_handed_on = !layer->is_sweep;
    }
}

/* The last layer that says something at path; NULL: none does. */
static const struct run_config_layer *last_layer(const struct overrides *overrides, struct keypath path)
{
    const struct run_config_layer *last = NULL;
    for (const struct run_config_layer *layer = overrides->run_config_layers; layer; layer = layer->next) {
        size_t reached;
        follow(overrides, layer->value, path, &reached);
        last = reached == path.count ? layer : last;
    }
    return last;
}

static bool is_handed_on(const struct overrides *overrides, struct keypath path)
{
    const struct run_config_layer *layer = last_layer(overrides, path); /* NULL: a layer has a key twice */
    return layer && layer->is_handed_on;
}

/* value is at path, in steps, which have room for those inside. */
static bool is_unbound(const struct overrides *overrides, const struct node *value, struct step *steps, size_t depth)
{
    if (value->kind != NODE_MAP || value->count == 0) {
        return !is_handed_on(overrides, (struct keypath){steps, depth});
    }
    for (const struct node *child = value->first; child; child = child->next) {
        steps[depth] = (struct step){.kind = STEP_KEY, .key = child->key->text};
        if (is_unbound(overrides, child, steps, depth + 1)) {
            return true;
        }
    }
    return false;
}

bool run_config_is_unbound(const struct overrides *overrides, struct keypath path)
{
    const struct node *value = run_config_at(overrides, path);
    if (!value) {
        return false;
    }
    if (value->kind != NODE_MAP) {
        return !is_handed_on(overrides, path);
    }
    struct step *steps = arena_array(overrides->arena, struct step, DOCUMENT_DEPTH_MAX + 2);
    memcpy(steps, path.steps, path.count * sizeof *steps);
    return is_unbound(overrides, value, steps, path.count);
}

bool run_config_is_of_sweep(const struct overrides *overrides, struct keypath path)
{
    const struct run_config_layer *layer = last_layer(overrides, path);
    return layer && layer->is_sweep;
}

bool run_config_is_said(const struct overrides *overrides)
{
    const struct run_config_layer *layer = overrides->run_config_layers;
    while (layer && (layer->is_sweep || layer->value->count == 0)) {
        layer = layer->next;
    }
    return layer != NULL;
}

struct node *run_config_joined(const struct overrides *overrides, bool is_handed_on)
{
    struct node *joined = NULL;
    for (const struct run_config_layer *layer = overrides->run_config_layers; layer; layer = layer->next) {
        if (layer->is_handed_on == is_handed_on) {
            joined = joined ? joined : node_synthetic(overrides->arena, NODE_MAP, TEXT(""));
            merge(overrides->arena, joined, layer->value);
        }
    }
    return joined;
}

static bool replaces_with_map(struct arena *arena, struct node *there, const struct node *value)
{
    for (const struct node *child = value->first; child; child = child->next) {
        struct node *inner = child->kind == NODE_MAP ? node_find(arena, there, child->key->text) : NULL;
        if (inner && (inner->kind != NODE_MAP || replaces_with_map(arena, inner, child))) {
            return true;
        }
    }
    return false;
}

bool run_config_is_joinable(const struct overrides *overrides)
{
    struct node *joined = node_synthetic(overrides->arena, NODE_MAP, TEXT(""));
    for (const struct run_config_layer *layer = overrides->run_config_layers; layer; layer = layer->next) {
        if (!layer->is_handed_on && replaces_with_map(overrides->arena, joined, layer->value)) {
            return false;
        }
        if (!layer->is_handed_on) {
            merge(overrides->arena, joined, layer->value);
        }
    }
    return true;
}

struct keeping {
    bool (*takes)(const void *context, struct keypath path);
    const void *context;
    struct step *steps;
};

static void keep(const struct keeping *keeping, struct node *map, size_t depth)
{
    struct node **link = &map->first;
    map->last = NULL;
    map->index = NULL;
    map->count = 0;
    while (*link) {
        struct node *child = *link;
        keeping->steps[depth] = (struct step){.kind = STEP_KEY, .key = child->key->text};
        bool is_kept = keeping->takes(keeping->context, (struct keypath){keeping->steps, depth + 1});
        if (!is_kept && child->kind == NODE_MAP) {
            keep(keeping, child, depth + 1);
            is_kept = child->count > 0;
        }
        if (is_kept) {
            map->last = child;
            map->count++;
            link = &child->next;
        } else {
            *link = child->next;
        }
    }
}

void run_config_keep(struct overrides *overrides, bool (*takes)(const void *context, struct keypath path),
                     const void *context)
{
    struct run_config_layer *layer = overrides->run_config_layers;
    if (!layer || !layer->is_sweep) {
        return;
    }
    const struct keeping keeping = {takes, context, arena_array(overrides->arena, struct step, DOCUMENT_DEPTH_MAX + 2)};
    keep(&keeping, layer->value, 0);
    overrides->run_config = node_synthetic(overrides->arena, NODE_MAP, TEXT(""));
    for (; layer; layer = layer->next) {
        merge(overrides->arena, overrides->run_config, layer->value);
    }
}

const struct node *run_config_at(const struct overrides *overrides, struct keypath path)
{
    size_t reached;
    if (!overrides->run_config) {
        return NULL;
    }
    const struct node *value = follow(overrides, overrides->run_config, path, &reached);
    return reached == path.count ? value : NULL;
}
