/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/target.h"
#include "core/base/escape.h"
#include "core/base/shell_word.h"
#include "core/base/utf8.h"
#include "core/tree/foreign_path.h"

#include <string.h>

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

static bool is_number(struct text digits)
{
    return digits.length > 0 && text_skip_digits(digits, 0) == digits.length;
}

/* Index of the first unescaped c that stands in no selector's brackets; source.length when there is none. */
static size_t find_outside(struct text source, size_t start, char c)
{
    const struct text brackets = keypath_brackets(source);
    size_t at = start;
    while (at < source.length && source.bytes[at] != c) {
        size_t behind = keypath_selector_end(brackets, at);
        at = behind > at ? behind : at + (source.bytes[at] == '\\' ? 2 : 1);
    }
    return at < source.length ? at : source.length;
}

static bool is_escaped(struct text source, size_t at)
{
    return escape_is_open(text_part(source, 0, at));
}

/* Where the #PATH=TEXT of FILE begins: at the last # before a =, behind a path that can be a file's; file.length when
 * there is none. */
static size_t find_selectors(struct text file)
{
    size_t equals = escape_find_last(file, '=');
    size_t at = equals < file.length ? equals : 0;
    while (at > 1 && (file.bytes[at - 1] != '#' || file.bytes[at - 2] == '/' || is_escaped(file, at - 1))) {
        at--;
    }
    return at > 1 && !strchr("=/", file.bytes[at]) ? at - 1 : file.length;
}

/* Where the #n or #PATH=TEXT at the end of FILE begins; its length when there is none. */
static size_t find_document(struct text file)
{
    size_t at = escape_find(file, 0, '#');
    while (at < file.length && !is_number(text_from(file, at + 1))) {
        at = escape_find(file, at + 1, '#');
    }
    return at < file.length ? at : find_selectors(file);
}

size_t target_end(struct text source)
{
    size_t equals = find_outside(source, 0, '='), colon = find_outside(source, 0, ':');
    bool chooses = equals < colon && colon < source.length && find_selectors(text_part(source, 0, colon)) < equals;
    return chooses ? find_outside(source, colon, '=') : equals;
}

size_t target_file_end(struct text source)
{
    size_t first = escape_find(source, 0, '=');
    if (first == source.length || find_selectors(text_part(source, 0, first + 1)) > first) {
        return first;
    }
    size_t end = first, comma;
    do { /* past PATH=TEXT, */
        comma = escape_find(source, end + 1, ',');
        end = escape_find(source, end + 1, '=');
    } while (comma < end && end < source.length);
    return end < source.length ? end : first;
}

bool target_names_file(struct text source)
{
    return find_outside(source, 0, ':') < source.length;
}

#define NUMBER_REFUSAL "the documents of a stream are counted from 1 (write '\\#' for a path that holds a #)"

const char *target_read_selectors(struct arena *arena, struct text source, struct selectors *selectors)
{
    struct selector *list = NULL;
    size_t capacity = 0;
    for (size_t start = 0, end; start <= source.length; start = end + 1) {
        end = escape_find(source, start, ',');
        arena_grow(arena, list, selectors->count, &capacity);
        struct selector *selector = &list[selectors->count++];
        size_t at;
        const char *problem = keypath_read_selector(arena, text_part(source, start, end), selector, &at);
        if (problem) {
            return problem;
        }
        if (selector->path.count == 0) {
            return "a document is chosen by PATH=TEXT (write '\\,' for a comma in TEXT)";
        }
    }
    selectors->list = list;
    return NULL;
}

struct text target_selectors_text(struct arena *arena, struct selectors selectors)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < selectors.count; i++) {
        buffer_put(&text, i == 0 ? TEXT("") : TEXT(","));
        keypath_write_selector(&text, &selectors.list[i]);
    }
    return buffer_text(&text);
}

/* What stands behind the # of FILE. */
static const char *read_choice(struct arena *arena, struct text choice, struct document_choice *document)
{
    if (!is_number(choice)) {
        return target_read_selectors(arena, choice, &document->selectors);
    }
    return text_number(choice, &document->number) && document->number > 0 ? NULL : NUMBER_REFUSAL;
}

/* The # that begins what names a document, or would without the \ before it, of a path that is taken as it is;
 * path.length: there is none. */
