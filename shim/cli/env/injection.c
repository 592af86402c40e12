/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/env/injection.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"
#include "shim/cli/launch/handover.h"
#include "shim/cli/launch/library.h"
#include "shim/cli/launch/library_cache.h"
#include "shim/cli/launch/library_copy.h"
#include "shim/cli/wandb/wandb_config.h"
#include "shim/serve/encoded_text.h"
#include "shim/serve/environment.h"
#include "shim/serve/preload_list.h"

#include "core/base/path.h"
#include "core/base/sha256.h"
#include "core/base/utf8.h"
#include "core/inputs/bind.h"
#include "core/inputs/manifest_write.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Linux takes 128 KiB for one NAME=VALUE (MAX_ARG_STRLEN), and Go's bufio.Scanner, by which docker and podman read an
 * env-file, 64 KiB for one line. */
#define VALUE_MAX      ((size_t)100 << 10)
#define VALUE_MAX_LINE ((size_t)60 << 10)

static const struct {
    bool is_elsewhere, is_for_shell;
    bool may_lack_files; /* what was checked here may be missing there: a job does not start without its files */
    size_t value_max;
} carriers[CARRIERS] = {
    [CARRIER_SHELL] = {false, true, false, VALUE_MAX},    [CARRIER_DOCKER] = {true, false, true, VALUE_MAX_LINE},
    [CARRIER_COMPOSE] = {true, false, true, VALUE_MAX},   [CARRIER_KUBERNETES] = {true, false, true, VALUE_MAX},
    [CARRIER_APPTAINER] = {false, true, true, VALUE_MAX}, [CARRIER_SLURM] = {false, true, true, VALUE_MAX},
    [CARRIER_SYSTEMD] = {false, false, false, VALUE_MAX}, [CARRIER_DOTENV] = {true, false, true, VALUE_MAX},
    [CARRIER_GITHUB] = {false, false, false, VALUE_MAX},  [CARRIER_WANDB_QUEUE] = {true, false, true, VALUE_MAX},
    [CARRIER_JSON] = {false, false, false, VALUE_MAX},
};

struct text injected_value(struct arena *arena, const struct injected *variable)
{
    struct buffer value = {.arena = arena};
    buffer_put(&value, variable->before);
    buffer_put(&value, variable->value);
    return buffer_text(&value);
}

bool injection_is_elsewhere(enum carrier carrier)
{
    return carriers[carrier].is_elsewhere;
}

bool injection_is_for_shell(enum carrier carrier)
{
    return carriers[carrier].is_for_shell;
}

bool injection_is_for_pod(const struct carrying *carrying)
{
    return carrying->carrier == CARRIER_KUBERNETES || (carrying->carrier == CARRIER_WANDB_QUEUE && carrying->image);
}

static struct injected *add(struct injection *injection, const char *name, struct text value)
{
    struct injected *variable = arena_new(injection->arena, struct injected);
    *variable = (struct injected){.name = name, .value = value};
    if (injection->last) {
        injection->last->next = variable;
    } else {
        injection->first = variable;
    }
    injection->last = variable;
    return variable;
}

static size_t value_max(const struct injection *injection)
{
    return carriers[injection->options->carrying.carrier].value_max;
}

/* name, or name_0, name_1, … */
static void add_long(struct injection *injection, const char *name, struct text value, size_t max)
{
    if (value.length <= max) {
        add(injection, name, value);
        return;
    }
    for (size_t start = 0, number = 0; start < value.length; start += max, number++) {
        struct buffer chunk = {.arena = injection->arena};
        const size_t end = value.length - start < max ? value.length : start + max;
        buffer_format(&chunk, "%s_%zu", name, number);
        add(injection, buffer_string(&chunk), text_part(value, start, end));
    }
}

static struct text encoded(struct arena *arena, struct text document)
{
    struct buffer out = {.arena = arena};
    encoded_text_put(&out, document);
    return buffer_text(&out);
}

/* A path that exists here as LD_PRELOAD, a bind or a job in another directory needs it. NULL, and said. */
static const char *full_path(struct arena *arena, const char *path)
{
    char directory[PATH_MAX];
    const char *parent = path_parent(path).length > 0 ? text_string(arena, path_parent(path)) : ".";
    if (!realpath(parent, directory)) {
        say("%s: %s", path, strerror(errno));
        return NULL;
    }
    return path_in(arena, directory, path_name(path).bytes);
}

