/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/verify/verification.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/base/word_advice.h"
#include "shim/cli/verify/library_file.h"
#include "shim/cli/via/wrapped.h"
#include "shim/serve/command_words.h"
#include "shim/serve/starter.h"

#include "core/base/path.h"

#include <errno.h>
#include <string.h>

static const char *name_of(const struct verification *verification)
{
    return word_without_value(verification->arena, verification->way.called.words[0]);
}

bool verification_can_run(const struct verification *verification)
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

/* An option of setpriv(1). */
static bool is_of_profile(struct text word)
{
    return text_starts(word, TEXT("--apparmor-profile")) || text_starts(word, TEXT("--selinux-label")) ||
           text_starts(word, TEXT("--landlock-")) || text_starts(word, TEXT("--seccomp-filter"));
}

/* What in the command starts a program under another root, profile or user, and is not looked through; NULL: nothing does. */
static const char *changes_conditions(const struct verification *verification)
{
    const char *called = verification->way.called.words[0];
    for (char *const *word = verification->command; *word && *word != called; word++) {
        if (is_of_profile(text_of(*word))) {
            return "setpriv";
        }
    }
    return words_list_has("aa-exec bwrap capsh chroot firejail nsenter proot runcon su unshare", path_name(called))
               ? name_of(verification)
               : NULL;
}

bool verification_is_here(const struct verification *verification)
{
    const struct launcher *launcher = &verification->way.inner;
    const char *name = name_of(verification);
    switch (launcher->effect) {
    case LAUNCHER_LOSES:
        say("%s: %s (%s)", name, launcher->blocker->reason, launcher->blocker->remedy);
        return false;
    case LAUNCHER_CARRIES:
        say("%s starts other programs%s, and what they load cannot be known here (let it start inlay verify)", name,
            launcher->is_elsewhere ? " elsewhere" : "");
        return false;
    default:
        break;
    }
    const char *changes = changes_conditions(verification);
    if (changes) {
        say("%s starts other programs where other files or rules hold, and what they load cannot be known here (let it "
            "start inlay verify)",
            changes);
        return false;
    }
    return true;
}

/* Whether word, of a wrapper, takes variables away, with an option of env(1) or setpriv(1). */
static bool drops_variables(const char *word)
{
    return strcmp(word, "-") == 0 || strcmp(word, "--ignore-environment") == 0 || strcmp(word, "--reset-env") == 0 ||
           strncmp(word, "--unset", 7) == 0 || (word[0] == '-' && word[1] != '-' && strpbrk(word, "iu"));
}

/* A program that loads the library gives what it executes its launch back. But who unsets or replaces a variable by name may mean
 * it, and a static wrapper loads nothing. */
