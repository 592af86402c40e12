/* SPDX-License-Identifier: Apache-2.0 */
/* What emission writes reads back as the same value, in every place where a value may stand. */
#include "core/read/read.h"
#include "core/tree/emit.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>

/* Characters that mean something to YAML or JSON somewhere, or that some reader folds, drops or refuses. */
static const char *const nasty[] = {
    "a",
    "e",
    "y",
    "n",
    "N",
    "o",
    "0",
    "1",
    "9",
    "_",
    "-",
    "+",
    ".",
    "/",
    "~",
    ":",
    ",",
    "#",
    " ",
    "\t",
    "\n",
    "\r",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "=",
    "<",
    "$",
    "\x07",
    "\x7f",
    "\xc2\x85",
    "\xc2\xa0",
    "\xe2\x80\xa8",
    "\xef\xbb\xbf",
    "\xef\xbf\xbf",
    "\xef\xbf\xb9",
    "\xc3\xa9",
    "\xf0\x9f\x98\x80",
};
#define NASTY_COUNT (sizeof nasty / sizeof *nasty)

struct context {
    struct arena *arena;
    struct text string;
};

static const struct node *read_back(struct arena *arena, struct text source, enum format format)
{
    struct document *document = arena_new(arena, struct document);
    struct diagnostics diagnostics = {.arena = arena};
    bool read = document_read(arena, "emitted", source, format, 0, document, &diagnostics);
    CHECK(read, "%.*s: %s", TEXT_ARGS(source),
          diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
    return read ? document->root : NULL;
}

static void check_string(const struct node *node, struct text string, struct text source)
{
    CHECK(node && node->kind == NODE_STRING && text_equal(node->text, string), "[%.*s] as %.*s", TEXT_ARGS(string),
          TEXT_ARGS(source));
}

/* As a block value over every style, with a comment behind it. */
static void check_value(struct arena *arena, struct text string, enum node_style style)
{
    struct buffer out = {.arena = arena};
    struct node value = {.kind = NODE_STRING, .text = string};
    struct node like = {.kind = NODE_STRING, .style = (uint8_t)style};
    buffer_put(&out, TEXT("k: "));
    emit_yaml(&out, &value, &like);
    buffer_put(&out, TEXT(" # comment\nl: 1\n"));
    const struct node *root = read_back(arena, buffer_text(&out), FORMAT_YAML);
    CHECK(root && root->count == 2, "%.*s", TEXT_ARGS(buffer_text(&out)));
    check_string(root ? root->first : NULL, string, buffer_text(&out));
}

/* As an element and as a key, in brackets. */
static void check_flow(struct arena *arena, struct text string, enum format format)
{
    struct buffer out = {.arena = arena};
    struct node list = {.kind = NODE_LIST};
    struct node map = {.kind = NODE_MAP};
    struct node key = {.kind = NODE_STRING, .text = string};
    struct node first = {.kind = NODE_STRING, .text = string};
    struct node value = {.kind = NODE_STRING, .text = string, .key = &key};
    node_append(&map, &value);
    node_append(&list, &first);
    node_append(&list, &map);
    if (format == FORMAT_YAML) {
        emit_yaml(&out, &list, NULL);
    } else {
        emit_json(&out, &list);
    }
    const struct node *root = read_back(arena, buffer_text(&out), format);
    CHECK(root && root->kind == NODE_LIST && root->count == 2 && root->last->count == 1, "%.*s",
          TEXT_ARGS(buffer_text(&out)));
    if (root && root->count == 2 && root->last->count == 1) {
        check_string(root->first, string, buffer_text(&out));
        check_string(root->last->first, string, buffer_text(&out));
        check_string(root->last->first->key, string, buffer_text(&out));
    }
}

static void check_block_key(struct arena *arena, struct text string)
{
    struct buffer out = {.arena = arena};
    emit_yaml_key(&out, string);
    buffer_put(&out, TEXT(": 1\nl: 1\n"));
    const struct node *root = read_back(arena, buffer_text(&out), FORMAT_YAML);
    CHECK(root && root->kind == NODE_MAP && root->count == 2, "%.*s", TEXT_ARGS(buffer_text(&out)));
    check_string(root ? root->first->key : NULL, string, buffer_text(&out));
}

static void check_everywhere(void *context)
{
    static const enum node_style styles[] = {STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL};
    const struct context *string = context;
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        check_value(string->arena, string->string, styles[i]);
    }
    check_flow(string->arena, string->string, FORMAT_YAML);
    check_flow(string->arena, string->string, FORMAT_JSON);
    check_block_key(string->arena, string->string);
}

static void check_string_everywhere(struct arena *arena, const char *bytes, size_t length)
{
    struct context context = {arena, {bytes, length}};
    CHECK(arena_run(arena, check_everywhere, &context), "out of memory");
}

/* Every string of up to three of them that begins with this one. */
static void check_short_strings(struct arena *arena, const char *first)
{
    char string[32];
    check_string_everywhere(arena, first, strlen(first));
    for (size_t i = 0; i < NASTY_COUNT; i++) {
        int length = snprintf(string, sizeof string, "%s%s", first, nasty[i]);
        check_string_everywhere(arena, string, (size_t)length);
        for (size_t j = 0; j < NASTY_COUNT; j++) {
            length = snprintf(string, sizeof string, "%s%s%s", first, nasty[i], nasty[j]);
            check_string_everywhere(arena, string, (size_t)length);
        }
    }
}

