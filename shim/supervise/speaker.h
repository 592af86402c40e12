/* SPDX-License-Identifier: Apache-2.0 */
/* Whose records the supervisor writes. */
#ifndef INLAY_SUPERVISE_SPEAKER_H
#define INLAY_SUPERVISE_SPEAKER_H

#include "shim/serve/ledger.h"
#include "shim/supervise/caller.h"

/* What is written into the ledger from now on is of the process that made a halted call. */
void speaker_be(struct ledger *ledger, pid_t thread, const struct caller_status *status);

/* A hash of the path of that process's program. */
uint64_t speaker_program(void);

#endif