bool verification_keeps_environment(const struct verification *verification)
{
    const struct way *way = &verification->way;
    for (char *const *word = verification->command; *word && *word != way->called.words[0]; word++) {
        if (strstr(*word, "LD_PRELOAD") || strstr(*word, "INLAY_") ||
            (way->passes_unreachable && drops_variables(*word))) {
            say("%s changes the environment of %s, and what that loads cannot be known here (verify it with the "
                "environment that it gets)",
                word_without_value(verification->arena, verification->command[0]), name_of(verification));
            return false;
        }
    }
    return true;
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

int verification_of_unreachable(const struct verification *verification, struct buffer *out)
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
    if (verification->by_run && verification->options->via == VIA_PRELOAD) {
        say("%s: %s, so --via=preload does not reach it (inlay run without --via finds a way)", name, reason);
        return EXIT_WRONG_INPUTS;
    }
    const char *problem = way_supervision_problem(way, verification->arena, verification->options, &no_new_privs);
    if (problem) {
        say("%s: %s, and it cannot be supervised: %s (inlay run --via=copy gives it patched copies)", name, reason,
            problem);
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

int verification_of_chosen(const struct verification *verification, struct buffer *out)
{
    const char *name = name_of(verification);
    const bool is_copied = verification->options->via == VIA_COPY;
    bool no_new_privs;
    const char *problem = is_copied ? copies_problem(verification->arena, verification->files, verification->command,
                                                     verification->way.called.directory)
                                    : way_supervision_problem(&verification->way, verification->arena,
                                                              verification->options, &no_new_privs);
    if (problem) {
        say(is_copied ? "%s cannot get copies: %s" : "%s cannot be supervised: %s", name, problem);
        return EXIT_WRONG_INPUTS;
    }
    buffer_format(out, is_copied ? "%s gets copies" : "%s: inlay run supervises it, and can here", name);
    put_files(verification, out);
    return 0;
}

/* The name of a wrapper in the command that becomes another user; NULL: there is none. */
static const char *user_changer(const struct verification *verification)
{
    const char *setpriv = NULL;
    for (char *const *word = verification->command; *word && *word != verification->way.called.words[0]; word++) {
        const struct text name = path_name(*word);
        if (words_list_has("doas gosu runuser s6-setuidgid su-exec sudo", name)) {
            return *word;
        }
        setpriv = text_equal(name, TEXT("setpriv")) ? *word : setpriv;
        if (setpriv && strncmp(*word, "--", 2) == 0 && strstr(*word, "uid")) {
            return setpriv;
        }
    }
    return NULL;
}

bool verification_can_load(const struct verification *verification)
{
    const struct preloaded *preloaded = &verification->preloaded;
    const char *name = name_of(verification), *changer = user_changer(verification), *library = preloaded->library;
    if (!preloaded->names_inlay) {
        say("the environment says overrides, but its LD_PRELOAD names no libinlay.so: %s would read its files as they "
            "are on disk (set LD_PRELOAD, or start it by inlay run)",
            name);
        return false;
    }
    if (preloaded->problem) {
        say("%s: %s would read its files as they are on disk", preloaded->problem, name);
        return false;
    }
    if (changer && library[0] == '/' && !library_file_is_for_all(verification->arena, library)) {
        say("%s starts %s as another user, who may not be allowed to read %s (chmod a+rx its directories, chmod a+r "
            "it)",
            changer, name, library);
        return false;
    }
    return true;
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

/* The line by which a loader, glibc's or musl's, ends a program that lacks a library or a symbol; empty: there is none. */
static struct text loader_error(const struct trial *trial)
{
    const struct text marks[] = {TEXT("error while loading shared libraries: "), TEXT("symbol lookup error: "),
                                 TEXT("Error loading shared library "), TEXT("Error relocating ")};
    for (size_t mark = 0; mark < sizeof marks / sizeof *marks; mark++) {
        for (size_t i = 0; i + marks[mark].length <= trial->said.length; i++) {
            const struct text rest = text_from(trial->said, i);
            if (text_starts(rest, marks[mark])) {
                return text_part(rest, 0, text_find(rest, 0, '\n'));
            }
        }
    }
    return TEXT("");
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
    const struct text error = loader_error(trial);
    if (error.length > 0) {
        repeat(verification);
        say("%s does not start: %.*s", name, TEXT_ARGS(error));
    } else if (said_has(trial, TEXT(" is refused, so the program does not start")) ||
               said_has(trial, TEXT(": the program does not start"))) {
        repeat(verification);
    } else if (said_has(trial, TEXT("cannot be preloaded"))) {
        repeat(verification);
        say("%s does not load %s, so it would read its files as they are on disk", name, library);
    } else if (said_has(trial, TEXT("ASan runtime does not come first"))) {
        say("%s does not start: AddressSanitizer's own library has to be the first in LD_PRELOAD "
            "(LD_PRELOAD=\"$(gcc -print-file-name=libasan.so)\", or ASAN_OPTIONS=verify_asan_link_order=0)",
            name);
    } else if (is_mapped(verification)) {
        say("%s maps %s and does not run its constructor, so it would read its files as they are on disk (it may be a "
            "Go program: inlay run --via=supervise reaches it)",
            name, library);
    } else {
        repeat(verification);
        say("%s does not load %s%s, so it would read its files as they are on disk", name, library,
            trial->is_slow ? ", or not in time" : "");
    }
}

/* Whether file is the program of a command that starts the one among its arguments, or may. */
static bool may_start_arguments(const char *file)
{
    return wrapped_is_known(file) ||
           words_list_has("find gdb ltrace make perf script start-stop-daemon strace valgrind valgrind.bin watch xargs",
                          path_name(file));
}

int verification_of_trial(const struct verification *verification, struct buffer *out)
{
    const struct trial *trial = &verification->trial;
    const char *name = name_of(verification);
    switch (trial->end) {
    case TRIAL_ANSWERED:
        buffer_format(out, "%s loads %s%s%s", name, trial->library, verification->by_run ? " under inlay run" : "",
                      may_start_arguments(verification->program.file) ? "; what it starts is not looked at" : "");
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
