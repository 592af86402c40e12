/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/descendants.h"
#include "core/base/buffer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STAT_SIZE 512 /* the first fields of /proc/PID/stat are far shorter */

struct process {
    char name[16];
    char state;
    pid_t parent;
};

/* "PID (NAME) STATE PARENT …", where NAME may hold anything. False when there is no such process any more. */
static bool read_process(pid_t id, struct process *process)
{
    char text[STAT_SIZE + 1];
    buffer_format_fixed(text, sizeof text, "/proc/%d/stat", (int)id);
    const int file = open(text, O_RDONLY | O_CLOEXEC);
    const ssize_t length = file < 0 ? -1 : read(file, text, STAT_SIZE);
    if (file >= 0) {
        close(file);
    }
    text[length < 0 ? 0 : length] = '\0';
    const char *name = strchr(text, '(');
    const char *end = strrchr(text, ')');
    if (!name || !end || end < name || end[1] != ' ' || end[2] == '\0' || end[3] != ' ') {
        return false;
    }
    buffer_format_fixed(process->name, sizeof process->name, "%.*s", (int)(end - name - 1), name + 1);
    process->state = end[2];
    process->parent = (pid_t)strtol(end + 4, NULL, 10);
    return true;
}

static bool is_among(pid_t id, const pid_t *list)
{
    while (*list > 0 && *list != id) {
        list++;
    }
    return *list > 0;
}

/* Goes up from a process whose parent is given. */
static bool is_below(pid_t self, pid_t parent, enum descent descent, const pid_t *inherited)
{
    struct process process = {.parent = parent};
    while (descent == DESCENT_ALL && process.parent > 1 && process.parent != self &&
           !is_among(process.parent, inherited) && read_process(process.parent, &process)) {
        ;
    }
    return process.parent == self;
}

static void look_at(pid_t id, int number, enum descent descent, const pid_t *spared, const pid_t *inherited,
                    struct descendants *found)
{
    struct process process;
    const pid_t self = getpid();
    if (id == self || is_among(id, spared) || is_among(id, inherited) || !read_process(id, &process) ||
        strchr("ZX", process.state) || !is_below(self, process.parent, descent, inherited)) {
        return;
    }
    const int error = kill(id, number) == 0 ? 0 : errno;
    if (error != ESRCH) {
        found->count++;
        found->refused += error != 0;
        memcpy(found->name, process.name, sizeof process.name);
    }
}

/* The next process in a listing of /proc; 0: there is none. */
static pid_t next_process(DIR *processes)
{
    uint32_t id = 0;
    const struct dirent *entry;
    while (processes && (entry = readdir(processes)) && !text_number(text_of(entry->d_name), &id)) {
        id = 0;
    }
    return (pid_t)id;
}

static void end_listing(DIR *processes)
{
    if (processes) {
        closedir(processes);
    }
}

void descendants_signal(int number, enum descent descent, const pid_t *spared, const pid_t *inherited,
                        struct descendants *found)
{
    *found = (struct descendants){.count = 0};
    DIR *processes = opendir("/proc");
    for (pid_t id; (id = next_process(processes)) > 0;) {
        look_at(id, number, descent, spared, inherited, found);
    }
    end_listing(processes);
}

const pid_t *descendants_children(struct arena *arena)
{
    pid_t *list = NULL;
    size_t count = 0, capacity = 0;
    struct process process;
    const bool has_any = waitid(P_ALL, 0, &(siginfo_t){0}, WEXITED | WNOHANG | WNOWAIT) == 0; /* else ECHILD */
    DIR *processes = has_any ? opendir("/proc") : NULL;
    for (pid_t id; (id = next_process(processes)) > 0;) {
        if (read_process(id, &process) && process.parent == getpid()) {
            arena_grow(arena, list, count, &capacity);
            list[count++] = id;
        }
    }
    end_listing(processes);
    arena_grow(arena, list, count, &capacity);
    list[count] = 0;
    return list;
}
