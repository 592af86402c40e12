/* The JSON reader: RFC 8259, and the few things beyond it that config files hold and their readers take: comments (as in
 * JSONC), a comma after the last element, and NaN, Infinity and -Infinity (as Python writes them). */
#include "core/document_reader.h"
#include "core/utf8.h"

#include <string.h>

struct reader {
    struct arena *arena;
    struct document *document;
    struct diagnostics *diagnostics;
    const char *at;
    const char *end;
    struct node *container;     /* the innermost around the value being read; NULL at the root */
    uint16_t depth;             /* of the value being read */
    struct node *key;           /* of the value that comes next; NULL in a list and at the root */
    struct document_sink *sink; /* NULL: a tree is built */
    struct node *discarded;
};

static uint32_t offset_of(const struct reader *reader, const char *at)
{
    return (uint32_t)(at - reader->document->source.bytes);
}

static bool next_is(const struct reader *reader, char c)
{
    return reader->at < reader->end && *reader->at == c;
}

static bool starts_with(const char *at, const char *end, struct text start)
{
    return text_starts((struct text){at, (size_t)(end - at)}, start);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool fail(struct reader *reader, const char *at, const char *message)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(reader->document, offset_of(reader, at)), "%s",
             message);
    return false;
}

/* The end of the comment that begins at `at`; NULL when it is none, is not closed, or is not UTF-8. */
static const char *comment_end(const struct reader *reader, const char *at)
{
    bool whole_line = starts_with(at, reader->end, TEXT("//"));
    if (!whole_line && !starts_with(at, reader->end, TEXT("/*"))) {
        return NULL;
    }
    struct text rest = {at, (size_t)(reader->end - at)};
    size_t length = 2;
    while (length < rest.length) {
        if (whole_line ? at[length] == '\n' || at[length] == '\r' : text_starts(text_from(rest, length), TEXT("*/"))) {
            return at + length + (whole_line ? 0 : 2);
        }
        size_t character = utf8_length(rest, length);
        if (character == 0) {
            return NULL;
        }
        length += character;
    }
    return whole_line ? reader->end : NULL;
}

/* A comment with something wrong in it stays where it is, and whoever expected something else there says so. */
static void skip_space(struct reader *reader)
{
    const char *at = reader->at;
    for (;;) {
        while (at < reader->end && is_space(*at)) {
            at++;
        }
        const char *after = at < reader->end && *at == '/' ? comment_end(reader, at) : NULL;
        if (!after) {
            break;
        }
        at = after;
        reader->document->lenient = true;
    }
    reader->at = at;
}

/* Longest piece of a file that a message quotes, in bytes. */
#define QUOTE_MAX 40

/* What stands here up to the next separator; a placeholder's braces belong to it. Empty for punctuation. */
static struct text word_here(const struct reader *reader)
{
    struct text rest = {reader->at, (size_t)(reader->end - reader->at)};
    size_t braces = 0;
    size_t length = 0;
    while (length < rest.length && length < QUOTE_MAX) {
        char c = rest.bytes[length];
        size_t character = utf8_length(rest, length);
        if (is_space(c) || character == 0 || (braces == 0 && strchr("]},:\"", c))) {
            break;
        }
        braces += c == '{';
        braces -= c == '}';
        length += character;
    }
    return text_part(rest, 0, length);
}

/* What a word of another language is in JSON, or NULL. */
static const char *json_spelling(struct text word)
{
    static const struct {
        const char *word;
        const char *json;
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
    struct place place = document_place(reader->document, offset_of(reader, reader->end));
    const struct node *container = reader->container;
    if (!container) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place, "expected %s, but the file ends here", expected);
        return false;
    }
    struct place begin = document_place(reader->document, container->start);
    diagnose(reader->diagnostics, SEVERITY_ERROR, place,
             "expected %s, but the file ends here (%s that begins at %u:%u is not closed)", expected,
             container->kind == NODE_MAP ? "the object" : "the list", begin.line, begin.column);
    return false;
}

