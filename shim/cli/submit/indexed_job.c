/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/submit/indexed_job.h"
#include "shim/cli/base/say.h"
#include "shim/cli/env/pod.h"
#include "shim/cli/env/tree.h"
#include "shim/cli/plan/exit_statuses.h"
#include "shim/cli/plan/run_options.h"
#include "shim/serve/variables.h"

#include <string.h>

#define VOLUME_DOCUMENT "inlay-overrides"
#define ENV_INDEX       "JOB_COMPLETION_INDEX"
#define INDEX_FIELD     "metadata.annotations['batch.kubernetes.io/job-completion-index']"
#define STEM_MAX        40 /* with a digest and an index behind it, a pod's name has to be one of DNS: 63 */

static struct node *named(struct arena *arena, const char *name)
{
    struct node *map = tree_map(arena);
    tree_put_string(arena, map, "name", name);
    return map;
}

/* ---- the container */

/* A container's words: $(NAME) in them would be a variable's value. */
static void add_word(struct arena *arena, struct node *command, const char *word)
{
    struct buffer spelt = {.arena = arena};
    tree_put_dollars(&spelt, text_of(word));
    tree_add(command, tree_string(arena, buffer_text(&spelt)));
}

/* inlay run -o DOCUMENT -- COMMAND */
static struct node *run_command(const struct indexed_job *indexed, const struct node *command)
{
    struct arena *arena = indexed->arena;
    struct node *words = tree_list(arena);
    tree_add_string(arena, words, indexed->options->carrying.image ? POD_DIRECTORY "/bin/inlay" : "inlay");
    tree_add_string(arena, words, "run");
    for (char *const *option = run_options(arena, indexed->options); *option; option++) {
        add_word(arena, words, *option);
    }
    tree_add_string(arena, words, "-o");
    tree_add_string(arena, words, POD_DOCUMENT);
    tree_add_string(arena, words, "--");
    tree_add_copies(arena, words, command);
    return words;
}

/* Kubernetes gives each container the index by itself, and leaves one that is there. A mount needs it said. */
static struct node *index_variable(struct arena *arena)
{
    struct node *variable = named(arena, ENV_INDEX);
    struct node *source = tree_put(arena, variable, "valueFrom", tree_map(arena));
    tree_put_string(arena, tree_put(arena, source, "fieldRef", tree_map(arena)), "fieldPath", INDEX_FIELD);
    return variable;
}

static bool is_identity(const struct missing_cells *missing)
{
    return missing->list[missing->count - 1]->number == missing->count - 1;
}

static void put_variables(const struct indexed_job *indexed, struct node *container)
{
    struct arena *arena = indexed->arena;
    struct node *env = tree_inside(arena, container, "env", NODE_LIST);
    tree_set_element(arena, env, "name", index_variable(arena));
    tree_remove_elements(arena, env, "name", ENV_CELL); /* of a manifest that was made for other cells */
    if (is_identity(indexed->missing)) {
        struct node *cell = named(arena, ENV_CELL);
        tree_put_string(arena, cell, "value", "$(" ENV_INDEX ")");
        tree_set_element(arena, env, "name", cell);
    }
}

static struct node *document_mount(struct arena *arena)
{
    struct node *mount = named(arena, VOLUME_DOCUMENT);
    tree_put_string(arena, mount, "mountPath", POD_DOCUMENT);
    tree_put_string(arena, mount, "subPathExpr", "$(" ENV_INDEX ")");
    tree_put(arena, mount, "readOnly", tree_bool(arena, true));
    return mount;
}

static void put_container(const struct indexed_job *indexed, struct node *container, const struct node *command)
{
    struct arena *arena = indexed->arena;
    if (indexed->options->carrying.job_image) {
        tree_set(arena, container, "image", tree_string(arena, text_of(indexed->options->carrying.job_image)));
    }
    tree_set(arena, container, "command", run_command(indexed, command));
    tree_remove(arena, container, "args");
    put_variables(indexed, container);
    struct node *mounts = tree_inside(arena, container, "volumeMounts", NODE_LIST);
    tree_set_element(arena, mounts, "mountPath", document_mount(arena));
    if (indexed->options->carrying.image) {
        tree_set_element(arena, mounts, "mountPath", node_synthetic_copy(arena, pod_mount(arena)));
    }
}

/* ---- the pod */

/* Puts elements of a list that go by their names behind those of another, or in their place. */
static void set_elements(struct arena *arena, struct node *list, const struct node *elements)
{
    for (const struct node *it = elements->first; it; it = it->next) {
        tree_set_element(arena, list, "name", node_synthetic_copy(arena, it));
    }
}

