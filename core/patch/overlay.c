/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/overlay.h"
#include "core/base/nearest.h"
#include "core/base/shell_word.h"
#include "core/tree/chosen.h"
#include "core/tree/effective.h"
#include "core/tree/emit.h"
#include "core/tree/key_compare.h"
#include "core/patch/live_elements.h"
#include "core/patch/new_value.h"
#include "core/read/projection.h"
#include "core/patch/type_note.h"
#include "core/patch/word_note.h"
#include "core/tree/own_tag.h"
#include "core/tree/place.h"
#include "core/tree/typed_key.h"
#include "core/tree/value_type.h"
#include "core/patch/unchanged.h"

/* A key that is no string and was taken out of a copy, which has no other trace of it. */
struct taken_key {
    const struct taken_key *next;
    const struct node *map, *key;
};

struct overlay {
    struct arena *arena;
    struct document *document;
    const struct override_file *file;
    bool shared;
    struct unchanged unchanged;
    const struct override *override; /* that is being applied */
    struct diagnostics *diagnostics;
    const struct astray **astray_end; /* NULL: nobody asks */
    struct step *path;                /* to the value that it has reached: depth steps */
    size_t depth;
    size_t capacity;
    size_t suggestions; /* made so far */
    const struct taken_key *taken;
};

static void push(struct overlay *overlay, struct step step)
{
    arena_grow(overlay->arena, overlay->path, overlay->depth, &overlay->capacity);
    overlay->path[overlay->depth++] = step;
}

static void push_key(struct overlay *overlay, struct text key)
{
    push(overlay, (struct step){.kind = STEP_KEY, .key = key});
}

static void pop(struct overlay *overlay)
{
    overlay->depth--;
}

/* "config.yaml: trainer.lr" for a message. */
static const char *whereabouts(struct overlay *overlay)
{
    struct buffer out = {.arena = overlay->arena};
    buffer_format(&out, "%s: ", overlay->file->name);
    if (overlay->depth == 0) {
        buffer_put(&out, TEXT("the whole file"));
    }
    keypath_write(&out, (struct keypath){overlay->path, overlay->depth});
    return buffer_string(&out);
}

static struct place place_of_value(const struct overlay *overlay, const struct node *value)
{
    const struct override *override = overlay->override;
    return override->source && value && !value->synthetic ? document_place(override->source, value->start)
                                                          : override->origin;
}

/* "config.yaml:12:7", or words for a value that an earlier override brought. */
static const char *place_in_file(struct overlay *overlay, const struct node *node)
{
    struct buffer out = {.arena = overlay->arena};
    if (node->synthetic) {
        return "in an earlier override";
    }
    struct place place = document_place(overlay->document, node->start);
    buffer_format(&out, "at %s:%u:%u", overlay->file->name, place.line, place.column);
    return buffer_string(&out);
}

/* How many lists and maps are in one another. */
static size_t levels_of(const struct node *value)
{
    size_t deepest = 0;
    for (const struct node *child = value->first; child; child = child->next) {
        size_t levels = levels_of(child);
        deepest = levels > deepest ? levels : deepest;
    }
    return deepest + !node_is_scalar(value);
}

static bool may_be_so_deep(struct overlay *overlay, const struct node *value)
{
    bool fits = overlay->depth + levels_of(value) <= DOCUMENT_DEPTH_MAX;
    if (!fits) {
        diagnose(overlay->diagnostics, SEVERITY_ERROR, place_of_value(overlay, value),
                 "%s: the file would nest deeper than inlay reads (%d levels)", whereabouts(overlay),
                 DOCUMENT_DEPTH_MAX);
    }
    return fits;
}

/* Whether a secret is inside of the value at path. */
static bool holds_secret(const struct file_policy *policy, struct keypath path)
{
    size_t i = 0;
    while (i < policy->secret_count && !keypath_is_within(policy->secrets[i], &path, 1)) {
        i++;
    }
    return i < policy->secret_count;
}

/* Whether the value here is a secret, or has one inside. */
static bool is_secret(const struct overlay *overlay)
{
    const struct file_policy *policy = overlay->file->policy;
    const struct keypath path = {overlay->path, overlay->depth};
    return keypath_is_within(path, policy->secrets, policy->secret_count) || holds_secret(policy, path);
}

/* How an argument says a string, whatever a shell does to quotes. */
static const char *as_typed_string(struct overlay *overlay, struct text value)
{
    struct buffer word = {.arena = overlay->arena}, out = {.arena = overlay->arena};
    buffer_format(&word, "%.*s=%.*s", TEXT_ARGS(overlay->override->typed), TEXT_ARGS(value));
    buffer_put(&out, TEXT("--set-string "));
    shell_word_put(&out, buffer_text(&word));
    buffer_put(&out, TEXT(" for a string"));
    return buffer_string(&out);
}

