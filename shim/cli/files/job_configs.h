/* SPDX-License-Identifier: Apache-2.0 */
/* The configs of a job that may be changed, as a job started now would read them, and the inputs in each. */
#ifndef INLAY_JOB_CONFIGS_H
#define INLAY_JOB_CONFIGS_H

#include "shim/cli/launch/inputs.h"

#include "core/inputs/job_inputs.h"

struct job_config {
    struct job_config *next;
    const char *name; /* as manifest or command line has it */
    bool is_run_config;
    bool is_file;    /* false: a run config that the job reads from no file */
    uint32_t number; /* of a document of a stream, from 1; 0: the only one */
    const struct offer *offer;
    const struct document *document; /* overrides laid in; NULL when there is no such file yet */
    const struct job_input *inputs;  /* NULL: none */
};

/* In the manifest's order, the run config last: everything that it offers, or of that only what files (NULL-terminated)
 * names. Without a manifest: the whole of those files, or, when there are none, of those that are overridden. What is
 * wrong is in launch->diagnostics; that nothing says what the inputs are, too. */
struct job_config *job_configs_read(struct launch_inputs *launch, char *const *files);

/* How many keys both paths begin with. A config's inputs stand in its order, so that those of one object are together: what
 * one shares with the input before it stays open, in whatever they are listed. */
size_t job_input_shared(struct keypath a, struct keypath b);

/* The name by which overrides call it: that of a stream's second document ends in #2. */
struct text job_config_label(struct arena *arena, const struct job_config *config);

#endif
