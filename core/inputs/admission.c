/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/admission.h"
#include "core/inputs/bind_pattern.h"
#include "core/inputs/offer_types.h"
#include "core/inputs/run_config_keys.h"
#include "core/overrides/run_config.h"
#include "core/tree/place.h"

struct admission {
    struct overrides *overrides;
    const struct manifest *manifest;
    bool validate;
    struct diagnostics *diagnostics;
    /* What is being looked at. */
    const struct offer *offer;
    const char *file;                /* for messages; NULL for the run config */
    const struct override *override; /* likewise */
    struct keypath path;             /* to the value */
    struct step *steps;              /* path's, where keys of objects are gone into */
};

static struct place place_of(const struct admission *admission, const struct node *value)
{
    const struct override *override = admission->override;
    if (!override) {
        return run_config_origin(admission->overrides, admission->path);
    }
    return override->source && value && !value->synthetic ? document_place(override->source, value->start)
                                                          : override->origin;
}

/* "config.yaml: trainer.lr" */
static const char *whereabouts(const struct admission *admission, struct keypath path)
{
    struct buffer out = {.arena = admission->overrides->arena};
    buffer_put(&out, admission->file ? text_of(admission->file) : TEXT("run config"));
    buffer_put(&out, TEXT(": "));
    buffer_put(&out, path.count == 0 ? TEXT("the whole of it") : TEXT(""));
    keypath_write(&out, path);
    return buffer_string(&out);
}

/* ---- files */

/* What messages show of a list. */
#define SHOWN_MAX 8

/* One name of a list after another; false when no more are shown. */
static bool put_name(struct buffer *out, size_t index, struct text name)
{
    if (index == SHOWN_MAX) {
        return false;
    }
    buffer_put(out, index == 0 ? TEXT("") : TEXT(", "));
    buffer_put(out, name);
    return true;
}

static const char *end_names(struct buffer *out, size_t count)
{
    if (count > SHOWN_MAX) {
        buffer_format(out, " and %zu more", count - SHOWN_MAX);
    }
    return buffer_string(out);
}

static const char *files_offered(const struct admission *admission)
{
    struct buffer out = {.arena = admission->overrides->arena};
    const struct manifest *manifest = admission->manifest;
    const struct manifest_file *file = manifest->files;
    for (size_t i = 0; file && put_name(&out, i, text_of(file->name)); i++) {
        file = file->next;
    }
    return file == manifest->files ? "no file" : end_names(&out, manifest->file_count);
}

static bool file_is_offered(const struct admission *admission, const struct override_file *file)
{
    if (manifest_find(admission->manifest, file->path)) {
        return true;
    }
    diagnose(admission->diagnostics, SEVERITY_ERROR, file->origin, "%s is no input of this job (%s offers %s)",
             file->name, admission->manifest->name, files_offered(admission));
    return false;
}

/* ---- include and exclude */

static const char *includes_of(const struct admission *admission)
{
    struct buffer out = {.arena = admission->overrides->arena};
    const struct prefixes *include = &admission->offer->selection.include;
    const struct prefix *prefix = include->first;
    for (size_t i = 0; prefix && put_name(&out, i, prefix->written); i++) {
        prefix = prefix->next;
    }
    return end_names(&out, include->count);
}

