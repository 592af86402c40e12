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
    for (const struct node *child = before->first; child; child = child->next) {
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

static void compare_file(struct update *update, const struct node *files, const struct recorded_file *file)
{
    static const struct node nothing = {.kind = NODE_MAP};
    const struct node *before = find(update, files, file->name);
    update->depth = 0;
    enter(update, TEXT("files"));
    enter(update, file->name);
    if (!file->types) {
        compare(update, before, &nothing);
        return;
    }
    enter(update, TEXT("types"));
    compare(update, find(update, before, TEXT("types")), file->types);
}

static struct text write_overrides(struct update *update, const struct node *root, const struct recorded_file *files)
{
    struct buffer out = {.arena = update->arena};
    for (const struct recorded_file *file = files; file; file = file->next) {
        compare_file(update, find(update, root, TEXT("files")), file);
    }
    buffer_format(&out, "{\"unset\": [%.*s], \"set\": {%.*s}}", TEXT_ARGS(buffer_text(&update->removals)),
                  TEXT_ARGS(buffer_text(&update->values)));
    return buffer_text(&out);
}

/* By the patch engine: right for every manifest, but each new entry becomes one long line. */
static bool patch(struct arena *arena, const char *name, struct text source, const struct recorded_file *files,
                  struct text *patched, struct diagnostics *diagnostics)
{
    struct update *update = arena_new(arena, struct update);
    struct overrides overrides = {.arena = arena, .root = TEXT("/")};
    struct document document;
    struct patch result;
    update->arena = update->removals.arena = update->values.arena = arena;
    if (!override_text_read(arena, name, source, &document, diagnostics) ||
        !overrides_read_document(&overrides, name, write_overrides(update, document.root, files), diagnostics)) {
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

/* Adds entries below the last one of `files`, or a `files` at the end. Right for most manifests that people write. */
static struct text append(struct arena *arena, const char *name, struct text source, const struct recorded_file *files)
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
    if (out.length > 0 && !text_ends(buffer_text(&out), TEXT("\n"))) {
        buffer_byte(&out, '\n');
    }
    buffer_put(&out, !map ? TEXT("files:\n") : TEXT(""));
    for (; files; files = files->next) {
        manifest_put_file(&out, indent, files);
    }
    buffer_put(&out, end < source.length ? text_from(source, end + 1) : TEXT(""));
    return buffer_text(&out);
}

/* The files that the manifest has, or those that it lacks. */
static const struct recorded_file *select_files(struct arena *arena, const struct recorded_file *files, bool known)
{
    struct recorded_file *first = NULL, **link = &first;
    for (; files; files = files->next) {
        if (files->known == known) {
            *link = arena_new(arena, struct recorded_file);
            **link = *files;
            (*link)->next = NULL;
            link = &(*link)->next;
        }
    }
    return first;
}

bool manifest_update(struct arena *arena, const char *name, struct text source, const struct recorded_file *files,
                     struct text *updated, struct diagnostics *diagnostics)
{
    const struct recorded_file *known = select_files(arena, files, true), *new = select_files(arena, files, false);
    struct text readable = source;
    if (!patch(arena, name, source, files, updated, diagnostics) ||
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