/* The container that installs inlay comes first. */
static void put_install(const struct indexed_job *indexed, struct node *pod)
{
    struct arena *arena = indexed->arena;
    const struct node *own = tree_inside(arena, pod, "initContainers", NODE_LIST);
    struct node *init = tree_list(arena), *volumes = tree_list(arena);
    pod_put_install(arena, init, indexed->options->carrying.image);
    struct node *install = node_synthetic_copy(arena, init->first);
    set_elements(arena, init, own);
    tree_set_element(arena, init, "name", install); /* also where the manifest has one already */
    tree_set(arena, pod, "initContainers", init);
    pod_put_volumes(arena, volumes);
    set_elements(arena, tree_inside(arena, pod, "volumes", NODE_LIST), volumes);
    if (indexed->options->carrying.pull_secret) {
        tree_set_element(arena, tree_inside(arena, pod, "imagePullSecrets", NODE_LIST), "name",
                         named(arena, indexed->options->carrying.pull_secret));
    }
}

static void put_documents(struct indexed_job *indexed, struct node *pod)
{
    struct arena *arena = indexed->arena;
    struct node *volume = named(arena, VOLUME_DOCUMENT);
    struct node *projected = tree_put(arena, volume, "projected", tree_map(arena));
    struct node *volumes = tree_inside(arena, pod, "volumes", NODE_LIST);
    tree_put(arena, projected, "sources", tree_list(arena));
    tree_set_element(arena, volumes, "name", volume);
    for (struct node *it = volumes->first; it; it = it->next) {
        struct node *held = it->kind == NODE_MAP ? node_find(arena, it, TEXT("projected")) : NULL;
        const struct node *name = held ? node_find(arena, it, TEXT("name")) : NULL;
        if (name && text_equal(name->text, TEXT(VOLUME_DOCUMENT))) {
            indexed->documents = node_find(arena, held, TEXT("sources"));
        }
    }
}

static size_t whole_seconds(double seconds)
{
    const size_t whole = (size_t)seconds;
    return whole + ((double)whole < seconds);
}

static void put_times(const struct indexed_job *indexed, struct node *pod)
{
    const struct sweeping *sweeping = &indexed->options->sweeping;
    if (sweeping->timeout > 0) {
        tree_set(indexed->arena, pod, "activeDeadlineSeconds",
                 tree_number(indexed->arena, whole_seconds(sweeping->timeout)));
    }
    if (sweeping->grace >= 0) {
        tree_set(indexed->arena, pod, "terminationGracePeriodSeconds",
                 tree_number(indexed->arena, whole_seconds(sweeping->grace)));
    }
}

static struct node *find_container(const struct indexed_job *indexed, struct node *pod)
{
    struct arena *arena = indexed->arena;
    struct node *containers = tree_inside(arena, pod, "containers", NODE_LIST);
    const struct text wanted = indexed->onto->container;
    if (!indexed->onto->file) {
        return tree_add(containers, named(arena, wanted.length > 0 ? text_string(arena, wanted) : "job"));
    }
    struct node *it = containers->first;
    const struct node *name = NULL;
    while (it && !((name = node_find(arena, it, TEXT("name"))) && text_equal(name->text, wanted))) {
        it = it->next;
    }
    return it;
}

/* ---- the Job */

/* Pods that the cluster took away count among the retries; of those that ended, --retry-on says which are worth one. */
static struct node *failure_policy(const struct indexed_job *indexed, const bool *statuses)
{
    struct arena *arena = indexed->arena;
    struct node *policy = tree_map(arena), *rules = tree_put(arena, policy, "rules", tree_list(arena));
    struct node *lost = tree_add(rules, tree_map(arena)), *ended = tree_add(rules, tree_map(arena));
    tree_put_string(arena, lost, "action", "Count");
    struct node *condition = tree_add(tree_put(arena, lost, "onPodConditions", tree_list(arena)), tree_map(arena));
    tree_put_string(arena, condition, "type", "DisruptionTarget");
    tree_put_string(arena, ended, "action", "FailIndex");
    struct node *codes = tree_put(arena, ended, "onExitCodes", tree_map(arena));
    tree_put_string(arena, codes, "operator", "NotIn");
    struct node *values = tree_put(arena, codes, "values", tree_list(arena));
    for (size_t i = 0; i < EXIT_STATUSES; i++) {
        if (statuses[i]) {
            tree_add(values, tree_number(arena, i));
        }
    }
    if (values->count == 0) {
        tree_add(values, tree_number(arena, 0));
    }
    return policy;
}

static bool put_retries(const struct indexed_job *indexed, struct node *spec)
{
    struct arena *arena = indexed->arena;
    const struct sweeping *sweeping = &indexed->options->sweeping;
    bool statuses[EXIT_STATUSES] = {false};
    const size_t retries = sweeping->retries > 0 ? sweeping->retries : sweeping->retry_on.count > 0;
    if (!exit_statuses_read(&sweeping->retry_on, "retry-on", statuses)) {
        return false;
    }
    tree_set(arena, spec, "backoffLimitPerIndex", tree_number(arena, retries));
    tree_remove(arena, spec, "backoffLimit");
    if (retries > 0 && !node_find(arena, spec, TEXT("podFailurePolicy"))) {
        tree_put(arena, spec, "podFailurePolicy", failure_policy(indexed, statuses));
    }
    return true;
}

