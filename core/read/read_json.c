/* SPDX-License-Identifier: Apache-2.0 */
/* What core/read/json_scan.h takes for JSON becomes a tree; where it finds none, this says what is wrong. */
#include "core/read/read_json.h"
#include "core/read/json_scan.h"
#include "core/base/utf8.h"
#include "core/tree/place.h"

#include <string.h>

struct reader {
    struct builder builder;
    const char *at;
    const char *end;
};

static uint32_t offset_of(const struct reader *reader, const char *at)
{
    return (uint32_t)(at - reader->builder.document->source.bytes);
}

static struct place place_of(const struct reader *reader, const char *at)
{
    return document_place(reader->builder.document, offset_of(reader, at));
}

static bool next_is(const struct reader *reader, char c)
{
    return reader->at < reader->end && *reader->at == c;
}

static bool starts_with(const char *at, const char *end, struct text start)
{
    return text_starts((struct text){at, (size_t)(end - at)}, start);
}

static bool fail(struct reader *reader, const char *at, const char *message)
{
    return builder_fail(&reader->builder, offset_of(reader, at), message);
}

/* Stops before a malformed comment; fail_expecting() reports it. */
static void skip_space(struct reader *reader)
{
    reader->at = json_skip_space(reader->at, reader->end, &reader->builder.document->lenient);
}

/* The longest piece of a file that a message quotes, in bytes. */
#define QUOTE_MAX 40

/* What stands here up to the next separator, a placeholder's braces included. Empty for punctuation. */
static struct text word_here(const struct reader *reader)
{
    struct text rest = {reader->at, (size_t)(reader->end - reader->at)};
    size_t braces = 0;
    size_t length = 0;
    while (length < rest.length && length < QUOTE_MAX) {
        char c = rest.bytes[length];
        size_t character = utf8_length(rest, length);
        if (text_is_space(c) || character == 0 || (braces == 0 && strchr("]},:\"", c))) {
            break;
        }
        braces += c == '{';
        braces -= c == '}';
        length += character;
    }
    return text_part(rest, 0, length);
}

/* How JSON spells a word of Python's or YAML's, or NULL. */
static const char *json_spelling(struct text word)
{
    static const struct {
        char word[6];
        char json[9];
    } spellings[] = {{"True", "true"}, {"False", "false"}, {"None", "null"}, {"TRUE", "true"},   {"FALSE", "false"},
                     {"NULL", "null"}, {"Null", "null"},   {"nan", "NaN"},   {"inf", "Infinity"}};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        if (text_equal(word, text_of(spellings[i].word))) {
            return spellings[i].json;
        }
    }
    return NULL;
}

static bool fail_at_end(struct reader *reader, const char *expected)
{
    struct place place = place_of(reader, reader->end);
    if (!reader->builder.level) {
        diagnose(reader->builder.diagnostics, SEVERITY_ERROR, place, "expected %s, but the file ends here", expected);
        return false;
    }
    const struct node *container = reader->builder.level->node;
    struct place begin = document_place(reader->builder.document, container->start);
    diagnose(reader->builder.diagnostics, SEVERITY_ERROR, place,
             "expected %s, but the file ends here (%s that begins at %u:%u is not closed)", expected,
             container->kind == NODE_MAP ? "the object" : "the list", begin.line, begin.column);
    return false;
}

/* Reports what stands here instead of what was expected. */
static bool fail_expecting(struct reader *reader, const char *expected)
{
    const char *at = reader->at;
    if (at == reader->end) {
        return fail_at_end(reader, expected);
    }
    struct text rest = {at, (size_t)(reader->end - at)};
    size_t length = utf8_length(rest, 0);
    if (length == 0) {
        return fail(reader, at, "invalid UTF-8 (save the file as UTF-8)");
    }
    if (text_starts(rest, TEXT("/*")) || text_starts(rest, TEXT("//"))) {
        return fail(reader, at, "this comment is not closed, or holds invalid UTF-8");
    }
    const char *advice = "";
    switch (*at) {
    case '#':
        advice = " (comments in JSON begin with //)";
        break;
    case '\'':
        advice = " (strings need double quotes)";
        break;
    case '+':
    case '.':
        advice = " (a number begins with a digit or -)";
        break;
    case '{':
        advice = starts_with(at - 1, reader->end, TEXT("{{")) ? " (fill the template's placeholder in first)" : "";
        break;
    case '\0':
        return fail(reader, at, "a NUL byte stands here (is this a text file?)");
    }
    struct text word = *advice ? TEXT("") : word_here(reader);
    struct text found = word.length > 0 ? word : text_part(rest, 0, length);
    diagnose(reader->builder.diagnostics, SEVERITY_ERROR, place_of(reader, at), "expected %s, found %.*s%s", expected,
             TEXT_ARGS(found), advice);
    return false;
}

