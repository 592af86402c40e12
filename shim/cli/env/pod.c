/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/env/pod.h"
#include "shim/cli/env/tree.h"

#include "core/tree/emit.h"

#include <string.h>

#define VOLUME             "inlay"
#define VOLUME_TMP         "inlay-tmp"
#define VOLUME_DOCUMENT    "inlay-overrides"
#define DIRECTORY_TMP      "/inlay-tmp"
#define DIRECTORY_DOCUMENT "/inlay-overrides" /* POD_DOCUMENT is in it */
#define INSTALLS           "inlay-install"
#define VERIFIES           "inlay-verify"

static void add_words(struct arena *arena, struct node *command, const struct node *words)
{
    for (const struct node *it = words ? words->first : NULL; it; it = it->next) {
        struct buffer word = {.arena = arena};
        tree_put_dollars(&word, it->text);
        tree_add(command, tree_string(arena, buffer_text(&word)));
    }
}

struct node *pod_command(struct arena *arena, const struct options *options, const struct onto *onto)
{
    struct node *command = tree_list(arena);
    const struct node *said = onto_value(arena, onto, "command"), *args = onto_value(arena, onto, "args");
    for (size_t i = 0; i < options->operand_count; i++) {
        struct buffer word = {.arena = arena};
        tree_put_dollars(&word, text_of(options->operands[i]));
        tree_add(command, tree_string(arena, buffer_text(&word)));
    }
    if (command->count > 0) {
        return command;
    }
    if (!said && !onto->image) {
        return NULL;
    }
    if (said) {
        tree_add_copies(arena, command, said);
    } else {
        add_words(arena, command, onto_image_value(arena, onto, "Entrypoint"));
    }
    if (args) {
        tree_add_copies(arena, command, args);
    } else if (!said) {
        add_words(arena, command, onto_image_value(arena, onto, "Cmd"));
    }
    return command->count > 0 ? command : NULL;
}

static void put_variable(struct arena *arena, struct node *env, const char *name, struct text value)
{
    struct node *variable = tree_add(env, tree_map(arena));
    tree_put_string(arena, variable, "name", name);
    tree_put(arena, variable, "value", tree_string(arena, value));
}

static void put_variables(struct arena *arena, struct node *env, const struct injection *injection)
{
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        struct buffer value = {.arena = arena};
        buffer_put(&value, variable->before);
        tree_put_dollars(&value, variable->value);
        put_variable(arena, env, variable->name, buffer_text(&value));
    }
}

static void put_mount(struct arena *arena, struct node *mounts, const char *volume, const char *path, bool is_read_only)
{
    struct node *mount = tree_add(mounts, tree_map(arena));
    tree_put_string(arena, mount, "name", volume);
    tree_put_string(arena, mount, "mountPath", path);
    if (is_read_only) {
        tree_put(arena, mount, "readOnly", tree_bool(arena, true));
    }
}

static void put_job_mounts(struct arena *arena, struct node *mounts, const struct pod_parts *parts)
{
    if (injection_is_for_pod(&parts->injection->options->carrying) && !parts->injection->options->carrying.library) {
        put_mount(arena, mounts, VOLUME, POD_DIRECTORY, true);
    }
    if (parts->config_map) {
        put_mount(arena, mounts, VOLUME_DOCUMENT, DIRECTORY_DOCUMENT, true);
    }
}

static void put_emptied(struct arena *arena, struct node *volumes, const char *name, const char *limit)
{
    struct node *volume = tree_add(volumes, tree_map(arena));
    tree_put_string(arena, volume, "name", name);
    tree_put_string(arena, tree_put(arena, volume, "emptyDir", tree_map(arena)), "sizeLimit", limit);
}

static void put_config_map(struct arena *arena, struct node *volumes, const char *name)
{
    struct node *volume = tree_add(volumes, tree_map(arena));
    tree_put_string(arena, volume, "name", VOLUME_DOCUMENT);
    tree_put_string(arena, tree_put(arena, volume, "configMap", tree_map(arena)), "name", name);
}

/* is_own_image: it is inlay's, whose user is none of root's. */
static void put_security(struct arena *arena, struct node *container, bool is_own_image)
{
    struct node *security = tree_put(arena, container, "securityContext", tree_map(arena));
    tree_put(arena, security, "allowPrivilegeEscalation", tree_bool(arena, false));
    struct node *capabilities = tree_put(arena, security, "capabilities", tree_map(arena));
    tree_add_string(arena, tree_put(arena, capabilities, "drop", tree_list(arena)), "ALL");
    if (!is_own_image) {
        return;
    }
    tree_put(arena, security, "readOnlyRootFilesystem", tree_bool(arena, true));
    tree_put(arena, security, "runAsNonRoot", tree_bool(arena, true));
    tree_put_string(arena, tree_put(arena, security, "seccompProfile", tree_map(arena)), "type", "RuntimeDefault");
}

