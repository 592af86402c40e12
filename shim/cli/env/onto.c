/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/env/onto.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/env/tree.h"
#include "shim/serve/preload_list.h"
#include "shim/serve/variables.h"

#include "core/read/read.h"
#include "core/tree/effective.h"

#include <string.h>

static const char *const pod_path[] = {"spec", NULL};
static const char *const template_path[] = {"spec", "template", "spec", NULL};
static const char *const cron_path[] = {"spec", "jobTemplate", "spec", "template", "spec", NULL};

static const struct pod_kind kinds[] = {
    {"pod", "Pod", "v1", pod_path},
    {"job", "Job", "batch/v1", template_path},
    {"cronjob", "CronJob", "batch/v1", cron_path},
    {"deployment", "Deployment", "apps/v1", template_path},
    {"statefulset", "StatefulSet", "apps/v1", template_path},
    {"daemonset", "DaemonSet", "apps/v1", template_path},
};
#define KINDS (sizeof kinds / sizeof *kinds)

struct reader {
    struct arena *arena;
    const struct options *options;
    struct onto *onto;
    struct diagnostics *diagnostics;
};

static bool refuse(const struct reader *reader, const char *source, const char *what)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, (struct place){.source = source}, "%s", what);
    return false;
}

static struct node *step(struct arena *arena, struct node *map, const char *key)
{
    return map && map->kind == NODE_MAP ? node_find(arena, map, text_of(key)) : NULL;
}

static struct node *walk(struct arena *arena, struct node *map, const char *const *path)
{
    for (; map && *path; path++) {
        map = step(arena, map, *path);
    }
    return map;
}

static bool is_text(const struct node *node)
{
    return node && node_is_scalar(node) && node->kind != NODE_NULL;
}

static bool is_called(struct arena *arena, struct node *map, const char *key, struct text name)
{
    const struct node *value = step(arena, map, key);
    return is_text(value) && text_equal(value->text, name);
}

/* Document number `which`, as its readers see it. *documents is how many there are. */
static bool read_document(const struct reader *reader, struct text content, uint32_t which, uint32_t *documents,
                          struct node **root)
{
    struct document *document = arena_new(reader->arena, struct document);
    const bool is_read = document_read(reader->arena, reader->options->carrying.onto, content, FORMAT_UNKNOWN, which,
                                       document, reader->diagnostics);
    *documents = document->documents;
    return is_read && effective_root(reader->arena, document, root, reader->diagnostics);
}

static const struct pod_kind *find_kind(const char *name)
{
    size_t i = 0;
    while (i < KINDS && strcmp(kinds[i].name, name) != 0) {
        i++;
    }
    return i < KINDS ? &kinds[i] : NULL;
}

static const struct pod_kind *kind_of(struct arena *arena, struct node *object)
{
    size_t i = 0;
    while (i < KINDS && !is_called(arena, object, "kind", text_of(kinds[i].kind))) {
        i++;
    }
    return i < KINDS ? &kinds[i] : NULL;
}

/* Whether the command line leaves object out. */
static bool is_other(const struct reader *reader, const struct pod_kind *kind, struct node *object)
{
    const struct carrying *carrying = &reader->options->carrying;
    struct node *containers = step(reader->arena, walk(reader->arena, object, kind->path), "containers");
    bool has_container = !carrying->container;
    for (struct node *it = containers ? containers->first : NULL; it; it = it->next) {
        has_container |= carrying->container && is_called(reader->arena, it, "name", text_of(carrying->container));
    }
    return (carrying->kind && strcmp(carrying->kind, kind->name) != 0) || !has_container;
}

static bool choose_container(const struct reader *reader, struct node *containers)
{
    struct onto *onto = reader->onto;
    struct node *found = containers && containers->kind == NODE_LIST ? containers->first : NULL;
    if (!found) {
        return refuse(reader, onto->file, "the pod has no containers");
    }
    if (!reader->options->carrying.container && found->next) {
        return refuse(reader, onto->file, "the pod has several containers (name the job's: --container NAME)");
    }
    while (found && onto->container.length > 0 && !is_called(reader->arena, found, "name", onto->container)) {
        found = found->next;
    }
    const struct node *name = step(reader->arena, found, "name");
    if (!is_text(name)) {
        return refuse(reader, onto->file, "the container has no name");
    }
    onto->container = name->text;
    onto->spec = found;
    return true;
}

static bool take_object(const struct reader *reader, struct node *object)
{
    static const char *const name_path[] = {"metadata", "name", NULL};
    struct onto *onto = reader->onto;
    struct node *pod = walk(reader->arena, object, onto->kind->path);
    onto->object = object;
    onto->name = walk(reader->arena, object, name_path);
    onto->init = step(reader->arena, pod, "initContainers");
    return choose_container(reader, step(reader->arena, pod, "containers"));
}

