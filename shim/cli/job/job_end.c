/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/job_end.h"

#include <signal.h>
#include <stdio.h>

long job_end_memory_kills(void)
{
    char line[128];
    long count = -1;
    FILE *file = fopen("/proc/vmstat", "re");
    while (file && count < 0 && fgets(line, sizeof line, file)) {
        sscanf(line, "oom_kill %ld", &count);
    }
    if (file) {
        fclose(file);
    }
    return count;
}

static const char *name_of(int number)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {
        {SIGHUP, ", SIGHUP"},   {SIGINT, ", SIGINT"},
        {SIGQUIT, ", SIGQUIT"}, {SIGILL, ", SIGILL"},
        {SIGABRT, ", SIGABRT"}, {SIGBUS, ", SIGBUS"},
        {SIGFPE, ", SIGFPE"},   {SIGKILL, ", SIGKILL"},
        {SIGSEGV, ", SIGSEGV"}, {SIGPIPE, ", SIGPIPE"},
        {SIGTERM, ", SIGTERM"}, {SIGXCPU, ", SIGXCPU"},
        {SIGXFSZ, ", SIGXFSZ"}, {SIGSYS, ", SIGSYS: a system call that a sandbox forbids"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].number == number) {
            return names[i].name;
        }
    }
    return "";
}

static const char *memory_remark(int number, long kills)
{
    if (number != SIGKILL || kills == 0) {
        return "";
    }
    return kills > 0 ? " (the kernel killed for want of memory meanwhile)" : " (out of memory?)";
}

const char *job_end_signal(struct arena *arena, const struct job_end *end)
{
    const int number = end->status - 128;
    struct buffer text = {.arena = arena};
    if (number <= 0 || number > SIGRTMAX) {
        return NULL;
    }
    buffer_format(&text, "%s signal %d%s%s", end->is_killed ? "the job was killed by" : "the job ended as if by",
                  number, name_of(number), memory_remark(number, end->memory_kills));
    return buffer_string(&text);
}
