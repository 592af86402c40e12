/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/align.h"
#include "core/patch/new_value.h"
#include "core/patch/unchanged.h"
#include "core/read/projection.h"
#include "core/tree/effective.h"
#include "core/tree/emit.h"
#include "core/tree/lexeme.h"
#include "core/tree/value_equal.h"

#include <string.h>

/* Comparing each with each takes time: longer rests are paired one by one, from their beginning. */
#define COMPARED_MAX 1024
#define TABLE_SIZE   (2 * COMPARED_MAX + 2) /* one row and one column more */

struct aligner {
    struct arena *arena;
    const struct override_file *file;
    struct unchanged unchanged;
    struct diagnostics *diagnostics;
    const struct override *override; /* whose value is being aligned */
    struct step *path;               /* to the value of the source that it has reached: depth steps */
    size_t depth;
    uint32_t *weights,
        *best; /* of the pairs that are being compared: COMPARED_MAX and TABLE_SIZE; NULL: none were yet */
};

/* Two lists. Elements [0, start) and those from the ends on are the same. */
struct lists {
    struct node **old, **new;
    uint32_t start, old_end, new_end, old_count;
};

/* The recursion takes more of a thread's stack than others do; further in, values are compared only as a whole. */
#define ALIGNED_DEPTH_MAX 50

static uint32_t size_of(const struct node *value)
{
    uint32_t size = 1;
    for (const struct node *child = value->first; child; child = child->next) {
        size += size_of(child);
    }
    return size;
}

static bool is_plain_map(const struct aligner *aligner, const struct node *map)
{
    bool plain = true;
    for (const struct node *child = map->first; child && plain; child = child->next) {
        plain = unchanged_is_first_key(&aligner->unchanged, child) && node_width(child) == 1 &&
                node_last_inside(child) != child->key; /* a value behind `? |` could change the key */
    }
    return plain;
}

/* A scalar's summary says nothing of its value, nor does one of several elements. */
static bool is_known_list(const struct node *list)
{
    bool known = true;
    for (const struct node *child = list->first; child && known; child = child->next) {
        known = node_width(child) == 1 && (!child->summary || !node_is_scalar(child));
    }
    return known;
}

/* Whether two lists, or two maps, may have something in common. */
static bool is_comparable(const struct aligner *aligner, const struct node *slot, const struct node *value)
{
    if (slot->kind != value->kind || slot->summary || !slot->first || !value->first ||
        slot->count > projection_comparable(value->count) || !text_equal(effective_tag(slot), node_own_tag(value))) {
        return false;
    }
    return slot->kind == NODE_MAP ? is_plain_map(aligner, slot) : slot->kind == NODE_LIST && is_known_list(slot);
}

static bool are_same(const struct aligner *aligner, const struct node *slot, const struct node *value)
{
    return unchanged_value(&aligner->unchanged, slot, value);
}

static uint32_t weigh(const struct aligner *aligner, struct node *slot, struct node *value);

static uint32_t weigh_maps(const struct aligner *aligner, struct node *slot, struct node *value)
{
    uint32_t weight = 0;
    for (struct node *child = value->first; child; child = child->next) {
        struct node *old = node_find(aligner->arena, slot, child->key->text);
        weight += old ? 1 + weigh(aligner, old, child) : 0;
    }
    return weight;
}

/* Element by element, from the beginning. */
static uint32_t weigh_lists(const struct aligner *aligner, struct node *slot, struct node *value)
{
    uint32_t weight = 0;
    struct node *old = slot->first;
    for (struct node *child = value->first; child && old; child = child->next, old = old->next) {
        weight += weigh(aligner, old, child);
    }
    return weight;
}

/* Whether a number is the same, but some readers take what stands in the file for a string. */
static bool is_respelt(const struct aligner *aligner, const struct node *slot, const struct node *value)
{
    return aligner->unchanged.document->format == FORMAT_YAML && slot->kind == value->kind && node_is_number(slot) &&
           value_equal(aligner->arena, slot, value) && !lexeme_is_agreed(aligner->arena, slot->kind, slot->text);
}

/* How much two values have in common: 0 for nothing. A key alone weighs 1: maps of one kind have those in common. */
#define SAME_VALUE_WEIGHT 8

static uint32_t weigh(const struct aligner *aligner, struct node *slot, struct node *value)
{
    if (is_comparable(aligner, slot, value)) {
        return slot->kind == NODE_MAP ? weigh_maps(aligner, slot, value) : weigh_lists(aligner, slot, value);
    }
    bool same = are_same(aligner, slot, value) || is_respelt(aligner, slot, value);
    return same ? SAME_VALUE_WEIGHT * size_of(value) : 0;
}

