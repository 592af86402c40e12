/* SPDX-License-Identifier: Apache-2.0 */
/* What inlay verify has found out, and what it says of it. */
#ifndef INLAY_VERIFICATION_H
#define INLAY_VERIFICATION_H

#include "shim/cli/job/job_memory.h"
#include "shim/cli/verify/preloaded.h"
#include "shim/cli/verify/program_file.h"
#include "shim/cli/verify/trial.h"
#include "shim/cli/via/way.h"

struct verification {
    struct arena *arena;
    const struct options *options; /* the verb's, or those of the `inlay run` that is the command */
    bool by_run;                   /* the command is started by inlay run; else the environment is all that it gets */
    bool allow_missing;
    struct launch_inputs launch;
    struct config_file *files;
    const char *root; /* what a process before the command sets INLAY_ROOT to; NULL: none does */
    char *const *command;
    struct way way;
    struct program_file program;
    struct job_memory memory;
    struct preloaded preloaded;
    char *const *environment; /* the command's */
    struct trial trial;
};

/* Each false, and said, when nothing can be proven: the command cannot be run; what it starts is elsewhere; it changes what it
 * hands on of the environment; no library can be loaded, or not by the user that it becomes. */
bool verification_can_run(const struct verification *verification);
bool verification_is_here(const struct verification *verification);
bool verification_keeps_environment(const struct verification *verification);
bool verification_can_load(const struct verification *verification);

/* Each puts the line that is proven into out and returns 0, or says why nothing is and returns the exit status: of a program that the
 * library is not loaded into; of an inlay run with --via=supervise or copy; of the trial. */
int verification_of_unreachable(const struct verification *verification, struct buffer *out);
int verification_of_chosen(const struct verification *verification, struct buffer *out);
int verification_of_trial(const struct verification *verification, struct buffer *out);

#endif
