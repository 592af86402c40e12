/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/environment.h"
#include "core/base/path.h"
#include "core/overrides/run_config.h"
#include "core/overrides/assignment.h"
#include "core/overrides/overrides_document.h"
#include "core/overrides/sweep_params.h"
#include "shim/serve/encoded_text.h"
#include "shim/serve/pinned.h"

#include <string.h>

const char *environment_get(char *const *environment, const char *name)
{
    for (char *const *v = environment; v && *v; v++) {
        const char *value = variable_value(*v, name);
        if (value) {
            return value;
        }
    }
    return NULL;
}

bool environment_says(char *const *environment, const char *name)
{
    const char *value = environment_get(environment, name);
    return value && *value != '\0' && strcmp(value, "0") != 0;
}

bool environment_disabled(char *const *environment)
{
    return environment_says(environment, ENV_DISABLE);
}

void environment_unknown(char *const *environment, struct diagnostics *diagnostics)
{
    for (char *const *v = environment; v && *v; v++) {
        struct text nearest, name = variable_unknown(*v, &nearest);
        if (name.length == 0) {
            continue;
        }
        const struct place place = {.source = text_string(diagnostics->arena, name)};
        if (nearest.length > 0) {
            diagnose(diagnostics, SEVERITY_WARNING, place, "inlay knows no such variable (did you mean %.*s?)",
                     TEXT_ARGS(nearest));
        } else {
            diagnose(diagnostics, SEVERITY_WARNING, place, "inlay knows no such variable");
        }
    }
}

bool environment_on_error(char *const *environment, bool *warn, struct diagnostics *diagnostics)
{
    const char *value = environment_get(environment, ENV_ON_ERROR);
    bool is_set = value && *value != '\0';
    *warn = is_set && strcmp(value, "warn") == 0;
    if (!is_set || *warn || strcmp(value, "fail") == 0) {
        return true;
    }
    diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = ENV_ON_ERROR}, "%s is neither fail nor warn", value);
    return false;
}

static size_t count_chunks(char *const *environment, const char *name)
{
    size_t count = 0, number;
    const char *value;
    for (char *const *v = environment; v && *v; v++) {
        count += variable_chunk(*v, name, &number, &value);
    }
    return count;
}

bool environment_has(char *const *environment, const char *name)
{
    for (; environment && *environment; environment++) {
        if (variable_is(*environment, name)) {
            return true;
        }
    }
    return false;
}

bool environment_has_launch(char *const *environment)
{
    for (; environment && *environment; environment++) {
        const struct variable *variable = variable_of(*environment);
        if (variable && variable->starts_launch) {
            return true;
        }
    }
    return false;
}

bool environment_has_own(char *const *environment)
{
    while (environment && *environment && !variable_of(*environment)) {
        environment++;
    }
    return environment && *environment;
}

bool environment_is_commands(char *const *environment)
{
    return environment_get(environment, ENV_CONTRACT) && !environment_has(environment, ENV_WANDB_TAKEN);
}

char *const *environment_own(struct arena *arena, char *const *environment)
{
    size_t count = 0, capacity = 0;
    char **own = NULL;
    for (; environment && *environment; environment++) {
        if (variable_may_be_own(*environment)) {
            arena_grow(arena, own, count, &capacity);
            own[count++] = *environment;
        }
    }
    arena_grow(arena, own, count, &capacity);
    own[count] = NULL;
    return own;
}

/* A chunk numbered count or higher: W&B's readers leave it out without a word. NULL when there is none; else the whole
 * variable. */
static const char *stray_chunk(char *const *environment, const char *name, size_t count)
{
    const char *value;
    size_t number;
    for (char *const *v = environment; v && *v; v++) {
        if (variable_chunk(*v, name, &number, &value) && number >= count) {
            return *v;
        }
    }
    return NULL;
}

