/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/metric.h"

#include "core/base/escape.h"
#include "core/overrides/target.h"
#include "core/read/format.h"

#include <string.h>

static const char *message(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
static const char *message(struct arena *arena, const char *format, ...)
{
    struct buffer out = {.arena = arena};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&out, format, arguments);
    va_end(arguments);
    return buffer_string(&out);
}

/* ---- the file */

static bool has_extension(struct text name, const char *const *extensions)
{
    for (size_t i = 0; extensions[i]; i++) {
        const struct text extension = text_of(extensions[i]);
        const bool fits = name.length > extension.length;
        if (fits && text_equal_any_case(text_from(name, name.length - extension.length), extension)) {
            return true;
        }
    }
    return false;
}

static bool is_template(struct text file)
{
    return memmem(file.bytes, file.length, "{cell}", strlen("{cell}")) ||
           memmem(file.bytes, file.length, "{dir}", strlen("{dir}"));
}

#define INSIDE "the file has to be in the cell's directory, or to have {cell} in its path"

/* What lies elsewhere and is called the same for all cells is not of this cell alone. */
static const char *file_refusal(struct text file)
{
    if (file.length == 0) {
        return "no file is named before the colon";
    }
    if (memchr(file.bytes, '\0', file.length)) {
        return "there is a NUL in the file's name";
    }
    if (is_template(file)) {
        return NULL;
    }
    if (file.bytes[0] == '/') {
        return INSIDE " (runs/{cell}/metrics.json)";
    }
    for (size_t at = 0, end; at <= file.length; at = end + 1) {
        end = text_find(file, at, '/');
        if (text_equal(text_part(file, at, end), TEXT(".."))) {
            return INSIDE " (.. leads out of it)";
        }
    }
    return NULL;
}

/* ---- a regular expression */

/* How POSIX says what other regular expressions do by a backslash and this letter; NULL: in no way. */
static const char *in_posix(char letter)
{
    static const struct {
        char letter;
        const char *instead;
    } known[] = {
        {'d', "[0-9], and in brackets 0-9"},
        {'w', "[[:alnum:]_]"},
        {'s', "[[:space:]]"},
        {'S', "[^[:space:]]"},
        {'D', "[^0-9]"},
        {'t', "[[:blank:]]"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].letter == letter) {
            return known[i].instead;
        }
    }
    return NULL;
}

/* \d is a "d" to one C library and a digit to another: POSIX defines neither. */
static const char *escape_refusal(struct arena *arena, struct text expression)
{
    for (size_t at = text_find(expression, 0, '\\'); at + 1 < expression.length;
         at = text_find(expression, at + 2, '\\')) {
        const char letter = expression.bytes[at + 1];
        const char *instead = in_posix(letter);
        if (instead) {
            return message(arena, "\\%c is not POSIX's (write %s)", letter, instead);
        }
        if ((text_lower(letter) >= 'a' && text_lower(letter) <= 'z') || is_digit(letter)) {
            return message(arena, "\\%c is not POSIX's", letter);
        }
    }
    return NULL;
}

/* Behind the brackets that begin at start; "]" stands for itself at their beginning, and [:alpha:] inside them. */
static size_t skip_brackets(struct text expression, size_t start)
{
    size_t at = start + 1;
    at += at < expression.length && expression.bytes[at] == '^';
    at += at < expression.length && expression.bytes[at] == ']';
    while (at < expression.length && expression.bytes[at] != ']') {
        const bool is_class = text_starts(text_from(expression, at), TEXT("[:"));
        at = is_class ? text_find(expression, at + 2, ']') + 1 : at + 1;
    }
    return at + 1;
}

/* What .*? and .++ mean elsewhere POSIX does not define, and some C libraries take forever to find a meaning. */
static const char *repetition_refusal(struct text expression)
{
    bool is_repeated = false;
    for (size_t at = 0; at < expression.length;) {
        const char c = expression.bytes[at];
        if (is_repeated && strchr("*+?{", c)) {
            return "a repetition of a repetition is not POSIX's (instead of .*? write what it may take: [^ ]*)";
        }
        is_repeated = c != '\0' && strchr("*+?}", c) != NULL;
        at = c == '[' ? skip_brackets(expression, at) : at + (c == '\\' ? 2 : 1);
    }
    return NULL;
}

/* A slash may be escaped, as in sed. */
static char *without_escaped_slashes(struct arena *arena, struct text expression)
{
    struct buffer out = {.arena = arena};
    for (size_t at = 0; at < expression.length; at++) {
        const bool is_escape = expression.bytes[at] == '\\' && at + 1 < expression.length;
        if (is_escape && expression.bytes[at + 1] == '/') {
            continue;
        }
        buffer_byte(&out, expression.bytes[at]);
        if (is_escape) {
            buffer_byte(&out, expression.bytes[++at]);
        }
    }
    return buffer_string(&out);
}

static const char *compile(struct arena *arena, const char *expression, regex_t *compiled)
{
    char problem[120];
    const int error = regcomp(compiled, expression, REG_EXTENDED);
    if (error != 0) {
        regerror(error, compiled, problem, sizeof problem);
        return message(arena, "not a POSIX extended regular expression: %s", problem);
    }
    if (compiled->re_nsub == 0) {
        regfree(compiled);
        return "the expression has no group (put the number's part in parentheses: /loss ([0-9.]+)/)";
    }
    return NULL;
}

