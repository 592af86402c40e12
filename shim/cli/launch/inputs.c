/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/inputs.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/missing_file.h"
#include "shim/cli/base/say.h"
#include "shim/serve/manifest_search.h"
#include "shim/serve/offered_path.h"
#include "shim/cli/launch/sweep_command.h"
#include "shim/cli/base/verb.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"

#include "core/overrides/run_config.h"
#include "core/overrides/assignment.h"
#include "core/overrides/base_digest.h"
#include "core/overrides/overrides_document.h"
#include "core/base/path.h"
#include "core/base/utf8.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void inputs_refuse(struct launch_inputs *launch, const char *source, const char *what)
{
    diagnose(&launch->diagnostics, SEVERITY_ERROR, (struct place){.source = source}, "%s", what);
}

bool inputs_are_right(const struct launch_inputs *launch)
{
    say_diagnostics(&launch->diagnostics);
    return launch->diagnostics.errors == 0;
}

const struct hidden_key *inputs_hidden(struct arena *arena, const struct launch_inputs *launch, struct overrides *shown)
{
    static const struct offer nothing;
    const struct offer *run_config = launch->manifest ? &launch->manifest->run_config : &nothing;
    const struct file_policy policy = {.secrets = run_config->secrets, .secret_count = run_config->secret_count};
    return hidden_overrides(arena, &launch->overrides, &policy, shown);
}

static bool is_set(const char *value)
{
    return value && value[0] != '\0';
}

static void find_root(struct launch_inputs *launch, const char *option, const char *variable)
{
    const char *root = option ? option : is_set(variable) ? variable : ".";
    struct buffer directory = {.arena = launch->arena};
    char resolved[PATH_MAX];
    /* With the trailing component, realpath() refuses all but directories. */
    buffer_format(&directory, "%s/.", root);
    if (!realpath(buffer_string(&directory), resolved)) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, (struct place){.source = option ? "--root" : ENV_ROOT}, "%s: %s",
                 root, strerror(errno));
    } else {
        launch->overrides.root = text_copy(launch->arena, text_of(resolved));
    }
}

static void find_root_elsewhere(struct launch_inputs *launch, const char *option)
{
    launch->overrides.root = path_full(launch->arena, TEXT(""), text_of(option));
    if (option && *option != '/') {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, (struct place){.source = "--root"},
                 "%s is not an absolute path (it is a directory that the job has)", option);
    }
}

/* The job gets absolute paths in a document, and documents are UTF-8. */
static void check_root(struct launch_inputs *launch)
{
    struct text root = launch->overrides.root;
    if (launch->overrides.files && !utf8_is_valid(root)) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, (struct place){0},
                 "%.*s: inlay cannot hand a job a path that is not UTF-8 (rename the directory)", TEXT_ARGS(root));
    }
}

static bool is_inline(const char *document)
{
    return document[strspn(document, " \t\r\n")] == '{';
}

static const char *missing_document(const struct launch_inputs *launch, const struct input *input)
{
    /* In other commands -o is where output goes. */
    return launch->prints && input->kind == INPUT_DOCUMENT
               ? "does not exist (a document that is given inline begins with {; what is printed goes to --output FILE)"
               : missing_file_problem(launch->arena, input->text, input->text,
                                      "a document that is given inline begins with {");
}

/* Reads input->content, unless it is there already. NULL, or what is wrong. */
static const char *read_content(struct launch_inputs *launch, struct input *input, bool is_stdin)
{
    struct file_content content = {0};
    if (input->content.bytes) {
        return NULL;
    }
    if (is_inline(input->text)) {
        input->content = text_of(input->text);
        return NULL;
    }
    const char *wrong = is_stdin ? file_read_descriptor(launch->arena, STDIN_FILENO, &content)
                                 : file_read(launch->arena, input->text, FILES_ANY, &content);
    input->content = content.bytes;
    return wrong && errno == ENOENT ? missing_document(launch, input) : wrong;
}

static void read_document(struct launch_inputs *launch, struct input *input)
{
    bool is_stdin = strcmp(input->text, "-") == 0;
    const char *name = is_stdin ? "standard input" : is_inline(input->text) ? input->origin : input->text;
    input->name = name;
    if (is_stdin && launch->stdin_is_read) {
        inputs_refuse(launch, input->origin, "standard input can be read only once");
        return;
    }
    launch->stdin_is_read |= is_stdin;
    const char *wrong = read_content(launch, input, is_stdin);
    if (wrong) {
        inputs_refuse(launch, name, wrong);
    } else if (input->kind == INPUT_VALUES) {
        overrides_read_values(&launch->overrides, (struct place){.source = input->origin}, text_of(input->file), name,
                              input->content, &launch->diagnostics);
    } else {
        overrides_read_document(&launch->overrides, name, input->content, &launch->diagnostics);
    }
}

static void read_input(struct launch_inputs *launch, struct input *input)
{
    const struct place origin = {.source = input->origin};
    switch (input->kind) {
    case INPUT_DOCUMENT:
    case INPUT_VALUES:
        read_document(launch, input);
        break;
    case INPUT_WORD:
    case INPUT_HYPHENS:
    case INPUT_OPTION:
        if (sweep_command_read(&launch->overrides, input, &launch->diagnostics)) {
            break;
        }
        /* fall through */
    case INPUT_ASSIGNMENT:
        overrides_read_assignment(&launch->overrides, origin, text_of(input->text), input->assignment,
                                  text_of(input->file), &launch->diagnostics);
        break;
    case INPUT_BASE_DIGEST:
        base_digest_read(&launch->overrides, origin, text_of(input->text), &launch->diagnostics);
        break;
    case INPUT_RUN_CONFIG:
        run_config_assign(&launch->overrides, origin, text_of(input->text), &launch->diagnostics);
        break;
    }
}