static bool may_be_applied(struct overlay *overlay, const struct node *value, const struct node *like)
{
    if (!may_be_so_deep(overlay, value)) {
        return false;
    }
    const struct node *culprit = value;
    const char *refusal = emit_refusal(overlay->arena, value, overlay->document->format, like, &culprit);
    if (refusal && is_secret(overlay)) {
        refusal = "readers do not agree on the value (write a string, or secret://NAME)";
    } else if (refusal && culprit == value && value->kind == NODE_AMBIGUOUS && overlay->override->typed.length > 0) {
        refusal = emit_ambiguity_refusal(overlay->arena, value->text, as_typed_string(overlay, value->text));
    }
    if (!refusal && text_starts(overlay->document->source, TEXT("%")) && own_tag_inside(value)) {
        culprit = own_tag_inside(value);
        refusal = "the file begins with directives, which may say what its tags mean (take them out)";
    }
    if (refusal) {
        diagnose(overlay->diagnostics, SEVERITY_ERROR, place_of_value(overlay, culprit), "%s: %s", whereabouts(overlay),
                 refusal);
    }
    return !refusal;
}

static bool may_be_key(struct overlay *overlay, const struct node *key)
{
    const char *refusal = emit_key_refusal(overlay->arena, key, overlay->document->format);
    if (refusal) {
        diagnose(overlay->diagnostics, SEVERITY_ERROR, place_of_value(overlay, key), "%s: %s", whereabouts(overlay),
                 refusal);
    }
    return !refusal;
}

static void replace_synthetic(struct overlay *overlay, struct node *slot, struct node *value)
{
    if (slot->synthetic) {
        const uint32_t head = slot->head; /* what chooses an element of a copy knows it by */
        node_overwrite(slot, value);
        slot->head = head;
        return;
    }
    change_replace(overlay->arena, slot, value, overlay->override);
}

/* An explicit key without a value that ends the file in a block scalar. */
static bool refuse_open_key(struct overlay *overlay, const struct node *slot)
{
    const struct node *last = node_last_inside(slot);
    if (slot->synthetic || !slot->key || last != slot->key || !node_ends_open(slot, overlay->document->source)) {
        return false;
    }
    diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
             "%s: the key ends in a block scalar without a line end, which a value after it would change (end the file "
             "with a newline)",
             whereabouts(overlay));
    return true;
}

/* Whether the schema or the manifest's types say what may be at path. No index is made: the manifest outlives this. */
static bool is_typed(const struct file_policy *policy, struct keypath path)
{
    const struct node *type = policy->types;
    for (size_t i = 0; i < path.count && type; i++) {
        const struct step *step = &path.steps[i];
        type = type->kind == NODE_MAP && step->kind == STEP_KEY ? type->first : NULL;
        while (type && !text_equal(type->key->text, step->key)) {
            type = type->next;
        }
    }
    return policy->schema || (type && (type->kind == NODE_MAP || value_type_named(type->text) > VALUE_NULL));
}

/* What an earlier override brought has been said, secrets are shown nowhere, and where there are errors they are what
 * counts. */
static void note_type(struct overlay *overlay, const struct node *slot, const struct node *value)
{
    const struct file_policy *policy = overlay->file->policy;
    const struct keypath path = {overlay->path, overlay->depth};
    const bool same_kind = slot->kind == value->kind && slot->kind != NODE_AMBIGUOUS && !slot->properties;
    if (same_kind || slot->synthetic || is_typed(policy, path) || overlay->diagnostics->errors > 0 ||
        keypath_is_within(path, policy->secrets, policy->secret_count)) {
        return;
    }
    const struct text spelt = text_part(overlay->document->source, slot->start, slot->end);
    const char *note = type_note(overlay->arena, slot, spelt, value, holds_secret(policy, path));
    if (note) {
        diagnose(overlay->diagnostics, SEVERITY_NOTE, place_of_value(overlay, value), "%s %s", whereabouts(overlay),
                 note);
    }
}

/* Whether the file has value here already. */
static bool stands_there(struct overlay *overlay, const struct node *slot, const struct node *value)
{
    return !slot->synthetic && !slot->change && unchanged_value(&overlay->unchanged, slot, value);
}

static bool is_own_tag(struct text written)
{
    return text_starts(written, TEXT("!")) && written.length > 1 && !text_equal(written, TEXT("!!map")) &&
           !text_equal(written, TEXT("!!seq"));
}

/* Whether what stands there has a tag of a program's own. Of a summary only the source says so. */
static bool has_own_tag(const struct overlay *overlay, const struct node *slot)
{
    const struct text properties = text_part(overlay->document->source, slot->head, slot->start);
    size_t end;
    bool found = node_own_tag(slot).length > 0;
    for (size_t at = 0; at < properties.length && slot->summary && !found; at = end + 1) {
        end = at;
        while (end < properties.length && !text_is_blank(properties.bytes[end])) {
            end++;
        }
        found = is_own_tag(text_part(properties, at, end));
    }
    return found;
}

