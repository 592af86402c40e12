/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for both formats: which one a file has, places, children. The readers have tests of their own. */
#include "core/read/format.h"
#include "core/read/read.h"
#include "core/tree/place.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

static void test_format_of_name(void)
{
    check_new_test();
    CHECK(format_of_name(TEXT("a.yaml")) == FORMAT_YAML, ".yaml");
    CHECK(format_of_name(TEXT("/etc/x.d/A.YML")) == FORMAT_YAML, ".YML");
    CHECK(format_of_name(TEXT("b.c.Json")) == FORMAT_JSON, ".Json");
    static const char *const unknown[] = {"", ".", "yaml", "/a.yaml/b", "a.yaml.bak", "a.jsonl", "a.toml", "a."};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        check_new_case();
        CHECK(format_of_name(text_of(unknown[i])) == FORMAT_UNKNOWN, "%s", unknown[i]);
    }
}

static void check_format(const char *name, struct text source, enum format expected)
{
    struct diagnostics diagnostics = {.arena = &arena};
    enum format format = format_of(&arena, name, source, &diagnostics);
    CHECK(format == expected && diagnostics.errors == 0, "%s: %.*s", name, TEXT_ARGS(source));
}

static void test_format_of_content(void)
{
    check_new_test();
    check_format("a.yml", TEXT("{\"a\": 1}"), FORMAT_YAML);
    check_format("a.json", TEXT("a: 1"), FORMAT_JSON);
    check_format("config", TEXT("{\"a\": 1}"), FORMAT_JSON);
    check_format("config", TEXT(" \r\n\t[1, // one\n 2]"), FORMAT_JSON);
    check_format("config", TEXT("\xef\xbb\xbf{\"a\": 1}"), FORMAT_JSON);
    check_format("config", TEXT("{a: 1}"), FORMAT_YAML);
    check_format("config", TEXT("[a]\n"), FORMAT_YAML);
    check_format("config", TEXT("\"a\": 1\n"), FORMAT_YAML);
    check_format("config", TEXT(""), FORMAT_YAML);
    check_format("conf/a.local", TEXT("a: 1"), FORMAT_YAML);
}

