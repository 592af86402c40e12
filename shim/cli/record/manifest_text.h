/* SPDX-License-Identifier: Apache-2.0 */
/* How `inlay record` writes a manifest. */
#ifndef INLAY_MANIFEST_TEXT_H
#define INLAY_MANIFEST_TEXT_H

#include "core/base/buffer.h"
#include "core/tree/document.h"

struct recorded_file {
    struct recorded_file *next;
    struct text name;         /* as the manifest has it, or is to have it */
    bool known;               /* the manifest has it */
    const struct node *types; /* as struct recorded_types has them; NULL: not known */
};

/* A manifest of these files alone, in the order of the list. format: JSON, or anything else for YAML. */
struct text manifest_new(struct arena *arena, const struct recorded_file *files, enum format format);

/* The entry of one file, in YAML's block style, indented by so many spaces. */
void manifest_put_file(struct buffer *out, size_t indent, const struct recorded_file *file);

#endif