static void check_random_string(struct arena *arena)
{
    char string[256];
    size_t length = 0;
    for (long left = random() % 40; left > 0; left--) {
        const char *piece = nasty[(size_t)random() % NASTY_COUNT];
        size_t size = strlen(piece);
        memcpy(string + length, piece, size);
        length += size;
    }
    string[length++] = random() % 4 ? 'z' : '\0';
    check_string_everywhere(arena, string, length);
}

static struct text emitted(struct arena *arena, enum node_kind kind, const char *lexeme, enum format format)
{
    struct buffer out = {.arena = arena};
    struct node value = {.kind = (uint8_t)kind, .text = text_of(lexeme)};
    if (format == FORMAT_JSON) {
        emit_json(&out, &value);
    } else {
        emit_yaml(&out, &value, NULL);
    }
    return buffer_text(&out);
}

static const struct {
    enum node_kind kind;
    const char *lexeme, *yaml, *json;
} scalars[] = {
    {NODE_NULL, "~", "null", "null"},
    {NODE_NULL, "", "null", "null"},
    {NODE_BOOL, "True", "true", "true"},
    {NODE_BOOL, "FALSE", "false", "false"},
    {NODE_INT, "-7", "-7", "-7"},
    {NODE_INT, "+7", "7", "7"},
    {NODE_INT, "123456789012345678901234567890", "123456789012345678901234567890", "123456789012345678901234567890"},
    {NODE_INT, "0x1F", "0x1F", "31"},
    {NODE_INT, "0o17", "15", "15"},
    {NODE_INT, "0xffffffffffffffffffff", "0xffffffffffffffffffff", "1208925819614629174706175"},
    {NODE_INT, "0o0", "0", "0"},
    {NODE_INT, "0xaF", "0xaF", "175"},
    {NODE_FLOAT, "1e-4", "1.0e-4", "1e-4"},
    {NODE_FLOAT, "1E3", "1.0E+3", "1E3"},
    {NODE_FLOAT, "1.5e+10", "1.5e+10", "1.5e+10"},
    {NODE_FLOAT, ".5", "0.5", "0.5"},
    {NODE_FLOAT, "5.", "5.0", "5.0"},
    {NODE_FLOAT, "-.5e1", "-0.5e+1", "-0.5e1"},
    {NODE_FLOAT, "+1.", "1.0", "1.0"},
    {NODE_FLOAT, "2.5e0", "2.5", "2.5e0"},
    {NODE_FLOAT, "2.5E-00", "2.5", "2.5E-00"},
    {NODE_FLOAT, "-0.0", "-0.0", "-0.0"},
    {NODE_FLOAT, "00.5", "0.5", "0.5"},
    {NODE_FLOAT, ".inf", ".inf", NULL},
    {NODE_FLOAT, "+.Inf", ".inf", NULL},
    {NODE_FLOAT, "-Infinity", "-.inf", NULL},
    {NODE_FLOAT, "NaN", ".nan", NULL},
};

static void check_scalars(void *context)
{
    check_new_test();
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        check_new_case();
        struct text yaml = emitted(arena, scalars[i].kind, scalars[i].lexeme, FORMAT_YAML);
        CHECK(text_equal(yaml, text_of(scalars[i].yaml)), "%s as %.*s", scalars[i].lexeme, TEXT_ARGS(yaml));
        if (scalars[i].json) {
            struct text json = emitted(arena, scalars[i].kind, scalars[i].lexeme, FORMAT_JSON);
            CHECK(text_equal(json, text_of(scalars[i].json)), "%s as %.*s", scalars[i].lexeme, TEXT_ARGS(json));
        }
    }
}

/* A value inside a collection is to blame where it stands. */
static void check_refusals(void *context)
{
    check_new_test();
    struct arena *arena = context;
    struct node list = {.kind = NODE_LIST};
    struct node fine = {.kind = NODE_INT, .text = TEXT("1")};
    struct node infinite = {.kind = NODE_FLOAT, .text = TEXT(".inf")};
    const struct node *culprit = NULL;
    node_append(&list, &fine);
    node_append(&list, &infinite);
    CHECK(!emit_refusal(arena, &list, FORMAT_YAML, NULL, &culprit), ".inf in YAML");
    CHECK(emit_refusal(arena, &list, FORMAT_JSON, NULL, &culprit) && culprit == &infinite, ".inf in JSON");

    struct node half = {.kind = NODE_STRING, .text = TEXT("a\xed\xa0\x80")};
    CHECK(emit_refusal(arena, &half, FORMAT_YAML, NULL, &culprit), "half of a surrogate pair");

    struct node word = {.kind = NODE_AMBIGUOUS, .text = TEXT("yes")};
    struct node other = {.kind = NODE_AMBIGUOUS, .text = TEXT("off")};
    struct node time = {.kind = NODE_AMBIGUOUS, .text = TEXT("12:30")};
    CHECK(emit_refusal(arena, &word, FORMAT_YAML, NULL, &culprit), "yes over nothing");
    CHECK(emit_refusal(arena, &word, FORMAT_YAML, &time, &culprit), "yes over 12:30");
    CHECK(emit_refusal(arena, &word, FORMAT_JSON, &other, &culprit), "yes in JSON");
    CHECK(!emit_refusal(arena, &word, FORMAT_YAML, &other, &culprit), "yes over off");
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_scalars, &arena), "out of memory");
    CHECK(arena_run(&arena, check_refusals, &arena), "out of memory");
    check_new_case();
    check_string_everywhere(&arena, "", 0);
    for (size_t i = 0; i < NASTY_COUNT; i++) {
        check_new_case();
        arena_release(&arena);
        check_short_strings(&arena, nasty[i]);
    }
    check_new_test();
    srandom(1);
    for (int i = 0; i < 10000; i++) {
        check_random_string(&arena);
    }
    arena_release(&arena);
    return check_done();
}
