/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the files that a job opened are its inputs, and why the others are not. */
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
    const char *path; /* absolute: as the job called it, where that is a name in the root, else without links */
    struct text name; /* as the manifest has it: relative to the root; as far as that goes for what is refused */
    const struct manifest_file *known; /* the manifest's entry for it; NULL: it is new */
    struct stat status;
    bool exists;
    enum refusal refusal;
    const char *problem; /* why; of REFUSED_CONTENT a whole message, with the name */
    struct recorded_types recorded;
};

/* Where inputs are looked for, and what is known of them before. */
struct surroundings {
    struct arena *arena;
    struct text root;                /* absolute, without symbolic links */
    const char *manifest_path;       /* terminated; need not exist */
    const struct manifest *manifest; /* NULL when it does not exist */
};

/* One for each file, in the order of files; a file of several names has one. */
struct candidate *candidates_of(const struct surroundings *surroundings, const struct discovered *files);

#endif
