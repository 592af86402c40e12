/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/manifest_wandb.h"
#include "core/tree/place.h"
#include "core/tree/value_type.h"

#define RUN_CONFIG TEXT("@wandb.config")

struct converter {
    struct arena *arena;
    const struct document *document;
    struct diagnostics *diagnostics;
};

/* Says so where it is anything else than an object, or null. */
static bool is_object(const struct converter *converter, const struct node *value)
{
    if (value && value->kind != NODE_MAP && value->kind != NODE_NULL) {
        diagnose(converter->diagnostics, SEVERITY_ERROR, document_place(converter->document, value->head),
                 "\"%.*s\" is %s (in a W&B job's metadata it is an object)", TEXT_ARGS(value->key->text),
                 node_describe(value));
    }
    return value && value->kind == NODE_MAP;
}

/* NULL where the object has no such member, or map is NULL. */
static struct node *member(const struct converter *converter, const struct node *map, struct text name)
{
    struct node *found = map ? node_find(converter->arena, (struct node *)map, name) : NULL;
    return is_object(converter, found) ? found : NULL;
}

/* ---- nodes of the manifest, which messages place where they come from */

static struct node *new_node(const struct converter *converter, enum node_kind kind, struct text text,
                             const struct node *from)
{
    struct node *node = node_synthetic(converter->arena, kind, text);
    node->head = node->start = node->end = from->head;
    return node;
}

static void put(const struct converter *converter, struct node *map, struct text name, struct node *value)
{
    value->key = new_node(converter, NODE_STRING, name, value);
    node_append(map, value);
}

/* ---- types */

static struct text type_name(const struct converter *converter, const struct node *type)
{
    const struct node *name =
        type->kind == NODE_MAP ? node_find(converter->arena, (struct node *)type, TEXT("wb_type")) : NULL;
    return name && name->kind == NODE_STRING ? name->text : TEXT("");
}

static const struct node *map_in(const struct converter *converter, const struct node *map, struct text name)
{
    const struct node *found = map ? node_find(converter->arena, (struct node *)map, name) : NULL;
    return found && found->kind == NODE_MAP ? found : NULL;
}

static bool is_dict(const struct converter *converter, const struct node *type)
{
    return text_equal(type_name(converter, type), TEXT("typedDict"));
}

/* The types by key of a typedDict; NULL when type is no such, or NULL. */
static const struct node *type_map(const struct converter *converter, const struct node *type)
{
    bool has_map = type && is_dict(converter, type);
    return has_map ? map_in(converter, map_in(converter, type, TEXT("params")), TEXT("type_map")) : NULL;
}

static void check_type(const struct converter *converter, const struct node *type)
{
    if (is_object(converter, type) && is_dict(converter, type) && !type_map(converter, type)) {
        diagnose(converter->diagnostics, SEVERITY_ERROR, document_place(converter->document, type->head),
                 "\"%.*s\" is a typedDict without params.type_map", TEXT_ARGS(type->key->text));
    }
}

/* W&B has one type for all numbers, and int fits float. */
static enum value_type type_meaning(struct text name)
{
    static const struct {
        char name[sizeof "typedDict"];
        enum value_type type;
    } types[] = {{"number", VALUE_FLOAT}, {"string", VALUE_STR}, {"boolean", VALUE_BOOL},
                 {"none", VALUE_NULL},    {"list", VALUE_LIST},  {"typedDict", VALUE_OBJECT}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (text_equal(name, text_of(types[i].name))) {
            return types[i].type;
        }
    }
    return VALUE_UNKNOWN;
}

static struct node *types_of(const struct converter *converter, const struct node *map)
{
    struct node *types = new_node(converter, NODE_MAP, TEXT(""), map);
    for (const struct node *child = map->first; child; child = child->next) {
        check_type(converter, child);
        const struct node *inner = type_map(converter, child);
        const char *name = value_type_name(type_meaning(type_name(converter, child)));
        struct node *type = inner ? types_of(converter, inner) : new_node(converter, NODE_STRING, text_of(name), child);
        type->key = child->key;
        node_append(types, type);
    }
    return types;
}

/* ---- what is offered */

/* As core/tree/selection.h reads it. */
static void put_key(struct buffer *out, struct text key)
{
    for (size_t i = 0; i < key.length; i++) {
        char c = key.bytes[i];
        buffer_put(out, c == '.' || c == '\\' || c == '[' ? TEXT("\\") : TEXT(""));
        buffer_byte(out, c);
    }
}

