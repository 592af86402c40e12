/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/patch.h"
#include "core/patch/align.h"
#include "core/patch/anchors.h"
#include "core/patch/base_change.h"
#include "core/read/format.h"
#include "core/read/read.h"
#include "core/patch/key_advice.h"
#include "core/patch/override_projection.h"
#include "core/patch/overlay.h"
#include "core/patch/schema_change.h"
#include "core/patch/secret.h"
#include "core/patch/select.h"
#include "core/patch/shared_change.h"
#include "core/patch/splice.h"
#include "core/patch/verify.h"
#include "core/patch/verify_values.h"
#include "core/base/utf8.h"
#include "core/tree/effective.h"
#include "core/tree/emit.h"
#include "core/tree/place.h"

/* One document of the file that overrides are meant for. */
struct part {
    struct part *next;
    uint32_t which;
    struct document document;
};

struct patcher {
    struct arena *arena;
    const struct overrides *overrides;
    const struct override_file *file;
    struct diagnostics *diagnostics;
    struct part *parts;
    struct patch *patch;
    struct secrets_applied secrets;
    bool order_matters; /* what is wrong with the result is so to readers alone to whom the last key counts */
    struct applied **applied_end;
    struct step *path; /* to the value that is being recorded */
    size_t depth;
};

static void add_part(struct patcher *patcher, uint32_t which)
{
    struct part **link = &patcher->parts;
    while (*link && (*link)->which != which) {
        link = &(*link)->next;
    }
    if (!*link) {
        *link = arena_new(patcher->arena, struct part);
        (*link)->which = which;
    }
}

/* Which documents there are to patch. An override without a number means the only document, which is number 1 too. */
static void find_parts(struct patcher *patcher)
{
    bool only = false;
    for (const struct override *override = patcher->file->first; override; override = override->next_file) {
        only |= override->document == 0;
    }
    for (const struct override *override = patcher->file->first; override; override = override->next_file) {
        add_part(patcher, only && override->document == 1 ? 0 : override->document);
    }
    if (!patcher->parts && patcher->file->policy->secret_count > 0) {
        add_part(patcher, 1);
    }
}

static bool read_part(struct patcher *patcher, struct part *part, struct text original, enum format format)
{
    struct arena *arena = patcher->arena;
    const struct override_file *file = patcher->file;
    const struct projection *projection = projection_of_overrides(arena, file, part->which);
    return document_read_projection(arena, file->name, original, format, part->which, projection, &part->document,
                                    patcher->diagnostics);
}

static bool apply_to_part(struct patcher *patcher, struct part *part)
{
    struct arena *arena = patcher->arena;
    const struct overrides *overrides = patcher->overrides;
    struct diagnostics *diagnostics = patcher->diagnostics;
    struct document *document = &part->document;
    struct kept_values kept = {.count = 0};
    const struct astray *astray = NULL;
    bool right = overlay_document(arena, overrides, patcher->file, part->which, document, &astray, diagnostics);
    if (astray && !overrides->hide) {
        key_advice_give(arena, overrides, patcher->file, part->which, document, astray);
    }
    if (!right ||
        !secrets_apply(arena, overrides, patcher->file, part->which, document, &patcher->secrets, diagnostics)) {
        return false;
    }
    align_document(arena, patcher->file, document, overrides->shared, diagnostics);
    right = settle_anchors(arena, document, overrides->shared, &kept, diagnostics);
    if (right) {
        kept_note(arena, patcher->file, document, &kept, overrides->shared, diagnostics);
    }
    return right;
}

/* Secrets may be in every document of a stream. */
static void add_parts_of_secrets(struct patcher *patcher, const struct part *part)
{
    for (uint32_t which = 1;
         patcher->file->policy->secret_count > 0 && part->which > 0 && which <= part->document.documents; which++) {
        add_part(patcher, which);
    }
}

