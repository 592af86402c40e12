/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/keypath.h"
#include "core/base/escape.h"

struct reader {
    struct arena *arena;
    struct text source;
    size_t at;
    struct step *steps;
    size_t count;
    size_t capacity;
};

static struct step *add_step(struct reader *reader, enum step_kind kind)
{
    arena_grow(reader->arena, reader->steps, reader->count, &reader->capacity);
    struct step *step = &reader->steps[reader->count++];
    step->kind = kind;
    return step;
}

static bool at_end(const struct reader *reader)
{
    return reader->at == reader->source.length;
}

static bool next_is(const struct reader *reader, char c)
{
    return !at_end(reader) && reader->source.bytes[reader->at] == c;
}

#define NO_CHARACTER "'\\' at the end takes no character (write '\\\\' for a key that holds one)"

static const char *read_key(struct reader *reader)
{
    struct buffer key = {.arena = reader->arena};
    size_t start = reader->at;
    while (!at_end(reader) && !next_is(reader, '.') && !next_is(reader, '[')) {
        if (next_is(reader, ']')) {
            return "']' without a '[' before it (write '\\]' for a key that holds one)";
        }
        if (next_is(reader, '\\')) {
            if (reader->at + 1 == reader->source.length) {
                return NO_CHARACTER;
            }
            reader->at++;
        }
        buffer_byte(&key, reader->source.bytes[reader->at++]);
    }
    if (reader->at == start) {
        return "a key is missing here (write '\\.' for a key that holds a dot)";
    }
    add_step(reader, STEP_KEY)->key = buffer_text(&key);
    return NULL;
}

#define NOT_CLOSED "'[' is not closed (write '\\[' for a key that holds one)"

static const char *read_number(struct reader *reader, int64_t *number)
{
    bool negative = next_is(reader, '-');
    reader->at += negative;
    size_t start = reader->at;
    *number = 0;
    while (!at_end(reader) && is_digit(reader->source.bytes[reader->at])) {
        int64_t digit = reader->source.bytes[reader->at] - '0';
        if (__builtin_mul_overflow(*number, 10, number) || __builtin_add_overflow(*number, digit, number)) {
            return "the number in brackets is too large";
        }
        reader->at++;
    }
    if (reader->at == start) {
        return "brackets hold a number, + or PATH=TEXT (write '\\[' for a key that holds a bracket)";
    }
    if (negative && *number == 0) {
        return "[-0] is no element (the last one is [-1], the first [0])";
    }
    *number = negative ? -*number : *number;
    return NULL;
}

/* The '=' behind PATH; the end when there is none before a ']' or ':'. PATH may hold a number in brackets. */
static size_t find_equals(struct text source, size_t start)
{
    bool is_inside = false;
    for (size_t at = start; at < source.length; at++) {
        char c = source.bytes[at];
        if (c == '=') {
            return at;
        }
        if (c == ':' || (c == '[' && is_inside) || (c == ']' && !is_inside)) {
            return source.length;
        }
        is_inside = c == '[' || (is_inside && c != ']');
        at += c == '\\';
    }
    return source.length;
}

struct text keypath_brackets(struct text source)
{
    size_t last = escape_find_last(source, ']');
    return text_part(source, 0, last < source.length ? last + 1 : 0);
}

size_t keypath_selector_end(struct text source, size_t start)
{
    bool begins = start < source.length && source.bytes[start] == '[';
    size_t equals = begins ? find_equals(source, start + 1) : source.length;
    size_t end = escape_find(source, equals, ']');
    return end < source.length ? end + 1 : start;
}

const char *keypath_read_selector(struct arena *arena, struct text source, struct selector *selector, size_t *at)
{
    size_t equals = escape_find(source, 0, '=');
    *at = 0;
    *selector = (struct selector){0};
    if (equals == source.length) {
        return "what is chosen by is written PATH=TEXT (write '\\#' for a path that holds a #)";
    }
    const char *problem = equals == 0 ? NULL : keypath_read(arena, text_part(source, 0, equals), &selector->path, at);
    for (size_t i = 0; i < selector->path.count && !problem; i++) {
        const enum step_kind kind = selector->path.steps[i].kind;
        if (kind != STEP_KEY && kind != STEP_INDEX) {
            problem = "a PATH to choose by has keys and numbers alone";
        }
    }
    if (!problem && escape_is_open(source)) {
        *at = source.length - 1;
        problem = NO_CHARACTER;
    }
    selector->text = escape_remove(arena, text_from(source, equals + 1));
    return problem;
}

