/* SPDX-License-Identifier: Apache-2.0 */
/* The filter, run as the kernel would, against what the kernel's headers call each number. No machine here can run a
 * job of every architecture. */
#include "shim/supervise/filter.h"
#include "shim/supervise/calls.h"
#include "tests/unit/check.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <string.h>

static const struct system_call {
    uint32_t architecture;
    const char *name;
    uint32_t number;
} system_calls[] = {
#define SYSTEM_CALL(architecture, name, number) {architecture, name, number},
#include "system_calls.h"
};

#define SYSTEM_CALLS (sizeof system_calls / sizeof *system_calls)

/* What supervision takes the calls of each name for. */
static const struct expected {
    const char *name;
    enum call_kind kind;
    enum call_layout layout, of_i386;
} expected[] = {
    {"open", CALL_OPEN, CALL_NO_LAYOUT, CALL_NO_LAYOUT},
    {"creat", CALL_CREAT, CALL_NO_LAYOUT, CALL_NO_LAYOUT},
    {"openat", CALL_OPENAT, CALL_NO_LAYOUT, CALL_NO_LAYOUT},
    {"openat2", CALL_OPENAT2, CALL_NO_LAYOUT, CALL_NO_LAYOUT},
    {"stat", CALL_STAT, CALL_NATIVE, CALL_I386_STAT},
    {"lstat", CALL_LSTAT, CALL_NATIVE, CALL_I386_STAT},
    {"stat64", CALL_STAT, CALL_NATIVE, CALL_I386_STAT64},
    {"lstat64", CALL_LSTAT, CALL_NATIVE, CALL_I386_STAT64},
    {"newfstatat", CALL_STATAT, CALL_NATIVE, CALL_NATIVE},
    {"fstatat64", CALL_STATAT, CALL_NATIVE, CALL_I386_STAT64},
    {"statx", CALL_STATX, CALL_STATX_LAYOUT, CALL_STATX_LAYOUT},
    {"execve", CALL_EXEC, CALL_NO_LAYOUT, CALL_NO_LAYOUT},
    {"execveat", CALL_EXECAT, CALL_NO_LAYOUT, CALL_NO_LAYOUT},
    {"io_uring_setup", CALL_REFUSED, CALL_NO_LAYOUT, CALL_NO_LAYOUT},
};

static const struct expected *expected_of(const char *name)
{
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        if (strcmp(expected[i].name, name) == 0) {
            return &expected[i];
        }
    }
    return NULL;
}

/* What the program returns for a call; UINT32_MAX when it is not one that the kernel would run. */
static uint32_t run(const struct sock_filter *code, size_t length, uint32_t architecture, uint32_t number)
{
    const struct seccomp_data data = {.nr = (int)number, .arch = architecture};
    uint32_t word = 0;
    for (size_t at = 0; at < length; at++) {
        const struct sock_filter *step = &code[at];
        switch (step->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            if (step->k > sizeof data - sizeof word) {
                return UINT32_MAX;
            }
            memcpy(&word, (const char *)&data + step->k, sizeof word);
            break;
        case BPF_ALU | BPF_AND | BPF_K:
            word &= step->k;
            break;
        case BPF_JMP | BPF_JEQ | BPF_K:
            at += word == step->k ? step->jt : step->jf;
            break;
        case BPF_RET | BPF_K:
            return step->k;
        default:
            return UINT32_MAX;
        }
    }
    return UINT32_MAX;
}

static bool is_exec(const struct expected *kind)
{
    return kind->kind == CALL_EXEC || kind->kind == CALL_EXECAT;
}

/* Programs for 32-bit ARM are not served: they open nothing, and may look. */
static uint32_t action(const struct system_call *call, bool execs)
{
    const struct expected *kind = expected_of(call->name);
    if (!kind || (is_exec(kind) && !execs) ||
        (call->architecture == AUDIT_ARCH_ARM && (kind->layout != CALL_NO_LAYOUT || is_exec(kind)))) {
        return SECCOMP_RET_ALLOW;
    }
    return kind->kind == CALL_REFUSED || call->architecture == AUDIT_ARCH_ARM ? SECCOMP_RET_ERRNO | ENOSYS
                                                                              : (uint32_t)SECCOMP_RET_USER_NOTIF;
}

static void check_action(const struct system_call *call, bool execs)
{
    struct sock_filter code[FILTER_LENGTH_MAX];
    const unsigned length = filter_assemble(code, execs);
    const uint32_t found = run(code, length, call->architecture, call->number);
    CHECK(length <= FILTER_LENGTH_MAX, "%u instructions", length);
    CHECK(found == action(call, execs), "%s, number %#x of %#x: %#x", call->name, call->number, call->architecture,
          found);
}

/* That the supervisor takes a halted call for what it is. */
static void check_row(const struct system_call *call)
{
    const struct expected *kind = expected_of(call->name);
    const struct call *row = calls_find(call->architecture, call->number);
    if (action(call, true) != SECCOMP_RET_USER_NOTIF) {
        CHECK(!row || row->kind == CALL_REFUSED, "%s", call->name);
        return;
    }
    CHECK(row, "%s", call->name);
    const enum call_layout layout = call->architecture == AUDIT_ARCH_I386 ? kind->of_i386 : kind->layout;
    CHECK(row && row->kind == kind->kind && row->layout == layout, "%s of %#x", call->name, call->architecture);
}

static void test_architecture(const char *name, uint32_t architecture)
{
    check_new_test();
    size_t count = 0;
    for (size_t i = 0; i < SYSTEM_CALLS; i++) {
        if (system_calls[i].architecture == architecture) {
            check_action(&system_calls[i], false);
            check_action(&system_calls[i], true);
            check_row(&system_calls[i]);
            count++;
        }
    }
    if (count == 0) {
        check_left_out(name, "needs that machine's kernel headers");
    }
}

static bool has_name(uint32_t architecture, uint32_t number)
{
    for (size_t i = 0; i < SYSTEM_CALLS; i++) {
        if (system_calls[i].number == number && system_calls[i].architecture == architecture) {
            return true;
        }
    }
    return false;
}

/* What no call of the kernel has is for the kernel to refuse; and so is another machine's. */
static void test_other_numbers(void)
{
    check_new_test();
    static const uint32_t architectures[] = {AUDIT_ARCH_X86_64, AUDIT_ARCH_S390X};
    for (size_t i = 0; i < sizeof architectures / sizeof *architectures; i++) {
        for (uint32_t number = 0; number < 2048; number++) {
            const struct system_call call = {architectures[i], "none", number};
            if (!has_name(call.architecture, number)) {
                check_action(&call, false);
            }
        }
    }
    check_action(&(struct system_call){AUDIT_ARCH_X86_64, "none", UINT32_MAX}, false);
}

int main(void)
{
    test_architecture("the filter for x86-64 and x32", AUDIT_ARCH_X86_64);
    test_architecture("the filter for i386", AUDIT_ARCH_I386);
    test_architecture("the filter for aarch64", AUDIT_ARCH_AARCH64);
    test_architecture("the filter for 32-bit ARM", AUDIT_ARCH_ARM);
    test_other_numbers();
    return check_done();
}
