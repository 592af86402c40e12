#include "shim/cli/manifest_update.h"

#include "core/emit.h"
#include "core/override_text.h"
#include "core/patch.h"

#include <string.h>

#define LINE_MAX_WIDTH 100
#define INDENT         2

static void put_spaces(struct buffer *out, size_t count)
{
    while (count-- > 0) {
        buffer_byte(out, ' ');
    }
}

/* Names of types are plain words, null included. */
static void put_flow(struct buffer *out, const struct node *types)
{
    if (types->kind != NODE_MAP) {
        buffer_put(out, types->text);
        return;
    }
    buffer_byte(out, '{');
    for (const struct node *child = types->first; child != NULL; child = child->next) {
        buffer_put(out, child == types->first ? TEXT("") : TEXT(", "));
        emit_yaml_key(out, child->key->text);
        buffer_put(out, TEXT(": "));
        put_flow(out, child);
    }
    buffer_byte(out, '}');
}

static void put_key(struct buffer *out, size_t indent, struct text key)
{
    put_spaces(out, indent);
    emit_yaml_key(out, key);
    buffer_byte(out, ':');
}

/* "key: value", on one line where that is long enough. */
static void put_types(struct buffer *out, size_t indent, struct text key, const struct node *types)
{
    struct buffer flow = {.arena = out->arena};
    size_t start = out->length;

    put_key(out, indent, key);
    put_flow(&flow, types);
    if (out->length - start + 1 + flow.length <= LINE_MAX_WIDTH || types->kind != NODE_MAP || types->count == 0) {
        buffer_format(out, " %.*s\n", TEXT_ARGS(buffer_text(&flow)));
        return;
    }
    buffer_byte(out, '\n');
    for (const struct node *child = types->first; child != NULL; child = child->next) {
        put_types(out, indent + INDENT, child->key->text, child);
    }
}

static void put_file(struct buffer *out, size_t indent, const struct recorded_file *file)
{
    put_key(out, indent, file->name);
    if (file->types == NULL) {
        buffer_put(out, TEXT(" {}\n"));
        return;
    }
    buffer_byte(out, '\n');
    put_types(out, indent + INDENT, TEXT("types"), file->types);
}

/* {"config.yaml": {"types": …}, …} */
static void put_json(struct buffer *out, const struct recorded_file *files)
{
    buffer_byte(out, '{');
    for (const struct recorded_file *file = files; file != NULL; file = file->next) {
        buffer_put(out, file == files ? TEXT("") : TEXT(", "));
        emit_json_string(out, file->name);
        buffer_put(out, TEXT(": {"));
        if (file->types != NULL) {
            buffer_put(out, TEXT("\"types\": "));
            emit_json(out, file->types);
        }
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

struct text manifest_new(struct arena *arena, const struct recorded_file *files, enum format format)
{
    struct buffer out = {.arena = arena};

    if (format == FORMAT_JSON) {
        buffer_put(&out, TEXT("{\"files\": "));
        put_json(&out, files);
        buffer_put(&out, TEXT("}\n"));
        return buffer_text(&out);
    }
    buffer_put(&out,
               TEXT("# What a launcher may change in this job. inlay record wrote it; edit it freely.\nfiles:\n"));
    for (const struct recorded_file *file = files; file != NULL; file = file->next) {
        put_file(&out, INDENT, file);
    }
    return buffer_text(&out);
}

/* What the manifest is called in the override document that changes it. */
#define ITSELF "manifest"

struct update {
    struct arena *arena;
    struct buffer removals; /* elements of the document's `unset` */
    struct step path[DOCUMENT_DEPTH_MAX + 3];
    size_t depth;
};

static const struct node *find(struct update *update, const struct node *map, struct text key)
{
    map = map != NULL && map->kind == NODE_ALIAS ? map->first : map;
    return map != NULL && map->kind == NODE_MAP ? map_find(update->arena, (struct node *)map, key) : NULL;
}

static void enter(struct update *update, struct text key)
{
    update->path[update->depth++] = (struct step){.kind = STEP_KEY, .key = key};
}

static void put_removal(struct update *update)
{
    struct buffer target = {.arena = update->arena};

    buffer_put(&target, TEXT(ITSELF ":"));
    keypath_write(&target, (struct keypath){update->path, update->depth});
    buffer_put(&update->removals, update->removals.length == 0 ? TEXT("") : TEXT(", "));
    emit_json_string(&update->removals, buffer_text(&target));
}

/* Merging adds and replaces; the keys that are gone have to be removed one by one. */
static void remove_gone(struct update *update, const struct node *before, const struct node *now)
{
    before = before->kind == NODE_ALIAS ? before->first : before;
    if (before->kind != NODE_MAP || now->kind != NODE_MAP || update->depth > DOCUMENT_DEPTH_MAX) {
        return;
    }
    for (const struct node *child = before->first; child != NULL; child = child->next) {
        const struct node *still = find(update, now, child->key->text);

        if (child->key->text.length == 0) {
            continue; /* no key path names it */
        }
        enter(update, child->key->text);
        if (still == NULL) {
            put_removal(update);
        } else {
            remove_gone(update, child, still);
        }
        update->depth--;
    }
}

static void remove_gone_types(struct update *update, const struct node *root, const struct recorded_file *file)
{
    const struct node *types = find(update, find(update, find(update, root, TEXT("files")), file->name), TEXT("types"));

    if (types == NULL || file->types == NULL) {
        return;
    }
    update->depth = 0;
    enter(update, TEXT("files"));
    enter(update, file->name);
    enter(update, TEXT("types"));
    remove_gone(update, types, file->types);
}

/* The change as an override document: the patch engine makes it, and keeps everything else. */
static struct text write_overrides(struct update *update, const struct node *root, const struct recorded_file *files)
{
    struct buffer out = {.arena = update->arena};

    for (const struct recorded_file *file = files; file != NULL; file = file->next) {
        remove_gone_types(update, root, file);
    }
    buffer_put(&out, TEXT("{\"files\": {\"" ITSELF "\": {\"files\": "));
    put_json(&out, files);
    buffer_format(&out, "}}, \"unset\": [%.*s]}", TEXT_ARGS(buffer_text(&update->removals)));
    return buffer_text(&out);
}

bool manifest_update(struct arena *arena, const char *name, struct text source, const struct recorded_file *files,
                     struct text *updated, struct diagnostics *diagnostics)
{
    struct update *update = arena_new(arena, struct update);
    struct overrides overrides = {.arena = arena, .root = TEXT("/")};
    struct document document;
    struct override_file *itself;
    struct patch patch;

    update->arena = update->removals.arena = arena;
    if (!override_text_read(arena, name, source, &document, diagnostics) ||
        !overrides_read_document(&overrides, name, write_overrides(update, document.root, files), diagnostics)) {
        return false;
    }
    itself = overrides_find_file(&overrides, TEXT(ITSELF));
    itself->name = name;
    itself->format = document.format;
    if (!patch_file(arena, &overrides, itself, source, &patch, diagnostics)) {
        return false;
    }
    *updated = patch.bytes;
    return true;
}
