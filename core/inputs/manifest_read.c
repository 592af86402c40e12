/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/manifest_read.h"
#include "core/base/path.h"
#include "core/inputs/bind.h"
#include "core/inputs/manifest_wandb.h"
#include "core/inputs/offer_types.h"
#include "core/overrides/override_text.h"
#include "core/overrides/override_value.h"
#include "core/tree/place.h"

struct reader {
    struct arena *arena;
    const struct document *document;
    struct text root;
    struct schema_files *schemas;
    struct manifest *manifest;
    struct diagnostics *diagnostics;
    struct manifest_file **files_end;
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
    for (size_t i = 0; i < count; i++) {
        names[i] = text_of(members[i].name);
    }
    override_text_refuse_key(reader->document, key, names, count, reader->diagnostics);
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

/* include or exclude */
static void read_prefixes(struct reader *reader, struct node *list, void *into)
{
    struct selection *selection = &((struct offer *)into)->selection;
    bool includes = text_equal(list->key->text, TEXT("include"));
    struct prefixes *prefixes = includes ? &selection->include : &selection->exclude;
    for (const struct node *element = list->first; element; element = element->next) {
        if (!override_text_is_word(reader->document, element, "a prefix of keys", reader->diagnostics)) {
            continue;
        }
        const char *problem = selection_add(reader->arena, prefixes, element->text, place_of(reader, element));
        if (problem) {
            override_text_refuse(reader->document, element, problem, reader->diagnostics);
        }
    }
}

static void read_types(struct reader *reader, struct node *value, void *into)
{
    struct offer *offer = into;
    offer->types = value;
    offer_types_refuse_unknown(reader->document, value, reader->diagnostics);
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
        override_text_refuse(reader->document, name, problem, reader->diagnostics);
        return NULL;
    }
    *document = read;
    if (!override_text_read(reader->arena, path, content, read, reader->diagnostics)) {
        return NULL;
    }
    document_mark_places(reader->arena, read);
    if (!read->root) {
        override_text_refuse(reader->document, name, "the schema is empty", reader->diagnostics);
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
    arena_grow(secrets->arena, paths, offer->secret_count, &secrets->capacity);
    offer->secrets = paths;
    paths[offer->secret_count++] = path;
}

/* The empty string is the root: all of the file is secret. */
static const char *read_secret(struct arena *arena, struct text source, struct keypath *path)
{
    size_t at;
    *path = (struct keypath){0};
    return source.length > 0 ? keypath_read(arena, source, path, &at) : NULL;
}

static void read_secrets(struct reader *reader, struct node *value, void *into)
{
    struct secrets secrets = {.arena = reader->arena, .offer = into};
    secrets.offer->secrets_listed = value;
    for (const struct node *element = value->first; element; element = element->next) {
        struct keypath path;
        if (!override_text_is_word(reader->document, element, "a secret's key", reader->diagnostics)) {
            continue;
        }
        const char *problem = read_secret(reader->arena, element->text, &path);
        if (problem) {
            override_text_refuse(reader->document, element, problem, reader->diagnostics);
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
    {"include", {NODE_LIST, NODE_LIST}, "a list of key prefixes", read_prefixes},                                      \
        {"exclude", {NODE_LIST, NODE_LIST}, "a list of key prefixes", read_prefixes},                                  \
        {"schema", {NODE_MAP, NODE_STRING}, "a JSON Schema, or the path of one", read_schema},                         \
        {"types", {NODE_MAP, NODE_STRING}, "an object of type names", read_types},                                     \
    {                                                                                                                  \
        "secrets", {NODE_LIST, NODE_LIST}, "a list of key paths", read_secrets                                         \
    }

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* NULL with an error when another entry means the same file. */
static struct manifest_file *new_file(struct reader *reader, const struct node *name)
{
    const char *problem = target_path_refusal(name->text);
    if (problem) {
        override_text_refuse(reader->document, name, problem, reader->diagnostics);
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
    manifest_enter(reader->manifest, file);
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

static void read_bind(struct reader *reader, struct node *map, void *into)
{
    (void)into;
    binds_read(reader->arena, reader->document, map, reader->root, reader->manifest, reader->diagnostics);
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
    };
    size_t errors = diagnostics->errors;
    *manifest = (struct manifest){.name = name, .document = document, .offers_run_config = true};
    enum outcome outcome = override_text_read_root(arena, name, source, FORMAT_UNKNOWN, false, document, diagnostics);
    if (outcome != OUTCOME_FOUND) {
        return outcome == OUTCOME_NONE;
    }
    if (document->root->kind != NODE_MAP) {
        refuse_type(&reader, document->root, "the manifest", "an object with files, run_config and bind");
        return false;
    }
    document_mark_places(arena, document);
    manifest->is_wandb_metadata = manifest_wandb_is(arena, document->root);
    read_root(&reader,
              manifest->is_wandb_metadata ? manifest_wandb_root(arena, document, diagnostics) : document->root);
    return diagnostics->errors == errors;
}
