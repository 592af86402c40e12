/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a schema: its attributes, the schemas inside it, and what its references lead to. */
#include "core/tree/number.h"
#include "core/schema/schema_alternatives.h"
#include "core/schema/schema_merge.h"
#include "core/schema/schema_pointer.h"
#include "core/schema/schema_properties.h"
#include "core/tree/place.h"

/* What node says, into an empty schema. */
static void read_node(struct schema_reader *reader, const struct node *node, struct schema *schema);

static const struct {
    char name[sizeof "boolean"];
    enum schema_type type;
} type_names[] = {
    {"null", SCHEMA_NULL},     {"boolean", SCHEMA_BOOLEAN}, {"integer", SCHEMA_INTEGER}, {"number", SCHEMA_NUMBER},
    {"string", SCHEMA_STRING}, {"array", SCHEMA_ARRAY},     {"object", SCHEMA_OBJECT},
};
#define TYPE_COUNT (sizeof type_names / sizeof *type_names)

/* 0 with an error. A schema in YAML may say null without quotes. */
static unsigned type_bit(struct schema_reader *reader, const struct node *name)
{
    bool is_null = name->kind == NODE_NULL && name->text.length > 0;
    if (name->kind != NODE_STRING && !is_null) {
        schema_refuse(reader, name, "type must be a string, or a list of them, not %s", node_describe(name));
        return 0;
    }
    struct text wanted = is_null ? TEXT("null") : name->text;
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (text_equal(wanted, text_of(type_names[i].name))) {
            return type_names[i].type;
        }
    }
    schema_refuse(reader, name,
                  "\"%.*s\" is no type (types are boolean, integer, number, string, array, object and null)",
                  TEXT_ARGS(wanted));
    return 0;
}

static void read_type(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    if (value->kind != NODE_LIST) {
        schema->types = type_bit(reader, value);
        return;
    }
    for (const struct node *name = value->first; name; name = name->next) {
        schema->types |= type_bit(reader, name);
    }
    if (value->count == 0) {
        schema_refuse(reader, value, "type is a list of no types");
    }
    if (schema->types & SCHEMA_NULL && schema->types != SCHEMA_NULL) {
        schema->optional = true;
        schema->types &= ~(unsigned)SCHEMA_NULL;
    }
}

static struct text read_string(struct schema_reader *reader, const struct node *value)
{
    if (value->kind != NODE_STRING && value->kind != NODE_AMBIGUOUS) {
        bool scalar = node_is_scalar(value) && value->kind != NODE_NULL;
        schema_refuse(reader, value, "%.*s must be a string, not %s%s", TEXT_ARGS(value->key->text),
                      node_describe(value), scalar ? " (quote it)" : "");
        return TEXT("");
    }
    return value->text;
}

/* Other formats are for people, and for programs that check strings. */
static void read_format(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    schema->secret = schema_format_is_secret(read_string(reader, value));
}

static void read_enum(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    if (value->kind != NODE_LIST) {
        schema_refuse(reader, value, "enum must be a list, not %s", node_describe(value));
    } else if (value->count == 0) {
        schema_refuse(reader, value, "enum lists no value");
    } else {
        schema->choices = value;
    }
}

static const struct node *read_limit(struct schema_reader *reader, const struct node *value)
{
    bool number = node_is_number(value);
    if (!number) {
        schema_refuse(reader, value, "%.*s must be a number, not %s", TEXT_ARGS(value->key->text),
                      node_describe(value));
        return NULL;
    }
    if (number_of(reader->arena, value).kind == NUMBER_NONE) {
        schema_refuse(reader, value, "%.*s cannot be %.*s", TEXT_ARGS(value->key->text), TEXT_ARGS(value->text));
        return NULL;
    }
    return value;
}

/* No list has more elements than 64 bits can count: a larger number is cut to that. */
static uint64_t read_count(struct schema_reader *reader, const struct node *value)
{
    bool written = node_is_number(value);
    struct number number = written ? number_of(reader->arena, value) : (struct number){.kind = NUMBER_NONE};
    if (!number_is_integer(number) || number.negative) {
        schema_refuse(reader, value, "%.*s must be a whole number, 0 or more", TEXT_ARGS(value->key->text));
        return 0;
    }
    uint64_t count = 0;
    size_t at = 0;
    for (int64_t i = 0; i < number.exponent; i++) {
        at += at < number.digits.length && number.digits.bytes[at] == '.';
        unsigned digit = at < number.digits.length ? (unsigned)(number.digits.bytes[at++] - '0') : 0;
        if (__builtin_mul_overflow(count, 10, &count) || __builtin_add_overflow(count, digit, &count)) {
            return UINT64_MAX;
        }
    }
    return count;
}

