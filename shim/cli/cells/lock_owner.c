/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/lock_owner.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/cells/proc_file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The state and the start of a process as /proc has them. False: there is no such process there, or it cannot be seen. */
static bool read_stat(struct arena *arena, const char *process, char *state, unsigned long long *start)
{
    char path[64];
    struct text stat;
    buffer_format_fixed(path, sizeof path, "/proc/%s/stat", process);
    if (!proc_file_read(arena, path, &stat)) {
        return false;
    }
    const char *behind_name = strrchr(text_string(arena, stat), ')'); /* the name may hold anything, parentheses too */
    return behind_name &&
           sscanf(behind_name, ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
                  state, start) == 2;
}

static const char *boot_of(struct arena *arena)
{
    struct text boot;
    return proc_file_read(arena, "/proc/sys/kernel/random/boot_id", &boot)
               ? text_string(arena, text_part(boot, 0, text_find(boot, 0, '\n')))
               : NULL;
}

static bool put_link(struct buffer *out, const char *path)
{
    char target[64];
    const ssize_t length = readlink(path, target, sizeof target);
    if (length > 0) {
        buffer_put(out, (struct text){target, (size_t)length});
    }
    return length > 0;
}

/* NULL also where /proc shows the processes of another namespace than this one's: numbers mean nothing there. */
static const char *spaces_of(struct arena *arena)
{
    char self[32];
    const ssize_t length = readlink("/proc/self", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    struct buffer out = {.arena = arena};
    if (strtol(self, NULL, 10) != getpid() || !put_link(&out, "/proc/self/ns/pid")) {
        return NULL;
    }
    put_link(&out, "/proc/self/ns/time"); /* which moves the starts of processes; not before Linux 5.6 */
    return buffer_string(&out);
}

struct lock_owner lock_owner_self(struct arena *arena)
{
    struct utsname name;
    struct lock_owner self = {
        .host = uname(&name) == 0 ? text_string(arena, text_of(name.nodename)) : NULL,
        .boot = boot_of(arena),
        .spaces = spaces_of(arena),
        .pid = getpid(),
        .slurm = slurm_job_self(),
    };
    char state;
    if (!read_stat(arena, "self", &state, &self.start)) {
        self.start = 0;
    }
    return self;
}

void lock_owner_put(struct buffer *out, const struct lock_owner *owner)
{
    json_record_put_string(out, "host", owner->host);
    json_record_put_name(out, "pid");
    buffer_format(out, "%ld", owner->pid);
    json_record_put_name(out, "start");
    buffer_format(out, "%llu", owner->start);
    json_record_put_string(out, "boot", owner->boot);
    json_record_put_string(out, "namespaces", owner->spaces);
    slurm_job_put(out, &owner->slurm);
}

struct lock_owner lock_owner_of(struct arena *arena, struct node *object)
{
    return (struct lock_owner){
        .host = json_record_string(arena, object, "host"),
        .boot = json_record_string(arena, object, "boot"),
        .spaces = json_record_string(arena, object, "namespaces"),
        .pid = (long)json_record_number(arena, object, "pid", 0),
        .start = (unsigned long long)json_record_number(arena, object, "start", 0),
        .slurm = slurm_job_of(arena, object),
    };
}

/* What is not known is equal to nothing. */
static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static enum owner_life process_life(struct arena *arena, const struct lock_owner *owner)
{
    char name[32], state;
    unsigned long long start;
    if (kill((pid_t)owner->pid, 0) != 0 && errno == ESRCH) {
        return OWNER_GONE;
    }
    buffer_format_fixed(name, sizeof name, "%ld", owner->pid);
    if (!read_stat(arena, name, &state, &start)) {
        return OWNER_ELSEWHERE; /* it ended just now, or /proc hides other users' processes */
    }
    /* A zombie has done its last deed. */
    return start == owner->start && state != 'Z' && state != 'X' ? OWNER_LIVES : OWNER_GONE;
}

enum owner_life lock_owner_life(struct arena *arena, const struct lock_owner *owner, const struct lock_owner *self)
{
    if (slurm_job_is_later(&self->slurm, &owner->slurm)) {
        return OWNER_GONE;
    }
    const bool is_here = is_same(owner->host, self->host) && is_same(owner->boot, self->boot) &&
                         is_same(owner->spaces, self->spaces) && owner->pid > 0 && owner->start > 0;
    return is_here ? process_life(arena, owner) : OWNER_ELSEWHERE;
}

const char *lock_owner_text(struct arena *arena, const struct lock_owner *owner)
{
    struct buffer out = {.arena = arena};
    if (owner->slurm.job) {
        buffer_format(&out, "Slurm job %s%s%s", owner->slurm.job, owner->slurm.task ? "_" : "",
                      owner->slurm.task ? owner->slurm.task : "");
    } else if (owner->pid > 0) {
        buffer_format(&out, "process %ld", owner->pid);
    } else {
        return "a process that is not known";
    }
    buffer_format(&out, " on %s", owner->host ? owner->host : "a machine that is not known");
    return buffer_string(&out);
}
