/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/way.h"
#include "shim/cli/base/say.h"
#include "shim/cli/launch/command.h"
#include "shim/cli/via/elf_look.h"
#include "shim/cli/via/wrapped.h"
#include "shim/serve/starter.h"
#include "shim/supervise/supervise.h"

#include <stdlib.h>
#include <unistd.h>

#define WRAPPERS_MAX 16 /* one in another */

/* What is asked, beside what is found out in the way. */
struct question {
    struct launch_inputs *launch;
    const struct options *options;
    const struct config_file *files;
};

/* Of a Go program whose build ID was left out (-ldflags=-buildid=), and with it the note that tells of it. */
static const struct blocker *go_blocker(struct arena *arena, const char *path)
{
    static const struct blocker go = {
        "it holds Go code, which opens files without the C library",
        "inlay run --via=supervise reaches it",
        .may_start_others = true,
    };
    struct elf_look elf;
    return elf_look(arena, path, &elf) == 0 && elf.has_go ? &go : NULL;
}

/* Through what the command wraps, until a program may read files itself. That a wrapper cannot be reached itself is no
 * matter, unless it starts with rights of its own. */
void way_look(struct way *way, struct arena *arena, char *const *command)
{
    const char *path = way->program_path = way->called_path = command_program(arena, command[0]);
    struct stat program;
    way->called = (struct called){.words = command, .search = getenv("PATH")};
    way->blocker = launcher_of_command(&way->launcher, path, command, environ, &way->program);
    way->inner = way->launcher;
    way->passes_unreachable = false;
    way->missing = path ? NULL : command[0];
    for (size_t depth = 0; path && way->inner.effect == LAUNCHER_NONE && depth < WRAPPERS_MAX; depth++) {
        struct called inner = way->called;
        const bool starts = (!way->blocker || way->blocker->may_start_others) && wrapped_command(arena, path, &inner);
        path = starts ? called_program(arena, &inner) : NULL;
        if (path) {
            way->passes_unreachable |= way->blocker != NULL;
            way->called = inner;
            way->called_path = path;
            way->blocker = launcher_of_command(&way->inner, path, inner.words, environ, &program);
        } else if (starts) {
            way->missing = inner.words[0];
        }
    }
    if (way->called_path && !way->blocker && way->inner.effect == LAUNCHER_NONE) {
        way->blocker = go_blocker(arena, way->called_path);
    }
}

/* A registered file that the program's arguments name; NULL: none. */
static const char *named_file(const struct way *way, const struct question *question)
{
    const struct config_file *file = NULL;
    for (char *const *word = way->called.words + 1; *word && !file; word++) {
        file = config_file_of_argument(question->launch->arena, question->files, way->called.directory, *word, NULL);
    }
    return file ? file->file->name : NULL;
}

/* One that may start others is not accused before it is known whether they read the files; of one that is wrapped the
 * library says it when it is executed. */
static void say_lost(const struct way *way)
{
    const struct blocker *blocker = way->blocker;
    const bool is_wrapped = way->via == VIA_PRELOAD && way->called.words != way->command;
    if (blocker && !blocker->may_start_others && !is_wrapped) {
        say("overrides cannot follow into %s: %s (%s)", way->called.words[0], blocker->reason, blocker->remedy);
    }
}

/* What the report says. */
static const char *because(struct arena *arena, const struct way *way, const char *reason)
{
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%s: %s", way->called.words[0], reason);
    return buffer_string(&out);
}

const char *way_supervision_problem(const struct way *way, struct arena *arena, const struct options *options,
                                    bool *no_new_privs)
{
    if (options->exec) {
        return "with --exec nobody is there to supervise it";
    }
    const char *refusal = supervise_refusal(arena, no_new_privs);
    const bool loses_rights = !refusal && *no_new_privs && way->blocker && way->blocker->gains_rights;
    return loses_rights ? "without CAP_SYS_ADMIN it would be supervised without those rights (no_new_privs)" : refusal;
}

static const char *supervision_problem(struct way *way, const struct question *question)
{
    return way_supervision_problem(way, question->launch->arena, question->options, &way->no_new_privs);
}

static void supervise(struct way *way, const char *reason)
{
    way->via = VIA_SUPERVISE;
    way->because = reason;
    way->starts_others = !way->blocker || starter_is_known(way->called.words[0], way->called.words);
    if (way->blocker && (blocker_is_of_file(way->blocker) || way->blocker->starts_children)) {
        way->blocker = NULL;
    }
}

/* What helps a command that cannot be supervised. */
static const char *remedies(const struct way *way, const struct question *question)
{
    struct arena *arena = question->launch->arena;
    struct buffer out = {.arena = arena};
    const bool is_copied = !copies_problem(arena, question->files, way->command, way->called.directory);
    buffer_format(&out, "%s%s%s",
                  way->blocker->gains_rights ? way->blocker->remedy
                  : is_copied                ? "--via=copy gives it patched copies"
                                             : "give it a file that inlay render wrote",
                  way->blocker->may_start_others ? "; --via=preload if it only starts others" : "",
                  question->launch->warn ? "" : "; INLAY_ON_ERROR=warn runs it all the same");
    return buffer_string(&out);
}

/* False: it may not start. */
static bool refuse_unsupervised(const struct way *way, const struct question *question, const char *problem)
{
    const char *file = named_file(way, question), *reason = way->blocker->reason;
    if (file) {
        say("%s would read %s without its overrides: %s, and cannot be supervised: %s (%s)", way->called.words[0], file,
            reason, problem, remedies(way, question));
    } else {
        say("overrides cannot follow into %s: %s, and cannot be supervised: %s (%s)", way->called.words[0], reason,
            problem, remedies(way, question));
    }
    return question->launch->warn;
}

static bool choose_by_command(struct way *way, const struct question *question)
{
    const char *reason = way->blocker ? way->blocker->reason : "it can load libinlay.so";
    way->because = because(question->launch->arena, way, reason);
    if (!blocker_is_of_file(way->blocker)) {
        say_lost(way);
        return true;
    }
    const char *problem = supervision_problem(way, question);
    if (!problem) {
        supervise(way, way->because);
        return true;
    }
    return starter_is_known(way->called.words[0], way->called.words) || refuse_unsupervised(way, question, problem);
}

static bool choose_supervision(struct way *way, const struct question *question)
{
    const char *problem = supervision_problem(way, question);
    if (problem) {
        say("%s cannot be supervised: %s", way->called.words[0], problem);
        return false;
    }
    supervise(way, "--via=supervise");
    say_lost(way);
    return true;
}

static bool choose(struct way *way, const struct question *question)
{
    switch (question->options->via) {
    case VIA_COPY:
        way->via = VIA_COPY;
        way->because = "--via=copy";
        return copies_plan(&way->copies, question->launch, question->files, way->command, way->called.directory);
    case VIA_SUPERVISE:
        return choose_supervision(way, question);
    case VIA_PRELOAD:
        way->because = "--via=preload";
        say_lost(way);
        return true;
    default:
        return choose_by_command(way, question);
    }
}

bool way_choose(struct way *way, struct launch_inputs *launch, const struct options *options,
                const struct config_file *files, char *const *command)
{
    const struct question question = {launch, options, files};
    *way = (struct way){.via = VIA_PRELOAD, .because = "nothing is overridden in a file", .command = command};
    way_look(way, launch->arena, command);
    return !files || choose(way, &question);
}
