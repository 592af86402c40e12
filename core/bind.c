#include "core/bind.h"
#include "core/overrides_internal.h"
#include "core/path.h"
#include "core/run_config.h"

/* The path as one key, its parts joined by dots, in *step. */
static struct keypath joined(struct arena *arena, struct keypath path, struct step *step)
{
    struct buffer key = {.arena = arena};
    for (size_t i = 0; i < path.count; i++) {
        buffer_put(&key, i == 0 ? TEXT("") : TEXT("."));
        buffer_put(&key, path.steps[i].key);
    }
    *step = (struct step){.kind = STEP_KEY, .key = buffer_text(&key)};
    return (struct keypath){step, 1};
}

/* The run config's value for a bind, and its path there. NULL when there is none, or with an error. */
static const struct node *find_value(const struct overrides *overrides, const struct bind *bind, struct step *step,
                                     struct keypath *path, struct diagnostics *diagnostics)
{
    struct keypath dotted = joined(overrides->arena, bind->key, step);
    const struct node *nested = run_config_at(overrides, bind->key);
    const struct node *flat = bind->key.count > 1 ? run_config_at(overrides, dotted) : NULL;
    if (nested && flat) {
        diagnose(diagnostics, SEVERITY_ERROR, run_config_origin(overrides, dotted),
                 "the run config has %.*s both nested and as one key with dots (give one of them)",
                 TEXT_ARGS(bind->written));
        return NULL;
    }
    *path = flat ? dotted : bind->key;
    return flat ? flat : nested;
}

static bool apply_run_config(struct overrides *overrides, const struct bind *bind, struct diagnostics *diagnostics)
{
    size_t errors = diagnostics->errors;
    struct step step;
    struct keypath path;
    const struct node *value = find_value(overrides, bind, &step, &path, diagnostics);
    struct target target;
    if (!value) {
        return diagnostics->errors == errors;
    }
    if (!target_read(overrides->arena, bind->place, bind->to, &target, diagnostics)) {
        return false;
    }
    struct place origin = run_config_origin(overrides, path);
    overrides_append(overrides, &(struct override){.operation = target.sign == SIGN_ADD ? OVERRIDE_ADD : OVERRIDE_SET,
                                                   .file = overrides_file(overrides, target.file, origin),
                                                   .document = target.document,
                                                   .path = target.path,
                                                   .value = value,
                                                   .origin = origin});
    return true;
}

/* Whether the schema wants nothing but a string at what bind sets. */
static bool wants_string(const struct overrides *overrides, const struct manifest *manifest, const struct bind *bind,
                         struct diagnostics *diagnostics)
{
    struct target target;
    if (!target_read(overrides->arena, bind->place, bind->to, &target, diagnostics)) {
        return false;
    }
    const struct manifest_file *file =
        manifest_find(manifest, path_full(overrides->arena, overrides->root, target.file));
    const struct schema *schema = file && file->offer.schema ? schema_at(file->offer.schema, target.path) : NULL;
    return schema && schema->types == SCHEMA_STRING;
}

static bool apply_variable(struct overrides *overrides, const struct manifest *manifest, const struct bind *bind,
                           struct variables *variables, struct diagnostics *diagnostics)
{
    const char *value = variables->get(variables, bind->variable);
    if (!value || *value == '\0') {
        return true;
    }
    enum assignment_kind kind =
        wants_string(overrides, manifest, bind, diagnostics) ? ASSIGNMENT_STRING : ASSIGNMENT_WORD;
    return overrides_assign(overrides, (struct place){.source = text_string(overrides->arena, bind->written)}, bind->to,
                            text_of(value), kind, diagnostics);
}

bool binds_apply(struct overrides *overrides, const struct manifest *manifest, struct variables *variables,
                 struct diagnostics *diagnostics)
{
    struct override *last = overrides->last;
    bool right = true;
    for (const struct bind *bind = manifest->binds; bind; bind = bind->next) {
        right &= bind->source == BIND_RUN_CONFIG ? apply_run_config(overrides, bind, diagnostics)
                                                 : apply_variable(overrides, manifest, bind, variables, diagnostics);
    }
    overrides_move(overrides, last, overrides->last_of_wandb);
    return right;
}

static bool covers(struct keypath outer, struct keypath path)
{
    for (size_t i = 0; i < outer.count; i++) {
        if (i == path.count || path.steps[i].kind != STEP_KEY || !text_equal(outer.steps[i].key, path.steps[i].key)) {
            return false;
        }
    }
    return true;
}

/* Whether key is the dotted spelling of path. */
static bool spells(struct text key, struct keypath path)
{
    size_t at = 0;
    for (size_t i = 0; i < path.count; i++) {
        struct text rest = text_from(key, at);
        if (!text_starts(rest, path.steps[i].key)) {
            return false;
        }
        at += path.steps[i].key.length;
        if (i + 1 < path.count && (at == key.length || key.bytes[at++] != '.')) {
            return false;
        }
    }
    return at == key.length;
}

bool bind_takes(const struct manifest *manifest, struct keypath path)
{
    for (const struct bind *bind = manifest->binds; bind; bind = bind->next) {
        if (bind->source == BIND_RUN_CONFIG &&
            (covers(bind->key, path) || (path.count > 0 && spells(path.steps[0].key, bind->key)))) {
            return true;
        }
    }
    return false;
}
