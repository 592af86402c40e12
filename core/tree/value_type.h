/* SPDX-License-Identifier: Apache-2.0 */
/* The types of values, by the names that people use for them. */
#ifndef INLAY_VALUE_TYPE_H
#define INLAY_VALUE_TYPE_H

#include "core/tree/node.h"

enum value_type {
    VALUE_UNKNOWN, /* readers disagree, or make objects of their own of it: a date, 12:30, a tag */
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_FLOAT,
    VALUE_STR,
    VALUE_LIST,
    VALUE_OBJECT,
};

/* Aliases are followed. */
enum value_type value_type_of(const struct node *value);

/* "int", "float", "str", "bool", "null", "list", "object", "unknown". */
const char *value_type_name(enum value_type type);
/* The other way round; VALUE_UNKNOWN for every other name. */
enum value_type value_type_named(struct text name);

/* Whether a value of this type may stand where one was seen of that: int and float fit each other, null and unknown
 * fit everything, and everything them. */
bool value_type_fits(enum value_type type, enum value_type seen);

/* The narrowest type that stands for values of both. */
enum value_type value_type_widened(enum value_type a, enum value_type b);

#endif
