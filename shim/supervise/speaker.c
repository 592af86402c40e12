/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/speaker.h"

void speaker_be(struct ledger *ledger, pid_t thread, const struct caller_status *status)
{
    char program[PATH_MAX];
    ledger_speak_for(ledger, status->process, status->parent, caller_program(thread, program));
}
