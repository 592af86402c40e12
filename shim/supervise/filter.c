/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/filter.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/calls.h"

#include <linux/seccomp.h>
#include <sys/prctl.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

struct program {
    struct sock_filter *code;
    unsigned short length;
    bool execs;
};

static void put(struct program *program, struct sock_filter instruction)
{
    program->code[program->length++] = instruction;
}

#define LOAD(member)                                                                                                   \
    ((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, member)))
#define RETURN(value)             ((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, (value)))
#define SKIP_UNLESS(value, count) ((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count)))

static void put_call(struct program *program, const struct call *call)
{
    put(program, SKIP_UNLESS(call->number, 1));
    put(program, RETURN(call->kind == CALL_REFUSED ? SECCOMP_RET_ERRNO | ENOSYS : (uint32_t)SECCOMP_RET_USER_NOTIF));
}

/* The calls of the table's rows first to end, which are of one architecture. */
static void put_architecture(struct program *program, const struct call *first, const struct call *end)
{
    put(program, LOAD(arch));
    const unsigned short start = program->length;
    put(program, SKIP_UNLESS(first->architecture, 0));
    put(program, LOAD(nr));
    put(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~CALL_X32_BIT));
    for (const struct call *call = first; call < end; call++) {
        if (program->execs || !call_is_exec(call)) {
            put_call(program, call);
        }
    }
    put(program, RETURN(SECCOMP_RET_ALLOW));
    program->code[start].jf = (unsigned char)(program->length - start - 1);
}

unsigned short filter_assemble(struct sock_filter code[FILTER_LENGTH_MAX], bool execs)
{
    struct program program = {.code = code, .execs = execs};
    const struct call *first = calls_trapped, *const end = calls_trapped + calls_trapped_count;
    while (first < end) {
        const struct call *next = first;
        while (next < end && next->architecture == first->architecture) {
            next++;
        }
        put_architecture(&program, first, next);
        first = next;
    }
    put(&program, RETURN(SECCOMP_RET_ALLOW));
    return program.length;
}

/* A call that was halted is to be interrupted by nothing but the end of its process where the kernel can do so, since
 * Linux 5.19: Go sends itself a signal each 10 ms. A mitigation that the kernel before 5.16 puts on whatever is
 * filtered, and that makes all else slower, is not needed: the job is not in a sandbox. */
static int install(bool execs)
{
    struct sock_filter code[FILTER_LENGTH_MAX];
    const struct sock_fprog program = {.len = filter_assemble(code, execs), .filter = code};
    const unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    long result = kernel_call(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                              (long)(flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV), (long)&program, 0, 0, 0);
    if (result == -EINVAL) {
        result = kernel_call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, (long)flags, (long)&program, 0, 0, 0);
    }
    return (int)result;
}

int filter_install(bool execs, bool *no_new_privs)
{
    int listener = install(false);
    *no_new_privs = listener == -EACCES;
    if (*no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
        listener = install(execs);
    }
    return listener;
}
