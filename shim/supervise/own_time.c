/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/own_time.h"
#include "shim/serve/kernel.h"

#include <sched.h>
#include <sys/wait.h>

#define CALLS_A_LOOK 64

static struct {
    rlim_t limit; /* seconds; RLIM_INFINITY: none, or none that another process would help with */
    unsigned calls;
    bool is_successor;
} own = {.limit = RLIM_INFINITY};

void own_time_start(void)
{
    struct rlimit limit;
    own.limit = getrlimit(RLIMIT_CPU, &limit) == 0 ? limit.rlim_max : RLIM_INFINITY;
}

/* Half of it leaves enough to answer one more call, however long that takes. */
static bool is_used_up(void)
{
    struct timespec used = {0, 0};
    kernel_call(SYS_clock_gettime, CLOCK_PROCESS_CPUTIME_ID, (long)&used, 0, 0, 0, 0);
    return (rlim_t)used.tv_sec * 1000 + (rlim_t)used.tv_nsec / 1000000 > own.limit * 500;
}

/* A successor is no ancestor of the job's processes, as Yama wants it (kernel.yama.ptrace_scope=1), nor of this one:
 * whether it may look at one it may look at the other. */
static bool may_look_at(pid_t process)
{
    char byte, copy;
    const struct iovec here = {&copy, 1}, there = {&byte, 1};
    return kernel_call(SYS_process_vm_readv, process, (long)&here, 1, (long)&there, 1, 0) == 1;
}

static void succeed(pid_t predecessor, atomic_bool *cannot)
{
    if (!may_look_at(predecessor)) {
        atomic_store(cannot, true);
        kernel_exit(0);
    }
    kernel_unmap(cannot, sizeof *cannot);
    own.is_successor = true;
}

/* It may be taken in by the thread that watches over all children. */
static void wait_for(pid_t successor)
{
    while (waitpid(successor, NULL, 0) < 0 && errno == EINTR) {
        continue;
    }
}

/* Shares descriptors, so that what is closed, or put in their place, is so for both. */
static bool hand_on(void)
{
    const pid_t predecessor = kernel_getpid();
    atomic_bool *cannot = mmap(NULL, sizeof *cannot, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (cannot == MAP_FAILED) {
        return true;
    }
    const long successor = kernel_call(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0, 0);
    if (successor == 0) {
        succeed(predecessor, cannot);
        return true;
    }
    if (successor > 0) {
        wait_for((pid_t)successor);
    }
    const bool goes_on = successor < 0 || atomic_load(cannot);
    kernel_unmap(cannot, sizeof *cannot);
    own.limit = RLIM_INFINITY; /* as long as it can */
    return goes_on;
}

bool own_time_look(void)
{
    return own.limit == RLIM_INFINITY || ++own.calls % CALLS_A_LOOK != 0 || !is_used_up() || hand_on();
}

bool own_time_is_successor(void)
{
    return own.is_successor;
}
