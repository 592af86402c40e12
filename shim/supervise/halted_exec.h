/* SPDX-License-Identifier: Apache-2.0 */
/* A call that starts a program, halted in a strict job where no_new_privs takes the program's own rights. */
#ifndef INLAY_SUPERVISE_HALTED_EXEC_H
#define INLAY_SUPERVISE_HALTED_EXEC_H

#include "shim/supervise/halted.h"

/* Refuses a program that is set-user-ID, set-group-ID or has capabilities, where that gives it anything; the kernel
 * goes on with any other. The path may be another when the kernel reads it: this is for programs that mean no harm. */
void halted_exec(struct halted *halted, struct launch *launch);

#endif
