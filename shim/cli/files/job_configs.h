/* SPDX-License-Identifier: Apache-2.0 */
/* The configs of a job that may be changed, as a job started now would read them, and the inputs in each. */
#ifndef INLAY_JOB_CONFIGS_H
#define INLAY_JOB_CONFIGS_H

#include "shim/cli/launch/inputs.h"

#include "core/inputs/job_inputs.h"

struct job_config {
    struct job_config *next;
    const char *name; /* from the manifest or the command line */
    bool is_run_config;
    bool is_file;    /* false: a run config that the job reads from no file */
    uint32_t number; /* of the document in its stream, from 1; 0: it is the only one */
    const struct offer *offer;
    const struct document *document; /* with its overrides; NULL when there is no such file yet */
    const struct job_input *inputs;  /* NULL: none */
    const struct job_input *chosen;  /* of core/inputs/job_inputs.h; NULL: none */
};

/* In the manifest's order, the run config last: all that the manifest offers, or, when files (NULL-terminated) names
 * any, what it offers of those. Without a manifest: the whole of those files, or, when there are none, of the
 * overridden ones. NULL when launch->diagnostics has errors, or gets one; that nothing says what the inputs are is an
 * error. */
struct job_config *job_configs_read(struct launch_inputs *launch, char *const *files);

/* How many keys both paths begin with. Inputs are listed in their config's order, so those of one object stand
 * together: the objects that an input shares with the one before it are still open. */
size_t job_input_shared(struct keypath a, struct keypath b);

/* The name by which overrides call it. The name of a stream's second document ends in #2. */
struct text job_config_label(struct arena *arena, const struct job_config *config);

#endif
