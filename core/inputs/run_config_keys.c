/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/run_config_keys.h"
#include "core/base/nearest.h"
#include "core/inputs/bind.h"
#include "core/inputs/offer_types.h"
#include "core/overrides/run_config.h"
#include "core/tree/place.h"

/* Who misspells more, or has more keys, generates them: comparing all with all would take minutes. */
#define SUGGESTIONS_MAX 50
#define KEYS_MAX        1000

struct key_check {
    const struct overrides *overrides;
    const struct manifest *manifest;
    const struct run_config_layer *layer;
    struct diagnostics *diagnostics;
    struct keypath path; /* to the value that is looked at */
    struct step *steps;  /* path's */
    size_t suggestions;  /* made so far */
};

static struct arena *arena_of(const struct key_check *check)
{
    return check->overrides->arena;
}

static struct text nearest_key(const struct key_check *check, const struct node *types, struct text key)
{
    struct text *names = arena_array(arena_of(check), struct text, (size_t)types->count + 1);
    size_t count = 0;
    for (const struct node *child = types->first; child; child = child->next) {
        names[count++] = child->key->text;
    }
    return nearest_name(key, names, count);
}

/* Whether types have what a key with dots in it would be if they took it apart; then *path. */
static bool is_nested(const struct key_check *check, const struct node *types, struct text key, struct keypath *path)
{
    if (run_config_key_read(arena_of(check), key, path) || path->count < 2) {
        return false;
    }
    for (size_t i = 0; types && i < path->count; i++) {
        types = offer_types_inside(arena_of(check), types, path->steps[i]);
    }
    return types != NULL;
}

/* What may have been meant by the last key of path, which types lack; empty when that is not known. */
static struct text meant_by(struct key_check *check, const struct node *types)
{
    struct keypath around = {check->path.steps, check->path.count - 1}, meant;
    struct text key = around.steps[around.count].key;
    if (types->count > KEYS_MAX || check->suggestions++ >= SUGGESTIONS_MAX) {
        return TEXT("");
    }
    struct step nearest = {.kind = STEP_KEY, .key = nearest_key(check, types, key)};
    if (nearest.key.length > 0) {
        meant = (struct keypath){&nearest, 1};
    } else if (!is_nested(check, types, key, &meant)) {
        return TEXT("");
    }
    return keypath_text(arena_of(check), keypath_joined(arena_of(check), around, meant));
}

/* types: of the object in which the last key of path is missing; NULL: there is no such object. */
static void say_unknown(struct key_check *check, const struct node *types, const struct node *value)
{
    const struct run_config_layer *layer = check->layer;
    struct place place = layer->source ? document_place(layer->source, value->key->start) : layer->origin;
    struct text meant = types ? meant_by(check, types) : TEXT("");
    struct buffer hint = {.arena = arena_of(check)};
    if (meant.length > 0) {
        buffer_format(&hint, " (did you mean %.*s?)", TEXT_ARGS(meant));
    } else if (layer->replaces) {
        buffer_put(&hint, TEXT(" (put + before the key to add it)"));
    }
    diagnose(check->diagnostics, layer->replaces ? SEVERITY_ERROR : SEVERITY_NOTE, place, "run config: %.*s%s%s",
             TEXT_ARGS(keypath_text(arena_of(check), check->path)),
             layer->replaces ? ": there is no such key" : " is new", buffer_string(&hint));
}

/* Somebody else says what is wrong with it, or nothing is. */
static bool is_settled(const struct key_check *check)
{
    struct selection_refusal refusal;
    return bind_takes(check->overrides, check->manifest, check->path) ||
           !selection_allows(&check->manifest->run_config.selection, check->path, false, &refusal);
}

static bool is_in_schema(const struct key_check *check)
{
    const struct schema *schema = check->manifest->run_config.schema;
    return schema && schema_at(schema, check->path);
}

static void check_keys(struct key_check *check, const struct node *types, const struct node *map);

/* types: of the object that has the key; NULL: there is no such object. */
static void check_key(struct key_check *check, const struct node *types, const struct node *value)
{
    const struct step step = {.kind = STEP_KEY, .key = value->key->text};
    const struct node *inner = offer_types_inside(arena_of(check), types, step);
    bool goes_in = value->kind == NODE_MAP && value->count > 0;
    check->steps[check->path.count++] = step;
    bool is_known = inner ? inner->kind != NODE_MAP : is_in_schema(check);
    if (goes_in && !is_known) {
        check_keys(check, inner, value);
    } else if (!inner && !is_known && !is_settled(check)) {
        say_unknown(check, types, value);
    }
    check->path.count--;
}

static void check_keys(struct key_check *check, const struct node *types, const struct node *map)
{
    for (const struct node *value = map->first; value; value = value->next) {
        check_key(check, types, value);
    }
}

static bool is_asked(const struct run_config_layer *layer)
{
    bool adds = !layer->source && !layer->replaces;
    return !layer->is_handed_on && !layer->is_sweep && !adds;
}

void run_config_keys_check(const struct overrides *overrides, const struct manifest *manifest,
                           struct diagnostics *diagnostics)
{
    const struct node *types = manifest->run_config.types;
    struct key_check check = {.overrides = overrides, .manifest = manifest, .diagnostics = diagnostics};
    if (!manifest->offers_run_config || !types || types->kind != NODE_MAP || types->count == 0) {
        return;
    }
    check.steps = arena_array(overrides->arena, struct step, DOCUMENT_DEPTH_MAX + 2);
    check.path.steps = check.steps;
    for (check.layer = overrides->run_config_layers; check.layer; check.layer = check.layer->next) {
        if (is_asked(check.layer)) {
            check_keys(&check, types, check.layer->value);
        }
    }
}
