/* SPDX-License-Identifier: Apache-2.0 */
/* The config files of a plan's cells, as they are now. */
#ifndef INLAY_PLAN_BASES_H
#define INLAY_PLAN_BASES_H

#include "shim/cli/plan/plan.h"

/* Reads each file that a cell overrides into plan->bases. What cannot be read is left out: plan_check() says it. */
void plan_bases_read(struct plan *plan);

#endif