static void test_other_formats_are_refused(void)
{
    check_new_test();
    static const struct {
        const char *name;
        const char *message;
    } cases[] = {
        {"p.toml", "p.toml: TOML is not a format that inlay patches (only YAML and JSON)"},
        {"p.INI", "p.INI: INI is not a format that inlay patches (only YAML and JSON)"},
        {"a/.env", "a/.env: .env is not a format that inlay patches (only YAML and JSON)"},
        {"s.py", "s.py: Python is not a format that inlay patches (only YAML and JSON)"},
        {"s.cfg", NULL},
        {"s.conf", NULL},
        {"s.properties", NULL},
        {"s.xml", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct diagnostics diagnostics = {.arena = &arena};
        struct document document;
        bool read = document_read(&arena, cases[i].name, TEXT("a: 1"), FORMAT_UNKNOWN, 0, &document, &diagnostics);
        CHECK(!read && diagnostics.errors == 1, "%s", cases[i].name);
        CHECK(!cases[i].message || strcmp(diagnostic_line(diagnostics.arena, diagnostics.first), cases[i].message) == 0,
              "%s", diagnostic_line(diagnostics.arena, diagnostics.first));
    }
}

static void test_other_encodings_are_refused(void)
{
    check_new_test();
    static const struct {
        struct text source;
        const char *name;
    } cases[] = {
        {{"\xff\xfe{\0}\0", 6}, "UTF-16"},
        {{"\xfe\xff\0{\0}", 6}, "UTF-16"},
        {{"{\0}\0", 4}, "UTF-16"},
        {{"\0{\0}", 4}, "UTF-16"},
        {{"1\0", 2}, "UTF-16"},
        {{"\xff\xfe\0\0{\0\0\0", 8}, "UTF-32"},
        {{"\0\0\xfe\xff\0\0\0{", 8}, "UTF-32"},
        {{"{\0\0\0", 4}, "UTF-32"},
        {{"\0\0\0{", 4}, "UTF-32"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        for (enum format format = FORMAT_YAML; format <= FORMAT_JSON; format++) {
            struct diagnostics diagnostics = {.arena = &arena};
            struct document document;
            bool read = document_read(&arena, "f", cases[i].source, format, 0, &document, &diagnostics);
            CHECK(!read && diagnostics.errors == 1, "case %zu", i);
            CHECK(diagnostics.first && strstr(diagnostic_line(diagnostics.arena, diagnostics.first), cases[i].name),
                  "case %zu: %s", i, diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
        }
    }
}

static void test_size_limit(void)
{
    check_new_test();
    struct diagnostics diagnostics = {.arena = &arena};
    struct document document;
    struct text source = {"1", DOCUMENT_SIZE_MAX + 1}; /* refused before a byte of it is read */
    CHECK(!document_read(&arena, "f.json", source, FORMAT_JSON, 0, &document, &diagnostics), "too large, but read");
    CHECK(diagnostics.first && strcmp(diagnostic_line(diagnostics.arena, diagnostics.first),
                                      "f.json: the file is larger than 512 MiB") == 0,
          "another message");
}

static void check_place(struct text source, uint32_t offset, uint32_t line, uint32_t column)
{
    struct document document = {.name = "f", .source = source};
    struct place place = document_place(&document, offset);
    CHECK(place.line == line && place.column == column && strcmp(place.source, "f") == 0,
          "offset %u is %u:%u, not %u:%u", offset, place.line, place.column, line, column);
}

static void test_places(void)
{
    check_new_test();
    struct text source = TEXT("ab\ncd\r\ne\rf");
    check_place(source, 0, 1, 1);
    check_place(source, 2, 1, 3);
    check_place(source, 3, 2, 1);
    check_place(source, 7, 3, 1);
    check_place(source, 9, 4, 1);
    check_place(source, 10, 4, 2);
    check_place(source, 99, 4, 2);
    check_place(TEXT("\xc3\xa9\xf0\x9f\x8d\x80x"), 6, 1, 3);
    check_place(TEXT("\xef\xbb\xbf{}"), 3, 1, 1);
    check_place(TEXT("\xef\xbb\xbf{}"), 4, 1, 2);
    check_place((struct text){NULL, 0}, 0, 1, 1);
}

static struct node *new_scalar(enum node_kind kind, struct text text)
{
    struct node *node = arena_new(&arena, struct node);
    node->kind = (uint8_t)kind;
    node->text = text;
    return node;
}

static struct node *add_child(struct node *map, enum node_kind key_kind, struct text key)
{
    struct node *child = new_scalar(NODE_INT, TEXT("1"));
    child->key = new_scalar(key_kind, key);
    node_append(map, child);
    return child;
}

static struct text numbered_key(unsigned number)
{
    struct buffer key = {.arena = &arena};
    buffer_format(&key, "key%u", number);
    return buffer_text(&key);
}

/* Below and above the size from which a map has an index. */
static void test_map_find(unsigned count)
{
    struct node *map = new_scalar(NODE_MAP, TEXT(""));
    struct node **children = arena_array(&arena, struct node *, count);
    for (unsigned i = 0; i < count; i++) {
        children[i] = add_child(map, NODE_STRING, numbered_key(i));
    }
    for (unsigned i = 0; i < count; i++) {
        CHECK(node_find(&arena, map, numbered_key(i)) == children[i], "key %u of %u", i, count);
        CHECK(node_find_next(children[i]) == NULL, "key %u of %u has a duplicate", i, count);
    }
    CHECK(node_find(&arena, map, numbered_key(count)) == NULL, "%u: a key that is not there", count);
    CHECK(node_find(&arena, map, TEXT("")) == NULL, "%u: the empty key", count);

    struct node *added = add_child(map, NODE_STRING, numbered_key(count));
    CHECK(node_find(&arena, map, numbered_key(count)) == added, "%u: a key that was added after a look-up", count);
}

static void test_duplicate_keys(unsigned others)
{
    struct node *map = new_scalar(NODE_MAP, TEXT(""));
    struct node *first = add_child(map, NODE_STRING, TEXT("a"));
    for (unsigned i = 0; i < others; i++) {
        add_child(map, NODE_STRING, numbered_key(i));
    }
    struct node *second = add_child(map, NODE_INT, TEXT("a"));
    struct node *third = add_child(map, NODE_STRING, TEXT("a"));
    CHECK(node_find(&arena, map, TEXT("a")) == first, "not the first");
    CHECK(node_find_next(first) == second && node_find_next(second) == third && !node_find_next(third), "not in order");
}

/* An alias's text is its anchor's name, which is no key. */
static void test_keys_that_are_no_scalars(unsigned others)
{
    struct node *map = new_scalar(NODE_MAP, TEXT(""));
    add_child(map, NODE_ALIAS, TEXT("a"));
    add_child(map, NODE_MAP, TEXT(""));
    add_child(map, NODE_LIST, TEXT(""));
    for (unsigned i = 0; i < others; i++) {
        add_child(map, NODE_STRING, numbered_key(i));
    }
    CHECK(node_find(&arena, map, TEXT("a")) == NULL, "an alias was found");
    CHECK(node_find(&arena, map, TEXT("")) == NULL, "a collection was found");
}

static void test_list_at(void)
{
    check_new_test();
    struct node *list = new_scalar(NODE_LIST, TEXT(""));
    enum { MANY = 100 };
    struct node *elements[MANY];
    CHECK(node_element(&arena, list, 0) == NULL, "an element of an empty list");
    for (uint32_t i = 0; i < MANY; i++) {
        elements[i] = new_scalar(NODE_NULL, TEXT(""));
        node_append(list, elements[i]);
        CHECK(node_element(&arena, list, i) == elements[i], "element %u after it was added", i);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        CHECK(node_element(&arena, list, i) == elements[i], "element %u", i);
    }
    CHECK(!node_element(&arena, list, MANY) && node_element(&arena, list, UINT32_MAX) == NULL, "beyond the end");
}

static void test_describe(void)
{
    check_new_test();
    struct node *node = new_scalar(NODE_NULL, TEXT(""));
    CHECK(strcmp(node_describe(node), "empty") == 0, "%s", node_describe(node));
    node->end = 4;
    CHECK(strcmp(node_describe(node), "null") == 0, "%s", node_describe(node));
    node->kind = NODE_MAP;
    CHECK(strcmp(node_describe(node), "an object") == 0, "%s", node_describe(node));
}

static void test_all(void *context)
{
    (void)context;
    test_format_of_name();
    test_format_of_content();
    test_other_formats_are_refused();
    test_other_encodings_are_refused();
    test_size_limit();
    test_places();
    const unsigned counts[] = {0, 1, 15, 16, 17, 32, 33, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        check_new_case();
        test_map_find(counts[i]);
        test_duplicate_keys(counts[i]);
        test_keys_that_are_no_scalars(counts[i]);
    }
    test_list_at();
    test_describe();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, test_all, NULL), "memory ran out");
    arena_release(&arena);
    return check_done();
}
