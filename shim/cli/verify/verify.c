/* SPDX-License-Identifier: Apache-2.0 */
/* inlay verify: proves that a command would load the library here, without running it. */
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/base/word_advice.h"
#include "shim/cli/launch/command.h"
#include "shim/cli/launch/handover.h"
#include "shim/cli/launch/library.h"
#include "shim/cli/verify/preloaded.h"
#include "shim/cli/verify/program_file.h"
#include "shim/cli/verify/trial.h"
#include "shim/cli/via/way.h"
#include "shim/cli/via/wrapped.h"
#include "shim/serve/environment.h"
#include "shim/serve/preload_list.h"
#include "shim/serve/starter.h"
#include "shim/supervise/supervise.h"

#include "core/base/path.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

struct verification {
    struct arena *arena;
    const struct options *options; /* the verb's, or those of the `inlay run` that is the command */
    bool by_run;                   /* the command is started by inlay run; else the environment is all that it gets */
    bool allow_missing;
    struct launch_inputs launch;
    struct config_file *files;
    const char *root; /* what a process before the command sets INLAY_ROOT to; NULL: none does */
    char *const *command;
    struct way way;
    struct program_file program;
    struct job_memory memory;
    struct preloaded preloaded;
    char *const *environment; /* the command's */
    struct trial trial;
};

