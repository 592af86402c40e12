/* SPDX-License-Identifier: Apache-2.0 */
/* A launch as one process sees it: what is registered, and where to say what happened. */
#ifndef INLAY_LAUNCH_H
#define INLAY_LAUNCH_H

#include "shim/serve/discovery.h"
#include "shim/serve/manifest_search.h"
#include "shim/serve/manifest_source.h"
#include "shim/serve/open_counts.h"
#include "shim/serve/environment_secrets.h"

struct launch {
    struct arena *arena; /* borrowed; holds everything below */
    struct overrides overrides;
    struct registry registry;
    struct discovery discovery;
    struct environment_secrets secrets; /* empty when no file has any */
    struct records records;
    struct open_counts opens;
    const char *log;    /* INLAY_LOG: absolute, or "stderr"; NULL: quiet */
    bool warn;          /* INLAY_ON_ERROR=warn */
    bool strict;        /* INLAY_STRICT */
    bool watches_wandb; /* its launcher asks whether W&B's SDK is there, which reads a run config or says one */
    bool is_for_sweeps; /* a sweep that begins inside of the job has to do with it: by binds, or the run config */
    bool has_files;     /* of the job's, which are overridden or registered for their secrets */
    bool explain;       /* say what patches have to note; set by the caller, in the first process of a job */
    int64_t started;    /* when the job began, as the first of its processes saw it: seconds since 1970; 0: nobody
                         * is to know */
    char pin[65];       /* the digest of an @PATH document; empty when there is none */
    const struct bound_variable *bound; /* variables of the environment that binds took */
    char inputs_pin[65];                /* likewise of a manifest's file */
    bool looks_for_manifest;            /* nobody has said yet what there is: not the launcher, nor a process before */
    struct manifest_found found_manifest; /* what it found then */
};

/* Reads a launch from the environment, of which own are inlay's variables; paths without a root start at directory, the
 * process's own (NULL: unknown). To be called inside arena_run(). Of records only the ledger counts. False with errors
 * in diagnostics; report, log and warn are right even then. */
bool launch_read(struct launch *launch, struct arena *arena, char *const *environment, char *const *own,
                 const char *directory, const struct records *records, struct diagnostics *diagnostics);

/* Where value, of INLAY_LOG, sends the log: "stderr" or a file as it is named; NULL: nowhere. */
const char *launch_log(const char *value);

#endif
