/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/plan_manifest.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"
#include "shim/cli/launch/inputs.h"
#include "shim/serve/environment.h"

#include "core/base/path.h"
#include "core/base/utf8.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char *find_path(struct arena *arena, const struct options *options)
{
    struct launch_inputs probe = {.arena = arena, .diagnostics = {.arena = arena}};
    struct manifest_place place;
    if (options->inputs_path) {
        return options->inputs_path;
    }
    if (environment_has(environ, ENV_INPUTS)) {
        const char *value = environment_get(environ, ENV_INPUTS);
        return value && !manifest_is_inline(text_of(value)) ? value : NULL;
    }
    return inputs_find_manifest(&probe, options, environ, &place) ? place.path : NULL;
}

void plan_manifest_find(struct plan_manifest *manifest, struct arena *arena, const struct options *options)
{
    char directory[PATH_MAX];
    struct file_content content;
    const char *path = find_path(arena, options);
    *manifest = (struct plan_manifest){.path = NULL};
    if (!path || file_read(arena, path, FILES_REGULAR, &content) || !getcwd(directory, sizeof directory)) {
        return;
    }
    const struct text full = path_full(arena, text_of(directory), text_of(path));
    if (utf8_is_valid(full)) { /* else no document can name it */
        manifest->path = text_string(arena, full);
        sha256_hex(content.bytes, manifest->digest);
    }
}

static bool is_same(const struct plan_manifest *a, const struct plan_manifest *b)
{
    return strcmp(a->path ? a->path : "", b->path ? b->path : "") == 0 && strcmp(a->digest, b->digest) == 0;
}

bool plan_manifest_is_same(const struct plan_manifest *manifest, struct arena *arena, const struct options *options)
{
    struct plan_manifest now;
    plan_manifest_find(&now, arena, options);
    if (is_same(&now, manifest)) {
        return true;
    }
    say("%s: the manifest has changed since this start checked its cells, so no more are started (start the sweep "
        "again)",
        now.path ? now.path : manifest->path);
    return false;
}
