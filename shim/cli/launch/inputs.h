/* SPDX-License-Identifier: Apache-2.0 */
/* A launch: what options, environment, documents and assignments say, as one struct overrides, admitted by the job's
 * manifest. */
#ifndef INLAY_INPUTS_H
#define INLAY_INPUTS_H

#include "shim/cli/base/options.h"

#include "core/inputs/manifest.h"
#include "core/patch/hidden_overrides.h"
#include "shim/serve/environment_secrets.h"
#include "shim/serve/manifest_source.h"

struct launch_inputs {
    struct arena *arena;
    struct overrides overrides;
    const struct manifest *manifest; /* NULL: there is none, so all may be overridden */
    char environment_pin[65];        /* digest of the file that INLAY_OVERRIDES names; empty: it names none */
    struct environment_secrets secrets;
    struct diagnostics diagnostics;
    char *const *command; /* the job's, as the command line has it; NULL: the verb takes none */
    bool disabled;        /* INLAY_DISABLE: nothing was read, and nothing will be done */
    bool warn;            /* INLAY_ON_ERROR=warn: errors are said, and stop nothing */
    bool stdin_is_read;   /* by -o - */
    bool prints;          /* the verb takes --output */
};

/* Reads every input once, in the order of precedence. Errors are in launch->diagnostics. Documents are kept in the
 * arena; environment and options are borrowed. */
void inputs_read(struct launch_inputs *launch, struct arena *arena, const struct options *options,
                 char *const *environment);

/* That in two steps, between which more may be added to launch->overrides. like: a launch of the same options, whose manifest
 * is taken, and whose arena keeps the documents' text; NULL: there is none yet. */
void inputs_gather(struct launch_inputs *launch, struct arena *arena, const struct options *options,
                   char *const *environment, const struct launch_inputs *like);
void inputs_admit(struct launch_inputs *launch, const struct options *options, char *const *environment);

/* What the arguments say by themselves, with paths as they were written: no environment, no manifest, no root. */
void inputs_said(struct launch_inputs *launch, struct arena *arena, const struct options *options);

/* The beginning of reading: finds the root, reads no input. */
void inputs_begin(struct launch_inputs *launch, struct arena *arena, const struct options *options,
                  char *const *environment);

/* Finds the manifest that people keep beside the job; false when there is none. */
bool inputs_find_manifest(struct launch_inputs *launch, const struct options *options, char *const *environment,
                          struct manifest_place *place);

/* Puts an error: source and what is wrong with it. */
void inputs_refuse(struct launch_inputs *launch, const char *source, const char *what);

/* What people may see of the launch: see core/patch/hidden_overrides.h. */
const struct hidden_key *inputs_hidden(struct arena *arena, const struct launch_inputs *launch,
                                       struct overrides *shown);

/* Says all that is in launch->diagnostics. False when there are errors. */
bool inputs_are_right(const struct launch_inputs *launch);

#endif
