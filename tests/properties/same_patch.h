/* SPDX-License-Identifier: Apache-2.0 */
/* A patch made from summaries is the one that the whole tree gives: bytes, edits, messages and what was applied. */
#ifndef INLAY_SAME_PATCH_H
#define INLAY_SAME_PATCH_H

#include "core/patch/patch.h"
#include "tests/properties/tree_width.h"

/* What is said of a result that does not verify. */
static inline bool is_of_verification(const struct diagnostic *entry)
{
    return text_ends(text_of(entry->text), TEXT("(please report it with this file and the overrides)")) ||
           text_starts(text_of(entry->text), TEXT("a << that comes later in a map"));
}

/* Which value verification stops at depends on the tree: inside a summary no value can be named. */
static inline bool same_message(const struct diagnostic *a, const struct diagnostic *b)
{
    bool own = is_of_verification(a) && is_of_verification(b);
    bool same_place = text_equal(text_of(a->place.source), text_of(b->place.source)) &&
                      a->place.line == b->place.line && a->place.column == b->place.column;
    return a->severity == b->severity && (own || (same_place && text_equal(text_of(a->text), text_of(b->text))));
}

static inline bool same_messages(const struct diagnostics *one, const struct diagnostics *other)
{
    const struct diagnostic *a = one->first;
    const struct diagnostic *b = other->first;
    while (a && b && same_message(a, b)) {
        a = a->next;
        b = b->next;
    }
    return !a && !b;
}

/* A patch of a file with selectors has copies of its overrides. */
static inline bool same_override(const struct override *a, const struct override *b)
{
    return a->file == b->file && a->document == b->document && a->operation == b->operation && a->value == b->value &&
           keypath_equal(a->path, b->path);
}

static inline bool same_applied(const struct applied *a, const struct applied *b)
{
    while (a && b && same_override(a->override, b->override) && text_equal(a->path, b->path) &&
           text_equal(a->before, b->before) && text_equal(a->after, b->after)) {
        a = a->next;
        b = b->next;
    }
    return !a && !b;
}

static inline bool same_edits(const struct patch *a, const struct patch *b)
{
    bool same = a->edit_count == b->edit_count;
    for (size_t i = 0; same && i < a->edit_count; i++) {
        same = a->edits[i].start == b->edits[i].start && a->edits[i].end == b->edits[i].end &&
               text_equal(a->edits[i].bytes, b->edits[i].bytes);
    }
    return same;
}

/* NULL when patch_file() gives, with trees of this width, what patch and diagnostics hold from the usual one; else what
 * differs. */
static inline const char *compare_patch(enum tree_width width, const struct overrides *overrides,
                                        const struct override_file *file, struct text original, bool patched,
                                        const struct patch *patch, const struct diagnostics *diagnostics)
{
    struct patch other;
    struct diagnostics heard = {.arena = diagnostics->arena};
    tree_width = width;
    bool done = patch_file(diagnostics->arena, overrides, file, original, &other, &heard);
    tree_width = TREE_USUAL;
    if (done != patched || heard.errors != diagnostics->errors) {
        return "refusal";
    }
    if (width == TREE_WHOLE && !same_messages(&heard, diagnostics)) {
        return "messages";
    }
    if (!done) {
        return NULL;
    }
    if (!text_equal(other.bytes, patch->bytes)) {
        return "bytes";
    }
    if (!same_edits(&other, patch)) {
        return "edits";
    }
    return same_applied(other.applied, patch->applied) ? NULL : "applied";
}

#endif
