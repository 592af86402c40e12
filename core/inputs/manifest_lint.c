/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/manifest_lint.h"
#include "core/base/nearest.h"
#include "core/inputs/offer_types.h"
#include "core/tree/chosen.h"
#include "core/tree/place.h"

/* Who misspells more, or has more keys, generates them: comparing all with all would take minutes. */
#define SUGGESTIONS_MAX 50
#define KEYS_MAX        1000

struct lint {
    struct arena *arena;
    const struct manifest *manifest;
    const struct offer *offer;
    const char *name;
    const struct lint_config *configs;
    struct diagnostics *diagnostics;
    size_t suggestions; /* made so far */
};

/* ---- what is there */

static bool leads_somewhere(const struct lint *lint, const struct node *value, struct keypath path);

static bool may_be_meant(const struct lint *lint, const struct node *element, const struct step *step)
{
    const struct document document = {.format = FORMAT_YAML}; /* no alias is left */
    return step->kind != STEP_SELECT || chosen_by(lint->arena, &document, element, step->selector);
}

static bool leads_through_list(const struct lint *lint, const struct node *list, const struct step *step,
                               struct keypath rest)
{
    if (step->kind == STEP_INDEX) {
        int64_t index = step->index < 0 ? step->index + list->count : step->index;
        return index >= 0 && index < list->count &&
               leads_somewhere(lint, node_element(lint->arena, (struct node *)list, (uint32_t)index), rest);
    }
    const struct node *element = list->first;
    while (element && !(may_be_meant(lint, element, step) && leads_somewhere(lint, element, rest))) {
        element = element->next;
    }
    return element || (step->kind == STEP_APPEND && (rest.count == 0 || list->count == 0));
}

/* [+] is a new element, or any that there is. */
static bool leads_somewhere(const struct lint *lint, const struct node *value, struct keypath path)
{
    if (path.count == 0) {
        return true;
    }
    const struct step *step = path.steps;
    struct keypath rest = {path.steps + 1, path.count - 1};
    if (step->kind != STEP_KEY) {
        return value->kind == NODE_LIST && leads_through_list(lint, value, step, rest);
    }
    const struct node *child = value->kind == NODE_MAP ? node_find(lint->arena, (struct node *)value, step->key) : NULL;
    return child && leads_somewhere(lint, child, rest);
}

static bool is_in_types(const struct lint *lint, struct keypath path)
{
    const struct node *types = lint->offer->types;
    for (size_t i = 0; types && i < path.count && path.steps[i].kind == STEP_KEY; i++) {
        types = offer_types_inside(lint->arena, types, path.steps[i]);
    }
    return types != NULL;
}

static bool is_known(const struct lint *lint, struct keypath path)
{
    const struct lint_config *config = lint->configs;
    while (config && !(config->root && leads_somewhere(lint, config->root, path))) {
        config = config->next;
    }
    return config || (lint->offer->schema && schema_at(lint->offer->schema, path)) || is_in_types(lint, path);
}

/* ---- what may have been meant */

static struct text nearest_in_map(const struct lint *lint, const struct node *map, struct text key)
{
    struct text *names = arena_array(lint->arena, struct text, (size_t)map->count + 1);
    size_t count = 0;
    for (const struct node *child = map->first; child; child = child->next) {
        names[count++] = child->key->text;
    }
    return nearest_name(key, names, count);
}

static struct text nearest_in_schema(const struct lint *lint, const struct schema *schema, struct text key)
{
    size_t count = 0;
    for (const struct schema_property *property = schema->properties; property; property = property->next) {
        count++;
    }
    struct text *names = arena_array(lint->arena, struct text, count + 1);
    count = 0;
    for (const struct schema_property *property = schema->properties; property; property = property->next) {
        names[count++] = property->key;
    }
    return nearest_name(key, names, count);
}