/* The same where a value or a key is expected: there an unquoted word is the likeliest mistake. */
static bool fail_expecting_value(struct reader *reader, const char *expected)
{
    struct text word = word_here(reader);
    if (word.length == 0 || strchr("#'+.{[/", word.bytes[0])) {
        return fail_expecting(reader, expected);
    }
    struct place place = place_of(reader, reader->at);
    const char *json = json_spelling(word);
    if (json) {
        diagnose(reader->builder.diagnostics, SEVERITY_ERROR, place, "expected %s, found %.*s (write %s)", expected,
                 TEXT_ARGS(word), json);
    } else {
        diagnose(
            reader->builder.diagnostics, SEVERITY_ERROR, place,
            "expected %s, found the unquoted word %.*s (put a string in double quotes; fill a placeholder in first)",
            expected, TEXT_ARGS(word));
    }
    return false;
}

static struct node *new_node(struct reader *reader, enum node_kind kind, enum node_style style, const char *end)
{
    struct node *node = builder_new_node(&reader->builder);
    node->kind = (uint8_t)kind;
    node->style = (uint8_t)style;
    node->head = node->start = offset_of(reader, reader->at);
    node->end = offset_of(reader, end);
    return node;
}

/* A scalar whose text is the source's. */
static struct node *take_lexeme(struct reader *reader, enum node_kind kind, const char *end)
{
    struct node *node = new_node(reader, kind, STYLE_PLAIN, end);
    node->text = (struct text){reader->at, (size_t)(end - reader->at)};
    reader->at = end;
    return node;
}

static bool fail_in_string(struct reader *reader, const char *at)
{
    if (at == reader->end) {
        return fail(reader, reader->at, "this string is not closed");
    }
    if (*at == '\n' || *at == '\r') {
        return fail(reader, reader->at, "this string is not closed on its line (write \\n for a line end)");
    }
    if (*at == '\\') {
        return fail(reader, at,
                    "JSON has no such escape (write \\\\ for a backslash; \\u takes four hexadecimal digits)");
    }
    if ((unsigned char)*at >= 0x80) {
        return fail(reader, at, "invalid UTF-8 (save the file as UTF-8)");
    }
    diagnose(reader->builder.diagnostics, SEVERITY_ERROR, place_of(reader, at),
             "a control character in a string (write \\u%04x)", (unsigned)*at);
    return false;
}

static uint32_t hex_digits(const char *digits)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        value = value << 4 | (uint32_t)text_hex_value(digits[i]);
    }
    return value;
}

/* Reads \uXXXX, and the second one of a surrogate pair with it. A surrogate without its other half stays as it is. */
static const char *decode_unicode(const char *at, const char *end, uint32_t *code_point)
{
    uint32_t first = hex_digits(at + 2);
    at += 6;
    *code_point = first;
    if ((first & 0xfc00) == 0xd800 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
        uint32_t second = hex_digits(at + 2);
        if ((second & 0xfc00) == 0xdc00) {
            *code_point = 0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff));
            at += 6;
        }
    }
    return at;
}

/* letter is not NUL. */
static char decode_letter(char letter)
{
    static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    const char *found = strchr(letters, letter);
    return found ? meanings[found - letters] : letter;
}

/* The escapes are well formed, and none is shorter than what it stands for. */
static struct text decode(struct arena *arena, const char *at, const char *end)
{
    char *bytes = arena_alloc(arena, (size_t)(end - at));
    size_t length = 0;
    while (at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((escape ? escape : end) - at);
        memcpy(bytes + length, at, plain);
        length += plain;
        at += plain;
        if (!escape) {
            break;
        }
        if (at[1] == 'u') {
            uint32_t code_point;
            at = decode_unicode(at, end, &code_point);
            length += utf8_encode(bytes + length, code_point);
        } else {
            bytes[length++] = decode_letter(at[1]);
            at += 2;
        }
    }
    return (struct text){bytes, length};
}