static void refuse_path(const struct admission *admission, const struct node *value,
                        const struct selection_refusal *refusal)
{
    const char *where = whereabouts(admission, admission->path);
    const struct prefix *exclude = refusal->exclude;
    struct place place = place_of(admission, value);
    if (!exclude) {
        diagnose(admission->diagnostics, SEVERITY_ERROR, place, "%s is no input of this job (%s includes only %s)",
                 where, admission->manifest->name, includes_of(admission));
    } else if (refusal->unsure) {
        diagnose(admission->diagnostics, SEVERITY_ERROR, place,
                 "%s may be in what is no input of this job (exclude: %.*s, at %s:%u:%u; %s)", where,
                 TEXT_ARGS(exclude->written), exclude->place.source, exclude->place.line, exclude->place.column,
                 refusal->renames ? "an element may not be given what exclude chooses by"
                                  : "choose the element by the same key");
    } else if (refusal->inside) {
        diagnose(admission->diagnostics, SEVERITY_ERROR, place,
                 "%s may not be replaced or removed as a whole (exclude: %.*s, at %s:%u:%u, stands inside; change the "
                 "keys beside it)",
                 where, TEXT_ARGS(exclude->written), exclude->place.source, exclude->place.line, exclude->place.column);
    } else {
        diagnose(admission->diagnostics, SEVERITY_ERROR, place,
                 "%s is no input of this job (exclude: %.*s, at %s:%u:%u)", where, TEXT_ARGS(exclude->written),
                 exclude->place.source, exclude->place.line, exclude->place.column);
    }
}

static void check_path(const struct admission *admission, const struct node *value, bool merged)
{
    struct selection_refusal refusal;
    if (!admission->file && bind_takes(admission->overrides, admission->manifest, admission->path)) {
        return;
    }
    if (!admission->file && !admission->manifest->offers_run_config) {
        diagnose(admission->diagnostics, SEVERITY_ERROR, place_of(admission, value),
                 "%s is no input of this job (%s has files, and no run_config)",
                 whereabouts(admission, admission->path), admission->manifest->name);
        return;
    }
    if (selection_allows(&admission->offer->selection, admission->path, !value, &refusal)) {
        return;
    }
    /* An empty object goes into what is there and takes nothing away. */
    if (refusal.inside && merged && value->kind == NODE_MAP) {
        return;
    }
    refuse_path(admission, value, &refusal);
}

static void check_leaves(struct admission *admission, const struct node *value)
{
    if (value->kind != NODE_MAP || value->count == 0) {
        check_path(admission, value, true);
        return;
    }
    for (const struct node *child = value->first; child; child = child->next) {
        admission->steps[admission->path.count++] = (struct step){.kind = STEP_KEY, .key = child->key->text};
        check_leaves(admission, child);
        admission->path.count--;
    }
}

/* Those of an object that is merged in, at the root. */
static void check_all_leaves(struct admission *admission, const struct node *map)
{
    admission->path = (struct keypath){admission->steps, 0};
    check_leaves(admission, map);
}

/* ---- schemas */

struct complaint {
    struct schema_complaint complaint;
    const struct admission *admission;
    const struct node *value; /* the override's, in which complaints are */
};

static void say_complaint(const struct admission *admission, struct place place, struct keypath path,
                          const char *problem)
{
    diagnose(admission->diagnostics, overrides_place_is_wandb(place) ? SEVERITY_WARNING : SEVERITY_ERROR, place,
             "%s: %s", whereabouts(admission, path), problem);
}

static void complain(struct schema_complaint *base, struct keypath inner, const struct node *value, const char *problem)
{
    const struct complaint *complaint = (const struct complaint *)base;
    const struct admission *admission = complaint->admission;
    struct keypath path = keypath_joined(admission->overrides->arena, admission->path, inner);
    struct place place = admission->override ? place_of(admission, value ? value : complaint->value)
                                             : run_config_origin(admission->overrides, path);
    bool hides = value && keypath_is_within(path, admission->offer->secrets, admission->offer->secret_count);
    say_complaint(admission, place, path, hides ? schema_secret_problem(problem) : problem);
}

static void check_against(const struct admission *admission, const struct schema *schema, const struct node *value,
                          bool whole)
{
    struct complaint complaint = {{complain}, admission, value};
    schema_check(admission->overrides->arena, schema, value, whole, &complaint.complaint);
}

/* What holds an element or a key. */
static const struct node a_list = {.kind = NODE_LIST, .synthetic = true};
static const struct node an_object = {.kind = NODE_MAP, .synthetic = true};