static bool find_library(struct injection *injection)
{
    const struct carrying *carrying = &injection->options->carrying;
    if (carrying->library) {
        if (*carrying->library != '/' || library_copy_is_needed(carrying->library)) {
            say("--library %s: not an absolute path without blanks, colons and $ (LD_PRELOAD cannot name it)",
                carrying->library);
            return false;
        }
        injection->library = carrying->library;
    } else if (injection_is_for_pod(carrying)) {
        injection->library = POD_LIBRARY;
    } else {
        injection->library = library_find(injection->arena);
        injection->binds_library = true;
        if (injection->library) {
            library_warn_of_cache(injection->arena, injection->library);
        }
    }
    return injection->library != NULL;
}

static void add_library(struct injection *injection, struct text preload)
{
    const char *before = text_string(injection->arena, preload);
    struct buffer joined = {.arena = injection->arena};
    if (preload_list_has(before, text_of(injection->library))) {
        add(injection, ENV_PRELOAD, TEXT(""))->before = preload;
        return;
    }
    /* Ours comes last: other libraries may have to be first (AddressSanitizer). */
    if (preload.length > 0) {
        buffer_format(&joined, "%.*s:", TEXT_ARGS(preload));
    }
    add(injection, ENV_PRELOAD, text_of(injection->library))->before = buffer_text(&joined);
}

static bool has_document(const struct injection *injection)
{
    const struct launch_inputs *launch = &injection->launch;
    return launch->overrides.files || (launch->manifest && binds_run_config(launch->manifest));
}

static bool write_document(struct injection *injection)
{
    const struct carrying *carrying = &injection->options->carrying;
    struct buffer reference = {.arena = injection->arena};
    char digest[SHA256_HEX];
    if (carrying->carrier == CARRIER_KUBERNETES) { /* it stands in a ConfigMap */
        injection->document_file = POD_DOCUMENT;
    } else {
        injection->document_file = full_path(injection->arena, carrying->document);
        if (!injection->document_file) {
            return false;
        }
        if (!replace_file(injection->arena, injection->document_file, injection->document)) {
            say("%s: cannot be written: %s", carrying->document, strerror(errno));
            return false;
        }
    }
    sha256_hex(injection->document, digest);
    buffer_format(&reference, "@%s", injection->document_file);
    add(injection, ENV_OVERRIDES, buffer_text(&reference));
    add(injection, ENV_OVERRIDES_SHA256, text_copy(injection->arena, text_of(digest)));
    return true;
}

static bool add_document(struct injection *injection)
{
    const struct carrying *carrying = &injection->options->carrying;
    if (!has_document(injection) && carrying->document) {
        say("--document %s: nothing is overridden, so there is no document", carrying->document);
        return false;
    }
    if (!has_document(injection)) {
        return true;
    }
    injection->document = handover_document(injection->arena, &injection->launch.overrides);
    const struct text value =
        carrying->carrier == CARRIER_SHELL ? injection->document : encoded(injection->arena, injection->document);
    const bool is_long = value.length > value_max(injection);
    if (carrying->document || (is_long && carrying->kustomize)) {
        return write_document(injection);
    }
    if (is_long) {
        say("the overrides are too long for a variable (--document FILE writes %s)",
            carrying->carrier == CARRIER_KUBERNETES ? "the ConfigMap that holds them"
                                                    : "them to a file that the job must have at the same path");
        return false;
    }
    add(injection, ENV_OVERRIDES, value);
    return true;
}

static void add_manifest(struct injection *injection)
{
    struct buffer text = {.arena = injection->arena};
    if (!injection->launch.manifest) {
        return;
    }
    if (injection->options->elsewhere) {
        manifest_write_elsewhere(injection->launch.manifest, &text);
    } else {
        manifest_write(injection->launch.manifest, &text);
    }
    const bool is_plain = injection->options->carrying.carrier == CARRIER_SHELL;
    add_long(injection, ENV_INPUTS, is_plain ? buffer_text(&text) : encoded(injection->arena, buffer_text(&text)),
             value_max(injection));
}

