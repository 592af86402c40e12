/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/hidden.h"
#include "core/patch/override_projection.h"
#include "core/patch/secret.h"
#include "core/read/read.h"

/* Values are found once for each alias of theirs, and each path that leads to them. */
static void drop_repeated(struct edits *edits)
{
    size_t kept = 1;
    for (size_t i = 1; i < edits->count; i++) {
        const struct edit *last = &edits->list[kept - 1], *edit = &edits->list[i];
        if (edit->start != last->start || edit->end != last->end) {
            edits->list[kept++] = *edit;
        }
    }
    edits->count = kept;
}

enum outcome hidden_bytes(struct arena *arena, const struct override_file *file, struct text bytes, enum format format,
                          struct text *shown)
{
    struct edits edits = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    struct override_file secrets = *file;
    struct document document = {.documents = 1};
    secrets.first = NULL;
    *shown = bytes;
    for (uint32_t which = 1; file->policy->secret_count > 0 && which <= document.documents; which++) {
        if (!document_read_projection(arena, file->name, bytes, format, which,
                                      projection_of_overrides(arena, &secrets, which), &document, &diagnostics) ||
            (document.root && !secrets_hide(arena, file, &document, &edits))) {
            return OUTCOME_REFUSED;
        }
    }
    if (edits.count == 0) {
        return OUTCOME_NONE;
    }
    edits_finish(&edits);
    drop_repeated(&edits);
    return edits_apply(&edits, shown) ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

struct hidden_patch hidden_patch_of(struct arena *arena, const struct overrides *overrides,
                                    const struct override_file *file, struct text original, const struct patch *patch)
{
    struct hidden_patch hidden = {.original = original, .patch = *patch, .after = patch->has_secrets};
    struct text shown;
    if (file->policy->secret_count == 0) {
        return hidden;
    }
    enum outcome before = hidden_bytes(arena, file, original, patch->format, &hidden.original);
    hidden.before = before != OUTCOME_NONE;
    hidden.after |= hidden_bytes(arena, file, patch->bytes, patch->format, &shown) != OUTCOME_NONE;
    if (!hidden.before && !hidden.after) {
        return hidden;
    }
    struct diagnostics diagnostics = {.arena = arena};
    struct overrides hiding = *overrides;
    hiding.hide = true;
    if (before == OUTCOME_REFUSED || !patch_file(arena, &hiding, file, hidden.original, &hidden.patch, &diagnostics) ||
        hidden_bytes(arena, file, hidden.patch.bytes, patch->format, &shown) != OUTCOME_NONE) {
        hidden.withheld = true;
        hidden.original = TEXT("");
        hidden.patch = (struct patch){.format = patch->format, .has_secrets = patch->has_secrets};
    }
    return hidden;
}