/* Says why what stands here is not what was expected. */
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
    diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(reader->document, offset_of(reader, at)),
             "expected %s, found %.*s%s", expected, TEXT_ARGS(found), advice);
    return false;
}

/* The same where a value or a key should be: an unquoted word is the likeliest mistake there. */
static bool fail_expecting_value(struct reader *reader, const char *expected)
{
    struct text word = word_here(reader);
    if (word.length == 0 || strchr("#'+.{[/", word.bytes[0])) {
        return fail_expecting(reader, expected);
    }
    struct place place = document_place(reader->document, offset_of(reader, reader->at));
    const char *json = json_spelling(word);
    if (json) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place, "expected %s, found %.*s (write %s)", expected,
                 TEXT_ARGS(word), json);
    } else {
        diagnose(
            reader->diagnostics, SEVERITY_ERROR, place,
            "expected %s, found the unquoted word %.*s (put a string in double quotes; fill a placeholder in first)",
            expected, TEXT_ARGS(word));
    }
    return false;
}

static struct node *new_node(struct reader *reader, enum node_kind kind, enum node_style style, const char *end)
{
    struct node *node = reader_take_node(reader->arena, &reader->discarded);
    node->kind = (uint8_t)kind;
    node->style = (uint8_t)style;
    node->depth = reader->depth;
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

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

static uint64_t zero_bytes(uint64_t word)
{
    return (word - EACH_BYTE(0x01)) & ~word & EACH_BYTE(0x80);
}

/* Whether one of eight bytes is a quote, a backslash, a control character, or not ASCII. */
static bool has_special(uint64_t word)
{
    uint64_t controls = (word - EACH_BYTE(0x20)) & ~word;
    uint64_t quotes = zero_bytes(word ^ EACH_BYTE('"')) | zero_bytes(word ^ EACH_BYTE('\\'));
    return (word & EACH_BYTE(0x80)) | (controls & EACH_BYTE(0x80)) | quotes;
}

static bool is_special(char c)
{
    return (unsigned char)c < 0x20 || (unsigned char)c >= 0x80 || c == '"' || c == '\\';
}

/* Most of a large file is the inside of strings, so it is passed over eight bytes at a time. */
static const char *skip_plain(const char *at, const char *end)
{
    uint64_t word;
    while (end - at >= (ptrdiff_t)sizeof word) {
        memcpy(&word, at, sizeof word);
        if (has_special(word)) {
            break;
        }
        at += sizeof word;
    }
    while (at < end && !is_special(*at)) {
        at++;
    }
    return at;
}

/* Past the characters that are not ASCII; stays where it is when there is none or the first is not valid UTF-8. */
static const char *skip_non_ascii(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at >= 0x80) {
        size_t length = utf8_length((struct text){at, (size_t)(end - at)}, 0);
        if (length == 0) {
            break;
        }
        at += length;
    }
    return at;
}

/* The end of the escape that begins at `at`; NULL when it is none. */
static const char *escape_end(const char *at, const char *end)
{
    if (end - at < 2 || at[1] == '\0') {
        return NULL;
    }
    if (strchr("\"\\/bfnrt", at[1])) {
        return at + 2;
    }
    if (at[1] != 'u' || end - at < 6) {
        return NULL;
    }
    bool hex = is_hex(at[2]) && is_hex(at[3]) && is_hex(at[4]) && is_hex(at[5]);
    return hex ? at + 6 : NULL;
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
    diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(reader->document, offset_of(reader, at)),
             "a control character in a string (write \\u%04x)", (unsigned)*at);
    return false;
}

/* The closing quote of the string that begins here; NULL when something is wrong with it, which has been said then. */
static const char *closing_quote(struct reader *reader, bool *has_escapes)
{
    const char *at = reader->at + 1;
    for (;;) {
        at = skip_plain(at, reader->end);
        if (at < reader->end && *at == '"') {
            return at;
        }
        const char *after = NULL;
        if (at < reader->end && *at == '\\') {
            after = escape_end(at, reader->end);
            *has_escapes = true;
        } else {
            after = skip_non_ascii(at, reader->end);
        }
        if (!after || after == at) {
            fail_in_string(reader, at);
            return NULL;
        }
        at = after;
    }
}

