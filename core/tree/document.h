/* SPDX-License-Identifier: Apache-2.0 */
/* A YAML or JSON document: its tree, and the source that the tree's spans refer to. Everything is in the arena of the
 * reader; source bytes are borrowed and must outlive the document. */
#ifndef INLAY_DOCUMENT_H
#define INLAY_DOCUMENT_H

#include "core/tree/node.h"

enum format {
    FORMAT_UNKNOWN,
    FORMAT_YAML,
    FORMAT_JSON,
};

struct place_mark; /* core/tree/place.c */

struct document {
    const char *name;   /* for messages; borrowed */
    struct text source; /* borrowed */
    enum format format;
    bool lenient;             /* JSON: comments, trailing commas, NaN or Infinity were met */
    bool has_aliases;         /* YAML: an anchor, alias or merge key was met */
    bool unshared;            /* changes copied a shared value, or changed an anchored one or a map with `<<` */
    uint32_t documents;       /* how many the stream holds */
    struct place_mark *marks; /* document_mark_places(), core/tree/place.h; NULL without */
    struct node *root;        /* NULL when the document holds no value at all (empty, or only comments) */
};

/* All documents of a file. */
struct document_stream {
    struct document *list;
    uint32_t count; /* at least 1: an empty file is its own first document */
};

/* Both limits are for hostile input; no real config reaches them. The engine goes into nested values by recursion,
 * and the depth is what a thread's stack of 128 KiB, musl's default, carries with room to spare. */
#define DOCUMENT_DEPTH_MAX 500
#define DOCUMENT_SIZE_MAX  ((size_t)512 << 20) /* bytes */

#endif