/* The key beside the first that value lacks on the way along path; empty when there is none alike. */
static struct text nearest_on_the_way(const struct lint *lint, const struct node *value, struct keypath path)
{
    for (size_t i = 0; value && value->kind == NODE_MAP && i < path.count && path.steps[i].kind == STEP_KEY; i++) {
        const struct node *child = node_find(lint->arena, (struct node *)value, path.steps[i].key);
        if (!child) {
            return value->count > KEYS_MAX ? TEXT("") : nearest_in_map(lint, value, path.steps[i].key);
        }
        value = child;
    }
    return TEXT("");
}

static struct text nearest_of_schema(const struct lint *lint, struct keypath path)
{
    const struct schema *schema = lint->offer->schema, *inner;
    for (size_t i = 0; schema && i < path.count; i++) {
        inner = schema_at(schema, (struct keypath){&path.steps[i], 1});
        if (!inner) {
            bool is_key = path.steps[i].kind == STEP_KEY;
            return is_key ? nearest_in_schema(lint, schema, path.steps[i].key) : TEXT("");
        }
        schema = inner;
    }
    return TEXT("");
}

static struct text nearest_key(struct lint *lint, struct keypath path)
{
    struct text nearest = TEXT("");
    if (lint->suggestions++ >= SUGGESTIONS_MAX) {
        return nearest;
    }
    for (const struct lint_config *config = lint->configs; config && nearest.length == 0; config = config->next) {
        nearest = nearest_on_the_way(lint, config->root, path);
    }
    return nearest.length > 0 ? nearest : nearest_of_schema(lint, path);
}

/* advice: what to do where no key is alike; NULL: nothing. */
static void refuse_unknown(struct lint *lint, struct place place, const char *what, struct keypath path,
                           const char *advice)
{
    struct text nearest = nearest_key(lint, path);
    struct buffer hint = {.arena = lint->arena};
    if (nearest.length > 0) {
        buffer_format(&hint, " (did you mean %.*s?)", TEXT_ARGS(nearest));
    } else if (advice) {
        buffer_format(&hint, " (%s)", advice);
    }
    diagnose(lint->diagnostics, SEVERITY_ERROR, place, "%s: %s has no key %.*s%s", what, lint->name,
             TEXT_ARGS(keypath_text(lint->arena, path)), buffer_string(&hint));
}

/* ---- offers */

static void check_prefixes(struct lint *lint, const char *what, const struct prefix *prefix)
{
    for (; prefix; prefix = prefix->next) {
        if (!is_known(lint, prefix->path)) {
            refuse_unknown(lint, prefix->place, what, prefix->path, NULL);
        }
    }
}

/* Those that the manifest lists: the schema's are the schema's. */
static void check_secrets(struct lint *lint)
{
    const struct node *list = lint->offer->secrets_listed;
    for (const struct node *element = list ? list->first : NULL; element; element = element->next) {
        struct keypath path;
        size_t at;
        if (!keypath_read(lint->arena, element->text, &path, &at) && !is_known(lint, path)) {
            refuse_unknown(lint, document_place(lint->manifest->document, element->head), "secrets", path, NULL);
        }
    }
}

struct complaint {
    struct schema_complaint complaint;
    const struct lint *lint;
    const struct lint_config *config;
};

/* Of a value that the config does not have there, the object around it has the place. */
static void complain(struct schema_complaint *base, struct keypath path, const struct node *value, const char *problem)
{
    const struct complaint *complaint = (const struct complaint *)base;
    const struct lint *lint = complaint->lint;
    struct place place = value ? document_place(complaint->config->document, value->head)
                               : (struct place){.source = complaint->config->document->name};
    diagnose(lint->diagnostics, SEVERITY_ERROR, place, "%.*s%s%s", TEXT_ARGS(keypath_text(lint->arena, path)),
             path.count > 0 ? ": " : "", problem);
}

