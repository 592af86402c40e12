/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/environment.h"
#include "core/overrides/run_config.h"
#include "core/overrides/assignment.h"
#include "core/overrides/overrides_document.h"
#include "shim/serve/pinned.h"

#include <string.h>

/* What of a variable's text comes after name: "=value", "_0=chunk"; NULL when the text does not begin with name. */
static const char *after_name(const char *variable, const char *name)
{
    /* Most differ in their first byte: every process looks at all of its variables a dozen times as it starts. */
    for (; *name != '\0' && *variable == *name; name++) {
        variable++;
    }
    return *name == '\0' ? variable : NULL;
}

const char *environment_get(char *const *environment, const char *name)
{
    for (char *const *v = environment; v && *v; v++) {
        const char *rest = after_name(*v, name);
        if (rest && *rest == '=') {
            return rest + 1;
        }
    }
    return NULL;
}

bool environment_disabled(char *const *environment)
{
    const char *value = environment_get(environment, ENV_DISABLE);
    return value && *value != '\0' && strcmp(value, "0") != 0;
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

/* Whether variable is a chunk, "NAME_digits=value". W&B numbers chunks in decimal without padding, so any other spelling,
 * or a number beyond all bounds, gives CHUNK_STRAY. */
#define CHUNK_STRAY SIZE_MAX

static bool is_chunk(const char *variable, const char *name, size_t *number, const char **value)
{
    const char *digits = after_name(variable, name);
    if (!digits || *digits++ != '_') {
        return false;
    }
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || digits[length] != '=') {
        return false;
    }
    *value = digits + length + 1;
    *number = 0;
    for (size_t i = 0; i < length; i++) {
        *number = *number * 10 + (size_t)(digits[i] - '0');
    }
    if (length > 9 || (length > 1 && digits[0] == '0')) {
        *number = CHUNK_STRAY;
    }
    return true;
}

static size_t count_chunks(char *const *environment, const char *name)
{
    size_t count = 0, number;
    const char *value;
    for (char *const *v = environment; v && *v; v++) {
        count += is_chunk(*v, name, &number, &value);
    }
    return count;
}

static bool is_set_or_chunked(char *const *environment, const char *name)
{
    return environment_get(environment, name) || count_chunks(environment, name) > 0;
}

bool environment_has_launch(char *const *environment)
{
    return is_set_or_chunked(environment, ENV_OVERRIDES) || environment_get(environment, ENV_SET) ||
           is_set_or_chunked(environment, ENV_INPUTS) || is_set_or_chunked(environment, ENV_WANDB_FILES) ||
           is_set_or_chunked(environment, ENV_WANDB_CONFIG) || environment_get(environment, ENV_RECORD);
}

/* A chunk numbered count or higher: W&B's readers leave it out without a word. NULL when there is none; else the whole
 * variable. */
static const char *stray_chunk(char *const *environment, const char *name, size_t count)
{
    const char *value;
    size_t number;
    for (char *const *v = environment; v && *v; v++) {
        if (is_chunk(*v, name, &number, &value) && number >= count) {
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
        if (is_chunk(*v, name, &number, &value) && number < count && !chunks[number]) {
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
                                  environment_get(environment, ENV_OVERRIDES_SHA256)};
    const char *name = pinned_path(overrides->arena, overrides->root, path);
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
    return overrides_read_document(overrides, ENV_OVERRIDES, value, diagnostics);
}

static bool read_wandb_files(struct overrides *overrides, char *const *environment, struct diagnostics *diagnostics)
{
    struct text value;
    bool found;
    if (!environment_joined(overrides->arena, environment, ENV_WANDB_FILES, &value, &found, diagnostics)) {
        return false;
    }
    return !found || overrides_read_wandb_files(overrides, ENV_WANDB_FILES, value, diagnostics);
}

static bool read_wandb_config(struct overrides *overrides, char *const *environment, struct diagnostics *diagnostics)
{
    struct text value;
    bool found;
    if (!environment_joined(overrides->arena, environment, ENV_WANDB_CONFIG, &value, &found, diagnostics)) {
        return false;
    }
    if (!found) {
        return true;
    }
    return run_config_read(overrides, ENV_WANDB_CONFIG, value, diagnostics);
}

static bool read_set(struct overrides *overrides, char *const *environment, struct diagnostics *diagnostics)
{
    struct text value = text_copy(overrides->arena, text_of(environment_get(environment, ENV_SET)));
    return value.length == 0 || overrides_read_assignments(overrides, ENV_SET, value, diagnostics);
}

bool environment_read(struct overrides *overrides, char *const *environment, char pin[65],
                      struct diagnostics *diagnostics)
{
    bool right = true;
    /* Each is read whatever the others were, so that every error is said at once. */
    pin[0] = '\0';
    right &= read_wandb_config(overrides, environment, diagnostics);
    right &= read_wandb_files(overrides, environment, diagnostics);
    overrides->before_binds = overrides->last;
    right &= read_overrides(overrides, environment, pin, diagnostics);
    right &= read_set(overrides, environment, diagnostics);
    return right;
}
