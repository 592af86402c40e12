/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/verify/harmless.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* What dynamic linkers and the constructors of libraries call, and what only tells a process of itself or of files. */
static const unsigned short harmless_calls[] = {
    SYS_read,
    SYS_readv,
    SYS_pread64,
    SYS_preadv,
    SYS_lseek,
    SYS_close,
    SYS_mmap,
    SYS_munmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_statfs,
    SYS_fstatfs,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getdents64,
    SYS_getcwd,
    SYS_getxattr,
    SYS_lgetxattr,
    SYS_fgetxattr,
    SYS_dup,
    SYS_set_tid_address,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_futex,
    SYS_sched_getaffinity,
    SYS_sched_getparam,
    SYS_sched_getscheduler,
    SYS_sched_yield,
    SYS_getcpu,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_getrandom,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_getrusage,
    SYS_sysinfo,
    SYS_uname,
    SYS_getpid,
    SYS_gettid,
    SYS_getppid,
    SYS_getpgid,
    SYS_getsid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_getgroups,
    SYS_getresuid,
    SYS_getresgid,
    SYS_capget,
    SYS_get_mempolicy,
    SYS_exit,
    SYS_exit_group,
#ifdef __x86_64__
    SYS_arch_prctl,
    SYS_stat,
    SYS_lstat,
    SYS_access,
    SYS_readlink,
    SYS_getdents,
    SYS_getrlimit,
    SYS_getpgrp,
    SYS_time,
#endif
};

#define INSTRUCTIONS_MAX (2 * sizeof harmless_calls / sizeof *harmless_calls + 64)

struct program {
    struct sock_filter code[INSTRUCTIONS_MAX];
    unsigned short length;
};

static void put(struct program *program, struct sock_filter instruction)
{
    program->code[program->length++] = instruction;
}

#define LOAD_AT(offset)  ((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offset)))
#define LOAD(member)     LOAD_AT(offsetof(struct seccomp_data, member))
#define ALLOW            ((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW))
#define REFUSE_AS(error) ((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error)))
#define REFUSE           REFUSE_AS(EPERM)
#define JUMP(test, value, yes, no)                                                                                     \
    ((struct sock_filter)BPF_JUMP(BPF_JMP | (test) | BPF_K, (uint32_t)(value), (yes), (no)))

/* The low half of an argument: both architectures are little-endian. */
#define ARGUMENT(index)      (offsetof(struct seccomp_data, args) + sizeof(uint64_t) * (index))
#define ARGUMENT_HIGH(index) (ARGUMENT(index) + sizeof(uint32_t))

static void put_call(struct program *program, unsigned number)
{
    put(program, JUMP(BPF_JEQ, number, 0, 1));
    put(program, ALLOW);
}

/* To be allowed when the argument is at least 1 and at most HARMLESS_OUTPUT_MAX. */
static void put_write(struct program *program, unsigned number)
{
    put(program, JUMP(BPF_JEQ, number, 0, 5));
    put(program, LOAD_AT(ARGUMENT(0)));
    put(program, JUMP(BPF_JGT, HARMLESS_OUTPUT_MAX, 2, 0));
    put(program, JUMP(BPF_JGE, 1, 0, 1));
    put(program, ALLOW);
    put(program, REFUSE);
}

/* When its flags, the argument index, only read. */
static void put_open(struct program *program, unsigned number, unsigned index)
{
    put(program, JUMP(BPF_JEQ, number, 0, 4));
    put(program, LOAD_AT(ARGUMENT(index)));
    put(program, JUMP(BPF_JSET, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 1, 0));
    put(program, ALLOW);
    put(program, REFUSE);
}

/* When it duplicates the descriptor, or asks for or sets its flags. Not F_SETLK and its like: others see locks. */
static void put_fcntl(struct program *program)
{
    put(program, JUMP(BPF_JEQ, SYS_fcntl, 0, 5));
    put(program, LOAD_AT(ARGUMENT(1)));
    put(program, JUMP(BPF_JEQ, F_DUPFD_CLOEXEC, 1, 0));
    put(program, JUMP(BPF_JGT, F_GETFL, 1, 0));
    put(program, ALLOW);
    put(program, REFUSE);
}

/* When it is about this process itself. */
static void put_limits(struct program *program)
{
    put(program, JUMP(BPF_JEQ, SYS_prlimit64, 0, 4));
    put(program, LOAD_AT(ARGUMENT(0)));
    put(program, JUMP(BPF_JEQ, 0, 0, 1));
    put(program, ALLOW);
    put(program, REFUSE);
}

/* When it makes a thread, which the filter holds for, too: libraries start some in their constructors (OpenBLAS), and end the
 * process where they cannot. A filter does not see the flags of clone3(2), so C libraries have to fall back on clone(2). */
static void put_thread(struct program *program)
{
    put(program, JUMP(BPF_JEQ, SYS_clone3, 0, 1));
    put(program, REFUSE_AS(ENOSYS));
    put(program, JUMP(BPF_JEQ, SYS_clone, 0, 4));
    put(program, LOAD_AT(ARGUMENT(0)));
    put(program, JUMP(BPF_JSET, CLONE_THREAD, 0, 1));
    put(program, ALLOW);
    put(program, REFUSE);
}

/* A filter cannot count. But what is executed at another address, or after the exec, is refused. */
static void put_exec(struct program *program, const char *path)
{
    const uint64_t address = (uintptr_t)path;
    put(program, JUMP(BPF_JEQ, SYS_execve, 0, 6));
    put(program, LOAD_AT(ARGUMENT(0)));
    put(program, JUMP(BPF_JEQ, address, 0, 3));
    put(program, LOAD_AT(ARGUMENT_HIGH(0)));
    put(program, JUMP(BPF_JEQ, address >> 32, 0, 1));
    put(program, ALLOW);
    put(program, REFUSE);
}

static void assemble(struct program *program, const char *path)
{
    put(program, LOAD(arch));
    put(program, JUMP(BPF_JEQ, OWN_ARCHITECTURE, 1, 0));
    put(program, REFUSE);
    put(program, LOAD(nr));
    for (size_t i = 0; i < sizeof harmless_calls / sizeof *harmless_calls; i++) {
        put_call(program, harmless_calls[i]);
    }
    put_write(program, SYS_write);
    put_write(program, SYS_writev);
    put_open(program, SYS_openat, 2);
#ifdef SYS_open
    put_open(program, SYS_open, 1);
#endif
    put_fcntl(program);
    put_limits(program);
    put_thread(program);
    put_exec(program, path);
    put(program, REFUSE);
}

int harmless_become(const char *path)
{
    struct program program = {.length = 0};
    assemble(&program, path);
    const struct sock_fprog given = {.len = program.length, .filter = program.code};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &given, 0, 0) == 0) {
        return 0;
    }
    const bool may_help = errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    return may_help && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &given, 0, 0) == 0 ? 0 : errno;
}