/* What stands at slot to a reader: of an alias what it stands for. */
static const struct node *value_at(const struct node *slot)
{
    const struct node *value = change_result(slot);
    return value->kind == NODE_ALIAS ? value->first : value;
}

/* The override's value for what stands at slot (NULL: nothing does): whether a word that begins as a tag does is one or
 * a string is for that to say. NULL, with an error, where it does not. */
static const struct node *value_for(struct overlay *overlay, const struct node *slot)
{
    const struct override *override = overlay->override;
    const struct node *there = slot ? value_at(slot) : NULL;
    if (override->word.length == 0 || (there && has_own_tag(overlay, there))) {
        return override->value;
    }
    if (there && there->kind == NODE_STRING && text_starts(there->text, TEXT("!"))) {
        return node_synthetic(overlay->arena, NODE_STRING, override->word);
    }
    struct buffer tag = {.arena = overlay->arena};
    if (is_secret(overlay)) {
        buffer_put(&tag, TEXT("what begins the value"));
    } else {
        own_tag_put(&tag, node_own_tag(override->value));
    }
    diagnose(overlay->diagnostics, SEVERITY_ERROR, override->origin,
             "%s: %.*s is a tag in YAML, and none stands %s (--set-tagged adds it; for a string, quote it twice: "
             "'\"text\"')",
             whereabouts(overlay), TEXT_ARGS(buffer_text(&tag)),
             slot ? place_in_file(overlay, change_result(slot)) : "there");
    return NULL;
}

/* The same of an alias, or of what `<<` brings, from step `at` on, or of value that is merged: then it stays what it
 * is, where no `<<` that comes later hides it from some readers. */
static bool stays_shared(struct overlay *overlay, const struct node *slot, size_t at, const struct node *value)
{
    const struct override *override = overlay->override;
    if (overlay->shared || slot->change || override->operation == OVERRIDE_UNSET || override->word.length > 0 ||
        effective_overtaken(overlay->arena, overlay->document, slot)) {
        return false;
    }
    if (override->operation == OVERRIDE_MERGE) {
        return unchanged_merge(&overlay->unchanged, slot, value);
    }
    const struct keypath rest = {override->path.steps + at, override->path.count - at};
    return unchanged_at(&overlay->unchanged, slot, rest, override->value);
}

/* Adds a synthetic child at the end of a map or list, which may be the original's. */
static struct node *add(struct overlay *overlay, struct node *container, struct node *child)
{
    if (container->synthetic) {
        node_append(container, child);
    } else {
        change_add(overlay->arena, container, child, NULL, overlay->override);
    }
    return child;
}

/* A key that `<<` brings to map and that is the same as key, which is no string; NULL when there is none. */
static const struct node *inherited_same(struct overlay *overlay, const struct node *map, const struct node *key)
{
    struct diagnostics unheard = {.arena = overlay->arena};
    const struct node *inherited = NULL;
    bool disputed;
    if (key->kind != NODE_STRING && effective_inherited(overlay->arena, overlay->document, map, key->text, &inherited,
                                                        &disputed, &unheard) != OUTCOME_FOUND) {
        inherited = effective_respelt(overlay->arena, overlay->document, map, key);
    }
    return inherited ? inherited->key : NULL;
}

/* A key that is removed and added is what it was. */
static const struct node *taken_key(const struct overlay *overlay, const struct node *map, struct text key)
{
    const struct taken_key *taken = map->synthetic ? overlay->taken : NULL;
    while (taken && (taken->map != map || !text_equal(taken->key->text, key))) {
        taken = taken->next;
    }
    return taken ? taken->key : NULL;
}

/* Refused when the map has the key in other words: True and true. */
static void add_key(struct overlay *overlay, struct node *map, const struct node *key, struct node *child)
{
    const struct node *taken = taken_key(overlay, map, key->text);
    child->key = taken ? node_synthetic(overlay->arena, (enum node_kind)taken->kind, taken->text)
                       : new_key(overlay->arena, overlay->document->format, map, key);
    const struct node *there = map->summary ? NULL : typed_key_same(overlay->arena, map, child->key);
    there = there ? there : inherited_same(overlay, map, child->key);
    if (!there) {
        add(overlay, map, child);
        return;
    }
    diagnose(overlay->diagnostics, SEVERITY_ERROR, place_of_value(overlay, key),
             "%s: this key is spelt %.*s %s (spell it so)", whereabouts(overlay), TEXT_ARGS(there->text),
             there->synthetic ? "here" : place_in_file(overlay, there)); /* a copy's key has no place */
}

