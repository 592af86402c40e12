/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/inside.h"
#include "shim/serve/environment.h"
#include "shim/serve/ledger_join.h"
#include "shim/serve/record.h"
#include "shim/serve/slurm_step.h"
#include "shim/serve/variables.h"

#include <sys/auxv.h>
#include <unistd.h>

/* INLAY_NOTE_COMMAND: the sizes of name and content, the type, the name. By it a job's processes know the command. */
__asm__(".pushsection .note.inlay, \"a\", %note\n"
        ".balign 4\n"
        ".long 6, 0, 3\n"
        ".asciz \"inlay\"\n"
        ".balign 4\n"
        ".popsection");

void inside_enter(void)
{
    struct records records = {.report = NULL};
    const bool has_loader = getauxval(AT_BASE) != 0;
    if (has_loader || environment_disabled(environ) ||
        ledger_join(&records.ledger, environment_get(environ, ENV_LEDGER)) != LEDGER_THERE) {
        return;
    }
    ledger_enter_self(&records.ledger);
    slurm_step_enter(&records.ledger, environ);
    record_append(&records, &(struct record){.event = LEDGER_LOAD, .size = -1});
}