/* More than that many, and the Job ends. */
static size_t failures_allowed(const struct indexed_job *indexed)
{
    const struct sweeping *sweeping = &indexed->options->sweeping;
    const size_t limit = sweeping->fail_fast ? 1 : sweeping->max_failures;
    return limit > 0 && limit <= indexed->missing->count ? limit - 1 : indexed->missing->count;
}

static bool put_indexes(const struct indexed_job *indexed, struct node *spec)
{
    struct arena *arena = indexed->arena;
    const size_t count = indexed->missing->count, jobs = indexed->options->sweeping.jobs;
    tree_set(arena, spec, "completionMode", tree_string(arena, TEXT("Indexed")));
    tree_set(arena, spec, "completions", tree_number(arena, count));
    tree_set(arena, spec, "parallelism", tree_number(arena, jobs > 0 && jobs < count ? jobs : count));
    tree_set(arena, spec, "maxFailedIndexes", tree_number(arena, failures_allowed(indexed)));
    return put_retries(indexed, spec);
}

static struct node *object_of(const struct indexed_job *indexed)
{
    struct arena *arena = indexed->arena;
    if (indexed->onto->object) {
        return node_synthetic_copy(arena, indexed->onto->object);
    }
    struct node *job = tree_map(arena);
    tree_put_string(arena, job, "apiVersion", "batch/v1");
    tree_put_string(arena, job, "kind", "Job");
    return job;
}

/* What of the manifest is to be there. */
static bool is_complete(const struct indexed_job *indexed, const struct node *command)
{
    const struct onto *onto = indexed->onto;
    if (onto->file && strcmp(onto->kind->kind, "Job") != 0) {
        say("%s: is a %s, and the cells of a sweep are a Job's", onto->file, onto->kind->kind);
    } else if (!command) {
        say("which command is the job's? (-- COMMAND, the manifest's, or that of --image-config FILE)");
    } else if (!indexed->options->carrying.job_image && !onto_value(indexed->arena, onto, "image")) {
        say("which image is the job's? (--job-image REF, or --onto job.yaml)");
    } else {
        return true;
    }
    return false;
}

bool indexed_job_make(struct indexed_job *indexed)
{
    struct arena *arena = indexed->arena;
    const struct node *command = pod_command(arena, indexed->options, indexed->onto);
    if (!is_complete(indexed, command)) {
        return false;
    }
    indexed->job = object_of(indexed);
    tree_remove(arena, indexed->job, "status");
    tree_remove(arena, tree_inside(arena, indexed->job, "metadata", NODE_MAP), "generateName");
    struct node *spec = tree_inside(arena, indexed->job, "spec", NODE_MAP);
    if (!put_indexes(indexed, spec)) {
        return false;
    }
    struct node *pod = tree_inside(arena, tree_inside(arena, spec, "template", NODE_MAP), "spec", NODE_MAP);
    tree_set(arena, pod, "restartPolicy", tree_string(arena, TEXT("Never")));
    put_times(indexed, pod);
    if (indexed->options->carrying.image) {
        put_install(indexed, pod);
    }
    put_documents(indexed, pod);
    put_container(indexed, find_container(indexed, pod), command);
    return true;
}

const char *indexed_job_stem(const struct indexed_job *indexed, const char *dir)
{
    static const char *const keys[] = {"name", "generateName"};
    struct arena *arena = indexed->arena;
    struct node *object = indexed->onto->object;
    struct node *metadata = object ? node_find(arena, object, TEXT("metadata")) : NULL;
    const char *slash = strrchr(dir, '/');
    struct text from = text_of(slash ? slash + 1 : dir);
    for (size_t i = 2; metadata && metadata->kind == NODE_MAP && i-- > 0;) {
        const struct node *name = node_find(arena, metadata, text_of(keys[i]));
        from = name && node_is_scalar(name) ? name->text : from;
    }
    struct buffer stem = {.arena = arena};
    for (size_t i = 0; i < from.length && stem.length < STEM_MAX; i++) {
        const char c = text_lower(from.bytes[i]);
        const bool is_fit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_fit || (stem.length > 0 && stem.bytes[stem.length - 1] != '-')) {
            buffer_byte(&stem, is_fit ? c : '-');
        }
    }
    while (stem.length > 0 && stem.bytes[stem.length - 1] == '-') {
        stem.length--;
    }
    if (stem.length == 0) {
        buffer_put(&stem, TEXT("sweep"));
    }
    return buffer_string(&stem);
}
