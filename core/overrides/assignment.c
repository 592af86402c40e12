/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/assignment.h"
#include "core/base/escape.h"
#include "core/base/utf8.h"
#include "core/overrides/override_value.h"
#include "core/overrides/python_note.h"
#include "core/overrides/target.h"
#include "core/read/read.h"
#include "core/tree/own_tag.h"
#include "core/tree/scalar.h"

#include <string.h>

struct assignment {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct place origin;
    enum assignment_kind kind;
    struct text target; /* the text before '=' */
    struct text value;  /* the text behind it */
    struct text typed;  /* as struct override has it */
};

static bool refuse(const struct assignment *assignment, const char *problem)
{
    diagnose(assignment->diagnostics, SEVERITY_ERROR, assignment->origin, "\"%.*s\": %s", TEXT_ARGS(assignment->target),
             problem);
    return false;
}

const char *assignment_bytes_refusal(struct text source)
{
    if (text_ends(source, TEXT("\r"))) {
        return "the value ends in a carriage return (a file with Windows line ends?)";
    }
    size_t length;
    for (size_t at = 0; at < source.length; at += length) {
        length = utf8_length(source, at);
        if (length == 0) {
            return "these bytes are not UTF-8 (is the locale another one?)";
        }
        unsigned char c = (unsigned char)source.bytes[at];
        if (c < 0x20 && c != '\t' && c != '\n') {
            return "a control character stands in it (to mean one, use --set-json and write it as \\u00XX)";
        }
    }
    return NULL;
}

static struct node *new_scalar(struct arena *arena, enum node_kind kind, enum node_style style, struct text text)
{
    struct node *node = arena_new(arena, struct node);
    node->kind = kind;
    node->style = style;
    node->end = (uint32_t)text.length;
    node->text = text;
    return node;
}

static struct text text_before(struct text text, struct text end)
{
    size_t at = 0;
    while (at < text.length && !text_starts(text_from(text, at), end)) {
        at++;
    }
    return text_part(text, 0, at);
}

/* What a reader says, "expected one thing, found another (what to do)", without what was found, which may be a secret's
 * value, and without its advice, which is for files. */
static struct text problem_of(const struct diagnostics *diagnostics)
{
    struct text text = text_before(text_before(text_of(diagnostics->first->text), TEXT(", found ")), TEXT(" ("));
    /* libyaml's words for a value that has ended. */
    return text_equal(text, TEXT("did not find expected <document start>")) ? TEXT("it goes on after its end") : text;
}

static struct node *refuse_syntax(const struct assignment *assignment, struct text problem)
{
    diagnose(assignment->diagnostics, SEVERITY_ERROR, assignment->origin, "\"%.*s\": the value is not %s: %.*s (%s)",
             TEXT_ARGS(assignment->target), assignment->kind == ASSIGNMENT_JSON ? "JSON" : "YAML", TEXT_ARGS(problem),
             assignment->kind == ASSIGNMENT_JSON ? "a string is written '\"text\"'"
                                                 : "for a string, quote it twice: '\"text\"'");
    return NULL;
}

typedef bool settle_value(struct arena *arena, struct node *root, const struct document *document, struct place place,
                          struct diagnostics *diagnostics);

/* Says which assignment it is whose value is wrong. NULL: its size is. */
static struct node *settle(const struct assignment *assignment, struct node *root, settle_value *settle_root)
{
    struct diagnostics found = {.arena = assignment->arena};
    bool right = settle_root(assignment->arena, root, NULL, assignment->origin, &found);
    for (const struct diagnostic *d = found.first; d; d = d->next) {
        diagnose(assignment->diagnostics, d->severity, d->place, "\"%.*s\": %s", TEXT_ARGS(assignment->target),
                 d->text);
    }
    return right ? root : NULL;
}

/* A value that is written in a format's syntax: JSON, or YAML's flow style and quotes. */
static struct node *read_syntax(const struct assignment *assignment, enum format format)
{
    struct document *document = arena_new(assignment->arena, struct document);
    struct diagnostics found = {.arena = assignment->arena};
    if (text_skip_space(assignment->value, 0) == assignment->value.length) {
        return refuse_syntax(assignment, TEXT("it is empty"));
    }
    if (!document_read(assignment->arena, "value", assignment->value, format, 0, document, &found)) {
        return refuse_syntax(assignment,
                             document->documents > 1 ? TEXT("it goes on after its end") : problem_of(&found));
    }
    struct node *root = document->root;
    /* "a": 1 begins with a quote and is a block mapping; [1] # two ends in a comment. */
    if (root->style == STYLE_BLOCK || text_skip_space(assignment->value, root->end) < assignment->value.length) {
        return refuse_syntax(assignment, TEXT("it goes on after its end"));
    }
    return settle(assignment, root, value_settle_tagged);
}