static bool is_name(char c)
{
    return (text_lower(c) >= 'a' && text_lower(c) <= 'z') || is_digit(c) || c == '_' || c == '-';
}

/* The word before the first group: "accuracy" of /test accuracy: ([0-9.]+)/. */
static struct text name_in(struct text expression)
{
    size_t end = text_find(expression, 0, '(');
    while (end > 0 && !is_name(expression.bytes[end - 1])) {
        const char c = expression.bytes[end - 1];
        if (c != ' ' && c != ':' && c != '=') {
            return TEXT("");
        }
        end--;
    }
    size_t start = end;
    while (start > 0 && is_name(expression.bytes[start - 1])) {
        start--;
    }
    return start > 0 && expression.bytes[start - 1] == '\\' ? TEXT("") : text_part(expression, start, end);
}

static const char *read_expression(struct arena *arena, struct metric *metric)
{
    const struct text expression = text_part(metric->key, 1, metric->key.length - 1);
    if (memchr(expression.bytes, '\0', expression.length)) {
        return "there is a NUL in the expression";
    }
    const char *problem = escape_refusal(arena, expression);
    problem = problem ? problem : repetition_refusal(expression);
    metric->form = METRIC_EXPRESSION;
    metric->name = name_in(expression);
    return problem ? problem : compile(arena, without_escaped_slashes(arena, expression), &metric->expression);
}

/* ---- a key */

/* The last key, with what follows it: layers[0] of model.layers[0]. */
static struct text last_key(struct arena *arena, struct keypath path)
{
    size_t start = path.count;
    while (start > 0 && path.steps[start - 1].kind != STEP_KEY) {
        start--;
    }
    return start == 0 ? TEXT("")
                      : keypath_text(arena, (struct keypath){path.steps + start - 1, path.count - start + 1});
}

static const char *step_refusal(struct keypath path)
{
    for (size_t i = 0; i < path.count; i++) {
        if (path.steps[i].kind == STEP_APPEND) {
            return "[+] is an element that is not there yet (the last one is [-1])";
        }
    }
    return NULL;
}

static const char *read_key_path(struct arena *arena, struct metric *metric)
{
    size_t at;
    const char *problem = keypath_read(arena, metric->key, &metric->path, &at);
    if (!problem) {
        metric->name = last_key(arena, metric->path);
    }
    return problem ? problem : step_refusal(metric->path);
}

/* FILE#2 is the second document of a stream. */
static const char *read_file(struct arena *arena, struct metric *metric)
{
    static const char *const lines[] = {".jsonl", ".ndjson", NULL}, *const csv[] = {".csv", NULL};
    struct document_choice document = {0};
    struct text file = text_of(metric->file);
    const char *problem = target_read_path(arena, file, &file, &document);
    metric->form = has_extension(file, csv) ? METRIC_CSV : has_extension(file, lines) ? METRIC_LINES : METRIC_DOCUMENT;
    metric->file = text_string(arena, file);
    metric->document = document.number;
    if (problem) {
        return problem;
    }
    const bool is_chosen = document.number > 0 || document.selectors.count > 0;
    return is_chosen && (metric->form != METRIC_DOCUMENT || document.selectors.count > 0)
               ? "only a document of a YAML stream can be chosen, by its number (FILE#2:KEY)"
               : NULL;
}

static const char *read_key(struct arena *arena, struct metric *metric)
{
    const char *problem = read_file(arena, metric);
    if (problem) {
        return problem;
    }
    if (text_equal(text_of(metric->file), TEXT("output"))) {
        return "the output is searched by an expression: output:/loss ([0-9.]+)/";
    }
    if (metric->form == METRIC_CSV) {
        metric->name = metric->key = escape_remove(arena, metric->key);
        return metric->key.length == 0 ? "a column has to stand behind the colon" : NULL;
    }
    return read_key_path(arena, metric);
}

/* ---- all of it */

const char *metric_read(struct arena *arena, struct text spec, struct metric *metric)
{
    const size_t colon = escape_find(spec, 0, ':');
    *metric = (struct metric){.spec = spec};
    if (colon == spec.length) {
        return "not FILE:KEY or FILE:/EXPRESSION/ (metrics.json:accuracy, 'output:/accuracy ([0-9.]+)/')";
    }
    const struct text file = escape_remove(arena, text_part(spec, 0, colon));
    const char *problem = file_refusal(file);
    if (problem) {
        return problem;
    }
    metric->key = text_from(spec, colon + 1);
    metric->is_template = is_template(file);
    metric->file = text_equal(file, TEXT("stdout")) ? "output" : text_string(arena, file);
    if (text_starts(metric->key, TEXT("/")) && metric->key.length > 1 && text_ends(metric->key, TEXT("/"))) {
        return read_expression(arena, metric);
    }
    return read_key(arena, metric);
}

void metric_release(struct metric *metric)
{
    if (metric->form == METRIC_EXPRESSION) {
        regfree(&metric->expression);
    }
}