/* Removes a value of the source and puts another one behind the `<<` that hides it. */
static void replace_behind(struct overlay *overlay, struct node *slot, struct node *value)
{
    struct node *map = slot->parent;
    if (!effective_copy_key(overlay->arena, overlay->document, slot, &value->key, overlay->diagnostics)) {
        return;
    }
    change_remove(overlay->arena, slot, NULL);
    if (!change_find(overlay->arena, map, slot->key->text)) { /* else the file has it twice */
        add(overlay, map, value)->change->value = slot;
    }
}

/* Where types are said, there is nothing to say. False: nothing was said. */
static bool note_words(struct overlay *overlay, const struct node *slot, const struct node *value)
{
    const struct document *source = overlay->override->source;
    const struct file_policy *policy = overlay->file->policy;
    const struct keypath path = {overlay->path, overlay->depth};
    const struct node *word;
    if (!source || source->format != FORMAT_YAML || is_typed(policy, path) || overlay->diagnostics->errors > 0 ||
        keypath_is_within(path, policy->secrets, policy->secret_count) || holds_secret(policy, path)) {
        return false;
    }
    const char *note = word_note(overlay->arena, slot, value, &word);
    if (note) {
        diagnose(overlay->diagnostics, SEVERITY_NOTE, document_place(source, word->start), "%s: %s",
                 whereabouts(overlay), note);
    }
    return note != NULL;
}

static void replace(struct overlay *overlay, struct node *slot, const struct node *value)
{
    bool overtaken = !slot->synthetic && effective_overtaken(overlay->arena, overlay->document, slot);
    if (!overtaken && stands_there(overlay, slot, value)) {
        return;
    }
    if (refuse_open_key(overlay, slot) || !may_be_applied(overlay, value, slot->synthetic ? NULL : slot)) {
        return;
    }
    if (!note_words(overlay, slot, value)) {
        note_type(overlay, slot, value);
    }
    struct node *copy = new_value(overlay->arena, overlay->document->format, slot, value);
    if (overtaken) {
        replace_behind(overlay, slot, copy);
    } else {
        replace_synthetic(overlay, slot, copy);
    }
}

static void unlink_synthetic(struct node *child)
{
    struct node *parent = child->parent;
    struct node *before = NULL;
    for (struct node *sibling = parent->first; sibling != child; sibling = sibling->next) {
        before = sibling;
    }
    if (before) {
        before->next = child->next;
    } else {
        parent->first = child->next;
    }
    if (parent->last == child) {
        parent->last = before;
    }
    parent->count--;
    parent->index = NULL;
}

static void remove_child(struct overlay *overlay, struct node *child)
{
    if (child->synthetic) {
        if (child->key && key_kind(child->key) != NODE_STRING) {
            struct taken_key *taken = arena_new(overlay->arena, struct taken_key);
            *taken = (struct taken_key){overlay->taken, child->parent, child->key};
            overlay->taken = taken;
        }
        unlink_synthetic(child);
        return;
    }
    change_remove(overlay->arena, child, overlay->override);
}

static struct text nearest_key(struct overlay *overlay, const struct node *map, struct text key)
{
    /* Who misspells this often, or has so many keys, generates them: comparing all with all would take minutes. */
    enum { MANY_SUGGESTIONS = 50 };
    const struct node *added = map->change ? map->change->added : NULL;
    size_t most = map->count + (added ? added->count : 0);
    if (most > PROJECTION_KEPT_APART || overlay->suggestions++ > MANY_SUGGESTIONS) {
        return (struct text){"", 0};
    }
    struct text *names = arena_array(overlay->arena, struct text, most + 1);
    size_t count = 0;
    for (const struct node *child = map->first; child; child = child->next) {
        if (change_keeps(child)) {
            names[count++] = child->key->text;
        }
    }
    for (const struct node *child = added ? added->first : NULL; child; child = child->next) {
        names[count++] = child->key->text;
    }
    return nearest_name(key, names, count);
}

/* The path here, and further in while the value that is merged holds one key alone: {a: {b: 1}} means a.b. */
static struct keypath merged_path(struct overlay *overlay, const struct node *value)
{
    const size_t depth = overlay->depth;
    for (; value->kind == NODE_MAP && value->count == 1; value = value->first) {
        push_key(overlay, value->first->key->text);
    }
    struct keypath path = keypath_copy(overlay->arena, (struct keypath){overlay->path, overlay->depth});
    overlay->depth = depth;
    return path;
}

/* What the last diagnostic says is that the override goes astray. map is where its key is missing, NULL where something
 * else is in the way; value is what `files` would put there. */