/* Only brackets, braces, quotes and tags are syntax: anything else is one word, so that "a: b", "# x" and "*x" are
 * strings. */
static struct node *read_word(const struct assignment *assignment)
{
    struct text value = assignment->value;
    if (value.length == 0) {
        return new_scalar(assignment->arena, NODE_STRING, STYLE_DOUBLE, value);
    }
    if (text_starts(value, TEXT("{{"))) {
        refuse(assignment, "{{ begins a template's text, and no value (for a string, quote it twice: '\"{{ … }}\"')");
        return NULL;
    }
    switch (value.bytes[0]) {
    case '[':
    case '{':
    case '"':
    case '\'':
        return read_syntax(assignment, FORMAT_YAML);
    default:
        break;
    }
    if (own_tag_begins(value)) {
        return read_syntax(assignment, FORMAT_YAML);
    }
    struct node *word = new_scalar(assignment->arena, scalar_kind(value), STYLE_PLAIN, value);
    return settle(assignment, word, value_settle);
}

static struct node *read_tagged(const struct assignment *assignment)
{
    if (!own_tag_begins(assignment->value)) {
        refuse(assignment, "no tag stands before the value (write !TAG VALUE)");
        return NULL;
    }
    return read_syntax(assignment, FORMAT_YAML);
}

/* The value as a string, where its tag may as well be part of one. */
static struct text word_of(const struct assignment *assignment, const struct node *value)
{
    const bool doubtful = value && assignment->kind == ASSIGNMENT_PLAIN && node_own_tag(value).length > 0;
    return doubtful ? assignment->value : TEXT("");
}

static struct node *read_value(const struct assignment *assignment)
{
    switch (assignment->kind) {
    case ASSIGNMENT_JSON:
        return read_syntax(assignment, FORMAT_JSON);
    case ASSIGNMENT_STRING:
        return new_scalar(assignment->arena, NODE_STRING, STYLE_DOUBLE, assignment->value);
    case ASSIGNMENT_TAGGED:
        return read_tagged(assignment);
    default:
        return read_word(assignment);
    }
}

/* Whether sign and value fit each other and the kind; *operation is what they say. */
static bool read_operation(const struct assignment *assignment, const struct target *target, bool has_value,
                           enum operation *operation)
{
    bool removes = target->sign == SIGN_REMOVE;
    if (assignment->kind == ASSIGNMENT_UNSET && target->sign != SIGN_NONE) {
        return refuse(assignment, "what removes takes no sign (write '\\+' or '\\~' for a key that begins with one)");
    }
    if (removes && assignment->kind != ASSIGNMENT_PLAIN) {
        return refuse(assignment, "'~' removes, and takes no value (use --unset)");
    }
    if (removes && has_value) {
        return refuse(assignment, "'~' removes, and takes no value (leave out '=' and what follows)");
    }
    if (removes || assignment->kind == ASSIGNMENT_UNSET) {
        *operation = OVERRIDE_UNSET;
        const char *problem = target_removal_refusal(target->path);
        return !problem || refuse(assignment, problem);
    }
    if (!has_value) {
        return refuse(assignment, "the value is missing (write FILE:KEY=VALUE, or FILE:KEY- to remove)");
    }
    *operation = target->sign == SIGN_ADD ? OVERRIDE_ADD : OVERRIDE_SET;
    return true;
}

/* file is what names the file when the assignment does not. */
static bool read_target(const struct assignment *assignment, struct text file, struct target *target)
{
    if (!target_read(assignment->arena, assignment->origin, assignment->target, target, assignment->diagnostics)) {
        return false;
    }
    if (target->file.length > 0) {
        return true;
    }
    if (file.length == 0) {
        return refuse(assignment, "no file is named (write FILE:KEY=VALUE, or -f FILE before it)");
    }
    return target_read_file(assignment->arena, assignment->origin, file, target, assignment->diagnostics);
}

bool assignment_read_value(struct arena *arena, struct place origin, struct text target, struct text value,
                           enum assignment_kind kind, struct node **node, struct text *word,
                           struct diagnostics *diagnostics)
{
    const struct assignment assignment = {arena, diagnostics, origin, kind, target, value};
    size_t errors = diagnostics->errors;
    const char *problem = assignment_bytes_refusal(value);
    if (problem) {
        return refuse(&assignment, problem);
    }
    *node = read_value(&assignment);
    *word = word_of(&assignment, *node);
    return diagnostics->errors == errors;
}

static void append(struct overrides *overrides, const struct assignment *assignment, const struct target *target,
                   enum operation operation, const struct node *value, struct text word)
{
    const char *note = value && assignment->kind == ASSIGNMENT_PLAIN ? python_note(value) : NULL;
    if (note) {
        diagnose(assignment->diagnostics, SEVERITY_NOTE, assignment->origin, "\"%.*s\": %s",
                 TEXT_ARGS(assignment->target), note);
    }
    const struct override override = {
        .layer = LAYER_SAID,
        .operation = operation,
        .file = overrides_file(overrides, target->file, assignment->origin),
        .document = target->document.number,
        .selectors = target->document.selectors,
        .path = target->path,
        .value = value,
        .word = word,
        .typed = assignment->typed,
        .origin = assignment->origin,
    };
    overrides_add(overrides, &override);
}