static void read_min_items(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    schema->min_items = read_count(reader, value);
    schema->bounds_items[0] = true;
}

static void read_max_items(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    schema->max_items = read_count(reader, value);
    schema->bounds_items[1] = true;
}

static bool is_true(const struct node *value)
{
    return value->kind == NODE_BOOL && (value->text.bytes[0] == 't' || value->text.bytes[0] == 'T');
}

static void read_unique_items(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    if (value->kind != NODE_BOOL) {
        schema_refuse(reader, value, "uniqueItems must be true or false, not %s", node_describe(value));
    }
    schema->unique_items = is_true(value);
}

/* The schema of a property's value or of a list's elements. */
static const struct schema *read_inside(struct schema_reader *reader, const struct node *node)
{
    struct schema *schema = arena_new(reader->arena, struct schema);
    reader->level++;
    read_node(reader, node, schema);
    reader->level--;
    return schema;
}

static void read_items(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    if (value->kind == NODE_LIST) { /* one for each place: a tuple, in drafts before 2020-12 and Pydantic 1 */
        schema_note(&reader->unused, value->key->text, value->key);
        return;
    }
    schema->items = read_inside(reader, value);
}

static void read_properties(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    if (value->kind != NODE_MAP) {
        schema_refuse(reader, value, "properties must be an object, not %s", node_describe(value));
        return;
    }
    for (const struct node *child = value->first; child; child = child->next) {
        struct schema_property *property = schema_put(reader, schema, child->key->text);
        property->schema = read_inside(reader, child);
    }
}

/* Only true says nothing that inlay would have to check. */
static void read_additional(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    (void)schema;
    if (!is_true(value)) {
        schema_note(&reader->unused, value->key->text, value->key);
    }
}

static void read_required(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    if (value->kind != NODE_BOOL && value->kind != NODE_LIST) {
        schema_refuse(reader, value, "required must be true, false or a list of keys, not %s", node_describe(value));
    }
    schema->required = is_true(value);
}

/* What is stored as it is read, at an offset into struct schema: a text, a number, or any value. An attribute without
 * any of these is read later, when what stands beside it is known, or limits no value: an annotation or bookkeeping. */
#define MEMBER(name) offsetof(struct schema, name)

static const struct attribute {
    struct text name;
    void (*read)(struct schema_reader *reader, struct schema *schema, const struct node *value);
    uint16_t text, limit, value; /* where the schema has it */
} attributes[] = {
    {TEXT("type"), .read = read_type},
    {TEXT("title"), .text = MEMBER(title)},
    {TEXT("label"), .text = MEMBER(label)},
    {TEXT("description"), .text = MEMBER(description)},
    {TEXT("placeholder"), .text = MEMBER(placeholder)},
    {TEXT("format"), .read = read_format},
    {TEXT("required"), .read = read_required},
    {TEXT("enum"), .read = read_enum},
    {TEXT("const"), .value = MEMBER(constant)},
    {TEXT("default"), .value = MEMBER(initial)},
    {TEXT("minimum"), .limit = MEMBER(minimum)},
    {TEXT("maximum"), .limit = MEMBER(maximum)},
    {TEXT("exclusiveMinimum"), .limit = MEMBER(exclusive_minimum)},
    {TEXT("exclusiveMaximum"), .limit = MEMBER(exclusive_maximum)},
    {TEXT("minItems"), .read = read_min_items},
    {TEXT("maxItems"), .read = read_max_items},
    {TEXT("uniqueItems"), .read = read_unique_items},
    {TEXT("items"), .read = read_items},
    {TEXT("properties"), .read = read_properties},
    {TEXT("additionalProperties"), .read = read_additional},
    {.name = TEXT("$ref")},
    {.name = TEXT("allOf")},
    {.name = TEXT("anyOf")},
    {.name = TEXT("oneOf")},
    {.name = TEXT("$defs")},
    {.name = TEXT("definitions")},
    {.name = TEXT("$schema")},
    {.name = TEXT("$id")},
    {.name = TEXT("$comment")},
    {.name = TEXT("examples")},
    {.name = TEXT("deprecated")},
    {.name = TEXT("readOnly")},
    {.name = TEXT("writeOnly")},
};
#define ATTRIBUTE_COUNT (sizeof attributes / sizeof *attributes)