/* Joins chunks 0, 1, … up to the first that is missing, whose number is returned. */
static size_t join_chunks(struct buffer *joined, char *const *environment, const char *name)
{
    size_t count = count_chunks(environment, name), next = 0, number;
    const char **chunks = arena_array(joined->arena, const char *, count + 1);
    const char *value;
    for (char *const *v = environment; v && *v; v++) {
        if (variable_chunk(*v, name, &number, &value) && number < count && !chunks[number]) {
            chunks[number] = value;
        }
    }
    for (; chunks[next]; next++) {
        buffer_put(joined, text_of(chunks[next]));
    }
    return next;
}

bool environment_joined(struct arena *arena, char *const *environment, const char *name, struct text *value,
                        bool *found, struct diagnostics *diagnostics)
{
    const struct place place = {.source = name};
    const char *whole = environment_get(environment, name);
    struct buffer joined = {.arena = arena};
    *value = text_copy(arena, text_of(whole));
    *found = value->length > 0;
    if (*found) {
        return true;
    }
    size_t count = whole ? 0 : join_chunks(&joined, environment, name);
    const char *stray = stray_chunk(environment, name, count);
    if (stray) {
        int length = (int)strcspn(stray, "=");
        if (whole) {
            diagnose(diagnostics, SEVERITY_ERROR, place, "is empty, but %.*s is set too (unset one of them)", length,
                     stray);
        } else {
            diagnose(diagnostics, SEVERITY_ERROR, place, "%.*s is set, but %s_%zu is missing (set all, from _0 on)",
                     length, stray, name, count);
        }
        return false;
    }
    *value = buffer_text(&joined);
    *found = value->length > 0;
    return true;
}

/* path is what stands after the @. */
static bool read_pinned(struct overrides *overrides, char *const *environment, struct text path, char pin[65],
                        struct diagnostics *diagnostics)
{
    const struct pinned pinned = {ENV_OVERRIDES, ENV_OVERRIDES_SHA256,
                                  environment_get(environment, ENV_OVERRIDES_SHA256),
                                  environment_get(environment, ENV_LEDGER)};
    const char *name = path_behind(overrides->arena, overrides->root, path);
    struct text content;
    return pinned_read(overrides->arena, &pinned, name, &content, pin, diagnostics) &&
           overrides_read_document(overrides, name, content, diagnostics);
}

static bool read_overrides(struct overrides *overrides, char *const *environment, char pin[65],
                           struct diagnostics *diagnostics)
{
    struct text value;
    bool found;
    if (!environment_joined(overrides->arena, environment, ENV_OVERRIDES, &value, &found, diagnostics)) {
        return false;
    }
    if (!found) {
        return true;
    }
    if (text_starts(value, TEXT("@"))) {
        return read_pinned(overrides, environment, text_from(value, 1), pin, diagnostics);
    }
    return encoded_text_read(overrides->arena, ENV_OVERRIDES, &value, diagnostics) &&
           overrides_read_document(overrides, ENV_OVERRIDES, value, diagnostics);
}

bool environment_has_wandb_files(char *const *environment)
{
    const char *whole = environment_get(environment, ENV_WANDB_FILES);
    return whole ? strcmp(whole, "{}") != 0 : environment_has(environment, ENV_WANDB_FILES);
}

typedef bool reader(struct overrides *overrides, const char *source, struct text value,
                    struct diagnostics *diagnostics);

/* source: what messages call it. */
static bool read_joined(struct overrides *overrides, char *const *environment, const char *name, const char *source,
                        reader *read, struct diagnostics *diagnostics)
{
    struct text value;
    bool found;
    return environment_joined(overrides->arena, environment, name, &value, &found, diagnostics) &&
           (!found || read(overrides, source, value, diagnostics));
}

static bool read_set(struct overrides *overrides, char *const *environment, struct diagnostics *diagnostics)
{
    struct text value = text_copy(overrides->arena, text_of(environment_get(environment, ENV_SET)));
    if (encoded_text_is(value)) { /* padded, it would be an assignment to a file called base64url */
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = ENV_SET},
                 "holds a document (name it " ENV_OVERRIDES ")");
        return false;
    }
    return value.length == 0 || overrides_read_assignments(overrides, ENV_SET, value, diagnostics);
}

