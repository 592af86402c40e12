/* SPDX-License-Identifier: Apache-2.0 */
/* Whether supervision works here: tried by a child that ends at once. */
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/filter.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/supervise.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

/* What was tried last, and what came of it. */
struct attempt {
    enum { ATTEMPT_FILTER, ATTEMPT_ANSWER, ATTEMPT_MEMORY, ATTEMPT_PROC, ATTEMPTS } step;
    int error; /* 0: all is well */
    bool no_new_privs;
};

static const char *const step_names[ATTEMPTS] = {
    "seccomp with a listener",
    "answering by a descriptor (SECCOMP_ADDFD_FLAG_SEND, Linux 5.14)",
    "process_vm_readv",
    "/proc",
};

static int try_memory(void)
{
    char from = 'a', to = 'b';
    struct iovec here = {&to, 1}, there = {&from, 1};
    const long result = kernel_call(SYS_process_vm_readv, kernel_getpid(), (long)&here, 1, (long)&there, 1, 0);
    return result == 1 ? 0 : result < 0 ? (int)-result : EIO;
}

static int try_proc(void)
{
    struct stat seen;
    return -kernel_fstatat(AT_FDCWD, "/proc/thread-self/root", &seen, 0);
}

static void try_all(struct attempt *attempt)
{
    const int listener = filter_install(&attempt->no_new_privs);
    attempt->step = ATTEMPT_FILTER;
    attempt->error = listener < 0 ? -listener : 0;
    if (attempt->error == 0) {
        attempt->step = ATTEMPT_ANSWER;
        attempt->error = listener_problem(listener);
    }
    if (attempt->error == 0) {
        attempt->step = ATTEMPT_MEMORY;
        attempt->error = try_memory();
    }
}

/* In a child, since a filter is for ever. No call that the filter halts may be made there once it is in place. */
static bool try_in_child(struct attempt *attempt)
{
    int ends[2], status;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    const pid_t child = fork();
    if (child == 0) {
        try_all(attempt);
        kernel_write(ends[1], attempt, sizeof *attempt);
        kernel_exit(0);
    }
    close(ends[1]);
    const bool tried = child > 0 && read(ends[0], attempt, sizeof *attempt) == sizeof *attempt;
    close(ends[0]);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
        continue;
    }
    return tried;
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
        return "a sandbox's rules, such as a container's seccomp profile, forbid it";
    default:
        return "it is needed to serve a program that libinlay.so cannot be loaded into";
    }
}

const char *supervise_refusal(struct arena *arena, bool *no_new_privs)
{
    struct attempt attempt = {.step = ATTEMPT_PROC, .error = try_proc()};
    struct buffer reason = {.arena = arena};
    if (attempt.error == 0 && !try_in_child(&attempt)) {
        attempt = (struct attempt){.error = errno};
    }
    *no_new_privs = attempt.no_new_privs;
    if (attempt.error == 0) {
        return NULL;
    }
    const char *name = strerrorname_np(attempt.error);
    buffer_format(&reason, "%s: %s (%s): %s", step_names[attempt.step], strerror(attempt.error), name ? name : "?",
                  remedy_of(&attempt));
    return buffer_string(&reason);
}
