/* Writing down in a manifest which files a job reads. */
#ifndef INLAY_MANIFEST_UPDATE_H
#define INLAY_MANIFEST_UPDATE_H

#include "core/diagnostic.h"
#include "core/document.h"

struct recorded_file {
    struct recorded_file *next;
    struct text name;         /* as the manifest has it, or is to have it */
    const struct node *types; /* NULL: not known */
};

/* A manifest of these files alone, in the order of the list. format is YAML or JSON. */
struct text manifest_new(struct arena *arena, const struct recorded_file *files, enum format format);

/* The manifest source, called name, with the files that it lacks, and with the types as they are now. Everything else,
 * comments and order included, stays as it is. False with an error when it cannot be changed so. */
bool manifest_update(struct arena *arena, const char *name, struct text source, const struct recorded_file *files,
                     struct text *updated, struct diagnostics *diagnostics);

#endif