/* Requests that equal the limits leave a pod its quality of service. */
static void put_resources(struct arena *arena, struct node *container)
{
    static const char *const names[] = {"requests", "limits"};
    struct node *resources = tree_put(arena, container, "resources", tree_map(arena));
    for (size_t i = 0; i < 2; i++) {
        struct node *amounts = tree_put(arena, resources, names[i], tree_map(arena));
        tree_put_string(arena, amounts, "cpu", "100m");
        tree_put_string(arena, amounts, "memory", "128Mi");
    }
}

static struct node *put_init_container(struct arena *arena, struct node *containers, const char *name,
                                       struct node *image, struct node *command)
{
    struct node *container = tree_add(containers, tree_map(arena));
    tree_put_string(arena, container, "name", name);
    tree_put(arena, container, "image", image);
    tree_put(arena, container, "command", command);
    tree_put_string(arena, container, "terminationMessagePolicy", "FallbackToLogsOnError");
    put_resources(arena, container);
    return container;
}

struct node *pod_mount(struct arena *arena)
{
    struct node *mounts = tree_list(arena);
    put_mount(arena, mounts, VOLUME, POD_DIRECTORY, true);
    return mounts->first;
}

void pod_put_install(struct arena *arena, struct node *containers, const char *image)
{
    struct node *command = tree_list(arena);
    tree_add_string(arena, command, "inlay");
    tree_add_string(arena, command, "install");
    tree_add_string(arena, command, POD_DIRECTORY);
    struct node *container =
        put_init_container(arena, containers, INSTALLS, tree_string(arena, text_of(image)), command);
    put_security(arena, container, true);
    put_variable(arena, tree_put(arena, container, "env", tree_list(arena)), "TMPDIR", TEXT(DIRECTORY_TMP));
    struct node *mounts = tree_put(arena, container, "volumeMounts", tree_list(arena));
    put_mount(arena, mounts, VOLUME, POD_DIRECTORY, false);
    put_mount(arena, mounts, VOLUME_TMP, DIRECTORY_TMP, false);
}

static bool is_injected(const struct injection *injection, struct text name)
{
    const struct injected *it = injection->first;
    while (it && !text_equal(name, text_of(it->name))) {
        it = it->next;
    }
    return it != NULL;
}

/* The job's own, as its command may need them to be found; then the launch's. */
static void put_job_variables(struct arena *arena, struct node *env, const struct pod_parts *parts)
{
    const struct node *own = onto_value(arena, parts->onto, "env");
    bool has_tmp = false;
    for (struct node *it = own && own->kind == NODE_LIST ? own->first : NULL; it; it = it->next) {
        const struct node *name = it->kind == NODE_MAP ? node_find(arena, it, TEXT("name")) : NULL;
        if (name && !is_injected(parts->injection, name->text)) {
            tree_add(env, node_synthetic_copy(arena, it));
        }
        has_tmp |= name && text_equal(name->text, TEXT("TMPDIR"));
    }
    if (!has_tmp) {
        put_variable(arena, env, "TMPDIR", TEXT(DIRECTORY_TMP));
    }
    put_variables(arena, env, parts->injection);
}

/* The job's, save those of a patch that is in the manifest already. */
static void put_own_mounts(struct arena *arena, struct node *mounts, const struct onto *onto)
{
    const struct node *own = onto_value(arena, onto, "volumeMounts");
    for (struct node *it = own && own->kind == NODE_LIST ? own->first : NULL; it; it = it->next) {
        const struct node *name = it->kind == NODE_MAP ? node_find(arena, it, TEXT("name")) : NULL;
        if (name && !text_equal(name->text, TEXT(VOLUME)) && !text_equal(name->text, TEXT(VOLUME_TMP)) &&
            !text_equal(name->text, TEXT(VOLUME_DOCUMENT))) {
            tree_add(mounts, node_synthetic_copy(arena, it));
        }
    }
}

