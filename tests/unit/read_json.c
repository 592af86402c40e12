/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/read.h"
#include "core/read/projection.h"
#include "tests/unit/check.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;

static bool read_json(struct text source, struct document *document, struct diagnostics *diagnostics)
{
    *diagnostics = (struct diagnostics){.arena = &arena};
    return document_read(&arena, "f", source, FORMAT_JSON, 0, document, diagnostics);
}

/* Lists and objects are passed over, not made into nodes. */
static bool read_summarized(struct text source, struct document *document)
{
    static const struct projection nowhere = {.kept_apart = 1};
    struct diagnostics diagnostics = {.arena = &arena};
    return document_read_projection(&arena, "f", source, FORMAT_JSON, 0, &nowhere, document, &diagnostics);
}

static const struct node *root_of(struct text source)
{
    static struct document document;
    struct diagnostics diagnostics;
    bool read = read_json(source, &document, &diagnostics);
    CHECK(read, "%.*s: %s", TEXT_ARGS(source), read ? "" : diagnostic_line(diagnostics.arena, diagnostics.first));
    return read ? document.root : NULL;
}

static void test_scalars(void)
{
    check_new_test();
    static const struct {
        const char *source;
        enum node_kind kind;
        struct text text;
    } cases[] = {
        {"null", NODE_NULL, {"null", 4}},
        {"true", NODE_BOOL, {"true", 4}},
        {" false ", NODE_BOOL, {"false", 5}},
        {"0", NODE_INT, {"0", 1}},
        {"-0", NODE_INT, {"-0", 2}},
        {"12345678901234567890123456789", NODE_INT, {"12345678901234567890123456789", 29}},
        {"0.10", NODE_FLOAT, {"0.10", 4}},
        {"1e5", NODE_FLOAT, {"1e5", 3}},
        {"-1.5E+400", NODE_FLOAT, {"-1.5E+400", 9}},
        {"NaN", NODE_FLOAT, {"NaN", 3}},
        {"-Infinity", NODE_FLOAT, {"-Infinity", 9}},
        {"\"\"", NODE_STRING, {"", 0}},
        {"\"a 'b' /\"", NODE_STRING, {"a 'b' /", 7}},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", NODE_STRING, {"\"\\/\b\f\n\r\t", 8}},
        {"\"long enough \\u0041 to be read in words of eight bytes\"",
         NODE_STRING,
         {"long enough A to be read in words of eight bytes", 48}},
        {"\"\\u0000\"", NODE_STRING, {"\0", 1}},
        {"\"\\u00e9\\u20AC\"", NODE_STRING, {"\xc3\xa9\xe2\x82\xac", 5}},
        {"\"\\ud83c\\uDF40\"", NODE_STRING, {"\xf0\x9f\x8d\x80", 4}},
        {"\"\xc3\xa9\xf0\x9f\x8d\x80\x7f\"", NODE_STRING, {"\xc3\xa9\xf0\x9f\x8d\x80\x7f", 7}},
        {"\"\\ud83c\"", NODE_STRING, {"\xed\xa0\xbc", 3}},
        {"\"\\udf40\\ud83c\"", NODE_STRING, {"\xed\xbd\x80\xed\xa0\xbc", 6}},
        {"\"\\ud83c\\ud83c\\udf40\"", NODE_STRING, {"\xed\xa0\xbc\xf0\x9f\x8d\x80", 7}},
        {"\"\\ud83c\\n\"", NODE_STRING, {"\xed\xa0\xbc\n", 4}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const struct node *root = root_of(text_of(cases[i].source));
        CHECK(root && root->kind == cases[i].kind, "%s: kind %d", cases[i].source, root ? root->kind : -1);
        CHECK(root && text_equal(root->text, cases[i].text), "%s: text %.*s", cases[i].source,
              TEXT_ARGS(root ? root->text : TEXT("")));
        CHECK(root && root->style == (cases[i].kind == NODE_STRING ? STYLE_DOUBLE : STYLE_PLAIN), "%s: style",
              cases[i].source);
    }
}

/* Writes a tree with the source of every key and scalar, as the spans have it, and the brackets' offsets. */
static void put_spans(struct buffer *out, struct text source, const struct node *node)
{
    if (node->key) {
        buffer_put(out, text_part(source, node->key->start, node->key->end));
        buffer_byte(out, '=');
    }
    if (node_is_scalar(node)) {
        buffer_put(out, text_part(source, node->start, node->end));
        return;
    }
    buffer_format(out, "%c%u-%u@%u#%u", source.bytes[node->start], node->start, node->end, node->depth, node->count);
    for (const struct node *child = node->first; child; child = child->next) {
        buffer_byte(out, ' ');
        put_spans(out, source, child);
    }
    buffer_byte(out, source.bytes[node->end - 1]);
}

