/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/manifest_source.h"
#include "core/base/path.h"
#include "shim/serve/environment.h"
#include "shim/serve/encoded_text.h"
#include "shim/serve/pinned.h"
#include "core/inputs/manifest_read.h"

#include <string.h>

/* Schemas stand beside the manifest that names them. */
struct schemas_beside {
    struct schema_files base;
    struct arena *arena;
    struct text directory;
};

static const char *read_beside(struct schema_files *base, const char *path, struct text *content)
{
    const struct schemas_beside *beside = (const struct schemas_beside *)base;
    return pinned_content(beside->arena, path_behind(beside->arena, beside->directory, text_of(path)), content);
}

static struct text directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (struct text){path, !slash ? 0 : slash == path ? 1 : (size_t)(slash - path)};
}

const char *manifest_schema_path(struct arena *arena, const char *path, const char *schema_file)
{
    return path_behind(arena, directory_of(path), text_of(schema_file));
}

static bool read_manifest(struct arena *arena, const char *name, struct text source, const struct manifest_place *place,
                          struct text directory, const struct manifest **manifest, struct diagnostics *diagnostics)
{
    struct manifest *read = arena_new(arena, struct manifest);
    struct schemas_beside schemas = {{read_beside}, arena, directory};
    bool right = manifest_read(arena, name, source, place->root, &schemas.base, read, diagnostics);
    manifest_call_files(arena, read, place->above);
    *manifest = right ? read : NULL;
    return right;
}

bool manifest_of_file(struct arena *arena, const struct manifest_place *place, char pin[65],
                      const struct manifest **manifest, struct diagnostics *diagnostics)
{
    *manifest = NULL;
    pin[0] = '\0';
    struct text content;
    const char *problem = pinned_content(arena, place->path, &content);
    if (problem) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = place->path}, "%s", problem);
        return false;
    }
    sha256_hex(content, pin);
    return read_manifest(arena, place->path, content, place, directory_of(place->path), manifest, diagnostics);
}

bool manifest_is_inline(struct text value)
{
    size_t start = text_skip_space(value, 0);
    return (start < value.length && value.bytes[start] == '{') || text_find(value, 0, '\n') < value.length ||
           encoded_text_is(value);
}

enum outcome manifest_of_environment(struct arena *arena, char *const *environment, struct text root, char pin[65],
                                     const struct manifest **manifest, struct diagnostics *diagnostics)
{
    const struct pinned pinned = {ENV_INPUTS, ENV_INPUTS_SHA256, environment_get(environment, ENV_INPUTS_SHA256),
                                  environment_get(environment, ENV_LEDGER)};
    struct manifest_place place = {.root = root};
    struct text value;
    bool found;
    *manifest = NULL;
    pin[0] = '\0';
    if (!environment_joined(arena, environment, ENV_INPUTS, &value, &found, diagnostics)) {
        return OUTCOME_REFUSED;
    }
    if (!found) {
        return OUTCOME_NONE;
    }
    const bool is_inline = manifest_is_inline(value);
    if (!encoded_text_read(arena, ENV_INPUTS, &value, diagnostics)) {
        return OUTCOME_REFUSED;
    }
    if (is_inline) {
        bool right = read_manifest(arena, ENV_INPUTS, value, &place, root, manifest, diagnostics);
        return right ? OUTCOME_FOUND : OUTCOME_REFUSED;
    }
    const char *path = path_behind(arena, root, value);
    place.root = environment_says(environment, ENV_INPUTS_FOUND) ? directory_of(path) : root;
    bool right = pinned_read(arena, &pinned, path, &value, pin, diagnostics) &&
                 read_manifest(arena, path, value, &place, directory_of(path), manifest, diagnostics);
    return right ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

struct bound_variables {
    struct variables base; /* first: binds hand it back */
    struct arena *arena;
    char *const *environment;
    struct bound_variable *found;
};

/* Copies, since programs overwrite their environments. */
static const char *get_variable(struct variables *base, const char *name)
{
    struct bound_variables *variables = (struct bound_variables *)base;
    const char *value = environment_get(variables->environment, name);
    struct buffer whole = {.arena = variables->arena};
    if (!value) {
        return NULL;
    }
    struct bound_variable *found = arena_new(variables->arena, struct bound_variable);
    buffer_format(&whole, "%s=%s", name, value);
    *found = (struct bound_variable){variables->found, buffer_string(&whole)};
    variables->found = found;
    return found->variable + strlen(name) + 1;
}

static bool read_config(struct variables *base, struct arena *arena, const char *path, struct text *content)
{
    (void)base;
    return !pinned_content(arena, path, content);
}

bool manifest_admit(struct overrides *overrides, const struct manifest *manifest, char *const *environment,
                    bool validate, const struct bound_variable **bound, struct diagnostics *diagnostics)
{
    struct bound_variables variables = {{get_variable, read_config}, overrides->arena, environment, NULL};
    bool right = !manifest || admit(overrides, manifest, &variables.base, validate, diagnostics);
    *bound = variables.found;
    return right;
}
