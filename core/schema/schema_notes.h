/* SPDX-License-Identifier: Apache-2.0 */
/* What a schema's reader says: errors at their places, and one warning for everything of a kind. */
#ifndef INLAY_SCHEMA_NOTES_H
#define INLAY_SCHEMA_NOTES_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"

/* A part of the schema that a warning lists. */
struct schema_note {
    struct text name;
    const struct node *node;
};

/* More are counted, not listed. */
#define SCHEMA_NOTES_MAX 20

struct schema_notes {
    struct schema_note first[SCHEMA_NOTES_MAX];
    size_t count;
};

struct schema_reader {
    struct arena *arena;
    struct document document; /* with its places marked */
    struct node *root;
    struct diagnostics *diagnostics;
    struct schema_notes unused, untyped;
    unsigned depth; /* of schemas in schemas, references gone through included */
    unsigned level; /* how many properties and items lead from the value to the one being read */
    struct schema_definition **definitions; /* what references led to, by node; core/schema/schema_read.c */
    size_t buckets;
    bool too_deep; /* has been said */
    size_t copied; /* properties and look-ups that merging took: no more than SCHEMA_SIZE_MAX */
};

void schema_refuse(struct schema_reader *reader, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void schema_refuse_depth(struct schema_reader *reader, const struct node *node); /* said once */
/* Notes that node, called name, is to be listed in a warning. */
void schema_note(struct schema_notes *notes, struct text name, const struct node *node);
/* One warning for all notes: "what: minLength (3:17), pattern (4:17)". Nothing without notes. */
void schema_warn(struct schema_reader *reader, const char *what, const struct schema_notes *notes);

#endif
