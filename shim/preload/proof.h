/* SPDX-License-Identifier: Apache-2.0 */
/* What `inlay verify` asks: whether the constructor runs in a program, and what it finds there. The program's main never runs
 * then: the constructor answers, and ends the process. */
#ifndef INLAY_PROOF_H
#define INLAY_PROOF_H

#include "shim/serve/launch.h"

/* The answer goes to the descriptor that INLAY_VERIFY names, as strings that each end in NUL, in pairs: "contract" and its
 * number; "library" and the path that this copy was loaded from; "there" or "missing" and the path of each registered file;
 * "complete" and nothing. The process ends with 125, so that a job which has the variable by mistake is never taken for one that
 * has done its work. */
_Noreturn void proof_give(const struct launch *launch, struct text library, const char *descriptor);

#endif