static void note_astray(struct overlay *overlay, const struct node *map, const struct node *value)
{
    const struct override *override = overlay->override;
    if (!overlay->astray_end) {
        return;
    }
    struct astray *astray = arena_new(overlay->arena, struct astray);
    *astray = (struct astray){
        .override = override,
        .diagnostic = overlay->diagnostics->last,
        .path = value ? merged_path(overlay, value) : override->path,
        .depth = overlay->depth,
        .sibling = map ? nearest_key(overlay, map, overlay->path[overlay->depth - 1].key) : TEXT(""),
        .is_missing = map != NULL,
    };
    *overlay->astray_end = astray;
    overlay->astray_end = (const struct astray **)&astray->next;
}

/* Whether `<<` brings a key of the same text and another type. */
static bool inherits_other_type(struct overlay *overlay, const struct node *own)
{
    struct diagnostics unheard = {.arena = overlay->arena};
    const struct node *inherited;
    bool disputed;
    return effective_inherited(overlay->arena, overlay->document, own->parent, own->key->text, &inherited, &disputed,
                               &unheard) == OUTCOME_FOUND &&
           (inherited->key->kind == NODE_STRING) != (own->key->kind == NODE_STRING);
}

/* Two keys that look alike, one of which is not a string: which of them is meant cannot be told. */
static bool is_ambiguous(struct overlay *overlay, const struct node *first)
{
    if (inherits_other_type(overlay, first)) {
        return true;
    }
    for (const struct node *other = node_find_next(first); other; other = node_find_next(other)) {
        if (change_keeps(other) && first->key->kind != other->key->kind) {
            return true;
        }
    }
    return false;
}

static bool refuse_ambiguous(struct overlay *overlay, const struct node *first)
{
    if (first->synthetic || !is_ambiguous(overlay, first)) {
        return false;
    }
    diagnose(
        overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
        "%s: the file has this key as a string and as another type, the first %s (inlay cannot tell which is meant)",
        whereabouts(overlay), place_in_file(overlay, first->key));
    return true;
}

static void conflict(struct overlay *overlay, const struct node *value, const struct node *there, const char *wanted)
{
    diagnose(overlay->diagnostics, SEVERITY_ERROR, place_of_value(overlay, value), "%s is %s %s, not %s",
             whereabouts(overlay), node_describe(there), place_in_file(overlay, there), wanted);
}

static void refuse_order(struct overlay *overlay)
{
    diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
             "%s: a << that comes later in the map brings it too, and readers disagree which counts (let one << come "
             "first)",
             whereabouts(overlay));
}

/* The map or list to go into; NULL: refused. An alias is given a copy of its own first, unless what is shared may
 * change. */
static struct node *enter(struct overlay *overlay, struct node *slot)
{
    struct node *container = change_result(slot);
    if (!node_is_scalar(container) && !slot->synthetic &&
        effective_overtaken(overlay->arena, overlay->document, slot)) {
        refuse_order(overlay);
        return NULL;
    }
    if (container->kind != NODE_ALIAS) {
        return container;
    }
    if (overlay->shared) {
        return enter(overlay, container->first);
    }
    struct node *copy;
    if (!effective_copy(overlay->arena, overlay->document, container, &copy, overlay->diagnostics)) {
        return NULL;
    }
    overlay->document->unshared = true;
    replace_synthetic(overlay, slot, copy);
    return change_result(slot);
}

static void walk(struct overlay *overlay, struct node *slot, size_t at);

/* The step of a key path says no type. */
static const struct node *key_of_step(struct overlay *overlay, const struct step *step)
{
    return node_synthetic(overlay->arena, NODE_STRING, step->key);
}

/* The value that steps from `at` on build where nothing is yet; NULL when one of them needs something to be there. */
static struct node *build(struct overlay *overlay, size_t at)
{
    struct keypath path = overlay->override->path;
    if (at == path.count) {
        const struct node *value = value_for(overlay, NULL);
        if (!value || !may_be_applied(overlay, value, NULL)) {
            return NULL;
        }
        note_words(overlay, NULL, value);
        return new_value(overlay->arena, overlay->document->format, NULL, value);
    }
    const struct step *step = &path.steps[at];
    push(overlay, *step);
    struct node *outer = NULL;
    struct node *inner = NULL;
    if (step->kind == STEP_INDEX || step->kind == STEP_SELECT) {
        diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
                 "%s: there is no such element ('[+]' appends one)", whereabouts(overlay));
    } else if (step->kind != STEP_KEY || may_be_key(overlay, key_of_step(overlay, step))) {
        inner = build(overlay, at + 1);
    }
    if (inner) {
        outer = node_synthetic(overlay->arena, step->kind == STEP_KEY ? NODE_MAP : NODE_LIST, TEXT(""));
        inner->key = step->kind == STEP_KEY ? node_synthetic(overlay->arena, NODE_STRING, step->key) : NULL;
        node_append(outer, inner);
    }
    pop(overlay);
    return outer;
}

static void refuse_missing(struct overlay *overlay, const struct node *map)
{
    diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin, "%s: there is no such key",
             whereabouts(overlay));
    note_astray(overlay, map, NULL);
}

