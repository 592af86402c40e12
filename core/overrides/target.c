/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/target.h"
#include "core/base/utf8.h"

#include <string.h>

size_t target_find_unescaped(struct text source, size_t start, char c)
{
    for (size_t at = start; at < source.length; at++) {
        if (source.bytes[at] == c) {
            return at;
        }
        if (source.bytes[at] == '\\') {
            at++;
        }
    }
    return source.length;
}

const char *target_path_refusal(struct text path)
{
    if (path.length == 0) {
        return "a file's path is empty";
    }
    if (text_find(path, 0, '\0') < path.length) {
        return "a file's path cannot hold a NUL byte";
    }
    size_t name = path.length;
    while (name > 0 && path.bytes[name - 1] != '/') {
        name--;
    }
    struct text last = text_from(path, name);
    if (last.length == 0 || text_equal(last, TEXT(".")) || text_equal(last, TEXT(".."))) {
        return "this is a directory (name a file in it)";
    }
    return NULL;
}

const char *target_removal_refusal(struct keypath path)
{
    for (size_t i = 0; i < path.count; i++) {
        if (path.steps[i].kind == STEP_APPEND) {
            return "[+] is a new element, and only what is there can be removed";
        }
    }
    return NULL;
}

static bool refuse(struct place place, struct text source, const char *problem, struct diagnostics *diagnostics)
{
    diagnose(diagnostics, SEVERITY_ERROR, place, "\"%.*s\": %s", TEXT_ARGS(source), problem);
    return false;
}

static struct text unescape(struct arena *arena, struct text source)
{
    struct buffer buffer = {.arena = arena};
    for (size_t at = 0; at < source.length; at++) {
        if (source.bytes[at] == '\\') {
            at++;
        }
        buffer_byte(&buffer, source.bytes[at]);
    }
    return buffer_text(&buffer);
}

static bool is_number(struct text digits)
{
    return digits.length > 0 && text_skip_digits(digits, 0) == digits.length;
}

/* Where the #n at the end of FILE begins; its length when there is none. */
static size_t find_document(struct text file)
{
    size_t at = target_find_unescaped(file, 0, '#');
    while (at < file.length && !is_number(text_from(file, at + 1))) {
        at = target_find_unescaped(file, at + 1, '#');
    }
    return at;
}

static bool ends_in_escape(struct text source)
{
    size_t backslashes = 0;
    while (backslashes < source.length && source.bytes[source.length - 1 - backslashes] == '\\') {
        backslashes++;
    }
    return backslashes % 2 == 1;
}

#define NUMBER_REFUSAL "the documents of a stream are counted from 1 (write \\# for a path that holds a #)"

const char *target_read_path(struct arena *arena, struct text source, struct text *path, uint32_t *document)
{
    size_t mark = source.length;
    while (mark > 0 && is_digit(source.bytes[mark - 1])) {
        mark--;
    }
    const bool named = mark > 0 && mark < source.length && source.bytes[mark - 1] == '#';
    struct text digits = text_from(source, mark);
    *path = source;
    *document = 0;
    if (named && mark > 1 && source.bytes[mark - 2] == '\\') {
        struct buffer unescaped = {.arena = arena};
        buffer_put(&unescaped, text_part(source, 0, mark - 2));
        buffer_put(&unescaped, text_from(source, mark - 1));
        *path = buffer_text(&unescaped);
    } else if (named) {
        *path = text_part(source, 0, mark - 1);
        if (!text_number(digits, document) || *document == 0) {
            return NUMBER_REFUSAL;
        }
    }
    return target_path_refusal(*path);
}

static const char *read_file(struct arena *arena, struct text source, struct target *target)
{
    if (ends_in_escape(source)) {
        return "'\\' at the end of the file's path takes no character (write \\\\ for a path that holds one)";
    }
    size_t mark = find_document(source);
    target->file = unescape(arena, text_part(source, 0, mark));
    target->document = 0;
    if (mark < source.length &&
        (!text_number(text_from(source, mark + 1), &target->document) || target->document == 0)) {
        return NUMBER_REFUSAL;
    }
    return target_path_refusal(target->file);
}

bool target_read_file(struct arena *arena, struct place place, struct text source, struct target *target,
                      struct diagnostics *diagnostics)
{
    const char *problem = read_file(arena, source, target);
    return !problem || refuse(place, source, problem, diagnostics);
}

/* The sign that KEY begins with; *length is what it takes. */
static enum sign sign_of(struct text key, size_t *length)
{
    *length = text_starts(key, TEXT("++")) ? 2 : text_starts(key, TEXT("+")) || text_starts(key, TEXT("~"));
    if (*length == 0) {
        return SIGN_NONE;
    }
    return key.bytes[0] == '~' ? SIGN_REMOVE : SIGN_ADD;
}

/* Where KEY begins, its sign included. */
static size_t key_start(struct text source)
{
    size_t colon = target_find_unescaped(source, 0, ':');
    return colon < source.length ? colon + 1 : 0;
}

bool target_removes(struct text source)
{
    size_t length;
    return sign_of(text_from(source, key_start(source)), &length) == SIGN_REMOVE;
}

struct text target_with_path(struct arena *arena, struct text source, struct text path)
{
    struct buffer target = {.arena = arena};
    for (size_t i = 0; i < path.length; i++) {
        buffer_put(&target, strchr("\\:#", path.bytes[i]) ? TEXT("\\") : TEXT(""));
        buffer_byte(&target, path.bytes[i]);
    }
    buffer_put(&target, text_from(source, find_document(text_part(source, 0, key_start(source) - 1))));
    return buffer_text(&target);
}

/* start is where KEY begins, behind its sign. */
static bool read_key(struct arena *arena, struct place place, struct text source, size_t start, struct target *target,
                     struct diagnostics *diagnostics)
{
    struct text key = text_from(source, start);
    if (key.length == 0) {
        return refuse(place, source, "the key is missing (write FILE:KEY)", diagnostics);
    }
    if (key.bytes[0] == '+' || key.bytes[0] == '~') {
        return refuse(place, source, "this sign cannot stand here (write \\+ or \\~ for a key that begins with one)",
                      diagnostics);
    }
    if (target_find_unescaped(key, 0, '=') < key.length) {
        return refuse(place, source, "no value belongs here (write \\= for a key that holds a =)", diagnostics);
    }
    size_t at;
    const char *problem = keypath_read(arena, key, &target->path, &at);
    if (!problem) {
        return true;
    }
    diagnose(diagnostics, SEVERITY_ERROR, place, "\"%.*s\", character %zu: %s", TEXT_ARGS(source),
             utf8_count(text_part(source, 0, start + at)) + 1, problem);
    return false;
}

bool target_read(struct arena *arena, struct place place, struct text source, struct target *target,
                 struct diagnostics *diagnostics)
{
    *target = (struct target){0};
    size_t start = key_start(source);
    if (start > 0 && !target_read_file(arena, place, text_part(source, 0, start - 1), target, diagnostics)) {
        return false;
    }
    size_t sign_length;
    target->sign = sign_of(text_from(source, start), &sign_length);
    return read_key(arena, place, source, start + sign_length, target, diagnostics);
}
