/* SPDX-License-Identifier: Apache-2.0 */
/* inlay verify: proves that a command would load the library here, without running it. */
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/launch/command.h"
#include "shim/cli/launch/handover.h"
#include "shim/cli/launch/library.h"
#include "shim/cli/verify/verification.h"
#include "shim/serve/environment.h"

#include "core/base/path.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* `inlay run` as a command to look at. */
static const struct verb inner_run = {
    .name = "run",
    .operands = OPERANDS_COMMAND,
    .takes = VERB_RUNS | VERB_STARTS,
};

static bool is_inlay_run(char *const *words)
{
    return text_equal(path_name(words[0]), TEXT("inlay")) && words[1] && strcmp(words[1], "run") == 0;
}

static int count_words(char *const *words)
{
    int count = 0;
    while (words[count]) {
        count++;
    }
    return count;
}

/* The directory in which a shell starts inlay run; NULL: this one. False, and said. */
static bool enter(const char *directory)
{
    const bool is_entered = !directory || chdir(directory) == 0;
    if (!is_entered) {
        say("%s: %s", directory, strerror(errno));
    }
    return is_entered;
}

/* Looks at the command, and into an inlay run that is in it. False, and said, when there is none. */
static bool find_command(struct verification *verification)
{
    char *const *command = verification->options->operands;
    if (!command[0]) {
        say("no command to verify (inlay verify [options] -- COMMAND [ARG…])");
        return false;
    }
    way_look(&verification->way, verification->arena, command);
    char *const *words = verification->way.called.words;
    if (is_inlay_run(words)) {
        struct options *inner = arena_new(verification->arena, struct options);
        if (!options_read(verification->arena, &inner_run, count_words(words), (char **)words, 2, inner)) {
            return false;
        }
        verification->options = inner;
        verification->by_run = true;
        return enter(verification->way.called.directory);
    }
    return true;
}

static bool has_inputs(const struct options *options)
{
    return options->input_count > 0 || options->root || options->inputs_path;
}

static bool environment_says_overrides(void)
{
    bool says = false;
    for (const struct variable *variable = variable_table; variable->name[0] != '\0'; variable++) {
        says |= variable->says_overrides && environment_has(environ, variable->name);
    }
    return says;
}

/* The library is in the environment of a pod or a script, or should be. */
static bool is_by_environment(const struct verification *verification)
{
    return !verification->by_run && !has_inputs(verification->options) &&
           (verification->preloaded.names_inlay || environment_says_overrides());
}

static void read_launch(struct verification *verification, const struct options *options)
{
    const bool allow_missing = verification->allow_missing || verification->options->allow_missing;
    inputs_read(&verification->launch, verification->arena, options, environ);
    environment_unknown(environ, &verification->launch.diagnostics);
    verification->files = config_files_patch(&verification->launch, allow_missing);
}

/* Where relative paths begin: without INLAY_ROOT, in the directory of the first process that finds a file there. A shell that
 * changes its directory may not be it. */
static void read_below(struct verification *verification)
{
    const char *root = environment_get(environ, ENV_ROOT), *directory = verification->way.called.directory;
    struct options elsewhere = *verification->options;
    read_launch(verification, &elsewhere);
    if (verification->by_run || !directory || (root && *root != '\0')) {
        return;
    }
    if (verification->launch.diagnostics.errors > 0) {
        elsewhere.root = directory;
        read_launch(verification, &elsewhere);
    }
    verification->root = text_string(verification->arena, verification->launch.overrides.root);
}

/* False, and said, when inlay run would refuse the inputs. */
static bool read_inputs(struct verification *verification)
{
    struct launch_inputs *launch = &verification->launch;
    read_below(verification);
    verification->command = command_of_launch(launch, verification->options);
    if (!inputs_are_right(launch) || !verification->command) {
        return false;
    }
    if (launch->disabled) {
        say(ENV_DISABLE " is set, so nothing is overridden (unset it)");
        return false;
    }
    return true;
}

/* The environment that the command gets. False, and said. */
static bool find_environment(struct verification *verification)
{
    if (!verification->by_run) {
        verification->environment = environ;
        return true;
    }
    const struct handover handover = {
        .overrides = &verification->launch.overrides,
        .library = library_find(verification->arena),
        .manifest = verification->launch.manifest,
        .memory = &verification->memory,
        .strict = verification->options->strict,
    };
    verification->environment = handover.library ? handover_environment(verification->arena, &handover, environ) : NULL;
    if (verification->environment) {
        preloaded_look(verification->arena, verification->environment, &verification->preloaded);
    }
    return verification->environment != NULL;
}

/* path as it is called in another directory. */
static const char *whole_path(const struct verification *verification, const char *path)
{
    struct arena *arena = verification->arena;
    char directory[PATH_MAX];
    const bool is_moved = verification->way.called.directory && path[0] != '/' && getcwd(directory, sizeof directory);
    return is_moved ? text_string(arena, path_full(arena, text_of(directory), text_of(path))) : path;
}

static int verify(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct verification verification = {.arena = arena, .options = options, .allow_missing = options->allow_missing};
    if (!find_command(&verification)) {
        return EXIT_WRONG_COMMAND;
    }
    preloaded_look(arena, environ, &verification.preloaded);
    verification.by_run = !is_by_environment(&verification);
    if (!read_inputs(&verification)) {
        return EXIT_WRONG_INPUTS;
    }
    way_look(&verification.way, arena, verification.command);
    if (verification.way.called_path) {
        program_file_look(arena, verification.way.called_path, verification.way.called.words, &verification.program);
    }
    if (!verification_can_run(&verification) || !verification_is_here(&verification)) {
        return EXIT_WRONG_INPUTS;
    }
    if (!verification_keeps_environment(&verification)) {
        return EXIT_WRONG_INPUTS;
    }
    const enum via via = verification.by_run ? verification.options->via : VIA_AUTO;
    if (via == VIA_SUPERVISE || via == VIA_COPY) {
        return verification_of_chosen(&verification, out);
    }
    if (verification.way.blocker) {
        return verification_of_unreachable(&verification, out);
    }
    if (!find_environment(&verification) || !verification_can_load(&verification)) {
        return EXIT_WRONG_INPUTS;
    }
    const struct trial_start start = {
        .path = whole_path(&verification, verification.program.path),
        .argv = verification.program.argv,
        .environment = verification.environment,
        .directory = verification.way.called.directory,
        .root = verification.root,
    };
    trial_run(arena, &verification.trial, &start);
    return verification_of_trial(&verification, out);
}

const struct verb verb_verify = {
    .name = "verify",
    .operands = OPERANDS_COMMAND,
    .refused = EXIT_WRONG_COMMAND,
    .run = verify,
};