/* As the job's container: its image, user and profile, its directory, variables and volumes. */
static void put_verify(struct arena *arena, struct node *containers, const struct pod_parts *parts)
{
    static const char *const same[] = {"workingDir", "envFrom", "imagePullPolicy"};
    const struct onto *onto = parts->onto;
    const char *job_image = parts->injection->options->carrying.job_image;
    const struct node *image = onto_value(arena, onto, "image");
    const struct node *security = onto_value(arena, onto, "securityContext");
    struct node *command = tree_list(arena);
    tree_add_string(arena, command, POD_DIRECTORY "/bin/inlay");
    tree_add_string(arena, command, "verify");
    tree_add_string(arena, command, "--");
    tree_add_copies(arena, command, parts->command);
    struct node *container = put_init_container(
        arena, containers, VERIFIES,
        job_image ? tree_string(arena, text_of(job_image)) : node_synthetic_copy(arena, image), command);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        tree_put_copy(arena, container, same[i], onto_value(arena, onto, same[i]));
    }
    if (security) {
        tree_put_copy(arena, container, "securityContext", security);
    } else {
        put_security(arena, container, !onto->file);
    }
    put_job_variables(arena, tree_put(arena, container, "env", tree_list(arena)), parts);
    struct node *mounts = tree_put(arena, container, "volumeMounts", tree_list(arena));
    put_own_mounts(arena, mounts, onto);
    put_job_mounts(arena, mounts, parts);
    put_mount(arena, mounts, VOLUME_TMP, DIRECTORY_TMP, false);
}

static void put_name(struct arena *arena, struct node *list, struct text name)
{
    tree_put(arena, tree_add(list, tree_map(arena)), "name", tree_string(arena, name));
}

/* A strategic merge puts new elements behind those that are there. */
static void put_order(struct arena *arena, struct node *spec, const struct pod_parts *parts)
{
    struct node *order = tree_put(arena, spec, "$setElementOrder/initContainers", tree_list(arena));
    put_name(arena, order, TEXT(INSTALLS));
    if (parts->command) {
        put_name(arena, order, TEXT(VERIFIES));
    }
    for (struct node *it = parts->onto->init->first; it; it = it->next) {
        const struct node *name = it->kind == NODE_MAP ? node_find(arena, it, TEXT("name")) : NULL;
        if (name && !text_equal(name->text, TEXT(INSTALLS)) && !text_equal(name->text, TEXT(VERIFIES))) {
            put_name(arena, order, name->text);
        }
    }
}

void pod_put_volumes(struct arena *arena, struct node *volumes)
{
    put_emptied(arena, volumes, VOLUME, "64Mi");
    put_emptied(arena, volumes, VOLUME_TMP, "16Mi");
}

static void put_volumes(struct arena *arena, struct node *spec, const struct pod_parts *parts, bool is_brought)
{
    struct node *volumes = is_brought || parts->config_map ? tree_put(arena, spec, "volumes", tree_list(arena)) : NULL;
    if (is_brought) {
        pod_put_volumes(arena, volumes);
    }
    if (parts->config_map) {
        put_config_map(arena, volumes, parts->config_map);
    }
}

struct node *pod_spec(struct arena *arena, const struct pod_parts *parts, bool has_order)
{
    const struct injection *injection = parts->injection;
    const struct carrying *carrying = &injection->options->carrying;
    const bool is_brought = !carrying->library;
    struct node *spec = tree_map(arena);
    if (carrying->pull_secret) {
        put_name(arena, tree_put(arena, spec, "imagePullSecrets", tree_list(arena)), text_of(carrying->pull_secret));
    }
    put_volumes(arena, spec, parts, is_brought);
    if (is_brought) {
        if (has_order && parts->onto->init && parts->onto->init->kind == NODE_LIST) {
            put_order(arena, spec, parts);
        }
        struct node *init = tree_put(arena, spec, "initContainers", tree_list(arena));
        pod_put_install(arena, init, injection->options->carrying.image);
        if (parts->command) {
            put_verify(arena, init, parts);
        }
    }
    struct node *container = tree_add(tree_put(arena, spec, "containers", tree_list(arena)), tree_map(arena));
    if (parts->onto->container.length > 0) {
        tree_put(arena, container, "name", tree_string(arena, parts->onto->container));
    }
    put_variables(arena, tree_put(arena, container, "env", tree_list(arena)), injection);
    struct node *mounts = tree_list(arena);
    put_job_mounts(arena, mounts, parts);
    if (mounts->count > 0) {
        tree_put(arena, container, "volumeMounts", mounts);
    }
    return spec;
}

void pod_put_queue(const struct injection *injection, struct buffer *out)
{
    static const struct onto nothing;
    const struct pod_parts parts = {.injection = injection, .onto = &nothing};
    struct node *queue = tree_map(injection->arena);
    struct node *spec = tree_put(injection->arena, queue, "spec", tree_map(injection->arena));
    struct node *template = tree_put(injection->arena, spec, "template", tree_map(injection->arena));
    tree_put(injection->arena, template, "spec", pod_spec(injection->arena, &parts, false));
    emit_json(out, queue);
    buffer_byte(out, '\n');
}
