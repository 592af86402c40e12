/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/handover.h"
#include "shim/cli/base/say.h"
#include "shim/cli/wandb/wandb_config.h"
#include "shim/serve/environment.h"
#include "shim/serve/preload_list.h"
#include "shim/serve/wandb_file.h"

#include "core/overrides/run_config.h"
#include "core/overrides/overrides_edits.h"
#include "core/base/path.h"
#include "core/base/sha256.h"
#include "core/inputs/bind.h"
#include "core/inputs/manifest_write.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define VARIABLE_MAX ((size_t)131071) /* NAME=VALUE; with its terminator, Linux's MAX_ARG_STRLEN (linux/binfmts.h) */
#define CHUNK        ((size_t)100000)
#define INLINE_MAX   ((size_t)256 << 10) /* beyond it a memory: arguments and environment share a quarter of the stack */
#define CHUNKED_MAX  ((size_t)1 << 20)   /* where no memory is to be had */

struct list {
    struct arena *arena;
    char **variables; /* NULL-terminated */
    size_t count, room;
};

static void add_variable(struct list *list, char *variable)
{
    if (list->count + 1 == list->room) {
        char **larger = arena_array(list->arena, char *, 2 * list->room);
        memcpy(larger, list->variables, list->count * sizeof *larger);
        list->variables = larger;
        list->room *= 2;
    }
    list->variables[list->count++] = variable;
    list->variables[list->count] = NULL;
}

/* With its chunks. */
static void remove_variable(struct list *list, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!variable_is(list->variables[i], name)) {
            list->variables[kept++] = list->variables[i];
        }
    }
    list->variables[kept] = NULL;
    list->count = kept;
}

static void set_variable(struct list *list, const char *name, struct text value)
{
    struct buffer variable = {.arena = list->arena};
    remove_variable(list, name);
    buffer_format(&variable, "%s=%.*s", name, TEXT_ARGS(value));
    add_variable(list, buffer_string(&variable));
}

static void set_chunks(struct list *list, const char *name, struct text value, size_t chunk)
{
    size_t start = 0;
    remove_variable(list, name);
    for (size_t number = 0; start < value.length; start += chunk, number++) {
        struct buffer variable = {.arena = list->arena};
        size_t end = value.length - start < chunk ? value.length : start + chunk;
        buffer_format(&variable, "%s_%zu=%.*s", name, number, TEXT_ARGS(text_part(value, start, end)));
        add_variable(list, buffer_string(&variable));
    }
}

/* A variable that may be long: the document or the manifest. */
struct payload {
    const char *name;
    const char *pin;  /* the variable of its digest, when it is in a memory */
    const char *mark; /* before the path of the memory */
    const char *what; /* for a message */
};

/* False with errno. */
static bool set_memory(struct list *list, const struct payload *payload, struct job_memory *memory, struct text value)
{
    struct buffer reference = {.arena = list->arena};
    char digest[SHA256_HEX];
    const char *path = job_memory_put(list->arena, memory, value);
    if (!path) {
        return false;
    }
    sha256_hex(value, digest);
    buffer_format(&reference, "%s%s", payload->mark, path);
    set_variable(list, payload->name, buffer_text(&reference));
    set_variable(list, payload->pin, text_of(digest));
    return true;
}

static bool set_payload(struct list *list, const struct payload *payload, struct job_memory *memory, struct text value)
{
    if (value.length <= VARIABLE_MAX - strlen(payload->name) - 1) {
        set_variable(list, payload->name, value);
        return true;
    }
    if (value.length > INLINE_MAX && set_memory(list, payload, memory, value)) {
        return true;
    }
    if (value.length > CHUNKED_MAX) {
        say("%s, %zu bytes, are too long for the environment, and no memory can be shared with the job: %s",
            payload->what, value.length, strerror(errno));
        return false;
    }
    set_chunks(list, payload->name, value, CHUNK);
    return true;
}