/* `inlay run` as a command to look at. */
static const struct verb inner_run = {
    .name = "run",
    .usage = "inlay run [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…]",
    .operands = OPERANDS_COMMAND,
    .takes = VERB_RUNS,
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

static const char *name_of(const struct verification *verification)
{
    return word_without_value(verification->arena, verification->way.called.words[0]);
}

/* False, and said. */
static bool is_there(const struct verification *verification)
{
    if (verification->way.missing) {
        verb_cannot_run(verification->arena, verification->way.missing, ENOENT);
        return false;
    }
    if (verification->program.problem) {
        say("%s %s", name_of(verification), verification->program.problem);
        return false;
    }
    return true;
}

/* False, and said: what it starts is elsewhere. */
static bool is_here(const struct verification *verification)
{
    const struct launcher *launcher = &verification->way.inner;
    if (launcher->effect == LAUNCHER_LOSES) {
        say("%s: %s (%s)", name_of(verification), launcher->blocker->reason, launcher->blocker->remedy);
    } else if (launcher->effect != LAUNCHER_NONE) {
        say("%s starts programs elsewhere, and what they load there cannot be known here (let it start inlay verify)",
            name_of(verification));
    }
    return launcher->effect == LAUNCHER_NONE;
}

static const char *blocker_reason(const struct verification *verification)
{
    const struct elf_look *elf = &verification->program.elf;
    struct buffer text = {.arena = verification->arena};
    if (elf->machine == 0 || elf_look_is_own(elf)) {
        return verification->way.blocker->reason;
    }
    buffer_format(&text, "it is built for %s, and libinlay.so is not", elf_look_machine(elf));
    return buffer_string(&text);
}

static void put_files(const struct verification *verification, struct buffer *out);

/* Of a program that the library is not loaded into. The exit status. */
static int conclude_unreachable(const struct verification *verification, struct buffer *out)
{
    const struct way *way = &verification->way;
    const char *name = name_of(verification), *reason = blocker_reason(verification);
    bool no_new_privs;
    if (way->blocker->gains_rights) {
        say("%s: %s, so libinlay.so is not loaded into it (%s)", name, reason, way->blocker->remedy);
        return EXIT_WRONG_INPUTS;
    }
    if (starter_is_known(way->called.words[0], way->called.words)) {
        say("%s starts other programs, and which ones cannot be known here (verify those: inlay verify -- PROGRAM)",
            name);
        return EXIT_WRONG_INPUTS;
    }
    const char *refusal = supervise_refusal(verification->arena, &no_new_privs);
    if (refusal) {
        say("%s: %s, and it cannot be supervised: %s (inlay run --via=copy gives it patched copies)", name, reason,
            refusal);
        return EXIT_WRONG_INPUTS;
    }
    if (!verification->by_run) {
        say("%s: %s, so LD_PRELOAD does not reach it (start it by inlay run, which supervises it: that works here)",
            name, reason);
        return EXIT_WRONG_INPUTS;
    }
    buffer_format(out, "%s: %s, so inlay run supervises it, and can here", name, reason);
    put_files(verification, out);
    return 0;
}

/* With --via, which says how inlay run reaches it. The exit status. */
static int conclude_chosen(const struct verification *verification, struct buffer *out)
{
    const char *name = name_of(verification);
    const bool is_copied = verification->options->via == VIA_COPY;
    bool no_new_privs;
    const char *problem = is_copied ? copies_problem(verification->arena, verification->files, verification->command,
                                                     verification->way.called.directory)
                                    : supervise_refusal(verification->arena, &no_new_privs);
    if (problem) {
        say(is_copied ? "%s cannot get copies: %s" : "%s cannot be supervised: %s", name, problem);
        return EXIT_WRONG_INPUTS;
    }
    buffer_format(out, is_copied ? "%s gets copies" : "%s: inlay run supervises it, and can here", name);
    put_files(verification, out);
    return 0;
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

/* False, and said, when nothing can come of a trial. */
static bool library_can_load(const struct verification *verification)
{
    const struct preloaded *preloaded = &verification->preloaded;
    if (!preloaded->names_inlay) {
        say("the environment says overrides, but its LD_PRELOAD names no libinlay.so: %s would read its files as they "
            "are on "
            "disk (set LD_PRELOAD, or start it by inlay run)",
            name_of(verification));
    } else if (preloaded->problem) {
        say("%s: %s would read its files as they are on disk", preloaded->problem, name_of(verification));
    }
    return preloaded->names_inlay && !preloaded->problem;
}

/* What the loader and libraries said, and not what main did. */
static void repeat(const struct verification *verification)
{
    struct text rest = verification->trial.said;
    while (rest.length > 0) {
        const size_t end = text_find(rest, 0, '\n');
        const struct text line = text_part(rest, 0, end);
        const struct text own = TEXT("inlay: ");
        if (text_starts(line, own)) {
            say("%.*s", TEXT_ARGS(text_from(line, own.length)));
        } else if (text_starts(line, TEXT("ERROR: ld.so: "))) {
            say("%.*s", TEXT_ARGS(line));
        }
        rest = text_from(rest, end < rest.length ? end + 1 : end);
    }
}

static bool said_has(const struct trial *trial, struct text words)
{
    for (size_t i = 0; i + words.length <= trial->said.length; i++) {
        if (text_starts(text_from(trial->said, i), words)) {
            return true;
        }
    }
    return false;
}

/* Whether the loader maps the library, though its constructor does not run. */
static bool is_mapped(const struct verification *verification)
{
    struct trial listed;
    const char *loader = verification->program.elf.interpreter;
    return loader &&
           trial_lists(verification->arena, &listed, loader, verification->program.file, verification->environment) &&
           said_has(&listed, text_of(verification->preloaded.library));
}

/* Why no constructor answered. */
static void explain_silence(const struct verification *verification)
{
    const struct trial *trial = &verification->trial;
    const char *name = name_of(verification), *library = verification->preloaded.library;
    if (said_has(trial, TEXT(" is refused, so the program does not start")) ||
        said_has(trial, TEXT(": the program does not start"))) {
        repeat(verification);
    } else if (said_has(trial, TEXT("cannot be preloaded"))) {
        repeat(verification);
        say("%s does not load %s, so it would read its files as they are on disk", name, library);
    } else if (is_mapped(verification)) {
        say("%s maps %s and does not run its constructor, so it would read its files as they are on disk (it may be a "
            "Go "
            "program: inlay run --via=supervise reaches it)",
            name, library);
    } else {
        repeat(verification);
        say("%s does not load %s%s, so it would read its files as they are on disk", name, library,
            trial->is_slow ? ", or not in time" : "");
    }
}

static void put_file(struct buffer *out, size_t count, const char *path, bool is_there)
{
    buffer_format(out, "%s%s %s", count == 0 ? "; " : ", ", path, is_there ? "is there" : "is not there yet");
}

/* What is registered, and whether it exists. */
static void put_files(const struct verification *verification, struct buffer *out)
{
    const struct trial *trial = &verification->trial;
    size_t count = 0;
    if (trial->end == TRIAL_ANSWERED && trial->library) {
        for (const struct trial_file *file = trial->files; file; file = file->next) {
            put_file(out, count++, file->path, file->is_there);
        }
    } else {
        for (const struct config_file *file = verification->files; file; file = file->next) {
            put_file(out, count++, text_string(verification->arena, file->file->path), file->outcome != OUTCOME_NONE);
        }
    }
    buffer_put(out, count == 0 ? TEXT("; no file is registered\n") : TEXT("\n"));
}

static int conclude_trial(const struct verification *verification, struct buffer *out)
{
    const struct trial *trial = &verification->trial;
    const char *name = name_of(verification);
    switch (trial->end) {
    case TRIAL_ANSWERED:
        buffer_format(out, "%s loads %s%s%s", name, trial->library, verification->by_run ? " under inlay run" : "",
                      wrapped_is_known(verification->program.file) ? "; what it starts is not looked at" : "");
        put_files(verification, out);
        return 0;
    case TRIAL_NOT_EXECUTED:
        verb_cannot_run(verification->arena, verification->way.called.words[0], trial->error);
        return EXIT_WRONG_INPUTS;
    case TRIAL_NOT_TRIED:
        say("whether %s loads libinlay.so cannot be known here: it cannot be started without running it: %s", name,
            strerror(trial->error));
        return EXIT_WRONG_INPUTS;
    default:
        explain_silence(verification);
        return EXIT_WRONG_INPUTS;
    }
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
    if (!is_there(&verification) || !is_here(&verification)) {
        return EXIT_WRONG_INPUTS;
    }
    const enum via via = verification.by_run ? verification.options->via : VIA_AUTO;
    if (via == VIA_SUPERVISE || via == VIA_COPY) {
        return conclude_chosen(&verification, out);
    }
    if (verification.way.blocker) {
        return conclude_unreachable(&verification, out);
    }
    if (!find_environment(&verification) || !library_can_load(&verification)) {
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
    return conclude_trial(&verification, out);
}

const struct verb verb_verify = {
    .name = "verify",
    .usage = "inlay verify [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…]",
    .help = "Proves that COMMAND would load libinlay.so: here, in this image, as this user. COMMAND's own loader is "
            "started,\n"
            "with all that LD_PRELOAD names; COMMAND itself is not run. Prints one line with what was proven, and "
            "which of the\n"
            "overridden files are there; else says why not, and what to do.\n"
            "\n"
            "Where LD_PRELOAD names libinlay.so, or the environment says overrides, COMMAND gets the environment as it "
            "is: so a\n"
            "pod is verified by a second init container. Otherwise, or when COMMAND is inlay run …, or with overrides "
            "on this\n"
            "command line, it is what inlay run would start.\n"
            "Exit status: 0 it is proven; 1 it is not, or it cannot be known here; 2 the command line is wrong.\n",
    .operands = OPERANDS_COMMAND,
    .refused = EXIT_WRONG_COMMAND,
    .run = verify,
};