static struct node **elements_of(struct arena *arena, const struct node *list)
{
    struct node **elements = arena_array(arena, struct node *, list->count + 1);
    uint32_t count = 0;
    for (struct node *child = list->first; child; child = child->next) {
        elements[count++] = child;
    }
    return elements;
}

static struct lists compare_ends(const struct aligner *aligner, const struct node *slot, const struct node *value)
{
    struct lists lists = {.old = elements_of(aligner->arena, slot),
                          .new = elements_of(aligner->arena, value),
                          .old_end = slot->count,
                          .new_end = value->count,
                          .old_count = slot->count};
    while (lists.start < lists.old_end && lists.start < lists.new_end &&
           are_same(aligner, lists.old[lists.start], lists.new[lists.start])) {
        lists.start++;
    }
    while (lists.old_end > lists.start && lists.new_end > lists.start &&
           are_same(aligner, lists.old[lists.old_end - 1], lists.new[lists.new_end - 1])) {
        lists.old_end--;
        lists.new_end--;
    }
    return lists;
}

/* For each element of the old list's middle, which one of the new list's goes with it. */
#define NO_PARTNER UINT32_MAX

/* Pairs the middles so that all pairs together have most in common, in their order (Needleman and Wunsch, 1970). */
static void pair_by_weight(struct aligner *aligner, const struct lists *lists, uint32_t *partners)
{
    if (!aligner->weights) {
        aligner->weights = arena_array(aligner->arena, uint32_t, COMPARED_MAX);
        aligner->best = arena_array(aligner->arena, uint32_t, TABLE_SIZE);
    }
    const size_t rows = lists->old_end - lists->start, columns = lists->new_end - lists->start;
    const size_t width = columns + 1;
    uint32_t *weights = aligner->weights, *best = aligner->best; /* best: of what comes from there on */
    memset(best, 0, (rows + 1) * width * sizeof *best);
    for (size_t i = rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            uint32_t weight = weigh(aligner, lists->old[lists->start + i], lists->new[lists->start + j]);
            uint32_t paired = weight + best[(i + 1) * width + j + 1];
            uint32_t below = best[(i + 1) * width + j], after = best[i * width + j + 1];
            uint32_t unpaired = below > after ? below : after;
            weights[i * columns + j] = weight;
            best[i * width + j] = paired > unpaired ? paired : unpaired;
        }
    }
    for (size_t i = 0, j = 0; i < rows && j < columns;) {
        uint32_t weight = weights[i * columns + j];
        if (weight > 0 && best[i * width + j] == weight + best[(i + 1) * width + j + 1]) {
            partners[i++] = lists->start + (uint32_t)j++;
        } else if (best[i * width + j] == best[(i + 1) * width + j]) {
            i++;
        } else {
            j++;
        }
    }
}

static void align(struct aligner *aligner, struct node *slot, struct node *value);

static void align_child(struct aligner *aligner, struct node *slot, struct node *value, uint32_t index)
{
    aligner->path[aligner->depth++] = slot->key ? (struct step){.kind = STEP_KEY, .key = slot->key->text}
                                                : (struct step){.kind = STEP_INDEX, .index = index};
    align(aligner, slot, value);
    aligner->depth--;
}

/* Between two pairs: elements take each other's place as long as both lists have some, then the rest goes or is
 * added. */
static void align_rest(struct aligner *aligner, const struct lists *lists, uint32_t old, uint32_t old_end, uint32_t new,
                       uint32_t new_end)
{
    struct node *list = lists->old[0]->parent;
    const struct node *next = old_end < lists->old_count ? lists->old[old_end] : NULL;
    while (old < old_end && new < new_end) {
        align_child(aligner, lists->old[old], lists->new[new], old);
        old++, new ++;
    }
    for (; old < old_end; old++) {
        change_remove(aligner->arena, lists->old[old], aligner->override);
    }
    for (; new < new_end; new ++) {
        change_add(aligner->arena, list, lists->new[new], next, aligner->override);
    }
}

static void align_middle(struct aligner *aligner, const struct lists *lists, const uint32_t *partners)
{
    uint32_t old = lists->start, new = lists->start;
    for (uint32_t i = lists->start; i < lists->old_end; i++) {
        uint32_t partner = partners[i - lists->start];
        if (partner != NO_PARTNER) {
            align_rest(aligner, lists, old, i, new, partner);
            align_child(aligner, lists->old[i], lists->new[partner], i);
            old = i + 1;
            new = partner + 1;
        }
    }
    align_rest(aligner, lists, old, lists->old_end, new, lists->new_end);
}

