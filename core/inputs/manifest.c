/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/manifest.h"
#include "core/base/nearest.h"
#include "core/base/path.h"
#include "core/overrides/override_text.h"
#include "core/overrides/override_value.h"
#include "core/overrides/run_config.h"
#include "core/tree/emit.h"
#include "core/tree/place.h"

struct reader {
    struct arena *arena;
    const struct document *document;
    struct text root;
    struct schema_files *schemas;
    struct manifest *manifest;
    struct diagnostics *diagnostics;
    struct manifest_file **files_end;
    struct bind **binds_end;
};

static struct place place_of(const struct reader *reader, const struct node *node)
{
    return document_place(reader->document, node->head);
}

static void refuse_type(struct reader *reader, const struct node *node, const char *what, const char *wanted)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, node), "\"%s\" is %s (it must be %s)", what,
             node_describe(node), wanted);
}

static void refuse_text(struct reader *reader, const struct node *node, const char *problem)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, node), "\"%.*s\": %s", TEXT_ARGS(node->text),
             problem);
}

/* What may stand in a map of the manifest. */
struct member {
    const char *name;
    enum node_kind kinds[2]; /* that the value may have, besides null, which is as good as none; twice the same: one */
    const char *wanted;      /* the kinds, for a message */
    void (*read)(struct reader *reader, struct node *value, void *into);
};

static void refuse_unknown(struct reader *reader, const struct node *key, const struct member *members, size_t count)
{
    struct text *names = arena_array(reader->arena, struct text, count);
    struct buffer all = {.arena = reader->arena};
    for (size_t i = 0; i < count; i++) {
        names[i] = text_of(members[i].name);
        buffer_format(&all, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", members[i].name);
    }
    struct text near = nearest_name(key->text, names, count);
    if (near.length > 0) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, key),
                 "unknown key \"%.*s\" (did you mean \"%.*s\"?)", TEXT_ARGS(key->text), TEXT_ARGS(near));
    } else {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, key), "unknown key \"%.*s\" (there are %.*s)",
                 TEXT_ARGS(key->text), TEXT_ARGS(buffer_text(&all)));
    }
}

static const struct member *find_member(const struct member *members, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(text_of(members[i].name), name)) {
            return &members[i];
        }
    }
    return NULL;
}

static void read_members(struct reader *reader, struct node *map, const struct member *members, size_t count,
                         void *into)
{
    for (struct node *value = map->first; value; value = value->next) {
        const struct member *member = find_member(members, count, value->key->text);
        if (!member) {
            refuse_unknown(reader, value->key, members, count);
        } else if (value->kind == member->kinds[0] || value->kind == member->kinds[1]) {
            member->read(reader, value, into);
        } else if (value->kind != NODE_NULL) {
            refuse_type(reader, value, member->name, member->wanted);
        }
    }
}

/* A string, or another scalar as it is written: keys may look like numbers. */
static bool is_word(struct reader *reader, const struct node *node, const char *what)
{
    if (node_is_scalar(node) && node->kind != NODE_NULL) {
        return true;
    }
    diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, node), "%s is %s (it must be a string)", what,
             node_describe(node));
    return false;
}

static void read_prefixes(struct reader *reader, const struct node *list, struct prefixes *prefixes)
{
    for (const struct node *element = list->first; element; element = element->next) {
        if (!is_word(reader, element, "a prefix of keys")) {
            continue;
        }
        const char *problem = selection_add(reader->arena, prefixes, element->text, place_of(reader, element));
        if (problem) {
            refuse_text(reader, element, problem);
        }
    }
}

static void read_include(struct reader *reader, struct node *value, void *into)
{
    struct offer *offer = into;
    read_prefixes(reader, value, &offer->selection.include);
}

static void read_exclude(struct reader *reader, struct node *value, void *into)
{
    struct offer *offer = into;
    read_prefixes(reader, value, &offer->selection.exclude);
}

static void read_types(struct reader *reader, struct node *value, void *into)
{
    struct offer *offer = into;
    (void)reader;
    offer->types = value;
}

