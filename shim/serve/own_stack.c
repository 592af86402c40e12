/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/own_stack.h"
#include "shim/serve/kernel.h"

#define STACK_SIZE ((size_t)256 << 10) /* the deepest file that is read takes 110 KiB */
#define GUARD_SIZE ((size_t)64 << 10)  /* a page, of whatever size */

/* Calls work(context) with the stack pointer at top. */
__attribute__((visibility("hidden"))) void own_stack_call(void *context, void (*work)(void *context), void *top);

#define FUNCTION(instructions)                                                                                         \
    __asm__(".pushsection .text.own_stack_call, \"ax\", %progbits\n"                                                   \
            ".globl own_stack_call\n"                                                                                  \
            ".hidden own_stack_call\n"                                                                                 \
            ".type own_stack_call, %function\n"                                                                        \
            "own_stack_call:\n"                                                                                        \
            ".cfi_startproc\n" instructions ".cfi_endproc\n"                                                           \
            ".size own_stack_call, . - own_stack_call\n"                                                               \
            ".popsection")

#if defined __x86_64__
FUNCTION("pushq %rbp\n"
         ".cfi_def_cfa_offset 16\n"
         ".cfi_offset %rbp, -16\n"
         "movq %rsp, %rbp\n"
         ".cfi_def_cfa_register %rbp\n"
         "movq %rdx, %rsp\n"
         "call *%rsi\n"
         "leave\n"
         ".cfi_def_cfa %rsp, 8\n"
         "ret\n");
#else
FUNCTION("stp x29, x30, [sp, #-16]!\n"
         ".cfi_def_cfa_offset 16\n"
         ".cfi_offset x29, -16\n"
         ".cfi_offset x30, -8\n"
         "mov x29, sp\n"
         ".cfi_def_cfa_register x29\n"
         "mov sp, x2\n"
         "blr x1\n"
         "mov sp, x29\n"
         ".cfi_def_cfa_register sp\n"
         "ldp x29, x30, [sp], #16\n"
         ".cfi_def_cfa_offset 0\n"
         "ret\n");
#endif

static bool run_apart(void (*work)(void *context), void *context)
{
    const kernel_sigset all = ~(kernel_sigset)0;
    kernel_sigset before = 0;
    char *pages = kernel_map(GUARD_SIZE + STACK_SIZE);
    if (!pages) {
        return false;
    }
    kernel_protect(pages, GUARD_SIZE, PROT_NONE);
    kernel_sigprocmask(SIG_SETMASK, &all, &before);
    own_stack_call(context, work, pages + GUARD_SIZE + STACK_SIZE);
    kernel_sigprocmask(SIG_SETMASK, &before, NULL);
    kernel_unmap(pages, GUARD_SIZE + STACK_SIZE);
    return true;
}

bool own_stack_run(void (*work)(void *context), void *context)
{
    stack_t stack;
    if (kernel_sigaltstack(&stack) == 0 && (stack.ss_flags & SS_ONSTACK)) {
        return run_apart(work, context);
    }
    work(context);
    return true;
}
