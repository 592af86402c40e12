/* SPDX-License-Identifier: Apache-2.0 */
/* What `inlay env` hands to a job by its environment: the variables, and what the job must find beside them. */
#ifndef INLAY_INJECTION_H
#define INLAY_INJECTION_H

#include "shim/cli/launch/inputs.h"

/* A variable. Where others may have set it, `before` is theirs, spelt as the carrier has it; a carrier that is read by a
 * shell joins what stands there then. */
struct injected {
    struct injected *next;
    const char *name; /* terminated, in letters, digits and _ */
    struct text before;
    struct text value;
    bool is_emptied; /* this launch has read it already, so the job must not read it again */
};

struct injection {
    struct arena *arena;
    const struct options *options;
    struct launch_inputs launch;
    struct injected *first, *last;
    const char *library; /* where the job has it */
    bool binds_library;  /* from this machine, by the carrier; false: the job has it, or a pod gets it */
    struct text document;
    const char *document_file; /* where the job has the document, absolute; NULL: a variable has it */
};

/* With what stands before it, for carriers that spell values as they are. */
struct text injected_value(struct arena *arena, const struct injected *variable);

/* Whether the carrier takes variables to another file system, with other directories. */
bool injection_is_elsewhere(enum carrier carrier);

/* Whether a shell reads what is printed, so that it can join an LD_PRELOAD that stands there then. */
bool injection_is_for_shell(enum carrier carrier);

/* Whether it is a pod that gets the library by an init container. */
bool injection_is_for_pod(const struct carrying *carrying);
#define POD_DIRECTORY "/inlay"
#define POD_LIBRARY   POD_DIRECTORY "/lib/inlay/libinlay.so"
#define POD_DOCUMENT  "/inlay-overrides/overrides"

/* Makes the variables of injection->launch, which has been read. Where the document needs a file, it is written. preload
 * is an LD_PRELOAD that the job has without inlay, spelt as the carrier has it; empty: none. False, and said, when a
 * carrier cannot hold them. */
bool injection_make(struct injection *injection, struct text preload);

#endif