static void store_attribute(struct schema_reader *reader, struct schema *schema, const struct attribute *attribute,
                            const struct node *value)
{
    char *into = (char *)schema;
    if (attribute->read) {
        attribute->read(reader, schema, value);
    } else if (attribute->text) {
        *(struct text *)(void *)(into + attribute->text) = read_string(reader, value);
    } else if (attribute->limit) {
        *(const struct node **)(void *)(into + attribute->limit) = read_limit(reader, value);
    } else if (attribute->value) {
        *(const struct node **)(void *)(into + attribute->value) = value;
    }
}

static void read_attribute(struct schema_reader *reader, struct schema *schema, const struct node *value)
{
    size_t i = 0;
    while (i < ATTRIBUTE_COUNT && !text_equal(value->key->text, attributes[i].name)) {
        i++;
    }
    if (i < ATTRIBUTE_COUNT) {
        store_attribute(reader, schema, &attributes[i], value);
    } else {
        schema_note(&reader->unused, value->key->text, value->key);
    }
}

static struct node *attribute_of(struct schema_reader *reader, const struct node *node, const char *name)
{
    return node_find(reader->arena, (struct node *)node, text_of(name));
}

/* A required key need not be among the properties. */
static void read_required_list(struct schema_reader *reader, struct schema *schema, const struct node *node)
{
    const struct node *list = attribute_of(reader, node, "required");
    if (!list || list->kind != NODE_LIST) {
        return;
    }
    for (const struct node *name = list->first; name; name = name->next) {
        if (name->kind != NODE_STRING && name->kind != NODE_AMBIGUOUS) {
            schema_refuse(reader, name, "required lists keys, which are strings, not %s", node_describe(name));
            continue;
        }
        struct schema_property *property = schema_put(reader, schema, name->text);
        struct schema nothing = {.node = name, .size = 1, .height = 1};
        struct schema *copy = schema_copy(reader, property->schema ? property->schema : &nothing);
        copy->required = true;
        property->schema = copy;
    }
}

/* What a $ref leads to. Each is read once, however many references mean it. */
struct schema_definition {
    struct schema_definition *next;
    const struct node *node;
    const struct schema *schema;
    bool being_read; /* met again now, it stands inside itself */
    unsigned level;  /* of the reader when it began */
};

/* NULL with an error. */
static struct node *find_target(struct schema_reader *reader, const struct node *reference)
{
    if (reference->kind != NODE_STRING) {
        schema_refuse(reader, reference, "$ref must be a string, not %s", node_describe(reference));
        return NULL;
    }
    if (!schema_pointer_is_local(reader->arena, reference->text)) {
        schema_refuse(reader, reference, "$ref \"%.*s\" leads out of this schema (only #/… inside it is followed)",
                      TEXT_ARGS(reference->text));
        return NULL;
    }
    struct node *target = schema_pointer_follow(reader->arena, reader->root, reference->text);
    if (!target) {
        schema_refuse(reader, reference, "$ref \"%.*s\" leads to nothing in this schema", TEXT_ARGS(reference->text));
    }
    return target;
}

static struct schema_definition *find_definition(struct schema_reader *reader, const struct node *node)
{
    size_t bucket = (size_t)((uintptr_t)node / sizeof *node) & (reader->buckets - 1);
    struct schema_definition *definition = reader->definitions[bucket];
    while (definition && definition->node != node) {
        definition = definition->next;
    }
    if (!definition) {
        definition = arena_new(reader->arena, struct schema_definition);
        definition->next = reader->definitions[bucket];
        definition->node = node;
        reader->definitions[bucket] = definition;
    }
    return definition;
}

/* Where a model stands inside itself, the tree ends. */
static const struct schema *repetition(struct schema_reader *reader, const struct schema_definition *definition)
{
    struct schema *schema = arena_new(reader->arena, struct schema);
    schema->repeats = definition->schema;
    schema->node = definition->node;
    schema_measure(reader, schema);
    struct node *type = node_find(reader->arena, (struct node *)definition->node, TEXT("type"));
    /* Its other types are not known yet; a model's is this one. */
    schema->types = type && text_equal(type->text, TEXT("object")) ? SCHEMA_OBJECT : 0;
    return schema;
}