static void refuse_inherited(struct overlay *overlay, const struct node *inherited)
{
    diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
             "%s is inherited through << %s and cannot be removed here", whereabouts(overlay),
             place_in_file(overlay, inherited));
}

/* Whether a map with a `<<` has the key in another spelling, too: 16 and 0x10 are one key to most readers. */
static bool refuse_respelt(struct overlay *overlay, const struct node *map, const struct node *child)
{
    const struct node *key = child->key->kind == NODE_ALIAS ? child->key->first : child->key;
    const struct node *other = effective_respelt(overlay->arena, overlay->document, map, key);
    if (other) {
        const struct node *respelt = other->key->kind == NODE_ALIAS ? other->key->first : other->key;
        diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
                 "%s: the map has this key in another spelling, too, %.*s %s (inlay cannot tell which is meant)",
                 whereabouts(overlay), TEXT_ARGS(respelt->text), place_in_file(overlay, other->key));
    }
    return other != NULL;
}

/* A key that `<<` brings: a local copy takes its place, since what is inherited belongs to others too. *local is NULL
 * where what is inherited is right from step `at` on, or for value that is merged. */
static enum outcome make_local(struct overlay *overlay, struct node *map, struct text key, size_t at,
                               const struct node *value, struct node **local)
{
    const struct node *inherited;
    bool disputed;
    enum outcome outcome =
        effective_inherited(overlay->arena, overlay->document, map, key, &inherited, &disputed, overlay->diagnostics);
    if (outcome != OUTCOME_FOUND) {
        return outcome;
    }
    if (overlay->override->operation == OVERRIDE_UNSET) {
        refuse_inherited(overlay, inherited);
        return OUTCOME_REFUSED;
    }
    if (refuse_respelt(overlay, map, inherited)) {
        return OUTCOME_REFUSED;
    }
    const bool inside = value ? value->kind == NODE_MAP : at < overlay->override->path.count;
    if (inside && disputed) {
        refuse_order(overlay);
        return OUTCOME_REFUSED;
    }
    *local = NULL;
    if (!disputed && stays_shared(overlay, inherited, at, value)) {
        return OUTCOME_FOUND;
    }
    struct node *copy;
    struct node *copied_key;
    if (!effective_copy(overlay->arena, overlay->document, inherited, &copy, overlay->diagnostics) ||
        !effective_copy_key(overlay->arena, overlay->document, inherited, &copied_key, overlay->diagnostics)) {
        return OUTCOME_REFUSED;
    }
    overlay->document->unshared = true;
    copy->key = copied_key;
    *local = add(overlay, map, copy);
    return OUTCOME_FOUND;
}

static void walk_missing_key(struct overlay *overlay, struct node *map, size_t at)
{
    const struct node *step_key = key_of_step(overlay, &overlay->override->path.steps[at]);
    struct text key = step_key->text;
    struct node *local;
    enum outcome outcome = make_local(overlay, map, key, at + 1, NULL, &local);
    if (outcome == OUTCOME_FOUND && local) {
        walk(overlay, local, at + 1);
    } else if (outcome == OUTCOME_NONE && overlay->override->operation != OVERRIDE_ADD) {
        refuse_missing(overlay, map);
    } else if (outcome == OUTCOME_NONE && may_be_key(overlay, step_key)) {
        struct node *value = build(overlay, at + 1);
        if (value) {
            add_key(overlay, map, step_key, value);
        }
    }
}

/* Whether the child that an override is for is `<<`, or stands for two keys: then it is refused, at place. */
static bool refuse_key(struct overlay *overlay, const struct node *child, struct place place)
{
    if (overlay->document->format == FORMAT_YAML && !child->synthetic && node_is_merge_key(child)) {
        diagnose(overlay->diagnostics, SEVERITY_ERROR, place,
                 "%s is a merge key (override the keys that it brings instead)", whereabouts(overlay));
        return true;
    }
    return refuse_ambiguous(overlay, child);
}

static void walk_key(struct overlay *overlay, struct node *map, size_t at)
{
    struct node *child = change_find(overlay->arena, map, overlay->override->path.steps[at].key);
    if (!child) {
        walk_missing_key(overlay, map, at);
        return;
    }
    if (refuse_key(overlay, child, overlay->override->origin)) {
        return;
    }
    while (child) {
        struct node *next = change_find_next(child);
        walk(overlay, child, at + 1);
        child = next;
    }
}

/* Element number `index` of those that stay, added ones last; *position is where it stands among the original's. */
static struct node *element(struct arena *arena, struct node *list, int64_t index, uint32_t *position)
{
    const struct change *change = list->change;
    int64_t originals = (int64_t)list->count - (change ? change->removed : 0);
    int64_t all = change_count(list);
    index = index < 0 ? index + all : index;
    if (index < 0 || index >= all) {
        return NULL;
    }
    if (index >= originals) {
        return node_element(arena, change->added, (uint32_t)(index - originals));
    }
    *position = (uint32_t)index;
    if (originals < list->count) {
        if (!list->change->live) {
            list->change->live = live_elements_of(arena, list);
        }
        *position = live_elements_at(list->change->live, (uint32_t)index);
    }
    return node_element(arena, list, *position);
}