/* Adds a prefix for each leaf of map to list. outer is the prefix of map itself, with its dot. */
static void add_leaves(const struct converter *converter, struct node *list, const struct node *map, struct text outer)
{
    for (const struct node *child = map->first; child; child = child->next) {
        struct buffer prefix = {.arena = converter->arena};
        const struct node *inner = type_map(converter, child);
        bool is_leaf = !inner || inner->count == 0;
        buffer_put(&prefix, outer);
        put_key(&prefix, child->key->text);
        /* One dot at the end means nothing, so that an empty key needs it, too. */
        buffer_put(&prefix, !is_leaf || child->key->text.length == 0 ? TEXT(".") : TEXT(""));
        if (is_leaf) {
            node_append(list, new_node(converter, NODE_STRING, buffer_text(&prefix), child->key));
        } else {
            add_leaves(converter, list, inner, buffer_text(&prefix));
        }
    }
}

static void put_selection(const struct converter *converter, struct node *offer, const struct node *types,
                          const struct node *schema)
{
    struct node *include = new_node(converter, NODE_LIST, TEXT(""), offer);
    if (types) {
        add_leaves(converter, include, types, TEXT(""));
    }
    const struct node *properties =
        map_in(converter, schema, TEXT("properties")); /* a schema's reader refuses others */
    if (include->count == 0 && properties) {
        add_leaves(converter, include, properties, TEXT(""));
    }
    if (include->count > 0) {
        put(converter, offer, TEXT("include"), include);
    }
}

/* type and schema are what the metadata says of one config; NULL: nothing. */
static struct node *offer_of(const struct converter *converter, const struct node *type, const struct node *schema)
{
    struct node *offer = new_node(converter, NODE_MAP, TEXT(""), type ? type : schema);
    const struct node *types = type_map(converter, type);
    if (type) {
        check_type(converter, type);
    }
    put_selection(converter, offer, types, schema);
    if (types) {
        put(converter, offer, TEXT("types"), types_of(converter, types));
    }
    if (schema) {
        struct node *copy = arena_new(converter->arena, struct node);
        *copy = *schema;
        put(converter, offer, TEXT("schema"), copy);
    }
    return offer;
}

static void put_file(const struct converter *converter, struct node *files, const struct node *name,
                     const struct node *types, const struct node *schemas)
{
    const struct node *type = member(converter, types, name->text), *schema = member(converter, schemas, name->text);
    if (type || schema) {
        struct node *offer = offer_of(converter, type, schema);
        offer->key = (struct node *)name;
        node_append(files, offer);
    }
}

static void put_files(const struct converter *converter, struct node *root, const struct node *types,
                      const struct node *schemas)
{
    struct node *files = new_node(converter, NODE_MAP, TEXT(""), root);
    for (const struct node *child = types ? types->first : NULL; child; child = child->next) {
        put_file(converter, files, child->key, types, schemas);
    }
    for (const struct node *child = schemas ? schemas->first : NULL; child; child = child->next) {
        if (!types || !node_find(converter->arena, (struct node *)types, child->key->text)) {
            put_file(converter, files, child->key, types, schemas);
        }
    }
    if (files->count > 0) {
        put(converter, root, TEXT("files"), files);
    }
}

static void put_run_config(const struct converter *converter, struct node *root, const struct node *type,
                           const struct node *schema)
{
    if (type || schema) {
        put(converter, root, TEXT("run_config"), offer_of(converter, type, schema));
    }
}

static const struct text sections[] = {TEXT("input_types"), TEXT("input_schemas")};

bool manifest_wandb_is(struct arena *arena, struct node *root)
{
    return root->kind == NODE_MAP && (node_find(arena, root, sections[0]) || node_find(arena, root, sections[1]));
}

struct node *manifest_wandb_root(struct arena *arena, const struct document *document, struct diagnostics *diagnostics)
{
    const struct converter converter = {arena, document, diagnostics};
    const size_t errors = diagnostics->errors;
    const struct node *types = member(&converter, document->root, sections[0]);
    const struct node *schemas = member(&converter, document->root, sections[1]);
    struct node *root = new_node(&converter, NODE_MAP, TEXT(""), document->root);
    const struct node *whole = type_map(&converter, types); /* of wandb-job.json */
    if (whole && whole->count > 0) {
        put_run_config(&converter, root, types, NULL);
    } else {
        put_files(&converter, root, member(&converter, types, TEXT("files")),
                  member(&converter, schemas, TEXT("files")));
        put_run_config(&converter, root, member(&converter, types, RUN_CONFIG),
                       member(&converter, schemas, RUN_CONFIG));
    }
    if (root->count == 0 && diagnostics->errors == errors) {
        diagnose(diagnostics, SEVERITY_ERROR, document_place(document, document->root->head),
                 "this W&B job says no inputs (those that launch.manage_config_file and launch.manage_wandb_config "
                 "give are in its artifact's metadata, not in wandb-job.json)");
    }
    return root;
}
