/* SPDX-License-Identifier: Apache-2.0 */
/* Whether supervision works here: tried on a child that ends at once. */
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/filter.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/supervise.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* What was tried last, and what came of it. */
struct attempt {
    enum { ATTEMPT_FILTER, ATTEMPT_ANSWER, ATTEMPT_READ, ATTEMPT_WRITE, ATTEMPT_PROC, ATTEMPTS } step;
    int error; /* 0: all is well */
    bool no_new_privs;
};

static const char *const step_names[ATTEMPTS] = {
    "seccomp with a listener",
    "answering by a descriptor (SECCOMP_ADDFD_FLAG_SEND, Linux 5.14)",
    "process_vm_readv",
    "process_vm_writev",
    "/proc",
};

/* Read, and written, by the parent in its child. */
static char mark = 'a';
#define MARK_OF_CHILD 'b'

static int try_memory(long call, pid_t child, char *copy)
{
    const struct iovec here = {copy, 1}, there = {&mark, 1};
    const long result = kernel_call(call, child, (long)&here, 1, (long)&there, 1, 0);
    return result == 1 && *copy == MARK_OF_CHILD ? 0 : result < 0 ? (int)-result : EIO;
}

/* What supervision looks at: a path's first step for the caller. */
static int try_proc(pid_t process)
{
    struct stat seen;
    char path[32];
    buffer_format_fixed(path, sizeof path, "/proc/%d/root/", process);
    return -kernel_fstatat(AT_FDCWD, path, &seen, 0);
}

static void try_filter(struct attempt *attempt)
{
    const int listener = filter_install(true, &attempt->no_new_privs);
    attempt->step = ATTEMPT_FILTER;
    attempt->error = listener < 0 ? -listener : 0;
    if (attempt->error == 0) {
        attempt->step = ATTEMPT_ANSWER;
        attempt->error = listener_problem(listener);
    }
}

/* No call that the filter halts may be made here once it is in place. Waits until it has been looked at. */
_Noreturn static void be_looked_at(struct attempt *attempt, int connection)
{
    char nothing;
    prctl(PR_SET_DUMPABLE, 1); /* as after an exec: this program's file need not be readable */
    mark = MARK_OF_CHILD;
    try_filter(attempt);
    kernel_write(connection, attempt, sizeof *attempt);
    kernel_call(SYS_read, connection, (long)&nothing, 1, 0, 0, 0);
    kernel_exit(0);
}

/* As the supervisor looks at a job. */
static void look_at(struct attempt *attempt, pid_t child)
{
    char copy = 0;
    attempt->step = ATTEMPT_READ;
    attempt->error = try_memory(SYS_process_vm_readv, child, &copy);
    if (attempt->error == 0) {
        attempt->step = ATTEMPT_WRITE;
        attempt->error = try_memory(SYS_process_vm_writev, child, &copy);
    }
    if (attempt->error == 0) {
        attempt->step = ATTEMPT_PROC;
        attempt->error = try_proc(child);
    }
}

/* In a child, since a filter is for ever. False with errno when there is none. */
static bool try_in_child(struct attempt *attempt)
{
    int ends[2], status;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return false;
    }
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        be_looked_at(attempt, ends[1]);
    }
    close(ends[1]);
    const bool tried = child > 0 && read(ends[0], attempt, sizeof *attempt) == sizeof *attempt;
    if (tried && attempt->error == 0) {
        look_at(attempt, child);
    }
    close(ends[0]);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
        continue;
    }
    return tried;
}

/* Whether Yama lets nobody look at a process that it started without CAP_SYS_PTRACE (2), or at all (3). */
static bool yama_forbids(void)
{
    char scope = '0';
    const int fd = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        kernel_read_at(fd, &scope, 1, 0);
        close(fd);
    }
    return scope >= '2';
}

static const char *remedy_of(const struct attempt *attempt)
{
    switch (attempt->error) {
    case EBUSY:
        return "somebody else already supervises this process, and the kernel allows one";
    case ENOSYS:
    case EINVAL:
        return "the kernel is too old, or imitated: Linux 5.14 has it";
    case EPERM:
    case EACCES:
        if (attempt->step < ATTEMPT_READ) {
            return "a sandbox's rules, such as a container's seccomp profile, forbid it";
        }
        return yama_forbids() ? "kernel.yama.ptrace_scope forbids to look at other processes (1 would allow it)"
                              : "a sandbox's rules, or a security module's, forbid to look at other processes";
    default:
        return "it is needed to serve a program that libinlay.so cannot be loaded into";
    }
}

/* What one looks up; strerrorname_np(3) is glibc's alone. */
static const char *error_name(int error)
{
    switch (error) {
    case EPERM:
        return "EPERM";
    case EACCES:
        return "EACCES";
    case EBUSY:
        return "EBUSY";
    case EINVAL:
        return "EINVAL";
    case ENOSYS:
        return "ENOSYS";
    case ENOENT:
        return "ENOENT";
    case EMFILE:
        return "EMFILE";
    case EAGAIN:
        return "EAGAIN";
    case ENOMEM:
        return "ENOMEM";
    default:
        return NULL;
    }
}

const char *supervise_refusal(struct arena *arena, bool *no_new_privs)
{
    struct attempt attempt = {.step = ATTEMPT_PROC, .error = try_proc(getpid())};
    struct buffer reason = {.arena = arena};
    if (attempt.error == 0 && !try_in_child(&attempt)) {
        attempt = (struct attempt){.error = errno != 0 ? errno : EIO};
    }
    *no_new_privs = attempt.no_new_privs;
    if (attempt.error == 0) {
        return NULL;
    }
    const char *name = error_name(attempt.error);
    buffer_format(&reason, "%s: %s", step_names[attempt.step], strerror(attempt.error));
    buffer_format(&reason, name ? " (%s): " : "%s: ", name ? name : "");
    buffer_put(&reason, text_of(remedy_of(&attempt)));
    return buffer_string(&reason);
}