static struct node *read_string(struct reader *reader)
{
    bool has_escapes = false;
    const char *end = reader->at;
    if (!json_skip_string(&end, reader->end, &has_escapes)) {
        fail_in_string(reader, end);
        return NULL;
    }
    struct node *node = new_node(reader, NODE_STRING, STYLE_DOUBLE, end);
    const char *begin = reader->at + 1;
    const char *close = end - 1;
    node->text =
        has_escapes ? decode(reader->builder.arena, begin, close) : (struct text){begin, (size_t)(close - begin)};
    reader->at = end;
    return node;
}

static struct node *read_number(struct reader *reader)
{
    enum node_kind kind;
    const char *digits = reader->at + (*reader->at == '-');
    const char *end = json_number_end(digits, reader->end, &kind);
    if (end && json_ends_word(end, reader->end)) {
        return take_lexeme(reader, kind, end);
    }
    if (end && *digits == '0' && end == digits + 1 && (is_digit(*end) || *end == 'x' || *end == 'X')) {
        fail(reader, reader->at, "numbers in JSON are decimal and have no leading zeros");
        return NULL;
    }
    struct text word = word_here(reader);
    diagnose(reader->builder.diagnostics, SEVERITY_ERROR, place_of(reader, reader->at),
             "expected a number, found %.*s (put a string in double quotes)", TEXT_ARGS(word));
    return NULL;
}

static struct node *read_word(struct reader *reader)
{
    enum node_kind kind;
    const char *end = json_word_end(reader->at, reader->end, &kind, &reader->builder.document->lenient);
    return end ? take_lexeme(reader, kind, end) : NULL;
}

/* The brackets' insides are read by read_values(). */
static struct node *begin_container(struct reader *reader, enum node_kind kind)
{
    struct node *node = new_node(reader, kind, STYLE_FLOW, reader->at);
    reader->at++;
    return node;
}

static struct node *read_value(struct reader *reader)
{
    char c = reader->at < reader->end ? *reader->at : '\0';
    switch (c) {
    case '"':
        return read_string(reader);
    case '{':
        return begin_container(reader, NODE_MAP);
    case '[':
        return begin_container(reader, NODE_LIST);
    case 't':
    case 'f':
    case 'n':
    case 'N':
    case 'I':
        break;
    default:
        if (is_digit(c) || (c == '-' && !starts_with(reader->at, reader->end, TEXT("-I")))) {
            return read_number(reader);
        }
    }
    struct node *word = read_word(reader);
    if (!word) {
        fail_expecting_value(reader, "a value");
    }
    return word;
}

static bool read_key(struct reader *reader)
{
    if (!next_is(reader, '"')) {
        return fail_expecting_value(reader, "a key in double quotes");
    }
    struct node *key = read_string(reader);
    if (!key) {
        return false;
    }
    if (!reader->builder.reading.sink) {
        reader->builder.level->key = key;
    } else if (!builder_hand_over(&reader->builder, key)) {
        return false;
    }
    skip_space(reader);
    if (!next_is(reader, ':')) {
        return fail_expecting(reader, "a colon after the key");
    }
    reader->at++;
    skip_space(reader);
    return true;
}

static bool attach(struct builder *builder, struct node *node)
{
    if (builder->reading.sink) {
        return builder_hand_over(builder, node);
    }
    if (!builder->level) {
        builder->document->root = node;
        return true;
    }
    bool wanted = !builder->reading.projection || builder_projection(builder);
    node->key = builder->level->key;
    builder->level->key = NULL;
    builder_append(builder, node, wanted);
    return true;
}

enum progress {
    FAILED,
    AT_VALUE, /* the next value begins here */
    CLOSED,   /* a value ended here */
    FINISHED, /* the root has ended */
};

static bool at_closing_bracket(const struct reader *reader)
{
    return next_is(reader, reader->builder.level->node->kind == NODE_MAP ? '}' : ']');
}

/* False when the sink wants no more. */
static bool close_container(struct reader *reader)
{
    struct node *container = builder_close(&reader->builder);
    reader->at++;
    container->end = offset_of(reader, reader->at);
    return !reader->builder.reading.sink || builder_hand_over_end(&reader->builder, container);
}

/* Skips what the sink knows; false when it knows nothing here. */
static bool skip_known(struct reader *reader)
{
    struct document_sink *sink = reader->builder.reading.sink;
    if (!sink || !sink->known) {
        return false;
    }
    size_t known = sink->known(sink, (struct text){reader->at, (size_t)(reader->end - reader->at)});
    reader->at += known;
    return known > 0;
}

