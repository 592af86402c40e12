/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/manifest_update.h"

#include "core/inputs/offer_types.h"
#include "core/tree/emit.h"
#include "core/overrides/override_text.h"
#include "core/overrides/overrides_document.h"
#include "core/patch/patch.h"
#include "core/tree/place.h"

/* The manifest's name in the override document that changes it. */
#define ITSELF "manifest"

/* An override document that makes the manifest say what it should. */
struct update {
    struct arena *arena;
    struct buffer removals; /* elements of `unset` */
    struct buffer values;   /* members of `set` */
    struct step path[DOCUMENT_DEPTH_MAX + 3];
    size_t depth;
    bool keeps_keys; /* of types: another run may have them, which a file has at all times */
};

static const struct node *resolve(const struct node *value)
{
    return value && value->kind == NODE_ALIAS ? value->first : value;
}

static const struct node *find(struct update *update, const struct node *map, struct text key)
{
    map = resolve(map);
    return map && map->kind == NODE_MAP ? node_find(update->arena, (struct node *)map, key) : NULL;
}

static void enter(struct update *update, struct text key)
{
    update->path[update->depth++] = (struct step){.kind = STEP_KEY, .key = key};
}

static void put_target(struct update *update, struct buffer *out, const char *sign)
{
    struct buffer target = {.arena = update->arena};
    buffer_format(&target, ITSELF ":%s", sign);
    keypath_write(&target, (struct keypath){update->path, update->depth});
    emit_comma(out);
    emit_json_string(out, buffer_text(&target));
}

static void put_removal(struct update *update)
{
    put_target(update, &update->removals, "");
}

static void put_value(struct update *update, const struct node *value)
{
    put_target(update, &update->values, "+");
    buffer_put(&update->values, TEXT(": "));
    emit_json(&update->values, value);
}

/* What was recorded before, or written there by hand, stays true. */
static void widen(struct update *update, const struct node *before, const struct node *now)
{
    enum value_type was = offer_types_meaning(before), is = offer_types_meaning(now);
    enum value_type type = value_type_widened(was, is);
    if (type == was) {
        return;
    }
    if (type == is) {
        put_value(update, now);
    } else {
        put_value(update, node_synthetic(update->arena, NODE_STRING, text_of(value_type_name(type))));
    }
}

static void compare(struct update *update, const struct node *before, const struct node *now);

static void compare_keys(struct update *update, const struct node *before, const struct node *now)
{
    for (const struct node *child = before->first; child && !update->keeps_keys; child = child->next) {
        if (child->key->text.length > 0 && !find(update, now, child->key->text)) {
            enter(update, child->key->text);
            put_removal(update);
            update->depth--;
        }
    }
    for (const struct node *child = now->first; child; child = child->next) {
        if (child->key->text.length > 0) { /* a key path cannot name an empty key */
            enter(update, child->key->text);
            compare(update, find(update, before, child->key->text), child);
            update->depth--;
        }
    }
}

/* before: NULL where there is nothing. */
static void compare(struct update *update, const struct node *before, const struct node *now)
{
    before = resolve(before);
    if (before && before->kind == NODE_MAP && now->kind == NODE_MAP) {
        compare_keys(update, before, now);
    } else if (before) {
        widen(update, before, now);
    } else {
        put_value(update, now);
    }
}

struct comparison {
    struct update *update;
    const struct node *before; /* the input's entry; NULL: there is none */
};

/* What was written by hand stays; types alone become wider. */
static void compare_member(void *context, struct text key, const struct node *value)
{
    struct comparison *comparison = context;
    struct update *update = comparison->update;
    const struct node *before = find(update, comparison->before, key);
    enter(update, key);
    if (text_equal(key, TEXT("types"))) {
        compare(update, before, value);
    } else if (!before) {
        put_value(update, value);
    }
    update->depth--;
}

static bool says_nothing(const struct recorded_offer *offer)
{
    return !offer->include && !offer->exclude && !offer->schema && !offer->types;
}

static void compare_input(struct update *update, const struct node *root, const struct recorded_input *input)
{
    static const struct node nothing = {.kind = NODE_MAP};
    struct text section = input->is_run_config ? TEXT("run_config") : TEXT("files");
    struct comparison comparison = {update, find(update, root, section)};
    update->depth = 0;
    update->keeps_keys = input->is_run_config;
    enter(update, section);
    if (!input->is_run_config) {
        comparison.before = find(update, comparison.before, input->name);
        enter(update, input->name);
    }
    if (says_nothing(&input->offer)) {
        compare(update, comparison.before, &nothing);
    } else {
        manifest_each_member(&input->offer, compare_member, &comparison);
    }
}