/* The element that was chosen in the file's bytes, of the file's list or of a copy that an alias was given. */
static struct node *chosen(struct arena *arena, struct node *list, const struct step *step, uint32_t *position)
{
    if (step->index < 0) {
        return NULL;
    }
    *position = (uint32_t)step->index;
    struct node *child = list->synthetic ? list->first : node_element(arena, list, *position);
    while (child && chosen_head(child) != step->head) {
        child = list->synthetic ? child->next : NULL;
    }
    return child && change_keeps(child) ? child : NULL;
}

static void refuse_chosen(struct overlay *overlay, const struct step *step)
{
    diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
             "%s: %s (elements are chosen by what the file says, before any override)", whereabouts(overlay),
             step->index < 0 ? "the file has no such list" : "an earlier override replaced, moved or removed it");
}

static void walk_into(struct overlay *overlay, struct node *list, struct node *child, uint32_t position, size_t at)
{
    walk(overlay, child, at);
    if (!child->synthetic && !change_keeps(child) && list->change->live) {
        live_elements_remove(list->change->live, position);
    }
}

static void walk_element(struct overlay *overlay, struct node *list, size_t at)
{
    const struct step *step = &overlay->override->path.steps[at];
    if (step->kind == STEP_APPEND) {
        if (overlay->override->operation == OVERRIDE_UNSET) {
            diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
                     "%s: [+] names a new element, there is nothing to remove", whereabouts(overlay));
            return;
        }
        struct node *value = build(overlay, at + 1);
        if (value) {
            add(overlay, list, value);
        }
        return;
    }
    uint32_t position = 0;
    struct node *child = step->kind == STEP_SELECT ? chosen(overlay->arena, list, step, &position)
                                                   : element(overlay->arena, list, step->index, &position);
    if (child) {
        walk_into(overlay, list, child, position, at + 1);
        return;
    }
    if (step->kind == STEP_SELECT) {
        refuse_chosen(overlay, step);
        return;
    }
    diagnose(overlay->diagnostics, SEVERITY_ERROR, overlay->override->origin,
             "%s: there is no such element (the list has %u; '[+]' appends one)", whereabouts(overlay),
             change_count(list));
}

static bool is_empty_value(const struct node *node)
{
    return node->kind == NODE_NULL;
}

/* Carries out the override at its place. */
static void finish(struct overlay *overlay, struct node *slot)
{
    if (overlay->override->operation != OVERRIDE_UNSET) {
        const struct node *value = value_for(overlay, slot);
        if (value) {
            replace(overlay, slot, value);
        }
        return;
    }
    const struct node *inherited;
    bool disputed;
    enum outcome outcome = slot->key ? effective_inherited(overlay->arena, overlay->document, change_container(slot),
                                                           slot->key->text, &inherited, &disputed, overlay->diagnostics)
                                     : OUTCOME_NONE;
    if (outcome == OUTCOME_FOUND) {
        refuse_inherited(overlay, inherited); /* it would come to light */
    } else if (outcome == OUTCOME_NONE && !(slot->key && refuse_respelt(overlay, change_container(slot), slot))) {
        remove_child(overlay, slot);
    }
}

/* Goes from a value along the override's steps from `at` on. */
static void walk(struct overlay *overlay, struct node *slot, size_t at)
{
    struct keypath path = overlay->override->path;
    if (at == path.count) {
        finish(overlay, slot);
        return;
    }
    if (slot->kind == NODE_ALIAS && stays_shared(overlay, slot, at, NULL)) {
        return;
    }
    struct node *container = enter(overlay, slot);
    if (!container) {
        return;
    }
    const struct step *step = &path.steps[at];
    enum node_kind wanted = step->kind == STEP_KEY ? NODE_MAP : NODE_LIST;
    bool adds = overlay->override->operation == OVERRIDE_ADD ||
                (step->kind == STEP_APPEND && overlay->override->operation == OVERRIDE_SET);
    if (is_empty_value(container) && adds) {
        replace_synthetic(overlay, slot, node_synthetic(overlay->arena, wanted, TEXT("")));
        container = change_result(slot);
    }
    if (container->kind != wanted) {
        conflict(overlay, NULL, container, step->kind == STEP_KEY ? "an object with keys" : "a list");
        note_astray(overlay, NULL, NULL);
        return;
    }
    push(overlay, *step);
    if (wanted == NODE_MAP) {
        walk_key(overlay, container, at);
    } else {
        walk_element(overlay, container, at);
    }
    pop(overlay);
}

