/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/json_scan.h"
#include "core/base/utf8.h"
#include "core/tree/document.h"

#include <endian.h>
#include <string.h>

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

/* Eight bytes, the first of which is the lowest on every machine. */
static uint64_t word_at(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* The highest bit of each byte that is zero, and perhaps of some above the first of them. */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - EACH_BYTE(0x01)) & ~word & EACH_BYTE(0x80);
}

/* Likewise of each byte that is a quote, a backslash, a control character, or not ASCII. */
static uint64_t special_bytes(uint64_t word)
{
    uint64_t controls = (word - EACH_BYTE(0x20)) & ~word;
    uint64_t quotes = zero_bytes(word ^ EACH_BYTE('"')) | zero_bytes(word ^ EACH_BYTE('\\'));
    return ((word | controls) & EACH_BYTE(0x80)) | quotes;
}

/* The highest bit of each byte that is c, and of no other. */
static uint64_t bytes_equal(uint64_t word, char c)
{
    word ^= EACH_BYTE((unsigned char)c);
    return ~(((word & EACH_BYTE(0x7f)) + EACH_BYTE(0x7f)) | word) & EACH_BYTE(0x80);
}

/* The highest bit of each byte that is no blank. */
static uint64_t other_bytes(uint64_t word)
{
    uint64_t blanks =
        bytes_equal(word, ' ') | bytes_equal(word, '\n') | bytes_equal(word, '\r') | bytes_equal(word, '\t');
    return ~blanks & EACH_BYTE(0x80);
}

static int first_byte(uint64_t highest_bits)
{
    return __builtin_ctzll(highest_bits) / 8;
}

static bool is_special(char c)
{
    return (unsigned char)c < 0x20 || (unsigned char)c >= 0x80 || c == '"' || c == '\\';
}

/* Eight bytes at a time: most of a large file is the inside of strings. */
static const char *skip_plain(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t special = special_bytes(word_at(at));
        if (special) {
            return at + first_byte(special);
        }
        at += 8;
    }
    while (at < end && !is_special(*at)) {
        at++;
    }
    return at;
}

/* Skips characters that are not ASCII. Returns `at` when there is none, or the first is not valid UTF-8. */
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
    for (int i = 2; i < 6; i++) {
        if (text_hex_value(at[i]) < 0) {
            return NULL;
        }
    }
    return at + 6;
}

bool json_skip_string(const char **at, const char *end, bool *has_escapes)
{
    const char *here = *at + 1;
    for (;;) {
        here = skip_plain(here, end);
        if (here < end && *here == '"') {
            *at = here + 1;
            return true;
        }
        const char *after = NULL;
        if (here < end && *here == '\\') {
            after = escape_end(here, end);
            *has_escapes = true;
        } else {
            after = skip_non_ascii(here, end);
        }
        if (!after || after == here) {
            *at = here;
            return false;
        }
        here = after;
    }
}

/* The end of the comment that begins at `at`; NULL when it is none, is not closed, or is not UTF-8. */
static const char *comment_end(const char *at, const char *end)
{
    struct text rest = {at, (size_t)(end - at)};
    bool whole_line = text_starts(rest, TEXT("//"));
    if (!whole_line && !text_starts(rest, TEXT("/*"))) {
        return NULL;
    }
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
    return whole_line ? end : NULL;
}

/* Eight at a time: a line end and what the next line is indented by. */
static const char *skip_blanks(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t others = other_bytes(word_at(at));
        if (others) {
            return at + first_byte(others);
        }
        at += 8;
    }
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
        at++;
    }
    return at;
}

static const char *skip_blanks_and_comments(const char *at, const char *end, bool *lenient)
{
    for (;;) {
        at = skip_blanks(at, end);
        const char *after = at < end && *at == '/' ? comment_end(at, end) : NULL;
        if (!after) {
            return at;
        }
        at = after;
        *lenient = true;
    }
}

/* Inlined: between most tokens there is nothing. */
static inline const char *skip_space(const char *at, const char *end, bool *lenient)
{
    bool begins = at < end && ((unsigned char)*at <= ' ' || *at == '/');
    return begins ? skip_blanks_and_comments(at, end, lenient) : at;
}

const char *json_skip_space(const char *at, const char *end, bool *lenient)
{
    return skip_space(at, end, lenient);
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && is_digit(*at)) {
        at++;
    }
    return at;
}

/* The end of the digits that must begin here; NULL when none do. */
static const char *need_digits(const char *at, const char *end)
{
    return at < end && is_digit(*at) ? skip_digits(at, end) : NULL;
}

/* RFC 8259 section 6. */
const char *json_number_end(const char *at, const char *end, enum node_kind *kind)
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