static const char *read_selector(struct reader *reader, size_t end)
{
    struct selector *selector = arena_new(reader->arena, struct selector);
    size_t at;
    const char *problem =
        keypath_read_selector(reader->arena, text_part(reader->source, reader->at, end), selector, &at);
    if (problem) {
        reader->at += at;
        return problem;
    }
    struct step *step = add_step(reader, STEP_SELECT);
    step->index = -1;
    step->selector = selector;
    reader->at = end;
    return NULL;
}

static const char *read_brackets(struct reader *reader)
{
    size_t start = reader->at++;
    size_t end = keypath_selector_end(reader->source, start);
    if (end > start) {
        const char *problem = read_selector(reader, end - 1);
        if (problem) {
            return problem;
        }
    } else if (next_is(reader, '+')) {
        reader->at++;
        add_step(reader, STEP_APPEND);
    } else {
        int64_t number;
        const char *problem = read_number(reader, &number);
        if (problem && escape_find(reader->source, start, ']') == reader->source.length) {
            reader->at = start;
            return NOT_CLOSED;
        }
        if (problem) {
            return problem;
        }
        add_step(reader, STEP_INDEX)->index = number;
    }
    if (at_end(reader)) {
        reader->at = start;
        return NOT_CLOSED;
    }
    if (!next_is(reader, ']')) {
        return "brackets hold a number, + or PATH=TEXT and nothing else";
    }
    reader->at++;
    return NULL;
}

static const char *read_steps(struct reader *reader)
{
    if (at_end(reader)) {
        return "the key path is empty";
    }
    const char *problem = next_is(reader, '[') ? read_brackets(reader) : read_key(reader);
    while (!problem && !at_end(reader)) {
        if (next_is(reader, '[')) {
            problem = read_brackets(reader);
            continue;
        }
        if (!next_is(reader, '.')) {
            return "a dot is missing before the next key";
        }
        reader->at++;
        if (at_end(reader)) {
            reader->at--;
            return "the key path ends with a dot (write '\\.' for a key that ends with one)";
        }
        problem = read_key(reader);
    }
    return problem;
}

const char *keypath_read(struct arena *arena, struct text source, struct keypath *path, size_t *at)
{
    struct reader reader = {.arena = arena, .source = source};
    const char *problem = read_steps(&reader);
    *at = reader.at;
    *path = (struct keypath){reader.steps, reader.count};
    return problem;
}

/* Where a key is written. */
enum position {
    INSIDE,
    AT_BEGINNING, /* of a key path */
    IN_SELECTOR,
};

/* An assignment ends a file's name at : and a key path at =, and takes + and ~ before a key path as its own signs. What
 * chooses a document stands behind # and ends at a comma. */
static bool needs_escape(char c, enum position position)
{
    switch (c) {
    case '.':
    case '[':
    case ']':
    case '\\':
    case '=':
    case ':':
        return true;
    case '+':
    case '~':
        return position == AT_BEGINNING;
    case '#':
    case ',':
        return position == IN_SELECTOR;
    default:
        return false;
    }
}

static void write_key(struct buffer *buffer, struct text key, enum position position)
{
    if (key.length == 0) {
        buffer_put(buffer, TEXT("\"\"")); /* for messages: an empty key cannot be said in a key path */
        return;
    }
    for (size_t i = 0; i < key.length; i++) {
        if (needs_escape(key.bytes[i], i > 0 && position == AT_BEGINNING ? INSIDE : position)) {
            buffer_byte(buffer, '\\');
        }
        buffer_byte(buffer, key.bytes[i]);
    }
}

/* What ends it in brackets, or where it chooses a document. */
static void write_chosen(struct buffer *buffer, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (c == '\\' || c == ']' || c == ':' || c == ',' || c == '#') {
            buffer_byte(buffer, '\\');
        }
        buffer_byte(buffer, c);
    }
}