static uint32_t hex_digits(const char *digits)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char c = digits[i];
        value = value << 4 | (uint32_t)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

/* Reads \uXXXX, and the second one of a surrogate pair with it. A surrogate without its other half stays alone. */
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

static char decode_letter(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

/* No escape is shorter than what it stands for. The escapes are known to be well formed. */
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
    const char *close = closing_quote(reader, &has_escapes);
    if (!close) {
        return NULL;
    }
    struct node *node = new_node(reader, NODE_STRING, STYLE_DOUBLE, close + 1);
    const char *begin = reader->at + 1;
    node->text = has_escapes ? decode(reader->arena, begin, close) : (struct text){begin, (size_t)(close - begin)};
    reader->at = close + 1;
    return node;
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && is_digit(*at)) {
        at++;
    }
    return at;
}

/* The end of a run of digits that must be there; NULL when it is not. */
static const char *need_digits(const char *at, const char *end)
{
    return at < end && is_digit(*at) ? skip_digits(at, end) : NULL;
}

/* RFC 8259 section 6, from the first digit on. NULL when it is not a number. */
static const char *number_end(const char *at, const char *end, enum node_kind *kind)
{
    *kind = NODE_INT;
    at = at < end && *at == '0' ? at + 1 : need_digits(at, end);
    if (at && at < end && *at == '.') {
        *kind = NODE_FLOAT;
        at = need_digits(at + 1, end);
    }
    if (at && at < end && (*at == 'e' || *at == 'E')) {
        *kind = NODE_FLOAT;
        at++;
        bool has_sign = at < end && (*at == '+' || *at == '-');
        at = need_digits(at + has_sign, end);
    }
    return at;
}

/* Whether a number or a word cannot end before c. */
static bool continues_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '+' ||
           c == '-';
}

static bool ends_word(const struct reader *reader, const char *at)
{
    return at == reader->end || !continues_word(*at);
}

static struct node *read_number(struct reader *reader)
{
    enum node_kind kind;
    const char *digits = reader->at + (*reader->at == '-');
    const char *end = number_end(digits, reader->end, &kind);
    if (end && ends_word(reader, end)) {
        return take_lexeme(reader, kind, end);
    }
    if (end && *digits == '0' && end == digits + 1 && (is_digit(*end) || *end == 'x' || *end == 'X')) {
        fail(reader, reader->at, "numbers in JSON are decimal and have no leading zeros");
        return NULL;
    }
    struct text word = word_here(reader);
    diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(reader->document, offset_of(reader, reader->at)),
             "expected a number, found %.*s (put a string in double quotes)", TEXT_ARGS(word));
    return NULL;
}

static struct node *read_word(struct reader *reader)
{
    static const struct {
        struct text word;
        enum node_kind kind;
        bool lenient;
    } words[] = {
        {TEXT("true"), NODE_BOOL, false}, {TEXT("false"), NODE_BOOL, false},    {TEXT("null"), NODE_NULL, false},
        {TEXT("NaN"), NODE_FLOAT, true},  {TEXT("Infinity"), NODE_FLOAT, true}, {TEXT("-Infinity"), NODE_FLOAT, true},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct text word = words[i].word;
        if (starts_with(reader->at, reader->end, word) && ends_word(reader, reader->at + word.length)) {
            reader->document->lenient |= words[i].lenient;
            return take_lexeme(reader, words[i].kind, reader->at + word.length);
        }
    }
    return NULL;
}

