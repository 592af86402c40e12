/* SPDX-License-Identifier: Apache-2.0 */
/* The supervisor's resource limits. It has those of the job's user, but works for all of the job's processes. */
#ifndef INLAY_SUPERVISE_OWN_LIMITS_H
#define INLAY_SUPERVISE_OWN_LIMITS_H

/* Lifts them as far as this process may: up to the hard ones, or with CAP_SYS_RESOURCE wholly. The job, which was
 * started before, keeps its own. */
void own_limits_lift(void);

#endif