/* By its path, as W&B does: a relative one starts at the process's own directory. What `inlay run` has read, it hands on
 * in the overrides, also to where the file is not to be had. */
static bool read_sweep_params(struct overrides *overrides, char *const *environment, struct diagnostics *diagnostics)
{
    const char *path = environment_get(environment, ENV_SWEEP_PARAMS);
    struct buffer name = {.arena = overrides->arena};
    struct text content;
    if (!path || *path == '\0' || strcmp(path, SWEEP_PARAMS_OWN) == 0) {
        return true;
    }
    buffer_format(&name, ENV_SWEEP_PARAMS "=%s", path);
    const char *problem = pinned_content(overrides->arena, path, &content);
    if (!problem) {
        return sweep_params_read(overrides, buffer_string(&name), content, diagnostics);
    }
    if (environment_is_commands(environment)) {
        return true;
    }
    diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = buffer_string(&name)},
             "%s (unset it where no sweep runs)", problem);
    return false;
}

/* What a later version of the variables means is not known here, not even whether they are a launch. */
static bool knows_contract(char *const *environment, struct diagnostics *diagnostics)
{
    const struct place place = {.source = ENV_CONTRACT};
    const char *version = environment_get(environment, ENV_CONTRACT);
    if (!version || *version == '\0') {
        return true;
    }
    if (version[strspn(version, "0123456789")] != '\0') {
        diagnose(diagnostics, SEVERITY_ERROR, place, "%s is not a version", version);
        return false;
    }
    uint32_t number;
    if (!text_number(text_of(version), &number) || number > CONTRACT_VERSION) {
        diagnose(
            diagnostics, SEVERITY_ERROR, place,
            "the launch is of version %s, and this inlay knows version %d (use libinlay.so and the inlay command of "
            "one version)",
            version, CONTRACT_VERSION);
        return false;
    }
    return true;
}

/* `inlay run` hands on a document with its ledger, always. Some launchers leave out a variable whose value has spaces or
 * quotes, and hand the others on. With INLAY_PROPAGATE=0 the job itself may have taken it out. */
static bool has_all(char *const *environment, struct diagnostics *diagnostics)
{
    const char *propagate = environment_get(environment, ENV_PROPAGATE);
    const bool is_handed_on = environment_is_commands(environment) && environment_get(environment, ENV_LEDGER) &&
                              !environment_get(environment, ENV_RECORD) && !(propagate && strcmp(propagate, "0") == 0);
    if (!is_handed_on || environment_has(environment, ENV_OVERRIDES) || environment_has(environment, ENV_SET)) {
        return true;
    }
    diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = ENV_OVERRIDES},
             "what started this program has left it out, and kept " ENV_LEDGER
             " (let it start inlay run, or give it what inlay env --format json prints)");
    return false;
}

bool environment_read(struct overrides *overrides, char *const *environment, char pin[65],
                      struct diagnostics *diagnostics)
{
    const char *wandb_files = environment_has_wandb_files(environment) ? ENV_WANDB_FILES : ENV_WANDB_TAKEN;
    bool right = true;
    pin[0] = '\0';
    if (!knows_contract(environment, diagnostics) || !has_all(environment, diagnostics)) {
        return false;
    }
    /* Each is read whatever the others were, so that all errors are reported at once. */
    right &= read_sweep_params(overrides, environment, diagnostics);
    right &= read_joined(overrides, environment, ENV_WANDB_CONFIG, ENV_WANDB_CONFIG, run_config_read, diagnostics);
    right &= read_joined(overrides, environment, wandb_files, ENV_WANDB_FILES, overrides_read_wandb_files, diagnostics);
    right &= read_overrides(overrides, environment, pin, diagnostics);
    right &= read_set(overrides, environment, diagnostics);
    return right;
}
