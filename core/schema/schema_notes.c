/* SPDX-License-Identifier: Apache-2.0 */
#include "core/schema/schema_notes.h"
#include "core/schema/schema.h"
#include "core/tree/place.h"

void schema_refuse(struct schema_reader *reader, const struct node *node, const char *format, ...)
{
    struct buffer problem = {.arena = reader->arena};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&problem, format, arguments);
    va_end(arguments);
    diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(&reader->document, node->head), "%s",
             buffer_string(&problem));
}

void schema_refuse_depth(struct schema_reader *reader, const struct node *node)
{
    if (!reader->too_deep) {
        schema_refuse(reader, node, "schemas nest too deeply, with what they refer to (at most %d)", SCHEMA_DEPTH_MAX);
        reader->too_deep = true;
    }
}

void schema_note(struct schema_notes *notes, struct text name, const struct node *node)
{
    if (notes->count < SCHEMA_NOTES_MAX) {
        notes->first[notes->count] = (struct schema_note){name, node};
    }
    notes->count++;
}

void schema_warn(struct schema_reader *reader, const char *what, const struct schema_notes *notes)
{
    if (notes->count == 0) {
        return;
    }
    struct buffer list = {.arena = reader->arena};
    size_t listed = notes->count < SCHEMA_NOTES_MAX ? notes->count : SCHEMA_NOTES_MAX;
    for (size_t i = 0; i < listed; i++) {
        struct place place = document_place(&reader->document, notes->first[i].node->head);
        buffer_format(&list, "%s%.*s (%u:%u)", i > 0 ? ", " : "", TEXT_ARGS(notes->first[i].name), place.line,
                      place.column);
    }
    if (listed < notes->count) {
        buffer_format(&list, " and %zu more", notes->count - listed);
    }
    diagnose(reader->diagnostics, SEVERITY_WARNING, document_place(&reader->document, reader->root->head), "%s: %s",
             what, buffer_string(&list));
}
