/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/speaker.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

void speaker_be(struct ledger *ledger, pid_t thread, const struct caller_status *status)
{
    char link[32], program[PATH_MAX];
    buffer_format_fixed(link, sizeof link, "/proc/%d/exe", thread);
    const ssize_t length = kernel_readlinkat(AT_FDCWD, link, program, sizeof program);
    ledger_speak_for(ledger, status->process, status->parent, (struct text){program, length > 0 ? (size_t)length : 0});
}