/* The root of the schema that stands in another file; its document in *document. */
static struct node *read_schema_file(struct reader *reader, const struct node *name, const struct document **document)
{
    struct document *read = arena_new(reader->arena, struct document);
    const char *path = text_string(reader->arena, name->text);
    struct text content;
    const char *problem = target_path_refusal(name->text);
    if (!problem) {
        problem = reader->schemas->read(reader->schemas, path, &content);
    }
    if (problem) {
        refuse_text(reader, name, problem);
        return NULL;
    }
    *document = read;
    if (!override_text_read(reader->arena, path, content, read, reader->diagnostics)) {
        return NULL;
    }
    document_mark_places(reader->arena, read);
    if (!read->root) {
        refuse_text(reader, name, "the schema is empty");
        return NULL;
    }
    return value_settle(reader->arena, read->root, read, (struct place){0}, reader->diagnostics) ? read->root : NULL;
}

static void read_schema(struct reader *reader, struct node *value, void *into)
{
    struct offer *offer = into;
    const struct document *document = reader->document;
    size_t errors = reader->diagnostics->errors;
    struct node *root = value->kind == NODE_STRING ? read_schema_file(reader, value, &document) : value;
    offer->schema_file = value->kind == NODE_STRING ? text_string(reader->arena, value->text) : NULL;
    if (root && reader->diagnostics->errors == errors) {
        offer->schema = schema_read(reader->arena, document, root, reader->diagnostics);
    }
}

struct secrets {
    struct arena *arena;
    struct offer *offer;
    size_t capacity;
};

static void add_secret(void *context, struct keypath path)
{
    struct secrets *secrets = context;
    struct offer *offer = secrets->offer;
    struct keypath *paths = (struct keypath *)offer->secrets;
    if (offer->secret_count == secrets->capacity) {
        secrets->capacity = secrets->capacity ? 2 * secrets->capacity : 8;
        paths = arena_array(secrets->arena, struct keypath, secrets->capacity);
        for (size_t i = 0; i < offer->secret_count; i++) {
            paths[i] = offer->secrets[i];
        }
        offer->secrets = paths;
    }
    struct step *steps = arena_array(secrets->arena, struct step, path.count);
    for (size_t i = 0; i < path.count; i++) {
        steps[i] = path.steps[i];
    }
    paths[offer->secret_count++] = (struct keypath){steps, path.count};
}

static void read_secrets(struct reader *reader, struct node *value, void *into)
{
    struct secrets secrets = {.arena = reader->arena, .offer = into};
    for (const struct node *element = value->first; element; element = element->next) {
        struct keypath path;
        size_t at;
        if (!is_word(reader, element, "a secret's key")) {
            continue;
        }
        const char *problem = keypath_read(reader->arena, element->text, &path, &at);
        if (problem) {
            refuse_text(reader, element, problem);
        } else {
            add_secret(&secrets, path);
        }
    }
}

static void read_offer(struct reader *reader, struct node *map, const struct member *members, size_t count,
                       struct offer *offer)
{
    read_members(reader, map, members, count, offer);
    if (offer->schema) {
        struct secrets secrets = {reader->arena, offer, offer->secret_count};
        schema_each_secret(reader->arena, offer->schema, add_secret, &secrets);
    }
}

#define OFFER_MEMBERS                                                                                                  \
    {"include", {NODE_LIST, NODE_LIST}, "a list of key prefixes", read_include},                                       \
        {"exclude", {NODE_LIST, NODE_LIST}, "a list of key prefixes", read_exclude},                                   \
        {"schema", {NODE_MAP, NODE_STRING}, "a JSON Schema, or the path of one", read_schema},                         \
        {"types", {NODE_MAP, NODE_STRING}, "an object of type names", read_types},                                     \
    {                                                                                                                  \
        "secrets", {NODE_LIST, NODE_LIST}, "a list of key paths", read_secrets                                         \
    }

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct manifest_file **bucket_of(const struct manifest *manifest, struct text path)
{
    return &manifest->buckets[text_hash(path) & (manifest->bucket_count - 1)];
}