static void test_spans(void)
{
    check_new_test();
    static const struct {
        const char *source;
        const char *spans;
    } cases[] = {
        {"{}", "{0-2@0#0}"},
        {" [ ] ", "[1-4@0#0]"},
        {"{\"a\": 1, \"b\" : [true,\"x\\n\"]\n}", "{0-29@0#2 \"a\"=1 \"b\"=[15-27@1#2 true \"x\\n\"]}"},
        {"[[],{\"\":{}},-1.5e3]", "[0-19@0#3 [1-3@1#0] {4-11@1#1 \"\"={8-10@2#0}} -1.5e3]"},
        {"\xef\xbb\xbf[1]", "[3-6@0#1 1]"},
        {"/*1*/[//2\n1/**/,2,/*]*/]//3", "[5-24@0#2 1 2]"},
        {"{\"a\":1,\"a\":2,}", "{0-14@0#2 \"a\"=1 \"a\"=2}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct text source = text_of(cases[i].source);
        const struct node *root = root_of(source);
        struct buffer spans = {.arena = &arena};
        if (root) {
            put_spans(&spans, source, root);
        }
        CHECK(strcmp(buffer_string(&spans), cases[i].spans) == 0, "%s: %s", cases[i].source, buffer_string(&spans));
    }
}

static void test_document(void)
{
    check_new_test();
    static const struct {
        const char *source;
        bool lenient;
    } cases[] = {
        {"{\"a\": [1]}", false},
        {"\xef\xbb\xbf{}", false},
        {"\"// NaN ,]\"", false},
        {"[1,]", true},
        {"{\"a\":1,}", true},
        {"// c\n1", true},
        {"1 /* c */", true},
        {"NaN", true},
        {"[Infinity]", true},
        {"[-Infinity]", true},
        {"1//", true},
        {"1 // c\r", true},
        {"{\"a\": {\"b\": [1, [2],], \"c\": [{}]}}", true},
        {"{\"a\": {\"b\": [1, [2]], \"c\": [{}]}}", false},
        {"[[[[], // c\n 1]]]", true},
        {"[[1, {\"a\": -Infinity}]]", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct document document;
        struct diagnostics diagnostics;
        struct text source = text_of(cases[i].source);
        CHECK(read_json(source, &document, &diagnostics), "%s was refused", cases[i].source);
        CHECK(document.lenient == cases[i].lenient, "%s", cases[i].source);
        CHECK(read_summarized(source, &document) && document.lenient == cases[i].lenient, "%s", cases[i].source);
        CHECK(document.format == FORMAT_JSON && document.documents == 1, "%s", cases[i].source);
    }
}

/* A string without escapes is not copied; large files depend on it. */
static void test_text_is_borrowed(void)
{
    check_new_test();
    struct text source = TEXT("[\"plain\", 12, \"esc\\u0061ped\"]");
    const struct node *root = root_of(source);
    CHECK(root && root->first->text.bytes == source.bytes + 2, "a plain string was copied");
    CHECK(root && root->first->next->text.bytes == source.bytes + 10, "a number was copied");
    CHECK(root && text_equal(root->last->text, TEXT("escaped")), "an escaped one is not decoded");
}

static void test_errors(void)
{
    check_new_test();
    static const struct {
        struct text source;
        const char *message;
    } cases[] = {
        {{"", 0}, "f: the file is empty: expected a JSON value"},
        {{" \n\t", 3}, "f: the file is empty: expected a JSON value"},
        {{NULL, 0}, "f: the file is empty: expected a JSON value"},
        {{"[1 2]", 5}, "f:1:4: expected ',' or ']', found 2"},
        {{"[1,,2]", 6}, "f:1:4: expected a value, found ,"},
        {{"[,]", 3}, "f:1:2: expected a value, found ,"},
        {{"{,}", 3}, "f:1:2: expected a key in double quotes, found ,"},
        {{"{\"a\":1\n \"b\":2}", 14}, "f:2:2: expected ',' or '}', found \""},
        {{"{\"a\" 1}", 7}, "f:1:6: expected a colon after the key, found 1"},
        {{"{\"a\":}", 6}, "f:1:6: expected a value, found }"},
        {{"[1}", 3}, "f:1:3: expected ',' or ']', found }"},
        {{"{\"a\":1]", 7}, "f:1:7: expected ',' or '}', found ]"},
        {{"{a: 1}", 6},
         "f:1:2: expected a key in double quotes, found the unquoted word a (put a string in double quotes; fill a "
         "placeholder in first)"},
        {{"{\"a\": ${LR:-1, 2}}", 18},
         "f:1:7: expected a value, found the unquoted word ${LR:-1, (put a string in double quotes; fill a placeholder "
         "in first)"},
        {{"{\"a\": {{ lr }}}", 15},
         "f:1:8: expected a key in double quotes, found { (fill the template's placeholder in first)"},
        {{"[True]", 6}, "f:1:2: expected a value, found True (write true)"},
        {{"[None]", 6}, "f:1:2: expected a value, found None (write null)"},
        {{"[nan]", 5}, "f:1:2: expected a value, found nan (write NaN)"},
        {{"[truest]", 8},
         "f:1:2: expected a value, found the unquoted word truest (put a string in double quotes; fill a placeholder "
         "in "
         "first)"},
        {{"['a']", 5}, "f:1:2: expected a value, found ' (strings need double quotes)"},
        {{"# c\n1", 5}, "f:1:1: expected a value, found # (comments in JSON begin with //)"},
        {{"[+1]", 4}, "f:1:2: expected a value, found + (a number begins with a digit or -)"},
        {{"[.5]", 4}, "f:1:2: expected a value, found . (a number begins with a digit or -)"},
        {{"[01]", 4}, "f:1:2: numbers in JSON are decimal and have no leading zeros"},
        {{"[0x1f]", 6}, "f:1:2: numbers in JSON are decimal and have no leading zeros"},
        {{"[1.]", 4}, "f:1:2: expected a number, found 1. (put a string in double quotes)"},
        {{"[1e]", 4}, "f:1:2: expected a number, found 1e (put a string in double quotes)"},
        {{"[-]", 3}, "f:1:2: expected a number, found - (put a string in double quotes)"},
        {{"2024-01-01", 10}, "f:1:1: expected a number, found 2024-01-01 (put a string in double quotes)"},
        {{"[\"a]\n", 5}, "f:1:2: this string is not closed on its line (write \\n for a line end)"},
        {{"[\"a", 3}, "f:1:2: this string is not closed"},
        {{"\"a\\\"", 4}, "f:1:1: this string is not closed"},
        {{"\"a\tb\"", 5}, "f:1:3: a control character in a string (write \\u0009)"},
        {{"\"a\\x41\"", 7},
         "f:1:3: JSON has no such escape (write \\\\ for a backslash; \\u takes four hexadecimal digits)"},
        {{"\"\\u12g4\"", 8},
         "f:1:2: JSON has no such escape (write \\\\ for a backslash; \\u takes four hexadecimal digits)"},
        {{"\"\xc3\xa9\xff\"", 5}, "f:1:3: invalid UTF-8 (save the file as UTF-8)"},
        {{"\"\xed\xa0\x80\"", 5}, "f:1:2: invalid UTF-8 (save the file as UTF-8)"},
        {{"[1, \xe9]", 6}, "f:1:5: invalid UTF-8 (save the file as UTF-8)"},
        {{"[1\0]", 4}, "f:1:3: a NUL byte stands here (is this a text file?)"},
        {{"[1, /* c", 8}, "f:1:5: this comment is not closed, or holds invalid UTF-8"},
        {{"// \xff\n1", 6}, "f:1:1: this comment is not closed, or holds invalid UTF-8"},
        {{"{} {}", 5}, "f:1:4: a second value begins here (a JSON file holds one)"},
        {{"1 \"a\"", 5}, "f:1:3: a second value begins here (a JSON file holds one)"},
        {{"{}}", 3}, "f:1:3: expected the end of the file, found }"},
        {{"\n{\"a\": [1", 9},
         "f:2:9: expected ',' or ']', but the file ends here (the list that begins at 2:7 is not closed)"},
        {{"{\"a\": 1", 7},
         "f:1:8: expected ',' or '}', but the file ends here (the object that begins at 1:1 is not closed)"},
        {{"// only", 7}, "f: the file is empty: expected a JSON value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct document document;
        struct diagnostics diagnostics;
        bool read = read_json(cases[i].source, &document, &diagnostics);
        CHECK(!read && diagnostics.errors == 1, "%.*s: %zu errors", TEXT_ARGS(cases[i].source), diagnostics.errors);
        CHECK(!read && strcmp(diagnostic_line(diagnostics.arena, diagnostics.first), cases[i].message) == 0, "%.*s: %s",
              TEXT_ARGS(cases[i].source), read ? "was read" : diagnostic_line(diagnostics.arena, diagnostics.first));
    }
}

/* Strings are read in words of eight bytes; whichever place in one a bad byte has, it is seen. */
static void test_bad_bytes_in_long_strings(void)
{
    check_new_test();
    static const char bad[] = {'\x01', '\x1f', '\xff', '\x80'};
    for (size_t i = 0; i < sizeof bad * 32; i++) {
        char source[] = "\"0123456789abcdef0123456789abcdef\"";
        uint32_t at = 1 + (uint32_t)(i / sizeof bad);
        source[at] = bad[i % sizeof bad];
        struct document document;
        struct diagnostics diagnostics;
        struct buffer place = {.arena = &arena};
        buffer_format(&place, "f:1:%u: ", at + 1);
        CHECK(!read_json(text_of(source), &document, &diagnostics), "byte %u was read", at);
        CHECK(diagnostics.first &&
                  text_starts(text_of(diagnostic_line(diagnostics.arena, diagnostics.first)), buffer_text(&place)),
              "byte %u: %s", at, diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
    }
}

/* Blanks are passed over in words, too: none but the four of RFC 8259, whatever stands beside it. */
static void test_bytes_between_blanks(void)
{
    check_new_test();
    for (unsigned i = 0; i < 256 * 4 * 18; i++) {
        char source[] = "[                    ]", byte = (char)(i / 4 % 256), blank = " \t\n\r"[i % 4];
        memset(source + 1, blank, sizeof source - 3);
        source[2 + i / 4 / 256] = byte;
        struct document document;
        struct diagnostics diagnostics;
        bool right = byte != '\0' && strchr(" \t\n\r0123456789", byte);
        CHECK(read_json((struct text){source, sizeof source - 1}, &document, &diagnostics) == right,
              "byte 0x%02x beside blanks 0x%02x", (unsigned char)byte, blank);
    }
}

/* No prefix of a document is a document, whichever byte it is cut at. */
static void test_truncation(void)
{
    check_new_test();
    struct text whole =
        TEXT("{\"a\": [1, -2.5e+7, \"\xc3\xa9 \\n \\ud83c\\udf40\", true, null], /* c */ \"b\": {\"c\": {}}}");
    for (size_t length = 0; length < whole.length; length++) {
        /* Memory of exactly this size, so that a sanitizer sees a read beyond it. */
        char *bytes = malloc(length ? length : 1);
        memcpy(bytes, whole.bytes, length);
        struct document document;
        struct diagnostics diagnostics;
        CHECK(!read_json((struct text){bytes, length}, &document, &diagnostics), "%zu bytes were read", length);
        CHECK(diagnostics.errors == 1, "%zu bytes: %zu errors", length, diagnostics.errors);
        free(bytes);
    }
}

static void test_which(void)
{
    check_new_test();
    struct document document;
    for (uint32_t which = 0; which < 3; which++) {
        struct diagnostics diagnostics = {.arena = &arena};
        bool read = document_read(&arena, "f", TEXT("1"), FORMAT_JSON, which, &document, &diagnostics);
        CHECK(read == (which < 2) && diagnostics.errors == (which == 2), "document %u", which);
    }
}

static struct text nested_lists(uint32_t depth)
{
    struct buffer out = {.arena = &arena};
    for (uint32_t i = 0; i < depth; i++) {
        buffer_byte(&out, '[');
    }
    for (uint32_t i = 0; i < depth; i++) {
        buffer_byte(&out, ']');
    }
    return buffer_text(&out);
}

static void test_depth(void)
{
    check_new_test();
    const struct node *node = root_of(nested_lists(DOCUMENT_DEPTH_MAX));
    uint32_t depth = 0;
    for (; node && node->first; node = node->first) {
        depth++;
    }
    CHECK(depth == DOCUMENT_DEPTH_MAX - 1 && node && node->depth == depth, "%u", depth);

    struct document document;
    struct diagnostics diagnostics;
    CHECK(!read_json(nested_lists(DOCUMENT_DEPTH_MAX + 1), &document, &diagnostics), "one too many was read");
    CHECK(diagnostics.first && strcmp(diagnostic_line(diagnostics.arena, diagnostics.first),
                                      "f:1:501: nested deeper than inlay reads (500 levels)") == 0,
          "another message");
    CHECK(!read_json(nested_lists(1000000), &document, &diagnostics), "a million was read");
}

/* cJSON is the oracle for values. It keeps numbers as doubles and ends strings at NUL, so that only those are
 * compared. */
static bool equal_to_oracle(const struct node *node, const cJSON *oracle)
{
    switch (node->kind) {
    case NODE_NULL:
        return cJSON_IsNull(oracle);
    case NODE_BOOL:
        return cJSON_IsBool(oracle) && cJSON_IsTrue(oracle) == text_equal(node->text, TEXT("true"));
    case NODE_INT:
    case NODE_FLOAT:
        return cJSON_IsNumber(oracle) && strtod(text_string(&arena, node->text), NULL) == oracle->valuedouble;
    case NODE_STRING:
        return cJSON_IsString(oracle) && text_equal(node->text, text_of(oracle->valuestring));
    default:
        break;
    }
    if (!(node->kind == NODE_MAP ? cJSON_IsObject(oracle) : cJSON_IsArray(oracle))) {
        return false;
    }
    const cJSON *expected = oracle->child;
    const struct node *child = node->first;
    for (; child && expected; child = child->next, expected = expected->next) {
        bool same_key = !child->key || text_equal(child->key->text, text_of(expected->string));
        if (!same_key || !equal_to_oracle(child, expected)) {
            return false;
        }
    }
    return !child && !expected;
}

static uint32_t random_below(uint64_t *state, uint32_t limit)
{
    *state = *state * 6364136223846793005 + 1442695040888963407;
    return (uint32_t)(*state >> 33) % limit;
}

static void put_random_space(struct buffer *out, uint64_t *state)
{
    static const char *const spaces[] = {"", "", "", " ", "\n  ", "\t", "\r\n", "          "};
    buffer_put(out, text_of(spaces[random_below(state, 8)]));
}

static void put_random_string(struct buffer *out, uint64_t *state)
{
    static const char *const pieces[] = {"a",       "learning_rate",    "\\n",     "\\u00e9", "\xc3\xa9", "\\\\",
                                         "\\\"",    "\\ud83c\\udf40",   "1234567", "/",       "{[,]}:",   "\\/",
                                         "\\u20aC", "\xf0\x9f\x8d\x80", "//",      " ",       "\x7f",     "\\t"};
    buffer_byte(out, '"');
    for (uint32_t count = random_below(state, 6); count > 0; count--) {
        buffer_put(out, text_of(pieces[random_below(state, sizeof pieces / sizeof *pieces)]));
    }
    buffer_byte(out, '"');
}

static void put_random_value(struct buffer *out, uint64_t *state, int depth)
{
    static const char *const scalars[] = {"null", "true",   "false", "0",   "-0",
                                          "17",   "-1.5e3", "1E-7",  "0.1", "123456789"};
    uint32_t choice = random_below(state, depth < 6 ? 4 : 2);
    put_random_space(out, state);
    if (choice == 0) {
        buffer_put(out, text_of(scalars[random_below(state, sizeof scalars / sizeof *scalars)]));
    } else if (choice == 1) {
        put_random_string(out, state);
    } else {
        bool map = choice == 2;
        buffer_byte(out, map ? '{' : '[');
        for (uint32_t count = random_below(state, 5), i = 0; i < count; i++) {
            buffer_put(out, i > 0 ? TEXT(",") : TEXT(""));
            put_random_space(out, state);
            if (map) {
                put_random_string(out, state);
                put_random_space(out, state);
                buffer_byte(out, ':');
            }
            put_random_value(out, state, depth + 1);
        }
        put_random_space(out, state);
        buffer_byte(out, map ? '}' : ']');
    }
    put_random_space(out, state);
}

static void test_against_oracle(void)
{
    check_new_test();
    uint64_t state = 1;
    for (int i = 0; i < 3000; i++) {
        struct buffer out = {.arena = &arena};
        put_random_value(&out, &state, 0);
        struct text source = buffer_text(&out);
        cJSON *oracle = cJSON_ParseWithLength(source.bytes, source.length);
        const struct node *root = root_of(source);
        CHECK(root && oracle && equal_to_oracle(root, oracle), "%.*s", TEXT_ARGS(source));
        cJSON_Delete(oracle);
    }
}

static void test_all(void *context)
{
    (void)context;
    test_scalars();
    test_spans();
    test_document();
    test_text_is_borrowed();
    test_errors();
    test_bad_bytes_in_long_strings();
    test_bytes_between_blanks();
    test_truncation();
    test_which();
    test_depth();
    test_against_oracle();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, test_all, NULL), "memory ran out");
    arena_release(&arena);
    return check_done();
}