static bool apply_overrides(struct patcher *patcher, struct text original, enum format format)
{
    bool right = true;
    for (struct part *part = patcher->parts; part && right; part = part->next) {
        right = read_part(patcher, part, original, format) && apply_to_part(patcher, part);
        add_parts_of_secrets(patcher, part);
    }
    return right;
}

/* Where the first character is that ends lines in YAML 1.1 alone: NEL, LS or PS; the source's length: nowhere. */
static size_t find_old_line_end(struct text source)
{
    size_t at = 0;
    for (; at < source.length; at++) {
        struct text rest = text_from(source, at);
        if (text_starts(rest, TEXT("\xc2\x85")) || text_starts(rest, TEXT("\xe2\x80\xa8")) ||
            text_starts(rest, TEXT("\xe2\x80\xa9"))) {
            break;
        }
    }
    return at;
}

/* The first value that the result does not have as it must; NULL: the result is right. */
static const struct node *find_culprit(struct patcher *patcher, const struct part **found_in)
{
    const struct node *culprit = NULL;
    for (const struct part *part = patcher->parts; part && !culprit; part = part->next) {
        *found_in = part;
        culprit = verify(patcher->arena, &part->document, patcher->patch->bytes, part->which);
        if (!culprit && part->document.unshared && !patcher->overrides->shared && !patcher->overrides->hide) {
            culprit = verify_values(patcher->arena, patcher->overrides, patcher->file, part->which, &part->document,
                                    patcher->patch->bytes, &patcher->order_matters);
        }
    }
    return culprit;
}

static bool refuse_unverified(struct patcher *patcher, const struct part *part, const struct node *culprit)
{
    const struct text source = part->document.source;
    const struct place place = document_place(&part->document, culprit->start);
    const size_t old_line_end = part->document.format == FORMAT_YAML ? find_old_line_end(source) : source.length;
    if (old_line_end < source.length) {
        diagnose(patcher->diagnostics, SEVERITY_ERROR, document_place(&part->document, (uint32_t)old_line_end),
                 "the file has U+0085, U+2028 or U+2029, which end lines in YAML 1.1 and not in 1.2 (write newlines "
                 "instead, or escapes inside of double quotes)");
    } else if (patcher->order_matters) {
        diagnose(patcher->diagnostics, SEVERITY_ERROR, place,
                 "a << that comes later in a map brings a key that is there already, and readers disagree which counts "
                 "(let one << come first)");
    } else {
        diagnose(patcher->diagnostics, SEVERITY_ERROR, place,
                 "internal error: the overrides cannot be applied here without changing something else (please report "
                 "it with this file and the overrides)");
    }
    return false;
}

/* Makes the result, and checks that it is what was meant and nothing else. */
static bool make_result(struct patcher *patcher, struct edits *edits)
{
    const struct part *part = patcher->parts;
    const struct node *culprit = part->document.root;
    bool applied = edits_apply(edits, &patcher->patch->bytes);
    if (applied) {
        culprit = find_culprit(patcher, &part);
    }
    /* Lines of tabs may follow a plain scalar, and not every other value. */
    if (culprit && part->document.format == FORMAT_YAML && edits_clear_tabs(edits) &&
        edits_apply(edits, &patcher->patch->bytes)) {
        culprit = find_culprit(patcher, &part);
    }
    return !culprit || refuse_unverified(patcher, part, culprit);
}

static void record(struct patcher *patcher, const struct override *override, struct text before, struct text after)
{
    if (!override) {
        return; /* an anchor that moved: the same value in other words */
    }
    struct applied *applied = arena_new(patcher->arena, struct applied);
    applied->override = override;
    applied->path = keypath_text(patcher->arena, (struct keypath){patcher->path, patcher->depth});
    applied->before = before;
    applied->after = after;
    *patcher->applied_end = applied;
    patcher->applied_end = &applied->next;
}

static void record_changes(struct patcher *patcher, struct edits *edits, const struct node *node);

