/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/speaker.h"

static uint64_t program_hash;

void speaker_be(struct ledger *ledger, pid_t thread, const struct caller_status *status)
{
    char room[PATH_MAX];
    const struct text program = caller_program(thread, room);
    program_hash = text_hash(program);
    ledger_speak_for(ledger, status->process, status->parent, program);
}

uint64_t speaker_program(void)
{
    return program_hash;
}