/* False when the lists have nothing in common. */
static bool align_lists(struct aligner *aligner, struct node *slot, struct node *value)
{
    const struct lists lists = compare_ends(aligner, slot, value);
    const size_t rows = lists.old_end - lists.start, columns = lists.new_end - lists.start;
    uint32_t *partners = arena_array(aligner->arena, uint32_t, rows + 1);
    bool common = lists.start > 0 || lists.old_end < slot->count;
    for (size_t i = 0; i < rows; i++) {
        partners[i] = NO_PARTNER;
    }
    if (rows > 0 && columns > 0 && rows * columns <= COMPARED_MAX) {
        pair_by_weight(aligner, &lists, partners);
    }
    for (size_t i = 0; i < rows && !common; i++) {
        common = partners[i] != NO_PARTNER ||
                 (i < columns && weigh(aligner, lists.old[lists.start + i], lists.new[lists.start + i]) > 0);
    }
    if (common) {
        align_middle(aligner, &lists, partners);
    }
    return common;
}

/* False when the maps have no key in common. */
static bool align_maps(struct aligner *aligner, struct node *slot, struct node *value)
{
    bool common = false;
    for (struct node *child = value->first; child && !common; child = child->next) {
        common = node_find(aligner->arena, slot, child->key->text) != NULL;
    }
    if (!common) {
        return false;
    }
    for (struct node *child = slot->first; child; child = child->next) {
        struct node *wanted = node_find(aligner->arena, value, child->key->text);
        if (wanted) {
            align_child(aligner, child, wanted, 0);
        } else {
            change_remove(aligner->arena, child, aligner->override);
        }
    }
    for (struct node *child = value->first, *next; child; child = next) {
        next = child->next;
        if (!node_find(aligner->arena, slot, child->key->text)) {
            child->key = new_key(aligner->arena, aligner->unchanged.document->format, slot, child->key);
            change_add(aligner->arena, slot, child, NULL, aligner->override);
        }
    }
    return true;
}

static void note_respelt(struct aligner *aligner, const struct node *slot, const struct node *value)
{
    const struct file_policy *policy = aligner->file->policy;
    const struct keypath path = {aligner->path, aligner->depth};
    if (!keypath_is_within(path, policy->secrets, policy->secret_count)) {
        diagnose(aligner->diagnostics, SEVERITY_NOTE, aligner->override->origin,
                 "%s: %.*s: %.*s is a string to some readers, and is written %.*s", aligner->file->name,
                 TEXT_ARGS(keypath_text(aligner->arena, path)), TEXT_ARGS(slot->text),
                 TEXT_ARGS(emit_text(aligner->arena, FORMAT_YAML, value, NULL)));
    }
}

static void align(struct aligner *aligner, struct node *slot, struct node *value)
{
    if (are_same(aligner, slot, value)) {
        return;
    }
    bool aligned = aligner->depth <= ALIGNED_DEPTH_MAX && is_comparable(aligner, slot, value) &&
                   (slot->kind == NODE_MAP ? align_maps(aligner, slot, value) : align_lists(aligner, slot, value));
    if (!aligned && is_respelt(aligner, slot, value)) {
        note_respelt(aligner, slot, value);
    }
    if (!aligned) {
        change_replace(aligner->arena, slot, value, aligner->override);
    }
}

static void cut_down(struct aligner *aligner, struct node *node);

static void cut_down_children(struct aligner *aligner, struct node *node)
{
    bool changed = node->change->removed > 0 || node->change->added;
    uint32_t index = 0;
    for (struct node *child = node->first; child; index += node_width(child), child = child->next) {
        if (child->change) {
            aligner->path[aligner->depth++] = child->key ? (struct step){.kind = STEP_KEY, .key = child->key->text}
                                                         : (struct step){.kind = STEP_INDEX, .index = index};
            cut_down(aligner, child);
            aligner->depth--;
        }
        changed |= child->change != NULL;
    }
    if (!changed) {
        node->change = NULL;
    }
}

static void cut_down(struct aligner *aligner, struct node *node)
{
    if (node->change->kind == CHANGE_INSIDE) {
        cut_down_children(aligner, node);
    } else if (node->change->kind == CHANGE_REPLACE) {
        struct node *value = node->change->value;
        aligner->override = node->change->override;
        change_forget(node);
        align(aligner, node, value);
    }
}

void align_document(struct arena *arena, const struct override_file *file, struct document *document, bool shared,
                    struct diagnostics *diagnostics)
{
    struct aligner aligner = {
        .arena = arena, .file = file, .unchanged = {arena, document, shared}, .diagnostics = diagnostics};
    if (document->root->change) {
        aligner.path = arena_array(arena, struct step, DOCUMENT_DEPTH_MAX + 2);
        cut_down(&aligner, document->root);
    }
}
