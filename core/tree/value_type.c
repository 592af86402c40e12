/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/value_type.h"
#include "core/tree/scalar.h"

static enum value_type type_of_ambiguous(struct text word)
{
    switch (scalar_ambiguity(word)) {
    case AMBIGUITY_BOOL:
        return VALUE_BOOL;
    case AMBIGUITY_NULL:
        return VALUE_NULL;
    case AMBIGUITY_INTEGER:
        return VALUE_INT;
    case AMBIGUITY_FLOAT:
        return VALUE_FLOAT;
    case AMBIGUITY_SIGN:
        return VALUE_STR;
    case AMBIGUITY_SEXAGESIMAL:
    case AMBIGUITY_DATE:
    case AMBIGUITY_NONE:
        break;
    }
    return VALUE_UNKNOWN;
}

static enum value_type type_of_kind(const struct node *value)
{
    switch ((enum node_kind)value->kind) {
    case NODE_NULL:
        return VALUE_NULL;
    case NODE_BOOL:
        return VALUE_BOOL;
    case NODE_INT:
        return VALUE_INT;
    case NODE_FLOAT:
        return VALUE_FLOAT;
    case NODE_STRING:
        return VALUE_STR;
    case NODE_AMBIGUOUS:
        return type_of_ambiguous(value->text);
    case NODE_LIST:
        return VALUE_LIST;
    case NODE_MAP:
        return VALUE_OBJECT;
    case NODE_ALIAS:
        break;
    }
    return VALUE_UNKNOWN;
}

/* The tags of YAML's core schema. */
static enum value_type type_of_tag(struct text tag)
{
    static const struct {
        struct text name;
        enum value_type type;
    } tags[] = {
        {{"null", 4}, VALUE_NULL}, {{"bool", 4}, VALUE_BOOL}, {{"int", 3}, VALUE_INT},    {{"float", 5}, VALUE_FLOAT},
        {{"str", 3}, VALUE_STR},   {{"seq", 3}, VALUE_LIST},  {{"map", 3}, VALUE_OBJECT},
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (text_equal(node_core_tag(tag), tags[i].name)) {
            return tags[i].type;
        }
    }
    return VALUE_UNKNOWN;
}

enum value_type value_type_of(const struct node *value)
{
    value = value->kind == NODE_ALIAS ? value->first : value;
    struct text tag = value->properties ? value->properties->tag : TEXT("");
    if (tag.length == 0) {
        return type_of_kind(value);
    }
    if (text_equal(tag, TEXT("!"))) {
        return node_is_scalar(value) ? VALUE_STR : type_of_kind(value);
    }
    return type_of_tag(tag);
}

static const char *const names[] = {
    [VALUE_UNKNOWN] = "unknown", [VALUE_NULL] = "null", [VALUE_BOOL] = "bool", [VALUE_INT] = "int",
    [VALUE_FLOAT] = "float",     [VALUE_STR] = "str",   [VALUE_LIST] = "list", [VALUE_OBJECT] = "object",
};

const char *value_type_name(enum value_type type)
{
    return names[type];
}

enum value_type value_type_named(struct text name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_equal(name, text_of(names[i]))) {
            return (enum value_type)i;
        }
    }
    return VALUE_UNKNOWN;
}
