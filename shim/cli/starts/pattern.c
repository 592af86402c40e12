/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/pattern.h"
#include "shim/cli/launch/own_program.h"
#include "shim/cli/plan/run_options.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <string.h>

#define GRACE 30 /* seconds; as Slurm's KillWait and Kubernetes' terminationGracePeriodSeconds have it by default */

bool pattern_read(struct cell_job *pattern, struct arena *arena, const struct plan *plan, const struct signals *caller)
{
    const struct options *options = plan->options;
    const struct sweeping *sweeping = &options->sweeping;
    const double grace = sweeping->grace < 0 ? GRACE : sweeping->grace;
    *pattern = (struct cell_job){
        .arena = arena,
        .program = own_program_open(arena),
        .command = options->operands,
        .pin = plan->base.environment_pin,
        .run_options = run_options(arena, options),
        .timeout = sweeping->timeout,
        .grace = grace,
        .outer_grace = grace,
        .caller = caller,
    };
    if (pattern->program < 0) {
        say("inlay's own program cannot be opened: %s (is /proc mounted?)", strerror(errno));
    }
    return pattern->program >= 0;
}
