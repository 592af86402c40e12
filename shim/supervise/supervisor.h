/* SPDX-License-Identifier: Apache-2.0 */
/* The supervisor's work: halted calls, one after the other, and the launch that answers them. */
#ifndef INLAY_SUPERVISOR_H
#define INLAY_SUPERVISOR_H

#include "shim/serve/ledger.h"

struct supervisor;

/* Reads the launch from that environment; it lives as long as the process. NULL, and said, when that is wrong. */
struct supervisor *supervisor_make(char *const *environment, const struct ledger *ledger, const char *command);

/* Answers until the process ends. */
_Noreturn void supervisor_serve(struct supervisor *supervisor, int listener);

/* Waits until the record of a call that was answered before now is written. Of any thread. */
void supervisor_settle(void);

#endif
