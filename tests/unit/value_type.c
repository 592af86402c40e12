/* SPDX-License-Identifier: Apache-2.0 */
/* What type a value has, and that names and types go both ways. */
#include "core/read/read.h"
#include "core/tree/value_type.h"
#include "tests/unit/check.h"

#include <string.h>

static const struct {
    const char *value, *type;
} cases[] = {
    {"1", "int"},
    {"-0x1f", "int"},
    {"010", "int"},
    {"1_000", "int"},
    {"123456789012345678901234567890", "int"},
    {"0.1", "float"},
    {"1e-3", "float"},
    {".inf", "float"},
    {"-.INF", "float"},
    {".nan", "float"},
    {"1_000.5", "float"},
    {"x", "str"},
    {"'1'", "str"},
    {"\"true\"", "str"},
    {"|\n  1", "str"},
    {"=", "str"},
    {"8080:80", "str"},
    {"true", "bool"},
    {"yes", "bool"},
    {"Off", "bool"},
    {"null", "null"},
    {"~", "null"},
    {"", "null"},
    {"2020-01-01", "unknown"},
    {"2001-12-14t21:59:43.10-05:00", "unknown"},
    {"12:30", "unknown"},
    {"[]", "list"},
    {"[1, a]", "list"},
    {"{}", "object"},
    {"{a: 1}", "object"},
    {"!!str 1", "str"},
    {"! 1", "str"},
    {"!!float 1", "float"},
    {"!!int '1'", "int"},
    {"!!bool 'true'", "bool"},
    {"!!null ''", "null"},
    {"!!seq [1]", "list"},
    {"!!map {a: 1}", "object"},
    {"! {a: 1}", "object"},
    {"!!set {a}", "unknown"},
    {"!!binary aGk=", "unknown"},
    {"!env HOME", "unknown"},
    {"&a 1\nw: *a", "int"},
};

static const char *type_in(struct arena *arena, struct document *document, const char *key)
{
    struct node *value = node_find(arena, document->root, text_of(key));
    return value_type_name(value_type_of(value));
}

static void check_types(void *context)
{
    check_new_test();
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct buffer source = {.arena = arena};
        struct diagnostics diagnostics = {.arena = arena};
        struct document document;
        buffer_format(&source, "v: %s\n", cases[i].value);
        bool read = document_read(arena, "c.yaml", buffer_text(&source), FORMAT_YAML, 0, &document, &diagnostics);
        CHECK(read, "%s", cases[i].value);
        if (read) {
            const char *type = type_in(arena, &document, "v");
            CHECK(strcmp(type, cases[i].type) == 0, "%s is %s, got %s", cases[i].value, cases[i].type, type);
        }
    }
}

static void check_alias(void *context)
{
    check_new_test();
    struct arena *arena = context;
    struct diagnostics diagnostics = {.arena = arena};
    struct document document;
    CHECK(document_read(arena, "c.yaml", TEXT("a: &a [1]\nb: *a\n"), FORMAT_YAML, 0, &document, &diagnostics),
          "unread");
    CHECK(strcmp(type_in(arena, &document, "b"), "list") == 0, "an alias is what it stands for");
}

static void check_json(void *context)
{
    check_new_test();
    struct arena *arena = context;
    struct diagnostics diagnostics = {.arena = arena};
    struct document document;
    CHECK(document_read(arena, "c.json", TEXT("{\"a\": NaN, \"b\": \"yes\", \"c\": 1.0}"), FORMAT_JSON, 0, &document,
                        &diagnostics),
          "unread");
    CHECK(strcmp(type_in(arena, &document, "a"), "float") == 0, "NaN");
    CHECK(strcmp(type_in(arena, &document, "b"), "str") == 0, "a quoted word");
    CHECK(strcmp(type_in(arena, &document, "c"), "float") == 0, "1.0");
}

static void check_names(void)
{
    check_new_test();
    for (int type = VALUE_UNKNOWN; type <= VALUE_OBJECT; type++) {
        CHECK(value_type_named(text_of(value_type_name((enum value_type)type))) == (enum value_type)type, "%d", type);
    }
    CHECK(value_type_named(TEXT("integer")) == VALUE_UNKNOWN, "no type's name");
    CHECK(value_type_named(TEXT("")) == VALUE_UNKNOWN, "no type's name");
}

/* The order of the two does not matter. */
static void check_pair(const char *a, const char *b, bool fits, const char *widened)
{
    for (int i = 0; i < 2; i++) {
        const char *one = i == 0 ? a : b, *other = i == 0 ? b : a;
        enum value_type first = value_type_named(text_of(one)), second = value_type_named(text_of(other));
        CHECK(value_type_fits(first, second) == fits, "%s and %s", one, other);
        CHECK(strcmp(value_type_name(value_type_widened(first, second)), widened) == 0, "%s and %s", one, other);
    }
}

static void check_pairs(void)
{
    check_new_test();
    check_pair("int", "int", true, "int");
    check_pair("int", "float", true, "float");
    check_pair("int", "null", true, "int");
    check_pair("object", "null", true, "object");
    check_pair("unknown", "null", true, "unknown");
    check_pair("unknown", "str", true, "unknown");
    check_pair("int", "str", false, "unknown");
    check_pair("int", "bool", false, "unknown");
    check_pair("list", "object", false, "unknown");
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_types, &arena), "out of memory");
    CHECK(arena_run(&arena, check_alias, &arena), "out of memory");
    CHECK(arena_run(&arena, check_json, &arena), "out of memory");
    arena_release(&arena);
    check_names();
    check_pairs();
    return check_done();
}
