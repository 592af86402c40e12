/* The types that people know values by, and W&B's names for them. */
#ifndef INLAY_VALUE_TYPE_H
#define INLAY_VALUE_TYPE_H

#include "core/document.h"

enum value_type {
    VALUE_UNKNOWN, /* a tag of the program's own, a date */
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

#endif
