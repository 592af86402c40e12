/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/slurm_step.h"
#include "shim/serve/environment.h"

/* Of srun(1), "OUTPUT ENVIRONMENT VARIABLES". */
bool slurm_step_is_new(const struct ledger *ledger, char *const *environment)
{
    const struct text nodes = text_of(environment_get(environment, "SLURM_STEP_NUM_NODES"));
    const struct text job = text_of(environment_get(environment, "SLURM_JOB_ID"));
    const struct text step = text_of(environment_get(environment, "SLURM_STEP_ID"));
    return text_equal(nodes, TEXT("1")) && step.length > 0 &&
           ledger_ask_once(ledger, text_hash(job) * 31 + text_hash(step)) == ONCE_FIRST;
}

void slurm_step_enter(const struct ledger *ledger, char *const *environment)
{
    if (slurm_step_is_new(ledger, environment)) {
        ledger_write(ledger, LEDGER_STEP, LEDGER_NO_FILE, &(struct ledger_note){.size = -1});
    }
}