static const struct schema *read_definition(struct schema_reader *reader, struct schema_definition *definition)
{
    struct schema *schema = arena_new(reader->arena, struct schema);
    definition->schema = schema;
    definition->being_read = true;
    definition->level = reader->level;
    read_node(reader, definition->node, schema);
    definition->being_read = false;
    return schema;
}

/* The schema that a $ref means; NULL with an error. */
static const struct schema *resolve(struct schema_reader *reader, const struct node *reference)
{
    struct node *target = find_target(reader, reference);
    if (!target) {
        return NULL;
    }
    struct schema_definition *definition = find_definition(reader, target);
    if (!definition->schema) {
        return read_definition(reader, definition);
    }
    if (definition->being_read && definition->level == reader->level) {
        schema_refuse(reader, reference, "$ref \"%.*s\" leads back to itself", TEXT_ARGS(reference->text));
        return NULL;
    }
    return definition->being_read ? repetition(reader, definition) : definition->schema;
}

static void read_reference(struct schema_reader *reader, struct schema *schema, const struct node *node)
{
    const struct node *reference = attribute_of(reader, node, "$ref");
    const struct schema *definition = reference ? resolve(reader, reference) : NULL;
    if (definition) {
        schema_merge(reader, schema, definition, MERGE_OVERRIDE);
    }
}

/* NULL where the attribute is missing, or with an error where it is no list of schemas. Errors end the reading
 * later. */
static const struct node *list_of_schemas(struct schema_reader *reader, const struct node *node, const char *name)
{
    const struct node *list = attribute_of(reader, node, name);
    if (list && (list->kind != NODE_LIST || list->count == 0)) {
        schema_refuse(reader, list, "%s must be a list of schemas, not %s", name,
                      list->kind == NODE_LIST ? "an empty one" : node_describe(list));
        return NULL;
    }
    return list;
}

static void read_all_of(struct schema_reader *reader, struct schema *schema, const struct node *node)
{
    const struct node *list = list_of_schemas(reader, node, "allOf");
    for (const struct node *part = list ? list->first : NULL; part; part = part->next) {
        struct schema *read = arena_new(reader->arena, struct schema);
        read_node(reader, part, read);
        schema_merge(reader, schema, read, MERGE_BOTH);
    }
}

static bool is_null_schema(struct schema_reader *reader, const struct node *node)
{
    if (node->kind != NODE_MAP) {
        return false;
    }
    const struct node *type = attribute_of(reader, node, "type");
    const struct node *constant = attribute_of(reader, node, "const");
    return (type && node_is_scalar(type) && text_equal(type->text, TEXT("null"))) ||
           (constant && constant->kind == NODE_NULL);
}

static void read_alternatives(struct schema_reader *reader, struct schema *schema, const struct node *node,
                              const char *name)
{
    const struct node *list = list_of_schemas(reader, node, name);
    if (!list) {
        return;
    }
    const struct schema **alternatives = arena_array(reader->arena, const struct schema *, (size_t)list->count + 1);
    size_t count = 0;
    for (const struct node *alternative = list->first; alternative; alternative = alternative->next) {
        if (!is_null_schema(reader, alternative)) {
            struct schema *read = arena_new(reader->arena, struct schema);
            read_node(reader, alternative, read);
            alternatives[count++] = read;
        }
    }
    if (count == 1) {
        schema_merge(reader, schema, alternatives[0], MERGE_BOTH);
    } else if (count > 1) {
        schema_put_alternatives(reader, schema, alternatives, count);
    } else if (schema->types == 0) {
        schema->types = SCHEMA_NULL;
    }
    schema->optional |= count < list->count;
}

static unsigned type_of_value(const struct node *value)
{
    switch ((enum node_kind)value->kind) {
    case NODE_BOOL:
        return SCHEMA_BOOLEAN;
    case NODE_INT:
        return SCHEMA_INTEGER;
    case NODE_FLOAT:
        return SCHEMA_NUMBER;
    case NODE_STRING:
    case NODE_AMBIGUOUS:
        return SCHEMA_STRING;
    case NODE_LIST:
        return SCHEMA_ARRAY;
    case NODE_MAP:
        return SCHEMA_OBJECT;
    case NODE_NULL:
    case NODE_ALIAS:
        break;
    }
    return 0;
}

static bool has_limits(const struct schema *schema)
{
    return schema->minimum || schema->maximum || schema->exclusive_minimum || schema->exclusive_maximum;
}