/* NULL with an error when another entry means the same file. */
static struct manifest_file *new_file(struct reader *reader, const struct node *name)
{
    const char *problem = target_path_refusal(name->text);
    if (problem) {
        refuse_text(reader, name, problem);
        return NULL;
    }
    struct text path = path_full(reader->arena, reader->root, name->text);
    const struct manifest_file *other = manifest_find(reader->manifest, path);
    if (other) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, name),
                 "\"%.*s\" and \"%s\" at %s:%u:%u are the same file (name it once)", TEXT_ARGS(name->text), other->name,
                 other->place.source, other->place.line, other->place.column);
        return NULL;
    }
    struct manifest_file *file = arena_new(reader->arena, struct manifest_file);
    *file = (struct manifest_file){
        .path = path, .name = text_string(reader->arena, name->text), .place = place_of(reader, name)};
    return file;
}

static void read_file(struct reader *reader, struct node *value)
{
    static const struct member members[] = {OFFER_MEMBERS};
    struct manifest_file *file = new_file(reader, value->key);
    if (!file) {
        return;
    }
    if (value->kind == NODE_MAP) {
        read_offer(reader, value, members, COUNT(members), &file->offer);
    } else if (value->kind != NODE_NULL) {
        refuse_type(reader, value, file->name, "an object with include, exclude or schema, or {}");
    }
    *reader->files_end = file;
    reader->files_end = &file->next;
    reader->manifest->file_count++;
    struct manifest_file **bucket = bucket_of(reader->manifest, file->path);
    file->next_in_bucket = *bucket;
    *bucket = file;
}

static void read_files(struct reader *reader, struct node *files, void *into)
{
    size_t buckets = 1;
    (void)into;
    while (buckets < files->count) {
        buckets *= 2;
    }
    reader->manifest->bucket_count = buckets;
    reader->manifest->buckets = arena_array(reader->arena, struct manifest_file *, buckets);
    for (struct node *value = files->first; value; value = value->next) {
        read_file(reader, value);
    }
}

static void read_run_config_path(struct reader *reader, struct node *value, void *into)
{
    (void)into;
    reader->manifest->run_config_file = new_file(reader, value);
}

static void read_run_config(struct reader *reader, struct node *value, void *into)
{
    static const struct member members[] = {
        OFFER_MEMBERS,
        {"file", {NODE_STRING, NODE_STRING}, "the path at which the job reads its run config", read_run_config_path},
    };
    (void)into;
    read_offer(reader, value, members, COUNT(members), &reader->manifest->run_config);
}

/* The path as one key, its parts joined by dots. */
static struct keypath flattened(struct arena *arena, struct keypath path)
{
    struct step *step = arena_new(arena, struct step);
    struct buffer key = {.arena = arena};
    for (size_t i = 0; i < path.count; i++) {
        buffer_put(&key, i == 0 ? TEXT("") : TEXT("."));
        buffer_put(&key, path.steps[i].key);
    }
    step->kind = STEP_KEY;
    step->key = buffer_text(&key);
    return (struct keypath){step, 1};
}

/* False with an error. */
static bool read_bind_source(struct reader *reader, const struct node *key, struct bind *bind)
{
    struct text environment = TEXT("env:");
    bind->written = key->text;
    if (text_starts(key->text, environment)) {
        struct text name = text_from(key->text, environment.length);
        bind->source = BIND_ENVIRONMENT;
        bind->variable = text_string(reader->arena, name);
        if (name.length == 0 || text_find(name, 0, '=') < name.length || text_find(name, 0, '\0') < name.length) {
            refuse_text(reader, key, "this is no variable's name (write env:NAME)");
            return false;
        }
        return true;
    }
    const char *problem = run_config_key_read(reader->arena, key->text, &bind->key);
    if (problem) {
        refuse_text(reader, key, problem);
        return false;
    }
    bind->flat = flattened(reader->arena, bind->key);
    return true;
}

