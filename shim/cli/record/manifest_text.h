/* SPDX-License-Identifier: Apache-2.0 */
/* How `inlay record` writes a manifest. */
#ifndef INLAY_MANIFEST_TEXT_H
#define INLAY_MANIFEST_TEXT_H

#include "core/base/buffer.h"
#include "core/tree/document.h"

/* What a manifest is to say of one file, or of the run config. Nodes are plain trees, as core/tree/effective.h has them. */
struct recorded_offer {
    const struct node *include, *exclude; /* lists of strings; NULL: none */
    const struct node *schema;            /* NULL: none */
    const struct node *types;             /* of struct recorded_types; NULL: not known */
};

struct recorded_input {
    struct recorded_input *next; /* files first */
    bool is_run_config;
    struct text name; /* of a file, in the manifest */
    bool known;       /* the manifest has it already */
    struct recorded_offer offer;
};

/* A manifest of these inputs, in their order. FORMAT_JSON makes it JSON, all else YAML. */
struct text manifest_new(struct arena *arena, const struct recorded_input *inputs, enum format format);

/* Puts an input, a file's name or run_config and what is said of it, in YAML's block style, indented by this many
 * spaces. */
void manifest_put_input(struct buffer *out, size_t indent, const struct recorded_input *input);

/* Calls each for what an offer has of include, exclude, schema and types, in this order. */
void manifest_each_member(const struct recorded_offer *offer,
                          void (*each)(void *context, struct text key, const struct node *value), void *context);

#endif