static struct text write_overrides(struct update *update, const struct node *root, const struct recorded_input *inputs)
{
    struct buffer out = {.arena = update->arena};
    for (; inputs; inputs = inputs->next) {
        compare_input(update, root, inputs);
    }
    buffer_format(&out, "{\"unset\": [%.*s], \"set\": {%.*s}}", TEXT_ARGS(buffer_text(&update->removals)),
                  TEXT_ARGS(buffer_text(&update->values)));
    return buffer_text(&out);
}

/* By the patch engine: right for every manifest, but each new entry becomes one long line. */
static bool patch(struct arena *arena, const char *name, struct text source, const struct recorded_input *inputs,
                  struct text *patched, struct diagnostics *diagnostics)
{
    struct update *update = arena_new(arena, struct update);
    struct overrides overrides = {.arena = arena, .root = TEXT("/")};
    struct document document;
    struct patch result;
    update->arena = update->removals.arena = update->values.arena = arena;
    if (!override_text_read(arena, name, source, &document, diagnostics) ||
        !overrides_read_document(&overrides, name, write_overrides(update, document.root, inputs), diagnostics)) {
        return false;
    }
    struct override_file *itself = overrides_file(&overrides, TEXT(ITSELF), (struct place){.source = name});
    itself->name = name;
    itself->format = document.format;
    if (!patch_file(arena, &overrides, itself, source, &result, diagnostics)) {
        return false;
    }
    *patched = result.bytes;
    return true;
}

static bool is_same(const struct node *a, const struct node *b)
{
    if (a->kind != b->kind || a->count != b->count || !text_equal(a->text, b->text)) {
        return false;
    }
    for (a = a->first, b = b->first; a; a = a->next, b = b->next) {
        if ((a->key && !is_same(a->key, b->key)) || !is_same(a, b)) {
            return false;
        }
    }
    return true;
}

static bool read_same(struct arena *arena, const char *name, struct text a, struct text b)
{
    struct diagnostics ignored = {.arena = arena};
    struct document first, second;
    return override_text_read(arena, name, a, &first, &ignored) &&
           override_text_read(arena, name, b, &second, &ignored) && first.root && second.root &&
           is_same(first.root, second.root);
}

static void end_line(struct buffer *out)
{
    if (out->length > 0 && !text_ends(buffer_text(out), TEXT("\n"))) {
        buffer_byte(out, '\n');
    }
}

/* Adds entries below the last one of `files`, or a `files` at the end, and `run_config` behind all. Right for most
 * manifests that people write. */
static struct text append(struct arena *arena, const char *name, struct text source,
                          const struct recorded_input *inputs)
{
    struct diagnostics ignored = {.arena = arena};
    struct buffer out = {.arena = arena};
    struct document document;
    struct node *map = NULL;
    size_t end = source.length, indent = 2;
    bool has_other_line_ends = text_find(source, 0, '\r') < source.length;
    if (has_other_line_ends || !override_text_read(arena, name, source, &document, &ignored)) {
        return source;
    }
    if (document.root && document.root->kind == NODE_MAP) {
        map = node_find(arena, document.root, TEXT("files"));
    }
    if (map && map->first) {
        end = text_find(source, node_last_inside(map)->end, '\n');
        indent = document_place(&document, map->first->key->head).column - 1;
    }
    buffer_put(&out, text_part(source, 0, end));
    end_line(&out);
    buffer_put(&out, !map && !inputs->is_run_config ? TEXT("files:\n") : TEXT(""));
    for (; inputs && !inputs->is_run_config; inputs = inputs->next) {
        manifest_put_input(&out, indent, inputs);
    }
    buffer_put(&out, end < source.length ? text_from(source, end + 1) : TEXT(""));
    if (inputs) {
        end_line(&out);
        manifest_put_input(&out, 0, inputs);
    }
    return buffer_text(&out);
}

/* The inputs that the manifest has, or those that it lacks. */
static const struct recorded_input *select_inputs(struct arena *arena, const struct recorded_input *inputs, bool known)
{
    struct recorded_input *first = NULL, **link = &first;
    for (; inputs; inputs = inputs->next) {
        if (inputs->known == known) {
            *link = arena_new(arena, struct recorded_input);
            **link = *inputs;
            (*link)->next = NULL;
            link = &(*link)->next;
        }
    }
    return first;
}

bool manifest_update(struct arena *arena, const char *name, struct text source, const struct recorded_input *inputs,
                     struct text *updated, struct diagnostics *diagnostics)
{
    const struct recorded_input *known = select_inputs(arena, inputs, true);
    const struct recorded_input *new = select_inputs(arena, inputs, false);
    struct text readable = source;
    if (!patch(arena, name, source, inputs, updated, diagnostics) ||
        (known && !patch(arena, name, source, known, &readable, diagnostics))) {
        return false;
    }
    if (new) {
        readable = append(arena, name, readable, new);
    }
    if (read_same(arena, name, readable, *updated)) {
        *updated = readable;
    }
    return true;
}