static bool read_bind_target(struct reader *reader, const struct node *value, struct bind *bind)
{
    if (!is_word(reader, value, "what a bind sets") ||
        !target_read(reader->arena, place_of(reader, value), value->text, &bind->to, reader->diagnostics)) {
        return false;
    }
    bind->target = value->text;
    if (bind->to.file.length == 0 || bind->to.sign == SIGN_REMOVE) {
        refuse_text(reader, value, "this is not FILE:KEY");
        return false;
    }
    bind->file = manifest_find(reader->manifest, path_full(reader->arena, reader->root, bind->to.file));
    if (!bind->file) {
        refuse_text(reader, value, "no such file is in \"files\"");
    }
    return bind->file != NULL;
}

static void add_bind(struct reader *reader, const struct node *key, const struct node *value)
{
    struct bind *bind = arena_new(reader->arena, struct bind);
    if (!read_bind_source(reader, key, bind) || !read_bind_target(reader, value, bind)) {
        return;
    }
    *reader->binds_end = bind;
    reader->binds_end = &bind->next;
    if (bind->source == BIND_RUN_CONFIG) {
        key_tree_add(reader->arena, &reader->manifest->bound, bind->key, bind);
        key_tree_add(reader->arena, &reader->manifest->bound, bind->flat, bind);
    }
}

static void read_bind(struct reader *reader, struct node *map, void *into)
{
    (void)into;
    for (const struct node *value = map->first; value; value = value->next) {
        if (value->kind != NODE_LIST) {
            add_bind(reader, value->key, value);
            continue;
        }
        for (const struct node *element = value->first; element; element = element->next) {
            add_bind(reader, value->key, element);
        }
    }
}

/* In this order: what comes later looks at what came before. */
static void read_root(struct reader *reader, struct node *root)
{
    static const struct member sections[] = {
        {"files", {NODE_MAP, NODE_MAP}, "an object with the paths of config files for its keys", read_files},
        {"run_config", {NODE_MAP, NODE_MAP}, "an object with include, exclude, schema or file, or {}", read_run_config},
        {"bind", {NODE_MAP, NODE_MAP}, "an object, SOURCE: FILE:KEY", read_bind},
    };
    for (struct node *value = root->first; value; value = value->next) {
        if (!find_member(sections, COUNT(sections), value->key->text)) {
            refuse_unknown(reader, value->key, sections, COUNT(sections));
        }
    }
    for (size_t i = 0; i < COUNT(sections); i++) {
        struct node *value = node_find(reader->arena, root, text_of(sections[i].name));
        if (!value) {
            continue;
        }
        if (value->kind == NODE_MAP) {
            sections[i].read(reader, value, NULL);
        } else if (value->kind != NODE_NULL) {
            refuse_type(reader, value, sections[i].name, sections[i].wanted);
        }
    }
    bool says_run_config = node_find(reader->arena, root, TEXT("run_config")) != NULL;
    reader->manifest->offers_run_config = says_run_config || !reader->manifest->files;
}

bool manifest_read(struct arena *arena, const char *name, struct text source, struct text root,
                   struct schema_files *schemas, struct manifest *manifest, struct diagnostics *diagnostics)
{
    struct document *document = arena_new(arena, struct document);
    struct reader reader = {
        .arena = arena,
        .document = document,
        .root = root,
        .schemas = schemas,
        .manifest = manifest,
        .diagnostics = diagnostics,
        .files_end = &manifest->files,
        .binds_end = &manifest->binds,
    };
    size_t errors = diagnostics->errors;
    *manifest = (struct manifest){.name = name, .offers_run_config = true};
    if (override_text_is_blank(source)) {
        return true;
    }
    if (!override_text_read(arena, name, source, document, diagnostics)) {
        return false;
    }
    if (!document->root || (document->root->kind == NODE_NULL && document->root->start == document->root->end)) {
        return true;
    }
    document_mark_places(arena, document);
    if (!value_settle(arena, document->root, document, (struct place){0}, diagnostics)) {
        return false;
    }
    if (document->root->kind != NODE_MAP) {
        refuse_type(&reader, document->root, "the manifest", "an object with files, run_config and bind");
        return false;
    }
    read_root(&reader, document->root);
    return diagnostics->errors == errors;
}

