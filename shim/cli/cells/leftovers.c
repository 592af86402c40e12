/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/leftovers.h"
#include "shim/cli/cells/proc_file.h"
#include "shim/cli/base/say.h"

#include "core/base/buffer.h"
#include "shim/serve/kernel.h"
#include "shim/serve/variables.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOOKS_APART_MS 20
#define LOOKS_GRACE    100 /* from SIGTERM to SIGKILL */
#define LOOKS_MOST     200

struct leftovers {
    struct arena *outer;
    struct arena arena; /* of one look: all environments are read, again and again */
    struct stat directory;
    unsigned attempt;
    int signal; /* for each that is found; 0: none */
    unsigned count;
    long first; /* one of them */
};

/* The value of a variable among strings that end in NUL; NULL: it is not there. */
static const char *find_variable(struct arena *arena, struct text environment, const char *name)
{
    const size_t length = strlen(name);
    for (size_t at = 0, end; at < environment.length; at = end + 1) {
        end = text_find(environment, at, '\0');
        const struct text variable = text_part(environment, at, end);
        if (text_starts(variable, text_of(name)) && variable.length > length && variable.bytes[length] == '=') {
            return text_string(arena, text_from(variable, length + 1));
        }
    }
    return NULL;
}

static bool is_of_attempt(struct leftovers *leftovers, struct text environment)
{
    struct arena *arena = &leftovers->arena;
    const char *dir = find_variable(arena, environment, ENV_CELL_DIR);
    const char *attempt = find_variable(arena, environment, ENV_CELL_ATTEMPT);
    struct stat there;
    return dir && attempt && strtoul(attempt, NULL, 10) == leftovers->attempt && stat(dir, &there) == 0 &&
           kernel_same_file(&there, &leftovers->directory);
}

/* This process may be in a job itself. */
static bool is_own(long process)
{
    return process == getpid() || process == getppid() || process == getsid(0);
}

static void look_at(struct leftovers *leftovers, long process)
{
    char path[64];
    struct text environment;
    buffer_format_fixed(path, sizeof path, "/proc/%ld/environ", process);
    if (!is_own(process) && proc_file_read(&leftovers->arena, path, &environment) &&
        is_of_attempt(leftovers, environment) && (kill((pid_t)process, leftovers->signal) == 0 || errno != ESRCH)) {
        leftovers->count++;
        leftovers->first = process;
    }
}

static void look_at_all(void *context)
{
    struct leftovers *leftovers = context;
    DIR *listing = opendir("/proc");
    for (const struct dirent *entry; listing && (entry = readdir(listing));) {
        const long process = strtol(entry->d_name, NULL, 10);
        if (process > 1) {
            look_at(leftovers, process);
        }
    }
    if (listing) {
        closedir(listing);
    }
}

static unsigned look(struct leftovers *leftovers, int signal)
{
    leftovers->count = 0;
    leftovers->signal = signal;
    arena_init(&leftovers->arena, 0);
    const bool has_memory = arena_run(&leftovers->arena, look_at_all, leftovers);
    arena_release(&leftovers->arena);
    if (!has_memory) {
        arena_exhausted(leftovers->outer);
    }
    return leftovers->count;
}

bool leftovers_end(struct arena *arena, const char *directory, unsigned attempt)
{
    struct leftovers leftovers = {.outer = arena, .attempt = attempt};
    if (stat(directory, &leftovers.directory) != 0 || look(&leftovers, SIGTERM) == 0) {
        return true;
    }
    say("%s: attempt %u was cut off, and has left %u %s running (process %ld): ended now", directory, attempt,
        leftovers.count, leftovers.count == 1 ? "process" : "processes", leftovers.first);
    for (unsigned looks = 0; looks < LOOKS_MOST; looks++) {
        nanosleep(&(struct timespec){.tv_nsec = LOOKS_APART_MS * 1000000L}, NULL);
        if (look(&leftovers, looks < LOOKS_GRACE ? 0 : SIGKILL) == 0) {
            return true;
        }
    }
    say("%s: process %ld of attempt %u does not end (end it, then start the cell again)", directory, leftovers.first,
        attempt);
    return false;
}