static void record_child(struct patcher *patcher, struct edits *edits, const struct node *child, int64_t index)
{
    if (child->change) {
        patcher->path[patcher->depth++] = child->key ? (struct step){.kind = STEP_KEY, .key = child->key->text}
                                                     : (struct step){.kind = STEP_INDEX, .index = index};
        record_changes(patcher, edits, child);
        patcher->depth--;
    }
}

/* An element's number is the original's, where it was there. */
static void record_children(struct patcher *patcher, struct edits *edits, const struct node *collection)
{
    const struct change *change = collection->change;
    int64_t index = 0;
    for (const struct node *child = collection->first; child; index += node_width(child), child = child->next) {
        record_child(patcher, edits, child, index);
    }
    for (const struct node *child = change->added ? change->added->first : NULL; child; child = child->next) {
        record_child(patcher, edits, child, index++);
    }
}

/* With its tag. Of a summary only the source says that it has one. */
static struct text spelling_of(const struct edits *edits, const struct node *node)
{
    const bool tagged = text_starts(text_from(edits->layout.source, node->head), TEXT("!"));
    const uint32_t start = tagged ? node->head : node->start;
    return text_part(edits->layout.source, start, layout_content_end(&edits->layout, node));
}

static void record_changes(struct patcher *patcher, struct edits *edits, const struct node *node)
{
    const struct change *change = node->change;
    struct text nothing = {"", 0};
    switch (change->kind) {
    case CHANGE_INSIDE:
        record_children(patcher, edits, node);
        break;
    case CHANGE_REPLACE:
        record(patcher, change->override, spelling_of(edits, node),
               emit_text(edits->arena, edits->layout.format, change->value, node));
        break;
    case CHANGE_REMOVE:
        record(patcher, change->override, spelling_of(edits, node), nothing);
        break;
    case CHANGE_ADD:
        record(patcher, change->override, change->value ? spelling_of(edits, change->value) : nothing,
               emit_text(edits->arena, edits->layout.format, node, NULL));
        break;
    }
}

static void record_all(struct patcher *patcher, struct edits *edits)
{
    patcher->path = arena_array(patcher->arena, struct step, DOCUMENT_DEPTH_MAX + 2);
    for (struct part *part = patcher->parts; part; part = part->next) {
        if (part->document.root->change) {
            edits->layout = layout_of(&part->document);
            record_changes(patcher, edits, part->document.root);
        }
    }
}

/* Without `shared` an override changes no other path than its own. */
static bool only_offered_changed(struct patcher *patcher, struct text original)
{
    bool right = true;
    for (const struct part *part = patcher->parts; part; part = part->next) {
        right &= !part->document.has_aliases ||
                 shared_change_allowed(patcher->arena, patcher->file, part->which, patcher->patch->format, original,
                                       patcher->patch->bytes, patcher->diagnostics);
    }
    return right;
}

/* Values of secrets are nobody's overrides. */
static bool fits_schema(struct patcher *patcher, struct text original)
{
    bool right = true;
    if (!patcher->file->policy->schema || patcher->secrets.revealed) {
        return true;
    }
    for (const struct part *part = patcher->parts; part; part = part->next) {
        right &= schema_change_allowed(patcher->arena, patcher->file, part->which, patcher->patch->format, original,
                                       patcher->patch->bytes, patcher->diagnostics);
    }
    return right;
}

static void splice_parts(struct patcher *patcher, struct edits *edits)
{
    for (struct part *part = patcher->parts; part; part = part->next) {
        if (part->document.root->change) {
            splice_document(edits, &part->document);
        }
    }
    if (edits->count > 0) {
        edits_finish(edits);
    }
}

/* Whether the result is nothing that may not be. */
static bool may_be_served(struct patcher *patcher, struct text original)
{
    bool selects = patcher->overrides->shared && patcher->file->policy->selection;
    return patcher->overrides->hide ||
           ((!selects || only_offered_changed(patcher, original)) && fits_schema(patcher, original));
}