/* A key or an element cannot be where the schema wants a number. */
static void check_holder(struct admission *admission, const struct schema *schema, enum step_kind inside)
{
    unsigned type = inside == STEP_KEY ? SCHEMA_OBJECT : SCHEMA_ARRAY;
    if (!(schema->types & type)) {
        check_against(admission, schema, inside == STEP_KEY ? &an_object : &a_list, false);
    }
}

static void check_value(struct admission *admission, const struct node *value, bool whole)
{
    const struct schema *schema = admission->validate ? admission->offer->schema : NULL;
    struct keypath path = admission->path;
    for (size_t i = 0; schema && i < path.count; i++) {
        admission->path.count = i;
        check_holder(admission, schema, path.steps[i].kind);
        schema = schema_at(schema, (struct keypath){&path.steps[i], 1});
    }
    admission->path = path;
    if (schema) {
        check_against(admission, schema, value, whole);
    }
}

/* A schema says it better, and a reference to a secret is a string whatever the secret is. */
static void complain_of_type(struct schema_complaint *base, struct keypath inner, const struct node *value,
                             const char *problem)
{
    const struct admission *admission = ((const struct complaint *)base)->admission;
    const struct offer *offer = admission->offer;
    struct keypath path = keypath_joined(admission->overrides->arena, admission->path, inner);
    bool is_known = offer->schema && schema_at(offer->schema, path);
    if (!is_known && !keypath_is_within(path, offer->secrets, offer->secret_count)) {
        complain(base, inner, value, problem);
    }
}

static void check_types_against(const struct admission *admission, const struct node *types, const struct node *value)
{
    struct complaint complaint = {{complain_of_type}, admission, value};
    if (types) {
        offer_types_check(admission->overrides->arena, admission->manifest->document, types, value,
                          &complaint.complaint);
    }
}

static void check_types(struct admission *admission, const struct node *value)
{
    const struct node *types = admission->validate ? admission->offer->types : NULL;
    struct keypath path = admission->path;
    for (size_t i = 0; types && i < path.count; i++) {
        admission->path.count = i;
        check_types_against(admission, types, path.steps[i].kind == STEP_KEY ? &an_object : &a_list);
        types = offer_types_inside(admission->overrides->arena, types, path.steps[i]);
    }
    admission->path = path;
    check_types_against(admission, types, value);
}

static void check_removal(const struct admission *admission)
{
    const struct schema *schema = admission->validate ? admission->offer->schema : NULL;
    schema = schema ? schema_at(schema, admission->path) : NULL;
    if (schema && schema->required) {
        say_complaint(admission, place_of(admission, NULL), admission->path, "is required, and cannot be removed");
    }
}

/* ---- all together */

static void admit_override(struct admission *admission, const struct override *override)
{
    admission->override = override;
    if (override->operation == OVERRIDE_MERGE) {
        check_all_leaves(admission, override->value);
        check_value(admission, override->value, false);
        check_types(admission, override->value);
        return;
    }
    admission->path = override->path;
    check_path(admission, override->value, false);
    if (override->value) {
        check_value(admission, override->value, true);
        check_types(admission, override->value);
    } else {
        check_removal(admission);
    }
}

static void admit_file(struct admission *admission, struct override_file *file)
{
    /* One of which no more is said than its digest is no input. */
    if (!file->first || !file_is_offered(admission, file)) {
        return;
    }
    admission->offer = &manifest_find(admission->manifest, file->path)->offer;
    admission->file = file->name;
    for (const struct override *override = file->first; override; override = override->next_file) {
        admit_override(admission, override);
    }
}

static void admit_run_config(struct admission *admission)
{
    const struct node *run_config = admission->overrides->run_config;
    if (!run_config || run_config->count == 0) { /* an agent sets WANDB_CONFIG={} always */
        return;
    }
    admission->offer = &admission->manifest->run_config;
    admission->file = NULL;
    admission->override = NULL;
    check_all_leaves(admission, run_config);
    check_value(admission, run_config, false);
    check_types(admission, run_config);
    if (admission->validate) {
        run_config_keys_check(admission->overrides, admission->manifest, admission->diagnostics);
    }
}