bool inputs_find_manifest(struct launch_inputs *launch, const struct options *options, char *const *environment,
                          struct manifest_place *place)
{
    const bool said = options->root || options->elsewhere || is_set(environment_get(environment, ENV_ROOT));
    char directory[PATH_MAX];
    struct manifest_found found = {0};
    *place = (struct manifest_place){.path = MANIFEST_NAME, .root = launch->overrides.root};
    /* A link that leads nowhere is a manifest that cannot be read, and not none. */
    if (kernel_faccessat(AT_FDCWD, MANIFEST_NAME, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return true;
    }
    const struct manifest_search search = {
        .arena = launch->arena,
        .start = text_of(realpath(".", directory)),
        .environment = environment,
        .shows_relative = true,
        .remedy = "--inputs",
    };
    if (!manifest_search_above(&search, &found, &launch->diagnostics)) {
        return false;
    }
    place->path = found.path;
    if (!said) {
        place->root = found.directory;
        place->above = found.above;
    }
    return true;
}

/* From the option, the variable, or where people keep it. */
static void read_manifest(struct launch_inputs *launch, const struct options *options, char *const *environment)
{
    struct manifest_place place = {.path = options->inputs_path, .root = launch->overrides.root};
    char pin[65];
    if (!options->inputs_path && environment_has(environment, ENV_INPUTS)) {
        manifest_of_environment(launch->arena, environment, place.root, pin, &launch->manifest, &launch->diagnostics);
    } else if (options->inputs_path || inputs_find_manifest(launch, options, environment, &place)) {
        manifest_of_file(launch->arena, &place, pin, &launch->manifest, &launch->diagnostics);
    }
}

static void choose_format(struct launch_inputs *launch, const struct format_choice *choice)
{
    const struct place place = {.source = "--format"};
    struct override_file *file = overrides_find_file(&launch->overrides, text_of(choice->file));
    if (!file || !file->first) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, place, "no override is for %s", choice->file);
    } else if (file->policy->optional) {
        /* A job gets formats together with overrides, and it makes this file without any. */
        diagnose(&launch->diagnostics, SEVERITY_ERROR, place,
                 "%s: the run config's file has the format of its name (call it .json or .yaml)", choice->file);
    } else {
        file->format = choice->format;
    }
}

void inputs_begin(struct launch_inputs *launch, struct arena *arena, const struct options *options,
                  char *const *environment)
{
    *launch = (struct launch_inputs){
        .arena = arena,
        .overrides = {.arena = arena, .shared = options->shared},
        .diagnostics = {.arena = arena},
        .disabled = environment_disabled(environment),
        .prints = options->verb->takes & VERB_PRINTS,
        .command = options->verb->operands == OPERANDS_COMMAND ? options->operands : NULL,
    };
    if (!launch->disabled) {
        environment_on_error(environment, &launch->warn, &launch->diagnostics);
    }
    if (options->reveal) {
        secrets_revealed(&launch->secrets, environment);
    } else {
        secrets_hidden(&launch->secrets, arena, environment);
    }
    launch->overrides.secrets = &launch->secrets.base;
    if (options->elsewhere) {
        find_root_elsewhere(launch, options->root);
    } else {
        find_root(launch, options->root, environment_get(environment, ENV_ROOT));
    }
}

static void read_arguments(struct launch_inputs *launch, const struct options *options)
{
    for (size_t i = 0; i < options->input_count; i++) {
        read_input(launch, &options->inputs[i]);
    }
}

void inputs_said(struct launch_inputs *launch, struct arena *arena, const struct options *options)
{
    *launch = (struct launch_inputs){
        .arena = arena,
        .overrides = {.arena = arena, .shared = options->shared},
        .diagnostics = {.arena = arena},
        .prints = options->verb->takes & VERB_PRINTS,
    };
    read_arguments(launch, options);
}

void inputs_gather(struct launch_inputs *launch, struct arena *arena, const struct options *options,
                   char *const *environment, const struct launch_inputs *like)
{
    inputs_begin(launch, arena, options, environment);
    if (launch->disabled) {
        return;
    }
    if (like) {
        launch->manifest = like->manifest;
    } else {
        read_manifest(launch, options, environment);
    }
    environment_read(&launch->overrides, environment, launch->environment_pin, &launch->diagnostics);
    read_arguments(launch, options);
}

void inputs_admit(struct launch_inputs *launch, const struct options *options, char *const *environment)
{
    const struct bound_variable *bound;
    if (launch->disabled) {
        return;
    }
    sweep_command_check(&launch->overrides, options, &launch->diagnostics);
    offered_path_of_all(&launch->overrides, launch->manifest);
    /* A job elsewhere has variables of its own: its library binds them. */
    manifest_admit(&launch->overrides, launch->manifest, options->elsewhere ? NULL : environment, !options->no_validate,
                   &bound, &launch->diagnostics);
    for (size_t i = 0; i < options->format_count; i++) {
        choose_format(launch, &options->formats[i]);
    }
    check_root(launch);
}

void inputs_read(struct launch_inputs *launch, struct arena *arena, const struct options *options,
                 char *const *environment)
{
    inputs_gather(launch, arena, options, environment, NULL);
    inputs_admit(launch, options, environment);
}
