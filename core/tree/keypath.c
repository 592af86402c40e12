/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/keypath.h"

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

static const char *read_key(struct reader *reader)
{
    struct buffer key = {.arena = reader->arena};
    size_t start = reader->at;
    while (!at_end(reader) && !next_is(reader, '.') && !next_is(reader, '[')) {
        if (next_is(reader, ']')) {
            return "']' without a '[' before it (write \\] for a key that holds one)";
        }
        if (next_is(reader, '\\')) {
            if (reader->at + 1 == reader->source.length) {
                return "'\\' at the end takes no character (write \\\\ for a key that holds one)";
            }
            reader->at++;
        }
        buffer_byte(&key, reader->source.bytes[reader->at++]);
    }
    if (reader->at == start) {
        return "a key is missing here (write \\. for a key that holds a dot)";
    }
    add_step(reader, STEP_KEY)->key = buffer_text(&key);
    return NULL;
}

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
        return "brackets hold a number or + (write \\[ for a key that holds a bracket)";
    }
    if (negative && *number == 0) {
        return "[-0] is no element (the last one is [-1], the first [0])";
    }
    *number = negative ? -*number : *number;
    return NULL;
}

static const char *read_brackets(struct reader *reader)
{
    size_t start = reader->at++;
    if (next_is(reader, '+')) {
        reader->at++;
        add_step(reader, STEP_APPEND);
    } else {
        int64_t number;
        const char *problem = read_number(reader, &number);
        if (problem && at_end(reader)) {
            reader->at = start;
            return "'[' is not closed (write \\[ for a key that holds one)";
        }
        if (problem) {
            return problem;
        }
        add_step(reader, STEP_INDEX)->index = number;
    }
    if (at_end(reader)) {
        reader->at = start;
        return "'[' is not closed (write \\[ for a key that holds one)";
    }
    if (!next_is(reader, ']')) {
        return "brackets hold a number or + and nothing else";
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
            return "the key path ends with a dot (write \\. for a key that ends with one)";
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

/* An assignment ends a file's name at : and a key path at =, and takes + and ~ before a key path as its own signs. */
static bool needs_escape(char c, bool begins_path)
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
        return begins_path;
    default:
        return false;
    }
}

static void write_key(struct buffer *buffer, struct text key, bool begins_path)
{
    if (key.length == 0) {
        buffer_put(buffer, TEXT("\"\"")); /* for messages: an empty key cannot be said in a key path */
        return;
    }
    for (size_t i = 0; i < key.length; i++) {
        if (needs_escape(key.bytes[i], begins_path && i == 0)) {
            buffer_byte(buffer, '\\');
        }
        buffer_byte(buffer, key.bytes[i]);
    }
}

void keypath_write(struct buffer *buffer, struct keypath path)
{
    for (size_t i = 0; i < path.count; i++) {
        const struct step *step = &path.steps[i];
        switch (step->kind) {
        case STEP_KEY:
            if (i > 0) {
                buffer_byte(buffer, '.');
            }
            write_key(buffer, step->key, i == 0);
            break;
        case STEP_INDEX:
            buffer_format(buffer, "[%lld]", (long long)step->index);
            break;
        case STEP_APPEND:
            buffer_put(buffer, TEXT("[+]"));
            break;
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
    return a->kind == STEP_KEY ? text_equal(a->key, b->key) : a->index == b->index;
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

static bool is_within(struct keypath path, struct keypath outer)
{
    while (outer.count > path.count && outer.steps[outer.count - 1].kind != STEP_KEY) {
        outer.count--;
    }
    bool within = outer.count <= path.count;
    for (size_t i = 0; i < outer.count && within; i++) {
        const struct step *a = &path.steps[i], *b = &outer.steps[i];
        within = (a->kind == STEP_KEY) == (b->kind == STEP_KEY) && (a->kind != STEP_KEY || text_equal(a->key, b->key));
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