/* The brackets' insides are read by read_values(). */
static struct node *open_container(struct reader *reader, enum node_kind kind)
{
    if (reader->depth == DOCUMENT_DEPTH_MAX) {
        fail(reader, reader->at, "nested deeper than inlay reads (500 levels)");
        return NULL;
    }
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
        return open_container(reader, NODE_MAP);
    case '[':
        return open_container(reader, NODE_LIST);
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
    reader->key = read_string(reader);
    if (!reader->key) {
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

static bool hand_over(struct reader *reader, struct node *node)
{
    struct node *key = reader->key;
    reader->key = NULL;
    node->parent = reader->container;
    if (key && !reader->sink->enter(reader->sink, key)) {
        return false;
    }
    bool more = reader->sink->enter(reader->sink, node);
    if (key) {
        reader_discard(&reader->discarded, key);
    }
    if (node_is_scalar(node)) {
        reader_discard(&reader->discarded, node);
    }
    return more;
}

static bool attach(struct reader *reader, struct node *node)
{
    if (reader->sink) {
        return hand_over(reader, node);
    }
    if (!reader->container) {
        reader->document->root = node;
        return true;
    }
    node->key = reader->key;
    reader->key = NULL;
    node_append(reader->container, node);
    return true;
}

enum progress {
    FAILED,
    AT_VALUE, /* the next value begins here */
    CLOSED,   /* a value ended here */
    FINISHED, /* the root has ended */
};

static void enter_container(struct reader *reader, struct node *container)
{
    reader->container = container;
    reader->depth++;
}

static bool at_closing_bracket(const struct reader *reader)
{
    return next_is(reader, reader->container->kind == NODE_MAP ? '}' : ']');
}

/* False when the sink wants no more. */
static bool close_container(struct reader *reader)
{
    struct node *container = reader->container;
    reader->at++;
    container->end = offset_of(reader, reader->at);
    reader->container = container->parent;
    reader->depth--;
    if (!reader->sink) {
        return true;
    }
    reader_discard(&reader->discarded, container);
    return reader->sink->leave(reader->sink);
}

/* After an opening bracket or a comma. */
static enum progress begin_element(struct reader *reader, bool after_comma)
{
    skip_space(reader);
    if (at_closing_bracket(reader)) {
        reader->document->lenient |= after_comma;
        return close_container(reader) ? CLOSED : FAILED;
    }
    return reader->container->kind == NODE_LIST || read_key(reader) ? AT_VALUE : FAILED;
}

/* From the end of one value to the beginning of the next. */
static enum progress next_element(struct reader *reader)
{
    while (reader->container) {
        skip_space(reader);
        if (at_closing_bracket(reader)) {
            if (!close_container(reader)) {
                return FAILED;
            }
            continue;
        }
        if (!next_is(reader, ',')) {
            fail_expecting(reader, reader->container->kind == NODE_MAP ? "',' or '}'" : "',' or ']'");
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

/* One loop for values at every depth: recursion as deep as a file says could leave a thread's stack. */
static bool read_values(struct reader *reader)
{
    enum progress progress = AT_VALUE;
    while (progress == AT_VALUE) {
        struct node *node = read_value(reader);
        if (!node) {
            return false;
        }
        bool container = !node_is_scalar(node);
        if (!attach(reader, node)) { /* a scalar is gone then */
            return false;
        }
        progress = CLOSED;
        if (container) {
            enter_container(reader, node);
            progress = begin_element(reader, false);
        }
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

bool document_read_json(struct arena *arena, const char *name, struct text source, uint32_t which,
                        struct document_sink *sink, struct document *document, struct diagnostics *diagnostics)
{
    if (source.length == 0) {
        source = TEXT(""); /* whose bytes are not NULL */
    }
    *document = (struct document){.name = name, .source = source, .format = FORMAT_JSON, .documents = 1};
    document->body = text_starts(source, TEXT("\xef\xbb\xbf")) ? 3 : 0;
    if (which > 1) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "there is no document %u (a JSON file holds one)", which);
        return false;
    }
    struct reader reader = {
        .arena = arena,
        .document = document,
        .diagnostics = diagnostics,
        .sink = sink,
        .at = source.bytes + document->body,
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