/* After an opening bracket or a comma. */
static enum progress begin_element(struct reader *reader, bool after_comma)
{
    skip_space(reader);
    if (at_closing_bracket(reader)) {
        reader->builder.document->lenient |= after_comma;
        return close_container(reader) ? CLOSED : FAILED;
    }
    if (reader->builder.level->node->kind == NODE_LIST) {
        return AT_VALUE;
    }
    if (skip_known(reader)) {
        return CLOSED;
    }
    return read_key(reader) ? AT_VALUE : FAILED;
}

/* From the end of one value to the beginning of the next. */
static enum progress next_element(struct reader *reader)
{
    while (reader->builder.level) {
        skip_space(reader);
        if (at_closing_bracket(reader)) {
            if (!close_container(reader)) {
                return FAILED;
            }
            continue;
        }
        if (!next_is(reader, ',')) {
            fail_expecting(reader, reader->builder.level->node->kind == NODE_MAP ? "',' or '}'" : "',' or ']'");
            return FAILED;
        }
        reader->at++;
        enum progress progress = begin_element(reader, true);
        if (progress != CLOSED) {
            return progress;
        }
    }
    return FINISHED;
}

/* A value of which only the bytes are wanted. NULL when more is wanted, or when something is wrong in them: then all is
 * read in full from here on, which finds what. */
static struct node *summarize_value(struct reader *reader, const struct projection *projection)
{
    char c = reader->at < reader->end ? *reader->at : '\0';
    bool collection = c == '{' || c == '[';
    struct builder *builder = &reader->builder;
    if (!builder->reading.projection || !builder_summarizes(projection, collection)) {
        return NULL;
    }
    const char *end = json_skip_value(reader->at, reader->end, builder->depth, &builder->document->lenient);
    if (!end) {
        builder->reading.projection = NULL;
        return NULL;
    }
    enum node_kind kind = c == '{' ? NODE_MAP : c == '[' ? NODE_LIST : NODE_STRING;
    enum node_style style = collection ? STYLE_FLOW : c == '"' ? STYLE_DOUBLE : STYLE_PLAIN;
    struct node *node = new_node(reader, kind, style, end);
    node->summary = true;
    node->count = 1;
    reader->at = end;
    return node;
}

/* Reads a scalar or a summary whole, or begins a container and goes to its first value. */
static enum progress pass_value(struct reader *reader)
{
    if (skip_known(reader)) {
        return CLOSED;
    }
    const struct projection *projection = builder_projection(&reader->builder);
    struct node *summary = summarize_value(reader, projection);
    struct node *node = summary ? summary : read_value(reader);
    if (!node) {
        return FAILED;
    }
    bool opens = !summary && !node_is_scalar(node);
    if (!attach(&reader->builder, node)) { /* a sink's scalar is gone afterwards */
        return FAILED;
    }
    if (!opens) {
        return CLOSED;
    }
    return builder_open(&reader->builder, node, projection) ? begin_element(reader, false) : FAILED;
}

/* One loop for values at every depth: with recursion a file could overflow a thread's stack. */
static bool read_values(struct reader *reader)
{
    enum progress progress = AT_VALUE;
    while (progress == AT_VALUE) {
        progress = pass_value(reader);
        if (progress == CLOSED) {
            progress = next_element(reader);
        }
    }
    return progress == FINISHED;
}

static bool read_end(struct reader *reader)
{
    skip_space(reader);
    if (reader->at == reader->end) {
        return true;
    }
    if (strchr("{[\"", *reader->at) && *reader->at != '\0') {
        return fail(reader, reader->at, "a second value begins here (a JSON file holds one)");
    }
    return fail_expecting(reader, "the end of the file");
}

bool read_json(struct arena *arena, const char *name, struct text source, uint32_t which, struct reading reading,
               struct document *document, struct diagnostics *diagnostics)
{
    if (source.length == 0) {
        source = TEXT(""); /* whose bytes are not NULL */
    }
    *document = (struct document){.name = name, .source = source, .format = FORMAT_JSON, .documents = 1};
    if (which > 1) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "there is no document %u (a JSON file holds one)", which);
        return false;
    }
    struct reader reader = {
        .builder = {.arena = arena, .document = document, .diagnostics = diagnostics, .reading = reading},
        .at = source.bytes + utf8_mark_length(source),
        .end = source.bytes + source.length,
    };
    skip_space(&reader);
    if (reader.at == reader.end) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "the file is empty: expected a JSON value");
        return false;
    }
    return read_values(&reader) && read_end(&reader);
}