static void note_chomped(struct patcher *patcher, const struct edits *edits)
{
    const struct part *part = patcher->parts;
    if (edits->chomped) {
        diagnose(patcher->diagnostics, SEVERITY_NOTE, document_place(&part->document, edits->chomped->start),
                 "this block scalar ends the file without a line end, and readers disagree on whether it has one; with "
                 "something behind it, it has none");
    }
}

static bool run(struct patcher *patcher, struct text original)
{
    const struct override_file *file = patcher->file;
    struct patch *patch = patcher->patch;
    *patch = (struct patch){.bytes = original};
    patch->format = file->format != FORMAT_UNKNOWN
                        ? file->format
                        : format_of(patcher->arena, file->name, original, patcher->diagnostics);
    if (patch->format == FORMAT_UNKNOWN) {
        return false;
    }
    if (!base_is_unchanged(patcher->overrides, file, original, patcher->diagnostics)) {
        return false;
    }
    struct override_file *selected = arena_new(patcher->arena, struct override_file);
    if (!select_in_file(patcher->arena, file, original, patch->format, selected, patcher->diagnostics)) {
        return false;
    }
    patcher->file = selected;
    find_parts(patcher);
    if (!apply_overrides(patcher, original, patch->format)) {
        return false;
    }
    patch->has_secrets = patcher->secrets.found;
    struct edits edits = {.arena = patcher->arena};
    splice_parts(patcher, &edits);
    if (edits.count == 0) {
        return true;
    }
    note_chomped(patcher, &edits);
    if (!make_result(patcher, &edits) || !may_be_served(patcher, original)) {
        return false;
    }
    if (!patcher->secrets.revealed) {
        patcher->applied_end = (struct applied **)&patch->applied;
        record_all(patcher, &edits);
    }
    patch->edits = edits.list;
    patch->edit_count = edits.count;
    return true;
}

bool patch_file(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                struct text original, struct patch *patch, struct diagnostics *diagnostics)
{
    struct patcher patcher = {
        .arena = arena, .overrides = overrides, .file = file, .diagnostics = diagnostics, .patch = patch};
    return run(&patcher, original);
}

static void take_errors(struct diagnostics *diagnostics, const struct diagnostics *all)
{
    for (const struct diagnostic *entry = all->first; entry; entry = entry->next) {
        if (entry->severity == SEVERITY_ERROR) {
            diagnose(diagnostics, SEVERITY_ERROR, entry->place, "%s", entry->text);
        }
    }
}

/* W&B reads its file in the locale's encoding (open() in wandb/sdk/lib/config_util.py). In one that the patch has made,
 * what is not ASCII stands in double quotes. */
static struct text in_ascii(struct arena *arena, struct text yaml)
{
    struct buffer out = {.arena = arena};
    size_t length;
    for (size_t at = 0; at < yaml.length; at += length) {
        const uint32_t point = utf8_decode(yaml, at, &length);
        if (point < 0x80) {
            buffer_byte(&out, (char)point);
        } else {
            buffer_format(&out, point < 0x10000 ? "\\u%04x" : "\\U%08x", point);
        }
    }
    return buffer_text(&out);
}

bool patch_missing_file(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                        struct text *original, struct patch *patch, struct diagnostics *diagnostics)
{
    enum format format = file->format != FORMAT_UNKNOWN ? file->format : format_of_name(text_of(file->name));
    struct diagnostics all = {.arena = arena};
    *original = format == FORMAT_JSON ? TEXT("{}\n") : TEXT("");
    bool patched = patch_file(arena, overrides, file, *original, patch, &all);
    take_errors(diagnostics, &all);
    if (patched && patch->bytes.length == 0) {
        patch->bytes = TEXT("{}\n");
    }
    if (patched && file->policy->is_wandb_file) {
        patch->bytes = in_ascii(arena, patch->bytes);
    }
    return patched;
}
