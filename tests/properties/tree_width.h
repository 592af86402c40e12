/* SPDX-License-Identifier: Apache-2.0 */
/* How much of a file becomes nodes of its own, which core/read decides, and which tests change: the Makefile has the
 * linker put what stands here before core/read's functions in the programs that include this. */
#ifndef INLAY_TREE_WIDTH_H
#define INLAY_TREE_WIDTH_H

#include "core/read/read.h"
#include "core/read/projection.h"

enum tree_width {
    TREE_USUAL,  /* as in inlay: what is overridden, and its neighbours */
    TREE_SPARSE, /* neighbours as one node wherever they can be */
    TREE_WHOLE,  /* a node for everything */
};
static enum tree_width tree_width;

struct projection *__real_projection_root(struct arena *arena, size_t keys);
struct projection *__wrap_projection_root(struct arena *arena, size_t keys);
bool __real_document_read_projection(struct arena *arena, const char *name, struct text source, enum format format,
                                     uint32_t which, const struct projection *projection, struct document *document,
                                     struct diagnostics *diagnostics);
bool __wrap_document_read_projection(struct arena *arena, const char *name, struct text source, enum format format,
                                     uint32_t which, const struct projection *projection, struct document *document,
                                     struct diagnostics *diagnostics);

struct projection *__wrap_projection_root(struct arena *arena, size_t keys)
{
    struct projection *root = __real_projection_root(arena, keys);
    root->kept_apart = tree_width == TREE_SPARSE ? 1 : root->kept_apart;
    return root;
}

bool __wrap_document_read_projection(struct arena *arena, const char *name, struct text source, enum format format,
                                     uint32_t which, const struct projection *projection, struct document *document,
                                     struct diagnostics *diagnostics)
{
    return __real_document_read_projection(arena, name, source, format, which,
                                           tree_width == TREE_WHOLE ? NULL : projection, document, diagnostics);
}

#endif