/* Ours comes last: other libraries may have to be first (AddressSanitizer). */
static void add_library(struct list *list, const char *library, char *const *environment)
{
    const char *present = environment_get(environment, ENV_PRELOAD);
    struct buffer value = {.arena = list->arena};
    if (present && preload_list_has(present, text_of(library))) {
        return;
    }
    if (present && *present != '\0') {
        buffer_format(&value, "%s:", present);
    }
    buffer_put(&value, text_of(library));
    set_variable(list, ENV_PRELOAD, buffer_text(&value));
}

struct text handover_document(struct arena *arena, const struct overrides *overrides)
{
    struct overrides handed_on = *overrides;
    struct buffer document = {.arena = arena};
    /* They are part of the command already. */
    handed_on.entry_point = NULL;
    handed_on.args = NULL;
    overrides_write(&handed_on, &document);
    return buffer_text(&document);
}

static bool set_document(struct list *list, const struct handover *handover)
{
    const struct payload document = {ENV_OVERRIDES, ENV_OVERRIDES_SHA256, "@", "the overrides"};
    return set_payload(list, &document, handover->memory, handover_document(list->arena, handover->overrides));
}

/* Inlay has taken them, and W&B's SDK in the job would write them to the disk. */
static void empty_wandb_files(struct list *list, const struct handover *handover, char *const *environment)
{
    if (handover->overrides->files && environment_has(environment, ENV_WANDB_FILES)) {
        set_variable(list, ENV_WANDB_FILES, TEXT("{}"));
    }
}

static void remove_manifest(struct list *list)
{
    remove_variable(list, ENV_INPUTS);
    remove_variable(list, ENV_INPUTS_SHA256);
    remove_variable(list, ENV_INPUTS_FOUND);
}

static bool set_manifest(struct list *list, const struct handover *handover)
{
    const struct payload manifest = {ENV_INPUTS, ENV_INPUTS_SHA256, "", "the job inputs"};
    struct buffer text = {.arena = list->arena};
    remove_manifest(list);
    if (!handover->manifest) {
        return true;
    }
    manifest_write(handover->manifest, &text);
    return set_payload(list, &manifest, handover->memory, buffer_text(&text));
}

/* Whether layer leaves WANDB_CONFIG as it is. W&B takes plain JSON there, and goes on without any other. */
static bool is_plain_wandb_config(const struct run_config_layer *layer)
{
    const bool is_lenient = layer->source && layer->source->lenient;
    return layer->is_sweep ||
           (!is_lenient && (layer->value->count == 0 || strcmp(layer->origin.source, ENV_WANDB_CONFIG) == 0));
}

/* Whether WANDB_CONFIG has to be made: it is not what W&B itself set. */
static bool is_said_elsewhere(const struct overrides *overrides)
{
    const struct run_config_layer *layer = overrides->run_config_layers;
    while (layer && is_plain_wandb_config(layer)) {
        layer = layer->next;
    }
    return layer != NULL;
}

/* W&B's agents set WANDB_CONFIG even then. */
static bool is_said_to_be_empty(const struct handover *handover)
{
    const struct run_config_layer *layer = handover->overrides->run_config_layers;
    while (layer && layer->is_sweep) {
        layer = layer->next;
    }
    return layer || (handover->manifest && handover->manifest->offers_run_config);
}

static void set_run_config(struct list *list, const struct handover *handover)
{
    struct buffer text = {.arena = list->arena};
    if (handover->wandb_file) {
        set_variable(list, ENV_SWEEP_PARAMS, text_of(handover->wandb_file));
    }
    if (is_said_elsewhere(handover->overrides)) {
        wandb_config_put(&text, handover->overrides->run_config);
    } else if (!environment_has(list->variables, ENV_WANDB_CONFIG) && is_said_to_be_empty(handover)) {
        buffer_put(&text, TEXT("{}"));
    } else {
        return;
    }
    if (text.length <= WANDB_CHUNK) {
        set_variable(list, ENV_WANDB_CONFIG, buffer_text(&text));
    } else {
        set_chunks(list, ENV_WANDB_CONFIG, buffer_text(&text), WANDB_CHUNK);
    }
}

