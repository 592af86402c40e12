/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/cell_run.h"
#include "shim/cli/starts/gpus.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/base/word_list.h"
#include "shim/serve/environment.h"

#include "core/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* As the value of -o: what begins with { would be a document itself, and - standard input. */
static const char *document_word(struct arena *arena, const char *path)
{
    return path[0] == '/' ? path : path_in(arena, ".", path);
}

/* %-: the name is the same whatever variables say a rank. */
static const char *report_word(struct arena *arena, const char *path)
{
    struct buffer word = {.arena = arena};
    for (; *path; path++) {
        buffer_repeat(&word, *path, *path == '%' ? 2 : 1);
    }
    buffer_put(&word, TEXT("%-"));
    return buffer_string(&word);
}

static void add_documents(struct word_list *words, const struct cell_job *job)
{
    const struct attempt *attempt = &job->attempt;
    if (!attempt->store) {
        word_list_option(words, "-o", job->document);
        return;
    }
    word_list_option(words, "-o", document_word(words->arena, path_in(words->arena, attempt->dir, "base.json")));
    word_list_option(words, "-o", document_word(words->arena, path_in(words->arena, attempt->dir, "document.json")));
    word_list_option(words, "--report", report_word(words->arena, path_in(words->arena, attempt->dir, "report.json")));
}

static char *const *words_of(const struct cell_job *job)
{
    struct word_list words = {.arena = job->arena};
    word_list_add(&words, "inlay");
    word_list_add(&words, "run");
    add_documents(&words, job);
    word_list_add_all(&words, job->run_options);
    word_list_add(&words, "--");
    word_list_add_all(&words, job->command);
    return word_list_end(&words);
}

/* False with errno. */
static bool set_number(const char *name, unsigned number)
{
    char text[16];
    buffer_format_fixed(text, sizeof text, "%u", number);
    return setenv(name, text, 1) == 0;
}

static bool set_environment(const struct cell_job *job)
{
    char directory[PATH_MAX];
    const struct attempt *attempt = &job->attempt;
    if (!getcwd(directory, sizeof directory)) {
        return false;
    }
    const struct text dir = path_full(job->arena, text_of(directory), text_of(attempt->dir));
    return set_number(ENV_CELL, attempt->number) && set_number(ENV_CELL_ATTEMPT, attempt->attempt) &&
           setenv(ENV_CELL_DIR, text_string(job->arena, dir), 1) == 0 &&
           (*job->pin == '\0' || setenv(ENV_OVERRIDES_SHA256, job->pin, 1) == 0) &&
           (!job->gpus || setenv(ENV_GPUS, job->gpus, 1) == 0);
}

static bool set_streams(const struct cell_job *job, const struct job_output *output)
{
    const int null = job->null_stdin ? open("/dev/null", O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    return null >= 0 && dup2(null, STDIN_FILENO) >= 0 && (output->out < 0 || dup2(output->out, STDOUT_FILENO) >= 0) &&
           (output->error < 0 || dup2(output->error, STDERR_FILENO) >= 0);
}

_Noreturn static void become_run(const struct cell_job *job, const struct job_output *output, char *const *words,
                                 pid_t keeper)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != keeper) { /* it had died before that took effect */
        _exit(EXIT_REFUSED);
    }
    if (set_streams(job, output)) {
        sigaction(SIGCHLD, &job->caller->child, NULL);
        kernel_sigprocmask(SIG_SETMASK, &job->caller->mask, NULL);
        fexecve(job->program, words, environ);
    }
    say("cannot start inlay run: %s", strerror(errno));
    _exit(EXIT_REFUSED);
}

pid_t cell_run_start(const struct cell_job *job, const struct job_output *output)
{
    char *const *words = words_of(job);
    const pid_t keeper = getpid();
    /* vfork(2), since all but the exec is little: none of the keeper's pages are copied. */
    const pid_t run = set_environment(job) ? vfork() : -1;
    if (run == 0) {
        become_run(job, output, words, keeper);
    }
    if (run < 0) {
        say("cannot start a process: %s", strerror(errno));
    }
    return run;
}