static void merge(struct overlay *overlay, struct node *slot, const struct node *value);

/* An object with a tag is another thing than one without, or with another one. */
static void merge_child(struct overlay *overlay, struct node *slot, const struct node *value)
{
    const bool fits = text_equal(node_own_tag(value), node_own_tag(value_at(slot)));
    if (value->kind == NODE_MAP && (fits || node_own_tag(value).length == 0)) {
        merge(overlay, slot, value);
    } else {
        replace(overlay, slot, value);
    }
}

static void note_new_key(struct overlay *overlay, const struct node *map, const struct node *value)
{
    diagnose(overlay->diagnostics, SEVERITY_NOTE, place_of_value(overlay, value->key), "%s is new in the file",
             whereabouts(overlay));
    if (overlay->override->layer != LAYER_HANDED_ON) { /* who handed it on has been advised */
        note_astray(overlay, map, value);
    }
}

static void merge_missing_key(struct overlay *overlay, struct node *map, const struct node *value)
{
    struct node *local;
    enum outcome outcome = make_local(overlay, map, value->key->text, 0, value, &local);
    if (outcome == OUTCOME_FOUND && local) {
        merge_child(overlay, local, value);
    } else if (outcome == OUTCOME_NONE && may_be_key(overlay, value->key) && may_be_applied(overlay, value, NULL)) {
        note_new_key(overlay, map, value);
        note_words(overlay, NULL, value);
        add_key(overlay, map, value->key, new_value(overlay->arena, overlay->document->format, NULL, value));
    }
}

static void merge_key(struct overlay *overlay, struct node *map, const struct node *value)
{
    struct node *child = change_find(overlay->arena, map, value->key->text);
    if (!child) {
        merge_missing_key(overlay, map, value);
        return;
    }
    if (refuse_key(overlay, child, place_of_value(overlay, value->key))) {
        return;
    }
    while (child) {
        struct node *next = change_find_next(child);
        merge_child(overlay, child, value);
        child = next;
    }
}

/* W&B's variable asks nothing by an empty object, whatever it is merged into. */
static bool asks_nothing(const struct overlay *overlay, const struct node *value)
{
    return value->count == 0 && overrides_place_is_wandb(overlay->override->origin);
}

/* An object takes the place of what is none, unless that is the whole file. */
static void merge_into_other(struct overlay *overlay, struct node *slot, const struct node *value)
{
    if (overlay->depth == 0) {
        conflict(overlay, value, change_result(slot), "an object that this one could be merged into");
    } else {
        replace(overlay, slot, value);
    }
}

/* Merges an object into what stands at slot: objects go together, an empty value is filled. */
static void merge(struct overlay *overlay, struct node *slot, const struct node *value)
{
    if (asks_nothing(overlay, value) || (slot->kind == NODE_ALIAS && stays_shared(overlay, slot, 0, value))) {
        return;
    }
    struct node *container = enter(overlay, slot);
    if (!container) {
        return;
    }
    if (is_empty_value(container)) {
        replace_synthetic(overlay, slot, node_synthetic(overlay->arena, NODE_MAP, TEXT("")));
        container = change_result(slot);
    }
    if (container->kind != NODE_MAP) {
        merge_into_other(overlay, slot, value);
        return;
    }
    for (const struct node *child = value->first; child; child = child->next) {
        push_key(overlay, child->key->text);
        merge_key(overlay, container, child);
        pop(overlay);
    }
}

bool overlay_document(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                      uint32_t which, struct document *document, const struct astray **astray,
                      struct diagnostics *diagnostics)
{
    struct overlay overlay = {.arena = arena,
                              .document = document,
                              .file = file,
                              .shared = overrides->shared,
                              .diagnostics = diagnostics,
                              .astray_end = astray};
    overlay.unchanged = (struct unchanged){arena, document, overrides->shared};
    size_t errors = diagnostics->errors;
    if (!document->root) {
        document->root = arena_new(arena, struct node);
        document->root->kind = NODE_NULL;
        document->root->head = document->root->start = document->root->end = (uint32_t)document->source.length;
    }
    for (const struct override *override = file->first; override; override = override->next_file) {
        overlay.override = override;
        if (!override_is_for(override, which)) {
            continue;
        }
        if (override->path.count > DOCUMENT_DEPTH_MAX) {
            diagnose(diagnostics, SEVERITY_ERROR, override->origin,
                     "the key path goes deeper than inlay reads (%d levels)", DOCUMENT_DEPTH_MAX);
        } else if (override->operation != OVERRIDE_MERGE) {
            walk(&overlay, document->root, 0);
        } else if (override->value->count > 0) { /* no keys at all ask nothing of the file */
            merge(&overlay, document->root, override->value);
        }
    }
    return diagnostics->errors == errors;
}