const char *handover_wandb_file(struct arena *arena, const struct overrides *overrides, char *const *environment)
{
    const char *path = wandb_file_path(overrides, environment);
    char directory[PATH_MAX];
    const bool is_known = path && (*path == '/' || getcwd(directory, sizeof directory));
    return is_known ? text_string(arena, path_full(arena, *path == '/' ? TEXT("") : text_of(directory), text_of(path)))
                    : path;
}

static void set_contract(struct list *list)
{
    char version[12];
    buffer_format_fixed(version, sizeof version, "%d", CONTRACT_VERSION);
    set_variable(list, ENV_CONTRACT, text_of(version));
}

/* Takes over what is not spent. */
static struct list list_of(struct arena *arena, char *const *environment)
{
    struct list list = {.arena = arena, .variables = arena_array(arena, char *, 64), .room = 64};
    for (; *environment; environment++) {
        const struct variable *variable = variable_of(*environment);
        if (!variable || !variable->spent) {
            add_variable(&list, *environment);
        }
    }
    return list;
}

/* Records go into the ledger alone. Without one, as with --exec, they go where they went before. */
static void set_ledger(struct list *list, const char *ledger)
{
    if (ledger) {
        remove_variable(list, ENV_REPORT);
        set_variable(list, ENV_LEDGER, text_of(ledger));
    }
}

/* variable: NAME=VALUE, borrowed. */
static void replace_variable(struct list *list, char *variable)
{
    const char *equals = strchr(variable, '=');
    remove_variable(list, text_string(list->arena, (struct text){variable, (size_t)(equals - variable)}));
    add_variable(list, variable);
}

/* Of an outer launch. */
static void remove_library(struct list *list, char *const *environment)
{
    const char *present = environment_get(environment, ENV_PRELOAD);
    struct text library = present ? preload_list_find(present, TEXT(""), TEXT("libinlay.so")) : TEXT("");
    if (library.length > 0) {
        struct buffer value = {.arena = list->arena};
        preload_list_replace(&value, present, library, TEXT(""));
        set_variable(list, ENV_PRELOAD, buffer_text(&value));
    }
}

char **handover_discovery(struct arena *arena, const char *library, struct text root, const char *ledger,
                          char *const *variables, char *const *environment)
{
    struct list list = list_of(arena, environment);
    const char *own_root = environment_get(environment, ENV_ROOT);
    remove_manifest(&list);
    set_ledger(&list, ledger);
    if (library) {
        add_library(&list, library, environment);
        set_contract(&list);
        set_variable(&list, ENV_RECORD, TEXT("1"));
    } else {
        remove_library(&list, environment);
    }
    if (own_root && *own_root != '\0') {
        set_variable(&list, ENV_ROOT, root);
    }
    for (; *variables; variables++) {
        replace_variable(&list, *variables);
    }
    return list.variables;
}

char **handover_supervised(struct arena *arena, const struct handover *handover, char *const *environment)
{
    struct list list = list_of(arena, environment);
    remove_library(&list, environment);
    remove_manifest(&list);
    set_run_config(&list, handover);
    empty_wandb_files(&list, handover, environment);
    set_ledger(&list, handover->ledger);
    return list.variables;
}

/* What a sweep varies that begins inside of the job is bound there. */
static bool binds_sweeps(const struct handover *handover)
{
    return handover->library && handover->manifest && binds_run_config(handover->manifest);
}

char **handover_environment(struct arena *arena, const struct handover *handover, char *const *environment)
{
    struct list list = list_of(arena, environment);
    set_run_config(&list, handover);
    empty_wandb_files(&list, handover, environment);
    if (handover->overrides->files || binds_sweeps(handover)) {
        if (!set_document(&list, handover) || !set_manifest(&list, handover)) {
            return NULL;
        }
        set_variable(&list, ENV_ROOT, handover->overrides->root);
    } else if (handover->library) {
        set_variable(&list, ENV_OVERRIDES, TEXT("{}")); /* it says that nothing was left out on the way */
    }
    if (handover->library) {
        add_library(&list, handover->library, environment);
        set_contract(&list);
        set_ledger(&list, handover->ledger);
        if (handover->strict) {
            set_variable(&list, ENV_STRICT, TEXT("1"));
        }
    }
    return list.variables;
}
