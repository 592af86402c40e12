/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a job opened: which are inputs, and why the others are not. */
#ifndef INLAY_CANDIDATES_H
#define INLAY_CANDIDATES_H

#include "shim/cli/record/discovered.h"
#include "shim/cli/record/recorded_types.h"

#include "core/inputs/manifest.h"

#include <sys/stat.h>

enum refusal {
    REFUSED_NOT, /* it is an input */
    REFUSED_FORMAT,
    REFUSED_OUTSIDE,
    REFUSED_HIDDEN,
    REFUSED_INSTALLED,
    REFUSED_MANIFEST,
    REFUSED_SCHEMA,
    REFUSED_READ_WRITE,
    REFUSED_WRITTEN,
    REFUSED_CONTENT,
    REFUSALS
};

struct candidate {
    struct candidate *next;
    const char *path; /* absolute: by the job's name for it, when that is below the root, else without links */
    struct text name; /* for the manifest: relative to the root, if it is below it */
    const struct manifest_file *known; /* the manifest's entry for it; NULL: it is new */
    struct stat status;
    bool exists;
    enum refusal refusal;
    const char *problem; /* why; for REFUSED_CONTENT a whole line, with the name */
    struct recorded_types recorded;
};

/* Where inputs may be, and what is known of them before. */
struct surroundings {
    struct arena *arena;
    struct text root;                /* absolute, without symbolic links */
    const char *manifest_path;       /* terminated; need not exist */
    const struct manifest *manifest; /* NULL when it does not exist */
};

/* One for each file, in the order of files. A file with several names has one. */
struct candidate *candidates_of(const struct surroundings *surroundings, const struct discovered *files);

#endif