static bool sweep_is_wanted(const void *context, struct keypath path)
{
    const struct admission *admission = context;
    return bind_takes(admission->overrides, admission->manifest, path);
}

/* A sweep hands its parameters to the job's arguments, too: where the manifest has no run config, those that no bind
 * takes are left to these. */
static void leave_sweep(const struct admission *admission)
{
    if (!admission->manifest->offers_run_config) {
        run_config_keep(admission->overrides, sweep_is_wanted, admission);
    }
}

/* ---- what patches need of the manifest */

static void give_policy(struct override_file *file, struct arena *arena, const struct file_policy *policy)
{
    struct file_policy *own = arena_new(arena, struct file_policy);
    *own = *policy;
    file->policy = own;
}

static void give_policies(const struct admission *admission, bool with_schemas)
{
    for (struct override_file *file = admission->overrides->files; file; file = file->next) {
        const struct manifest_file *offered = manifest_find(admission->manifest, file->path);
        if (offered) {
            const struct offer *offer = &offered->offer;
            give_policy(file, admission->overrides->arena,
                        &(struct file_policy){
                            .selection = &offer->selection,
                            /* Once values have been let in one by one, what they make together counts too. */
                            .schema = with_schemas ? offer->schema : NULL,
                            .types = with_schemas ? offer->types : NULL,
                            .secrets = offer->secrets,
                            .secret_count = offer->secret_count,
                        });
        }
    }
}

/* Files without overrides are patched where they hold references to secrets. */
static void register_secrets(struct overrides *overrides, const struct manifest_file *file)
{
    if (file->offer.secret_count > 0 && !overrides_find_file(overrides, file->path)) {
        give_policy(overrides_register(overrides, file->path, text_of(file->name), file->place), overrides->arena,
                    &(struct file_policy){.secrets = file->offer.secrets, .secret_count = file->offer.secret_count});
    }
}

static void register_run_config(struct overrides *overrides, const struct manifest *manifest)
{
    const struct manifest_file *file = manifest->run_config_file;
    if (!file) {
        return;
    }
    struct override_file *registered = overrides_register(overrides, file->path, text_of(file->name), file->place);
    const struct node *value = overrides->run_config;
    value = value ? value : node_synthetic(overrides->arena, NODE_MAP, TEXT(""));
    give_policy(registered, overrides->arena,
                &(struct file_policy){.secrets = manifest->run_config.secrets,
                                      .secret_count = manifest->run_config.secret_count,
                                      .optional = true});
    overrides_add(overrides, &(struct override){.layer = LAYER_RUN_CONFIG,
                                                .operation = OVERRIDE_MERGE,
                                                .file = registered,
                                                .value = value,
                                                .origin = file->place});
}

bool admit(struct overrides *overrides, const struct manifest *manifest, struct variables *variables, bool validate,
           struct diagnostics *diagnostics)
{
    struct admission admission = {
        .overrides = overrides, .manifest = manifest, .validate = validate, .diagnostics = diagnostics};
    size_t errors = diagnostics->errors;
    admission.steps = arena_array(overrides->arena, struct step, DOCUMENT_DEPTH_MAX + 2);
    bind_patterns_apply(overrides, manifest, variables, diagnostics);
    binds_apply(overrides, manifest, variables, diagnostics);
    for (struct override_file *file = overrides->files; file; file = file->next) {
        admit_file(&admission, file);
    }
    leave_sweep(&admission);
    admit_run_config(&admission);
    give_policies(&admission, validate && diagnostics->errors == errors);
    register_run_config(overrides, manifest);
    for (const struct manifest_file *file = manifest->files; file; file = file->next) {
        register_secrets(overrides, file);
    }
    return diagnostics->errors == errors;
}
