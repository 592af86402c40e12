/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a manifest; core/inputs/manifest.h shows one. */
#ifndef INLAY_MANIFEST_READ_H
#define INLAY_MANIFEST_READ_H

#include "core/inputs/manifest.h"

/* How a manifest gets at the schemas that it names: core reads no files. */
struct schema_files {
    /* The bytes of the file at path (terminated; relative to the manifest). NULL when *content is set (it must outlive
     * the manifest), else what is wrong with it. */
    const char *(*read)(struct schema_files *files, const char *path, struct text *content);
};

/* root is what the paths of files start from; empty to leave them relative. False with an error in diagnostics for
 * everything that is wrong; what schemas hold that inlay does not use is warned about. */
bool manifest_read(struct arena *arena, const char *name, struct text source, struct text root,
                   struct schema_files *schemas, struct manifest *manifest, struct diagnostics *diagnostics);

#endif