/* The one object of a stream that has the job's container. */
static bool read_manifest(const struct reader *reader, struct text content)
{
    struct onto *onto = reader->onto;
    struct node *object = NULL;
    uint32_t documents = 1;
    for (uint32_t which = 1; which <= documents; which++) {
        struct node *root = NULL;
        if (!read_document(reader, content, which, &documents, &root)) {
            return false;
        }
        const struct pod_kind *kind = kind_of(reader->arena, root);
        if (!kind || is_other(reader, kind, root)) {
            continue;
        }
        if (object) {
            return refuse(reader, onto->file, "several objects have pods (choose by --kind and --container)");
        }
        object = root;
        onto->kind = kind;
    }
    if (!object) {
        return refuse(reader, onto->file,
                      "no Pod, Job, CronJob, Deployment, StatefulSet or DaemonSet has the container that is meant "
                      "(--kind and --container choose it)");
    }
    return take_object(reader, object);
}

static bool read_compose(const struct reader *reader, struct text content)
{
    struct onto *onto = reader->onto;
    struct node *root = NULL;
    uint32_t documents;
    if (!read_document(reader, content, 0, &documents, &root)) {
        return false;
    }
    struct node *services = step(reader->arena, root, "services");
    if (!services || services->kind != NODE_MAP || !services->first) {
        return refuse(reader, onto->file, "has no services");
    }
    if (onto->container.length == 0 && services->first->next) {
        return refuse(reader, onto->file, "has several services (name the job's: --container NAME)");
    }
    onto->spec = onto->container.length > 0 ? node_find(reader->arena, services, onto->container) : services->first;
    if (!onto->spec) {
        return refuse(reader, onto->file, "has no such service as --container names");
    }
    onto->container = onto->spec->key->text;
    return true;
}

static bool read_file(const struct reader *reader)
{
    struct file_content content = {0};
    const char *wrong = file_read(reader->arena, reader->onto->file, FILES_ANY, &content);
    if (wrong) {
        return refuse(reader, reader->onto->file, wrong);
    }
    return reader->options->carrying.carrier == CARRIER_COMPOSE ? read_compose(reader, content.bytes)
                                                                : read_manifest(reader, content.bytes);
}

/* What `docker image inspect` and `podman image inspect` print is a list. OCI's spelling is "config". */
static bool read_image(const struct reader *reader)
{
    const char *path = reader->onto->image_config;
    struct file_content content = {0};
    struct document *document = arena_new(reader->arena, struct document);
    const char *wrong = file_read(reader->arena, path, FILES_ANY, &content);
    if (wrong) {
        return refuse(reader, path, wrong);
    }
    if (!document_read(reader->arena, path, content.bytes, FORMAT_JSON, 0, document, reader->diagnostics)) {
        return false;
    }
    struct node *root = document->root;
    if (root && root->kind == NODE_LIST) {
        if (root->first && root->first->next) {
            return refuse(reader, path, "describes several images (inspect the job's alone)");
        }
        root = root->first;
    }
    struct node *config = step(reader->arena, root, "Config");
    reader->onto->image = config ? config : step(reader->arena, root, "config");
    return reader->onto->image || refuse(reader, path, "has no image's config (docker image inspect prints one)");
}

bool onto_read(struct arena *arena, const struct options *options, struct onto *onto, struct diagnostics *diagnostics)
{
    const struct carrying *carrying = &options->carrying;
    const struct reader reader = {arena, options, onto, diagnostics};
    *onto = (struct onto){.file = carrying->onto, .image_config = carrying->image_config};
    onto->container = text_of(carrying->container);
    if (carrying->kind && !(onto->kind = find_kind(carrying->kind))) {
        return refuse(&reader, "--kind", "is not pod, job, cronjob, deployment, statefulset or daemonset");
    }
    const bool is_read = (!onto->file || read_file(&reader)) && (!onto->image_config || read_image(&reader));
    onto->kind = onto->kind ? onto->kind : &kinds[0];
    return is_read;
}

struct node *onto_value(struct arena *arena, const struct onto *onto, const char *key)
{
    return step(arena, onto->spec, key);
}

struct node *onto_image_value(struct arena *arena, const struct onto *onto, const char *key)
{
    return step(arena, onto->image, key);
}

/* The value of NAME=VALUE where list has it. */
static bool find_in_list(const struct node *list, const char *name, struct text *value)
{
    bool found = false;
    for (const struct node *it = list && list->kind == NODE_LIST ? list->first : NULL; it; it = it->next) {
        const size_t length = strlen(name);
        if (is_text(it) && text_starts(it->text, text_of(name)) && it->text.length > length &&
            it->text.bytes[length] == '=') {
            *value = text_from(it->text, length + 1);
            found = true;
        }
    }
    return found;
}

