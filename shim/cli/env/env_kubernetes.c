/* SPDX-License-Identifier: Apache-2.0 */
/* A strategic-merge patch for the object that has the job's pod, or a kustomize component with it. */
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"
#include "shim/cli/env/env_formats.h"
#include "shim/cli/env/pod.h"
#include "shim/cli/env/tree.h"

#include "core/base/base64.h"
#include "core/base/path.h"
#include "core/base/sha256.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define CONFIG_MAP     "inlay-overrides"
#define CONFIG_MAP_MAX 1000000 /* bytes; the API server's limit for all of its data is 1 MiB */

static bool is_complete(const struct options *options, const struct onto *onto, const struct node *command,
                        bool has_image)
{
    const struct carrying *carrying = &options->carrying;
    if (onto->container.length == 0) {
        say("which container is the job's? (--container NAME, or --onto pod.yaml)");
    } else if (carrying->library) {
        return true;
    } else if (!carrying->image) {
        say("which image has inlay? (--image REF; inlay help env says how one is made)");
    } else if (carrying->no_verify) {
        return true;
    } else if (!has_image) {
        say("which image is the job's? A container of it verifies that the library is loaded (--job-image REF, "
            "--onto pod.yaml, or --no-verify)");
    } else if (!command) {
        say("what does the job's container run? inlay verify is to try it (-- COMMAND, --image-config FILE, or "
            "--no-verify)");
    } else {
        return true;
    }
    return false;
}

static void put_comment(const struct onto *onto, struct buffer *out)
{
    if (!onto->image_config) {
        buffer_put(out,
                   TEXT("# An LD_PRELOAD that the job's image sets (ENV) is not seen here, and is replaced: inlay env "
                        "--image-config.\n"));
    }
    if (!onto->file) {
        buffer_put(out, TEXT("# So is one that the container sets, or an envFrom: inlay env --onto.\n"));
    }
}

static struct text patch_of(const struct pod_parts *parts, bool is_for_kustomize)
{
    struct arena *arena = parts->injection->arena;
    const struct onto *onto = parts->onto;
    struct buffer out = {.arena = arena};
    struct node *patch = tree_map(arena), *below = patch;
    tree_put_string(arena, patch, "apiVersion", onto->kind->version);
    tree_put_string(arena, patch, "kind", onto->kind->kind);
    if (onto->name || is_for_kustomize) { /* kustomize wants a name, and goes by its target */
        struct node *name = onto->name ? node_synthetic_copy(arena, onto->name) : tree_string(arena, TEXT("any"));
        tree_put(arena, tree_put(arena, patch, "metadata", tree_map(arena)), "name", name);
    }
    for (const char *const *key = onto->kind->path; *key; key++) {
        below = tree_put(arena, below, *key, key[1] ? tree_map(arena) : pod_spec(arena, parts, !is_for_kustomize));
    }
    put_comment(onto, &out);
    tree_write_yaml(&out, patch);
    return buffer_text(&out);
}

static bool write_file(struct arena *arena, const char *path, struct text content)
{
    if (!replace_file(arena, path, content)) {
        say("%s: cannot be written: %s", path, strerror(errno));
        return false;
    }
    return true;
}

static bool fits(const struct injection *injection)
{
    if (injection->document.length > CONFIG_MAP_MAX) {
        say("the overrides, %zu bytes, are too long for a ConfigMap (put them into the job's image, and name them "
            "there: "
            "INLAY_OVERRIDES=@PATH)",
            injection->document.length);
        return false;
    }
    return true;
}

/* Named by what it holds, so that no pod that still runs gets another document. */
static const char *config_map_name(struct arena *arena, struct text document)
{
    char digest[SHA256_HEX];
    struct buffer name = {.arena = arena};
    sha256_hex(document, digest);
    digest[10] = '\0';
    buffer_format(&name, CONFIG_MAP "-%s", digest);
    return buffer_string(&name);
}

static bool write_config_map(const struct injection *injection, const char *name)
{
    struct arena *arena = injection->arena;
    struct buffer data = {.arena = arena}, out = {.arena = arena};
    struct node *map = tree_map(arena);
    base64_put(&data, injection->document);
    tree_put_string(arena, map, "apiVersion", "v1");
    tree_put_string(arena, map, "kind", "ConfigMap");
    tree_put_string(arena, tree_put(arena, map, "metadata", tree_map(arena)), "name", name);
    tree_put(arena, map, "immutable", tree_bool(arena, true));
    tree_put(arena, tree_put(arena, map, "binaryData", tree_map(arena)), "overrides",
             tree_string(arena, buffer_text(&data)));
    tree_write_yaml(&out, map);
    return write_file(arena, injection->options->carrying.document, buffer_text(&out));
}

static struct text component_of(const struct pod_parts *parts)
{
    struct arena *arena = parts->injection->arena;
    struct buffer out = {.arena = arena};
    struct node *component = tree_map(arena);
    tree_put_string(arena, component, "apiVersion", "kustomize.config.k8s.io/v1alpha1");
    tree_put_string(arena, component, "kind", "Component");
    struct node *patch = tree_add(tree_put(arena, component, "patches", tree_list(arena)), tree_map(arena));
    tree_put_string(arena, patch, "path", "patch.yaml");
    struct node *target = tree_put(arena, patch, "target", tree_map(arena));
    tree_put_string(arena, target, "kind", parts->onto->kind->kind);
    tree_put_copy(arena, target, "name", parts->onto->name);
    if (parts->config_map) {
        struct node *generator =
            tree_add(tree_put(arena, component, "configMapGenerator", tree_list(arena)), tree_map(arena));
        tree_put_string(arena, generator, "name", parts->config_map);
        tree_add_string(arena, tree_put(arena, generator, "files", tree_list(arena)), "overrides");
    }
    tree_write_yaml(&out, component);
    return buffer_text(&out);
}

static bool write_component(const struct pod_parts *parts)
{
    const struct injection *injection = parts->injection;
    struct arena *arena = injection->arena;
    const char *directory = injection->options->carrying.kustomize;
    if (mkdir(directory, 0777) != 0 && errno != EEXIST) {
        say("%s: cannot be made: %s", directory, strerror(errno));
        return false;
    }
    return (!parts->config_map || write_file(arena, path_in(arena, directory, "overrides"), injection->document)) &&
           write_file(arena, path_in(arena, directory, "patch.yaml"), patch_of(parts, true)) &&
           write_file(arena, path_in(arena, directory, "kustomization.yaml"), component_of(parts));
}

bool env_put_kubernetes(const struct injection *injection, const struct onto *onto, struct buffer *out)
{
    const struct options *options = injection->options;
    const struct carrying *carrying = &options->carrying;
    struct node *command = carrying->no_verify ? NULL : pod_command(injection->arena, options, onto);
    const bool has_image = carrying->job_image || onto_value(injection->arena, onto, "image");
    struct pod_parts parts = {.injection = injection, .onto = onto, .command = command};
    if (!is_complete(options, onto, command, has_image) || (injection->document_file && !fits(injection))) {
        return false;
    }
    if (injection->document_file) {
        parts.config_map = carrying->kustomize ? CONFIG_MAP : config_map_name(injection->arena, injection->document);
    }
    if (carrying->kustomize) {
        return write_component(&parts);
    }
    if (parts.config_map && !write_config_map(injection, parts.config_map)) {
        return false;
    }
    buffer_put(out, patch_of(&parts, false));
    return true;
}