/* Whether c would be part of the number or word before it. */
static bool continues_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '+' ||
           c == '-';
}

bool json_ends_word(const char *at, const char *end)
{
    return at == end || !continues_word(*at);
}

const char *json_word_end(const char *at, const char *end, enum node_kind *kind, bool *lenient)
{
    static const struct {
        struct text word;
        enum node_kind kind;
        bool lenient;
    } words[] = {
        {TEXT("true"), NODE_BOOL, false}, {TEXT("false"), NODE_BOOL, false},    {TEXT("null"), NODE_NULL, false},
        {TEXT("NaN"), NODE_FLOAT, true},  {TEXT("Infinity"), NODE_FLOAT, true}, {TEXT("-Infinity"), NODE_FLOAT, true},
    };
    struct text rest = {at, (size_t)(end - at)};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct text word = words[i].word;
        if (text_starts(rest, word) && json_ends_word(at + word.length, end)) {
            *kind = words[i].kind;
            *lenient |= words[i].lenient;
            return at + word.length;
        }
    }
    return NULL;
}

static const char *skip_scalar(const char *at, const char *end, bool *lenient)
{
    enum node_kind kind;
    bool has_escapes;
    if (*at == '"') {
        return json_skip_string(&at, end, &has_escapes) ? at : NULL;
    }
    const char *digits = at + (*at == '-');
    if (digits == end || !is_digit(*digits)) {
        return json_word_end(at, end, &kind, lenient);
    }
    const char *after = json_number_end(digits, end, &kind);
    return after && json_ends_word(after, end) ? after : NULL;
}

/* Containers that are open, innermost last; a bit is set for an object. */
struct nesting {
    unsigned depth, outside;
    uint64_t objects[DOCUMENT_DEPTH_MAX / 64 + 1];
};

static bool in_object(const struct nesting *nesting)
{
    unsigned inner = nesting->depth - 1;
    return nesting->objects[inner / 64] >> inner % 64 & 1;
}

static bool open_container(struct nesting *nesting, bool object)
{
    if (nesting->depth == DOCUMENT_DEPTH_MAX) {
        return false;
    }
    uint64_t bit = UINT64_C(1) << nesting->depth % 64;
    uint64_t *word = &nesting->objects[nesting->depth++ / 64];
    *word = object ? *word | bit : *word & ~bit;
    return true;
}

static bool closes(const struct nesting *nesting, char c)
{
    return c == (in_object(nesting) ? '}' : ']');
}

/* Skips a key and its colon. NULL when there is no key. */
static const char *skip_key(const char *at, const char *end, bool *lenient)
{
    bool has_escapes;
    if (at == end || *at != '"' || !json_skip_string(&at, end, &has_escapes)) {
        return NULL;
    }
    at = skip_space(at, end, lenient);
    return at < end && *at == ':' ? skip_space(at + 1, end, lenient) : NULL;
}

/* Skips closing brackets, a comma and a key: to the next value, or to the end of the outermost container. */
static const char *skip_to_value(struct nesting *nesting, const char *at, const char *end, bool *lenient)
{
    while (nesting->depth > nesting->outside) {
        at = skip_space(at, end, lenient);
        bool comma = at < end && *at == ',';
        if (comma) {
            at = skip_space(at + 1, end, lenient);
        }
        if (at == end) {
            return NULL;
        }
        if (closes(nesting, *at)) {
            *lenient |= comma;
            nesting->depth--;
            at++;
        } else if (comma) {
            return in_object(nesting) ? skip_key(at, end, lenient) : at;
        } else {
            return NULL;
        }
    }
    return at;
}

/* Skips an opening bracket, to the first value inside; of an empty container all, to the next value. */
static const char *skip_bracket(struct nesting *nesting, const char *at, const char *end, bool *lenient)
{
    if (!open_container(nesting, *at == '{')) {
        return NULL;
    }
    at = skip_space(at + 1, end, lenient);
    if (at == end) {
        return NULL;
    }
    if (closes(nesting, *at)) {
        nesting->depth--;
        return skip_to_value(nesting, at + 1, end, lenient);
    }
    return in_object(nesting) ? skip_key(at, end, lenient) : at;
}

const char *json_skip_value(const char *at, const char *end, unsigned depth, bool *lenient)
{
    struct nesting nesting = {.depth = depth, .outside = depth};
    bool met = false;
    do {
        if (at && at < end && (*at == '{' || *at == '[')) {
            at = skip_bracket(&nesting, at, end, &met);
        } else {
            at = at && at < end ? skip_scalar(at, end, &met) : NULL;
            at = at ? skip_to_value(&nesting, at, end, &met) : NULL;
        }
    } while (at && nesting.depth > depth);
    *lenient |= at && met;
    return at;
}
