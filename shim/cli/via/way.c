/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/way.h"
#include "shim/cli/base/say.h"
#include "shim/cli/launch/command.h"
#include "shim/cli/via/wrapped.h"
#include "shim/serve/starter.h"
#include "shim/supervise/supervise.h"

#include <unistd.h>

#define WRAPPERS_MAX 16 /* one in another */

/* What is asked, beside what is found out in the way. */
struct question {
    struct launch_inputs *launch;
    const struct options *options;
    const struct config_file *files;
};

/* Through what the command wraps, until a program may read files itself. That a wrapper cannot be reached itself is no
 * matter, unless it starts with rights of its own. */
static void look_through(struct way *way, struct arena *arena, char *const *command)
{
    const char *path = way->program_path = command_program(arena, command[0]);
    struct launcher launcher;
    struct stat program;
    way->words = command;
    way->blocker = launcher_of_command(&way->launcher, path, command, environ, &way->program);
    launcher = way->launcher;
    for (size_t depth = 0; path && launcher.effect == LAUNCHER_NONE && depth < WRAPPERS_MAX; depth++) {
        char **inner =
            way->blocker && !way->blocker->may_start_others ? NULL : wrapped_command(arena, path, way->words);
        path = inner ? command_program(arena, inner[0]) : NULL;
        if (path) {
            way->words = inner;
            way->blocker = launcher_of_command(&launcher, path, inner, environ, &program);
        }
    }
}

/* A registered file that the program's arguments name; NULL: none. */
static const char *named_file(const struct way *way, const struct question *question)
{
    const struct config_file *file = NULL;
    for (char *const *word = way->words + 1; *word && !file; word++) {
        file = config_file_of_argument(question->launch->arena, question->files, *word, NULL);
    }
    return file ? file->file->name : NULL;
}

/* Whether a program that the library will not be loaded into may run. One that may only start others is not accused
 * before it is known whether they read the files. */
static bool can_be_without(const struct way *way, const struct question *question)
{
    const struct blocker *blocker = way->blocker;
    const bool warn = question->launch->warn;
    const bool starts_others = question->options->via == VIA_PRELOAD || starter_is_known(way->words[0], way->words);
    const char *file = starts_others ? NULL : named_file(way, question);
    if (file && way->launcher.effect == LAUNCHER_NONE) {
        say("%s would read %s without its overrides: %s (%s%s%s)", way->words[0], file, blocker->reason,
            blocker->remedy, blocker->may_start_others ? "; --via=preload if it only starts others" : "",
            warn ? "" : "; INLAY_ON_ERROR=warn runs it all the same");
        return warn;
    }
    /* With --exec nobody is there at the end. */
    if (!blocker->may_start_others || (question->options->exec && !starts_others)) {
        say("overrides cannot follow into %s: %s (%s)", way->words[0], blocker->reason, blocker->remedy);
    }
    return true;
}

static bool can_be_supervised(struct arena *arena)
{
    bool no_new_privs;
    const char *refusal = supervise_refusal(arena, &no_new_privs);
    if (refusal) {
        say("the job cannot be supervised: %s", refusal);
    }
    return !refusal;
}

/* What the report says. */
static const char *because(struct arena *arena, const struct way *way, const char *reason)
{
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%s: %s", way->words[0], reason);
    return buffer_string(&out);
}

static bool choose(struct way *way, const struct question *question)
{
    struct arena *arena = question->launch->arena;
    switch (question->options->via) {
    case VIA_COPY:
        way->via = VIA_COPY;
        way->because = "--via=copy";
        return copies_plan(&way->copies, question->launch, question->files, way->command);
    case VIA_SUPERVISE:
        way->via = VIA_SUPERVISE;
        way->because = "--via=supervise";
        way->blocker = NULL;
        return can_be_supervised(arena);
    case VIA_PRELOAD:
        way->via = VIA_PRELOAD;
        way->because = "--via=preload";
        break;
    default:
        way->via = VIA_PRELOAD;
        way->because = because(arena, way, way->blocker ? way->blocker->reason : "it can load libinlay.so");
        break;
    }
    return !way->blocker || can_be_without(way, question);
}

bool way_choose(struct way *way, struct launch_inputs *launch, const struct options *options,
                const struct config_file *files, char *const *command)
{
    const struct question question = {launch, options, files};
    *way = (struct way){.via = VIA_PRELOAD, .because = "nothing is overridden in a file", .command = command};
    look_through(way, launch->arena, command);
    return !files || choose(way, &question);
}
