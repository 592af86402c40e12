/* SPDX-License-Identifier: Apache-2.0 */
/* How `inlay record` writes a manifest. */
#ifndef INLAY_MANIFEST_TEXT_H
#define INLAY_MANIFEST_TEXT_H

#include "core/base/buffer.h"
#include "core/tree/document.h"

struct recorded_file {
    struct recorded_file *next;
    struct text name;         /* in the manifest */
    bool known;               /* the manifest has it already */
    const struct node *types; /* of struct recorded_types; NULL: not known */
};

/* A manifest of these files, in their order. FORMAT_JSON makes it JSON, all else YAML. */
struct text manifest_new(struct arena *arena, const struct recorded_file *files, enum format format);

/* Puts the entry of one file, in YAML's block style, indented by this many spaces. */
void manifest_put_file(struct buffer *out, size_t indent, const struct recorded_file *file);

#endif