/* A selector's path holds no selector. */
static void write_plain_step(struct buffer *buffer, const struct step *step, bool is_first, enum position position)
{
    switch (step->kind) {
    case STEP_KEY:
        if (!is_first) {
            buffer_byte(buffer, '.');
        }
        write_key(buffer, step->key, position);
        break;
    case STEP_INDEX:
        buffer_format(buffer, "[%lld]", (long long)step->index);
        break;
    default:
        buffer_put(buffer, TEXT("[+]"));
        break;
    }
}

void keypath_write_selector(struct buffer *buffer, const struct selector *selector)
{
    for (size_t i = 0; i < selector->path.count; i++) {
        write_plain_step(buffer, &selector->path.steps[i], i == 0, IN_SELECTOR);
    }
    buffer_byte(buffer, '=');
    write_chosen(buffer, selector->text);
}

void keypath_write(struct buffer *buffer, struct keypath path)
{
    for (size_t i = 0; i < path.count; i++) {
        const struct step *step = &path.steps[i];
        if (step->kind == STEP_SELECT) {
            buffer_byte(buffer, '[');
            keypath_write_selector(buffer, step->selector);
            buffer_byte(buffer, ']');
        } else {
            write_plain_step(buffer, step, i == 0, i == 0 ? AT_BEGINNING : INSIDE);
        }
    }
}

struct text keypath_text(struct arena *arena, struct keypath path)
{
    struct buffer buffer = {.arena = arena};
    keypath_write(&buffer, path);
    return buffer_text(&buffer);
}

static bool step_equal(const struct step *a, const struct step *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case STEP_KEY:
        return text_equal(a->key, b->key);
    case STEP_SELECT:
        return keypath_selector_equal(a->selector, b->selector);
    default:
        return a->index == b->index;
    }
}

bool keypath_selector_equal(const struct selector *a, const struct selector *b)
{
    return keypath_equal(a->path, b->path) && text_equal(a->text, b->text);
}

struct keypath keypath_joined(struct arena *arena, struct keypath outer, struct keypath inner)
{
    struct step *steps = arena_array(arena, struct step, outer.count + inner.count);
    for (size_t i = 0; i < outer.count; i++) {
        steps[i] = outer.steps[i];
    }
    for (size_t i = 0; i < inner.count; i++) {
        steps[outer.count + i] = inner.steps[i];
    }
    return (struct keypath){steps, outer.count + inner.count};
}

struct keypath keypath_copy(struct arena *arena, struct keypath path)
{
    return keypath_joined(arena, path, (struct keypath){NULL, 0});
}

bool keypath_equal(struct keypath a, struct keypath b)
{
    if (a.count != b.count) {
        return false;
    }
    for (size_t i = 0; i < a.count; i++) {
        if (!step_equal(&a.steps[i], &b.steps[i])) {
            return false;
        }
    }
    return true;
}

bool keypath_has_selector(struct keypath path)
{
    size_t i = 0;
    while (i < path.count && path.steps[i].kind != STEP_SELECT) {
        i++;
    }
    return i < path.count;
}

bool keypath_step_is_another(const struct step *a, const struct step *b)
{
    return a->kind == STEP_SELECT && b->kind == STEP_SELECT && keypath_equal(a->selector->path, b->selector->path) &&
           !text_equal(a->selector->text, b->selector->text);
}

static bool is_within(struct keypath path, struct keypath outer)
{
    while (outer.count > path.count && outer.steps[outer.count - 1].kind != STEP_KEY) {
        outer.count--;
    }
    bool within = outer.count <= path.count;
    for (size_t i = 0; i < outer.count && within; i++) {
        const struct step *a = &path.steps[i], *b = &outer.steps[i];
        within = (a->kind == STEP_KEY) == (b->kind == STEP_KEY) && !keypath_step_is_another(a, b) &&
                 (a->kind != STEP_KEY || text_equal(a->key, b->key));
    }
    return within;
}

bool keypath_is_within(struct keypath path, const struct keypath *outers, size_t count)
{
    size_t i = 0;
    while (i < count && !is_within(path, outers[i])) {
        i++;
    }
    return i < count;
}