static bool read_and_append(struct overrides *overrides, const struct assignment *assignment, struct text file,
                            bool has_value)
{
    const size_t errors = assignment->diagnostics->errors;
    struct target target;
    enum operation operation;
    if (!read_target(assignment, file, &target) || !read_operation(assignment, &target, has_value, &operation)) {
        return false;
    }
    const struct node *value = has_value ? read_value(assignment) : NULL;
    const struct text word = word_of(assignment, value);
    if (assignment->diagnostics->errors > errors) {
        return false;
    }
    append(overrides, assignment, &target, operation, value, word);
    return true;
}

bool overrides_assign_value(struct overrides *overrides, struct place origin, struct text target,
                            const struct node *value, struct text word, enum assignment_kind kind,
                            struct diagnostics *diagnostics)
{
    const struct assignment assignment = {
        .arena = overrides->arena, .diagnostics = diagnostics, .origin = origin, .kind = kind, .target = target};
    struct target read;
    enum operation operation;
    if (!read_target(&assignment, TEXT(""), &read) || !read_operation(&assignment, &read, true, &operation)) {
        return false;
    }
    append(overrides, &assignment, &read, operation, value, word);
    return true;
}

/* KEY- removes as ~KEY does, and needs no quotes in any shell. What begins with a - is an option. */
static bool removes_behind(struct text source)
{
    return target_end(source) == source.length && !target_removes(source) && text_ends(source, TEXT("-")) &&
           !text_starts(source, TEXT("-")) && !escape_is_open(text_part(source, 0, source.length - 1));
}

/* Where the target ends. */
static size_t end_of_target(struct text source, enum assignment_kind kind)
{
    return kind == ASSIGNMENT_UNSET ? source.length : target_end(source);
}

/* A = that it begins with is the one before it. */
bool assignment_goes_on(struct text value)
{
    size_t start = text_find(value, 0, ',') + 1, end = start;
    while (end < value.length && (is_digit(value.bytes[end]) || strchr("_-.[]", value.bytes[end]) ||
                                  (text_lower(value.bytes[end]) >= 'a' && text_lower(value.bytes[end]) <= 'z'))) {
        end++;
    }
    return end > start && end < value.length && value.bytes[end] == '=' && text_find(value, 1, '=') == end;
}

bool assignment_names_file(struct text source, enum assignment_kind kind)
{
    return target_names_file(text_part(source, 0, end_of_target(source, kind)));
}

bool overrides_read_assignment(struct overrides *overrides, struct place origin, struct text source,
                               enum assignment_kind kind, struct text file, struct diagnostics *diagnostics)
{
    if (kind == ASSIGNMENT_PLAIN && removes_behind(source)) {
        return overrides_read_assignment(overrides, origin, text_part(source, 0, source.length - 1), ASSIGNMENT_UNSET,
                                         file, diagnostics);
    }
    size_t equals = end_of_target(source, kind);
    bool has_value = equals < source.length;
    const struct assignment assignment = {
        .arena = overrides->arena,
        .diagnostics = diagnostics,
        .origin = origin,
        .kind = kind,
        .target = text_part(source, 0, equals),
        .value = text_from(source, has_value ? equals + 1 : equals),
        .typed = origin.line == 0 ? text_part(source, 0, equals) : TEXT(""),
    };
    const char *problem = assignment_bytes_refusal(source);
    if (problem) {
        return refuse(&assignment, problem);
    }
    return read_and_append(overrides, &assignment, file, has_value);
}

bool overrides_read_assignments(struct overrides *overrides, const char *name, struct text source,
                                struct diagnostics *diagnostics)
{
    size_t errors = diagnostics->errors;
    struct place place = {.source = name, .line = 1};
    size_t end;
    for (size_t start = 0; start < source.length; start = end + 1, place.line++) {
        end = text_find(source, start, '\n');
        size_t begin = text_skip_blanks(text_part(source, 0, end), start);
        struct text line = text_part(source, begin, end);
        if (line.length == 0 || text_equal(line, TEXT("\r"))) {
            continue;
        }
        place.column = (uint32_t)(begin - start) + 1;
        overrides_read_assignment(overrides, place, line, ASSIGNMENT_PLAIN, TEXT(""), diagnostics);
    }
    return diagnostics->errors == errors;
}

bool is_assignment(struct text word, bool has_file)
{
    return target_end(word) < word.length || target_removes(word) ||
           (removes_behind(word) && (has_file || target_names_file(word)));
}