const struct manifest_file *manifest_find(const struct manifest *manifest, struct text path)
{
    const struct manifest_file *file = manifest->bucket_count ? *bucket_of(manifest, path) : NULL;
    while (file && !text_equal(file->path, path)) {
        file = file->next_in_bucket;
    }
    return file;
}

static void put_comma(struct buffer *out)
{
    buffer_put(out, out->bytes[out->length - 1] == '{' ? TEXT("") : TEXT(", "));
}

static void put_prefixes(struct buffer *out, const char *name, const struct prefix *first)
{
    if (!first) {
        return;
    }
    put_comma(out);
    buffer_format(out, "\"%s\": [", name);
    for (const struct prefix *prefix = first; prefix; prefix = prefix->next) {
        buffer_put(out, prefix == first ? TEXT("") : TEXT(", "));
        emit_json_string(out, prefix->written);
    }
    buffer_byte(out, ']');
}

static void put_secrets(struct buffer *out, const struct offer *offer)
{
    if (offer->secret_count == 0) {
        return;
    }
    put_comma(out);
    buffer_put(out, TEXT("\"secrets\": ["));
    for (size_t i = 0; i < offer->secret_count; i++) {
        buffer_put(out, i == 0 ? TEXT("") : TEXT(", "));
        emit_json_string(out, keypath_text(out->arena, offer->secrets[i]));
    }
    buffer_byte(out, ']');
}

static void put_file(struct buffer *out, const struct manifest_file *file)
{
    put_comma(out);
    emit_json_string(out, file->path);
    buffer_put(out, TEXT(": {"));
    put_prefixes(out, "include", file->offer.selection.include.first);
    put_prefixes(out, "exclude", file->offer.selection.exclude.first);
    put_secrets(out, &file->offer);
    buffer_byte(out, '}');
}

static void put_run_config(struct buffer *out, const struct manifest *manifest)
{
    buffer_put(out, TEXT(", \"run_config\": {"));
    put_prefixes(out, "include", manifest->run_config.selection.include.first);
    put_prefixes(out, "exclude", manifest->run_config.selection.exclude.first);
    put_secrets(out, &manifest->run_config);
    if (manifest->run_config_file) {
        put_comma(out);
        buffer_put(out, TEXT("\"file\": "));
        emit_json_string(out, manifest->run_config_file->path);
    }
    buffer_byte(out, '}');
}

/* Variables were looked at when the overrides were made. Binds of one key stand together. */
static void put_binds(struct buffer *out, const struct bind *bind)
{
    const struct bind *before = NULL;
    buffer_put(out, TEXT(", \"bind\": {"));
    for (; bind; bind = bind->next) {
        if (bind->source != BIND_RUN_CONFIG) {
            continue;
        }
        bool another = before && text_equal(before->written, bind->written);
        buffer_put(out, !before ? TEXT("") : another ? TEXT(", ") : TEXT("], "));
        if (!another) {
            emit_json_string(out, bind->written);
            buffer_put(out, TEXT(": ["));
        }
        emit_json_string(out, target_with_path(out->arena, bind->target, bind->file->path));
        before = bind;
    }
    buffer_put(out, before ? TEXT("]}") : TEXT("}"));
}

void manifest_write(const struct manifest *manifest, struct buffer *out)
{
    buffer_put(out, TEXT("{\"files\": {"));
    for (const struct manifest_file *file = manifest->files; file; file = file->next) {
        put_file(out, file);
    }
    buffer_byte(out, '}');
    if (manifest->offers_run_config) {
        put_run_config(out, manifest);
    }
    put_binds(out, manifest->binds);
    buffer_byte(out, '}');
}
