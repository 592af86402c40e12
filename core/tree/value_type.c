/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/value_type.h"
#include "core/tree/scalar.h"

static enum value_type type_of_ambiguous(struct text word)
{
    static const enum value_type types[AMBIGUITY_SIGN + 1] = {
        [AMBIGUITY_BOOL] = VALUE_BOOL,   [AMBIGUITY_NULL] = VALUE_NULL, [AMBIGUITY_INTEGER] = VALUE_INT,
        [AMBIGUITY_FLOAT] = VALUE_FLOAT, [AMBIGUITY_SIGN] = VALUE_STR, /* dates and 12:30 are VALUE_UNKNOWN */
    };
    return types[scalar_ambiguity(word)];
}

static enum value_type type_of_kind(const struct node *value)
{
    static const enum value_type types[NODE_ALIAS + 1] = {
        [NODE_NULL] = VALUE_NULL,  [NODE_BOOL] = VALUE_BOOL, [NODE_INT] = VALUE_INT,    [NODE_FLOAT] = VALUE_FLOAT,
        [NODE_STRING] = VALUE_STR, [NODE_LIST] = VALUE_LIST, [NODE_MAP] = VALUE_OBJECT,
    };
    return value->kind == NODE_AMBIGUOUS ? type_of_ambiguous(value->text) : types[value->kind];
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

static bool is_number(enum value_type type)
{
    return type == VALUE_INT || type == VALUE_FLOAT;
}

bool value_type_fits(enum value_type type, enum value_type seen)
{
    return type == seen || type <= VALUE_NULL || seen <= VALUE_NULL || (is_number(type) && is_number(seen));
}

enum value_type value_type_widened(enum value_type a, enum value_type b)
{
    if (a == b || b == VALUE_NULL) {
        return a;
    }
    if (a == VALUE_NULL) {
        return b;
    }
    return is_number(a) && is_number(b) ? VALUE_FLOAT : VALUE_UNKNOWN;
}