static void complain_of_schema(struct schema_complaint *base, struct keypath path, const struct node *value,
                               const char *problem)
{
    const struct lint *lint = ((const struct complaint *)base)->lint;
    const struct offer *offer = lint->offer;
    struct buffer whole = {.arena = lint->arena};
    bool hides = value && keypath_is_within(path, offer->secrets, offer->secret_count);
    buffer_format(&whole, "%s (schema: %s)", hides ? schema_secret_problem(problem) : problem,
                  offer->schema_file ? offer->schema_file : lint->manifest->name);
    complain(base, path, value, buffer_string(&whole));
}

/* As admission has it: a schema says it better, and a reference to a secret is a string whatever the secret is. */
static void complain_of_type(struct schema_complaint *base, struct keypath path, const struct node *value,
                             const char *problem)
{
    const struct offer *offer = ((const struct complaint *)base)->lint->offer;
    bool is_known_better = offer->schema && schema_at(offer->schema, path);
    if (!is_known_better && !keypath_is_within(path, offer->secrets, offer->secret_count)) {
        complain(base, path, value, problem);
    }
}

static void check_values(const struct lint *lint, const struct lint_config *config)
{
    struct complaint of_schema = {{complain_of_schema}, lint, config}, of_type = {{complain_of_type}, lint, config};
    if (config->root && lint->offer->schema) {
        schema_check(lint->arena, lint->offer->schema, config->root, true, &of_schema.complaint);
    }
    if (config->root && lint->offer->types) {
        offer_types_check(lint->arena, lint->manifest->document, lint->offer->types, config->root, &of_type.complaint);
    }
}

void manifest_lint_offer(struct arena *arena, const struct manifest *manifest, const struct offer *offer,
                         const char *name, const struct lint_config *configs, bool validate,
                         struct diagnostics *diagnostics)
{
    struct lint lint = {arena, manifest, offer, name, configs, diagnostics, 0};
    check_prefixes(&lint, "include", offer->selection.include.first);
    check_prefixes(&lint, "exclude", offer->selection.exclude.first);
    check_secrets(&lint);
    for (; configs && validate; configs = configs->next) {
        check_values(&lint, configs);
    }
}

/* ---- binds */

/* Which of them selectors choose is asked when it counts: core/patch/select.h. */
static bool is_meant(const struct lint_config *config, const struct target *target)
{
    uint32_t wanted = target->document.number;
    return target->document.selectors.count > 0 || config->number == wanted || (config->number <= 1 && wanted <= 1);
}

static bool is_there(const struct lint *lint, const struct target *target)
{
    const struct lint_config *config = lint->configs;
    while (config && !(config->root && is_meant(config, target) && leads_somewhere(lint, config->root, target->path))) {
        config = config->next;
    }
    return config != NULL;
}

static void check_bind(struct lint *lint, const struct bind *bind)
{
    struct selection_refusal refusal;
    if (bind->is_pattern && bind->to.path.count == 0) {
        return;
    }
    if (!bind->is_pattern && !selection_allows(&lint->offer->selection, bind->to.path, false, &refusal)) {
        diagnose(lint->diagnostics, SEVERITY_ERROR, bind->place, "bind: %s is no input of this job (its %s says so)",
                 text_string(lint->arena, bind->target), refusal.exclude ? "exclude" : "include");
    } else if (bind->to.sign != SIGN_ADD && !is_there(lint, &bind->to)) {
        refuse_unknown(lint, bind->place, "bind", bind->to.path,
                       bind->is_pattern ? NULL : "put + before the key to add it");
    }
}

void manifest_lint_binds(struct arena *arena, const struct manifest *manifest, const struct manifest_file *file,
                         const struct lint_config *configs, struct diagnostics *diagnostics)
{
    struct lint lint = {arena, manifest, &file->offer, file->name, configs, diagnostics, 0};
    for (const struct bind *bind = manifest->binds; bind; bind = bind->next) {
        if (bind->file == file) {
            check_bind(&lint, bind);
        }
    }
}