/* JSON to the same effect, in whose strings nothing stands that carriers change: an escape does. */
static struct text plain_json(struct arena *arena, struct text json)
{
    struct buffer out = {.arena = arena};
    bool is_string = false;
    for (size_t i = 0; i < json.length; i++) {
        char c = json.bytes[i];
        const bool is_escaped = is_string && c == '\\' && (json.bytes[i + 1] == '\\' || json.bytes[i + 1] == '"');
        is_string ^= c == '"';
        if (is_escaped) {
            c = json.bytes[++i];
        }
        if (is_escaped || (is_string && c != '\0' && strchr("'$%#`{}<>;&,", c))) {
            buffer_format(&out, "\\u%04x", (unsigned)c);
        } else {
            buffer_byte(&out, c);
        }
    }
    return buffer_text(&out);
}

/* As JSON: W&B's SDK reads it. */
static void add_run_config(struct injection *injection)
{
    struct buffer json = {.arena = injection->arena};
    const struct overrides *overrides = &injection->launch.overrides;
    if (!overrides->run_config || overrides->run_config->count == 0) {
        return;
    }
    wandb_config_put(&json, overrides->run_config);
    add_long(injection, ENV_WANDB_CONFIG, plain_json(injection->arena, buffer_text(&json)), WANDB_CHUNK);
}

static void add_settings(struct injection *injection)
{
    const struct launch_inputs *launch = &injection->launch;
    const struct options *options = injection->options;
    /* Without a manifest a job elsewhere looks for one of its own, which it does not for a command's launch. */
    if (launch->manifest || !options->elsewhere) {
        struct buffer version = {.arena = injection->arena};
        buffer_format(&version, "%d", CONTRACT_VERSION);
        add(injection, ENV_CONTRACT, buffer_text(&version));
    }
    if (launch->overrides.root.length > 0 && (has_document(injection) || launch->manifest)) {
        add(injection, ENV_ROOT, launch->overrides.root);
    }
    if (carriers[options->carrying.carrier].may_lack_files && !options->allow_missing) {
        add(injection, ENV_REQUIRE, TEXT("1"));
    }
}

static bool has(const struct injection *injection, const char *name)
{
    const struct injected *variable = injection->first;
    while (variable && strcmp(variable->name, name) != 0) {
        variable = variable->next;
    }
    return variable != NULL;
}

/* Whether the launch says the variable, whole or in chunks. */
static bool says(const struct injection *injection, const struct variable *variable)
{
    for (const struct injected *it = injection->first; it; it = it->next) {
        struct buffer text = {.arena = injection->arena};
        buffer_format(&text, "%s=", it->name);
        if (!it->is_emptied && variable_has(variable, buffer_string(&text))) {
            return true;
        }
    }
    return false;
}

/* What this launch has read from the environment, where the job gets that, too. A variable that is whole there stands
 * before the chunks that are printed: false, and said, where it cannot be unset. */
static bool empty_spent(struct injection *injection, char *const *environment)
{
    const enum carrier carrier = injection->options->carrying.carrier;
    const bool unsets = carrier == CARRIER_SHELL || carrier == CARRIER_SLURM;
    for (; !injection->options->elsewhere && *environment; environment++) {
        const struct variable *variable = variable_of(*environment);
        const char *name = text_string(injection->arena, (struct text){*environment, strcspn(*environment, "=")});
        if (!variable || has(injection, name)) {
            continue;
        }
        if (variable->spent || (unsets && says(injection, variable))) {
            add(injection, name, TEXT(""))->is_emptied = true;
        } else if (carrier != CARRIER_SYSTEMD && strcmp(name, variable->name) == 0 && says(injection, variable)) {
            say("%s is set here and would win over %s_0, …, which are printed (unset it, and say by -o what it says)",
                name, name);
            return false;
        }
    }
    if (!injection->options->elsewhere && injection->launch.overrides.files && environment_has_wandb_files(environ)) {
        add(injection, ENV_WANDB_FILES, TEXT("{}")); /* W&B's SDK would write them to the disk */
    }
    return true;
}

static bool are_utf8(const struct injection *injection)
{
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        if (!injection_is_for_shell(injection->options->carrying.carrier) &&
            !(utf8_is_valid(variable->before) && utf8_is_valid(variable->value))) {
            say("%s is not UTF-8, which --format %s cannot say", variable->name,
                options_carrier(injection->options->carrying.carrier));
            return false;
        }
    }
    return true;
}

bool injection_make(struct injection *injection, struct text preload)
{
    if (!find_library(injection)) {
        return false;
    }
    add_library(injection, preload);
    if (!add_document(injection)) {
        return false;
    }
    add_manifest(injection);
    add_run_config(injection);
    add_settings(injection);
    return empty_spent(injection, environ) && are_utf8(injection);
}