static size_t find_mark_in_path(struct text path)
{
    size_t mark = path.length;
    while (mark > 0 && is_digit(path.bytes[mark - 1])) {
        mark--;
    }
    if (mark > 0 && mark < path.length && path.bytes[mark - 1] == '#') {
        return mark - 1;
    }
    mark = find_selectors(path);
    for (size_t at = path.length; at > 1 && mark == path.length; at--) {
        bool chooses = text_starts(text_from(path, at - 2), TEXT("\\#")) && escape_find(path, at, '=') < path.length;
        mark = chooses ? at - 1 : mark;
    }
    return mark;
}

const char *target_read_path(struct arena *arena, struct text source, struct text *path,
                             struct document_choice *document)
{
    size_t mark = find_mark_in_path(source);
    *path = source;
    *document = (struct document_choice){0};
    if (mark < source.length && mark > 0 && source.bytes[mark - 1] == '\\') {
        struct buffer unescaped = {.arena = arena};
        buffer_put(&unescaped, text_part(source, 0, mark - 1));
        buffer_put(&unescaped, text_from(source, mark));
        *path = buffer_text(&unescaped);
    } else if (mark < source.length) {
        *path = text_part(source, 0, mark);
        const char *problem = read_choice(arena, text_from(source, mark + 1), document);
        if (problem) {
            return problem;
        }
    }
    return target_path_refusal(*path);
}

static const char *read_file(struct arena *arena, struct text source, struct target *target)
{
    if (escape_is_open(source)) {
        return "'\\' at the end of the file's path takes no character (write '\\\\' for a path that holds one)";
    }
    size_t mark = find_document(source);
    target->file = escape_remove(arena, text_part(source, 0, mark));
    target->document = (struct document_choice){0};
    const char *problem =
        mark < source.length ? read_choice(arena, text_from(source, mark + 1), &target->document) : NULL;
    return problem ? problem : target_path_refusal(target->file);
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

size_t target_key_start(struct text source)
{
    size_t colon = find_outside(source, 0, ':');
    return colon < source.length ? colon + 1 : 0;
}

bool target_removes(struct text source)
{
    size_t length;
    return sign_of(text_from(source, target_key_start(source)), &length) == SIGN_REMOVE;
}

struct text target_with_path(struct arena *arena, struct text source, struct text path)
{
    struct buffer target = {.arena = arena};
    for (size_t i = 0; i < path.length; i++) {
        buffer_put(&target, strchr("\\:#[", path.bytes[i]) ? TEXT("\\") : TEXT(""));
        buffer_byte(&target, path.bytes[i]);
    }
    buffer_put(&target, text_from(source, find_document(text_part(source, 0, target_key_start(source) - 1))));
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
        return refuse(place, source,
                      "this sign cannot stand here (write '\\+' or '\\~' for a key that begins with one)", diagnostics);
    }
    if (find_outside(key, 0, '=') < key.length) {
        return refuse(place, source, "no value belongs here (write '\\=' for a key that holds a =)", diagnostics);
    }
    size_t at;
    const char *problem = keypath_read(arena, key, &target->path, &at);
    if (!problem) {
        return true;
    }
    size_t character = utf8_count(text_part(source, 0, start + at)) + 1;
    struct text meant = foreign_path(arena, key);
    if (meant.length > 0) {
        diagnose(diagnostics, SEVERITY_ERROR, place,
                 "\"%.*s\", character %zu: a key path is not written so (did you mean %s?)", TEXT_ARGS(source),
                 character, shell_word(arena, meant));
    } else {
        diagnose(diagnostics, SEVERITY_ERROR, place, "\"%.*s\", character %zu: %s", TEXT_ARGS(source), character,
                 problem);
    }
    return false;
}

bool target_read(struct arena *arena, struct place place, struct text source, struct target *target,
                 struct diagnostics *diagnostics)
{
    *target = (struct target){0};
    size_t start = target_key_start(source);
    if (start > 0 && !target_read_file(arena, place, text_part(source, 0, start - 1), target, diagnostics)) {
        return false;
    }
    size_t sign_length;
    target->sign = sign_of(text_from(source, start), &sign_length);
    return read_key(arena, place, source, start + sign_length, target, diagnostics);
}
