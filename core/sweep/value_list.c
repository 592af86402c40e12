/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/value_list.h"
#include "core/tree/own_tag.h"

#include <string.h>

struct scan {
    struct text text;
    size_t at;
    size_t brackets, parentheses; /* open ones; in brackets and braces, a parenthesis is like any other character */
    char outermost;               /* of the open ones */
    bool may_quote;               /* quoted text begins here where there is a quote: `it's` holds none */
};

/* Past blanks and a tag, with which a value may begin. */
static size_t skip_start(struct text text, size_t at)
{
    at = text_skip_space(text, at);
    if (!own_tag_begins(text_from(text, at))) {
        return at;
    }
    while (at < text.length && !text_is_space(text.bytes[at]) && text.bytes[at] != ',') {
        at++;
    }
    return text_skip_space(text, at);
}

/* False: it has no end. */
static bool skip_quoted(struct scan *scan, char quote)
{
    while (++scan->at < scan->text.length) {
        const struct text rest = text_from(scan->text, scan->at);
        if (quote == '"' ? rest.bytes[0] == '\\' : text_starts(rest, TEXT("''"))) {
            scan->at++;
        } else if (rest.bytes[0] == quote) {
            scan->at++;
            return true;
        }
    }
    return false;
}

static void open_one(struct scan *scan, size_t *depth, char c)
{
    if (scan->brackets + scan->parentheses == 0) {
        scan->outermost = c;
    }
    ++*depth;
}

static void step(struct scan *scan, char c)
{
    if (c == '[' || c == '{') {
        open_one(scan, &scan->brackets, c);
    } else if (c == ']' || c == '}') {
        scan->brackets -= scan->brackets > 0;
    } else if (c == '(' && scan->brackets == 0) {
        open_one(scan, &scan->parentheses, c);
    } else if (c == ')' && scan->brackets == 0) {
        scan->parentheses -= scan->parentheses > 0;
    }
    const bool is_inside = scan->brackets + scan->parentheses > 0;
    scan->may_quote = is_inside && (strchr("[{(,:", c) || (scan->may_quote && text_is_space(c)));
    scan->at++;
}

static const char *open_problem(char open)
{
    switch (open) {
    case '[':
        return "a [ is not closed (for one that is text, quote the value twice: '\"[\"')";
    case '{':
        return "a { is not closed (for one that is text, quote the value twice: '\"{\"')";
    default:
        return "a ( is not closed (for one that is text, quote the value twice: '\"(\"')";
    }
}

const char *value_list_end(struct text text, size_t start, size_t *end)
{
    struct scan scan = {.text = text, .at = skip_start(text, start), .may_quote = true};
    while (scan.at < text.length) {
        const char c = text.bytes[scan.at];
        const bool is_inside = scan.brackets + scan.parentheses > 0;
        if (c == ',' && !is_inside) {
            break;
        }
        if (!scan.may_quote || (c != '"' && c != '\'')) {
            step(&scan, c);
        } else if (skip_quoted(&scan, c)) {
            scan.may_quote = false;
        } else {
            return c == '"' ? "a \" is not closed (for one that is text, quote the value twice: '\"\\\"\"')"
                            : "a ' is not closed (for one that is text, quote the value twice: \"\\\"'\\\"\")";
        }
    }
    *end = scan.at;
    return scan.brackets + scan.parentheses > 0 ? open_problem(scan.outermost) : NULL;
}

struct text value_list_trim(struct text value)
{
    value = text_from(value, text_skip_space(value, 0));
    while (value.length > 0 && text_is_space(value.bytes[value.length - 1])) {
        value.length--;
    }
    return value;
}