/* Of compose's environment: a list, or a map. */
static bool find_in_service(struct arena *arena, struct node *environment, const char *name, struct text *value)
{
    const struct node *mapped = step(arena, environment, name);
    if (is_text(mapped)) {
        *value = mapped->text;
    }
    return is_text(mapped) || find_in_list(environment, name, value);
}

/* Whether compose is to take the variable from its own environment: `- NAME`, or `NAME:` without a value. */
static bool is_passed_on(struct arena *arena, const struct onto *onto, const char *name)
{
    struct node *environment = onto_value(arena, onto, "environment");
    const struct node *it = step(arena, environment, name);
    if (it) {
        return it->kind == NODE_NULL;
    }
    it = environment && environment->kind == NODE_LIST ? environment->first : NULL;
    while (it && !(is_text(it) && text_equal(it->text, text_of(name)))) {
        it = it->next;
    }
    return it != NULL;
}

/* Of a container's env: the one that is called so. */
static struct node *find_env(struct arena *arena, const struct onto *onto, const char *name)
{
    struct node *env = onto_value(arena, onto, "env");
    struct node *it = env && env->kind == NODE_LIST ? env->first : NULL;
    while (it && !is_called(arena, it, "name", text_of(name))) {
        it = it->next;
    }
    return it;
}

static bool find_in_container(struct arena *arena, const struct onto *onto, struct text *value,
                              struct diagnostics *diagnostics)
{
    struct node *variable = find_env(arena, onto, ENV_PRELOAD);
    const struct node *said = step(arena, variable, "value");
    if (step(arena, variable, "valueFrom")) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = onto->file},
                 "LD_PRELOAD of container %.*s comes from elsewhere, so inlay cannot join it (give it a value)",
                 TEXT_ARGS(onto->container));
    } else if (is_text(said)) {
        *value = said->text;
    }
    return variable != NULL;
}

/* INLAY_SET is read after the override document. */
static void note_assignments(struct arena *arena, const struct onto *onto, struct diagnostics *diagnostics)
{
    static const char wins[] = ENV_SET ", which wins over the overrides that are printed";
    struct text value;
    if (find_env(arena, onto, ENV_SET) || is_passed_on(arena, onto, ENV_SET) ||
        find_in_service(arena, onto_value(arena, onto, "environment"), ENV_SET, &value)) {
        diagnose(diagnostics, SEVERITY_WARNING, (struct place){.source = onto->file}, "%.*s has %s",
                 TEXT_ARGS(onto->container), wins);
    }
    if (find_in_list(onto_image_value(arena, onto, "Env"), ENV_SET, &value)) {
        diagnose(diagnostics, SEVERITY_WARNING, (struct place){.source = onto->image_config}, "has %s", wins);
    }
}

/* The patch replaces what another source sets. */
static void note_unseen(struct arena *arena, const struct onto *onto, bool is_found, struct diagnostics *diagnostics)
{
    static const char *const sources[] = {"envFrom", "env_file"};
    if (is_passed_on(arena, onto, ENV_PRELOAD)) {
        diagnose(diagnostics, SEVERITY_WARNING, (struct place){.source = onto->file},
                 "%.*s takes LD_PRELOAD from the environment of compose: it is not seen, and is replaced",
                 TEXT_ARGS(onto->container));
    }
    for (size_t i = 0; i < 2 && !is_found; i++) {
        const struct node *source = onto_value(arena, onto, sources[i]);
        if (source && (is_text(source) || source->count > 0)) {
            diagnose(diagnostics, SEVERITY_WARNING, (struct place){.source = onto->file},
                     "%.*s has %s: an LD_PRELOAD in it is not seen, and is replaced", TEXT_ARGS(onto->container),
                     sources[i]);
        }
    }
}

bool onto_preload(struct arena *arena, const struct options *options, const struct onto *onto, struct text *preload,
                  struct diagnostics *diagnostics)
{
    const enum carrier carrier = options->carrying.carrier;
    struct node *service = onto_value(arena, onto, "environment");
    struct text of_image = TEXT("");
    struct buffer spelt = {.arena = arena};
    bool is_found = service ? find_in_service(arena, service, ENV_PRELOAD, preload)
                            : find_in_container(arena, onto, preload, diagnostics);
    note_unseen(arena, onto, is_found, diagnostics);
    note_assignments(arena, onto, diagnostics);
    if (!is_found && find_in_list(onto_image_value(arena, onto, "Env"), ENV_PRELOAD, &of_image)) {
        if (carrier == CARRIER_KUBERNETES || carrier == CARRIER_COMPOSE) {
            tree_put_dollars(&spelt, of_image);
        } else {
            buffer_put(&spelt, of_image);
        }
        *preload = buffer_text(&spelt);
    }
    return diagnostics->errors == 0;
}