/* Without `type`, limits, items, properties and choices tell the type. */
static void infer_types(struct schema *schema)
{
    if (schema->types || schema->alternatives || schema->repeats) {
        return;
    }
    schema->types |= schema->properties ? SCHEMA_OBJECT : 0;
    bool of_array = schema->items || schema->bounds_items[0] || schema->bounds_items[1] || schema->unique_items;
    schema->types |= of_array ? SCHEMA_ARRAY : 0;
    schema->types |= has_limits(schema) ? SCHEMA_NUMBER : 0;
    schema->types |= schema->constant ? type_of_value(schema->constant) : 0;
    for (const struct node *choice = schema->choices ? schema->choices->first : NULL; choice; choice = choice->next) {
        schema->types |= type_of_value(choice);
    }
}

/* A null that the author lists is allowed, whatever the type says. */
static void infer_optional(struct schema *schema)
{
    schema->optional |= (schema->initial && schema->initial->kind == NODE_NULL) ||
                        (schema->constant && schema->constant->kind == NODE_NULL);
    for (const struct node *choice = schema->choices ? schema->choices->first : NULL; choice; choice = choice->next) {
        schema->optional |= choice->kind == NODE_NULL;
    }
}

static bool says_nothing(const struct schema *schema)
{
    return schema->types == 0 && !schema->choices && !schema->constant && !schema->alternatives && !schema->repeats;
}

/* After merging: beside a $ref the type may come from the definition. */
static void note_untyped(struct schema_reader *reader, const struct schema *schema, const struct node *node)
{
    const struct node *properties = attribute_of(reader, node, "properties");
    for (const struct node *child = properties ? properties->first : NULL; child; child = child->next) {
        const struct schema_property *property = child->key ? schema_property(schema, child->key->text) : NULL;
        if (property && says_nothing(property->schema) && child->kind == NODE_MAP) {
            schema_note(&reader->untyped, child->key->text, child->key);
        }
    }
}

static void read_map(struct schema_reader *reader, const struct node *node, struct schema *schema)
{
    for (const struct node *value = node->first; value; value = value->next) {
        read_attribute(reader, schema, value);
    }
    read_required_list(reader, schema, node);
    read_reference(reader, schema, node);
    read_all_of(reader, schema, node);
    read_alternatives(reader, schema, node, "anyOf");
    read_alternatives(reader, schema, node, "oneOf");
    infer_types(schema);
    infer_optional(schema);
    note_untyped(reader, schema, node);
}

static void read_node(struct schema_reader *reader, const struct node *node, struct schema *schema)
{
    schema->node = node;
    if (reader->depth == SCHEMA_DEPTH_MAX) {
        schema_refuse_depth(reader, node);
    } else if (node->kind == NODE_MAP) {
        reader->depth++;
        read_map(reader, node, schema);
        reader->depth--;
    } else if (node->kind == NODE_BOOL && !is_true(node)) {
        schema_note(&reader->unused, TEXT("false"), node);
    } else if (node->kind != NODE_BOOL) {
        schema_refuse(reader, node, "a schema must be an object, or true, not %s", node_describe(node));
    }
    schema_measure(reader, schema);
}

static const struct schema *read_root(struct schema_reader *reader)
{
    size_t references_max = reader->document.source.length / (sizeof "$ref:#" - 1);
    reader->buckets = 16;
    while (reader->buckets < references_max / 8) {
        reader->buckets *= 2;
    }
    reader->definitions = arena_array(reader->arena, struct schema_definition *, reader->buckets);
    return read_definition(reader, find_definition(reader, reader->root));
}

const struct schema *schema_read(struct arena *arena, const struct document *document, const struct node *root,
                                 struct diagnostics *diagnostics)
{
    struct schema_reader *reader = arena_new(arena, struct schema_reader);
    reader->arena = arena;
    reader->document = *document;
    reader->root = (struct node *)root; /* look-ups index it */
    reader->diagnostics = diagnostics;
    document_mark_places(arena, &reader->document);
    size_t errors = diagnostics->errors;
    const struct schema *schema = read_root(reader);
    if (diagnostics->errors > errors) {
        return NULL;
    }
    schema_warn(reader, "the schema says what inlay does not check", &reader->unused);
    schema_warn(reader, "the schema has properties without a type, which are taken as text", &reader->untyped);
    return schema;
}
