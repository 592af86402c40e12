/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/metric_value.h"

/* nan, inf and infinity, as C, Python, JavaScript and YAML write them. */
static bool is_special(struct text word)
{
    const struct text name = text_from(word, text_starts(word, TEXT(".")));
    return text_equal_any_case(name, TEXT("nan")) || text_equal_any_case(name, TEXT("inf")) ||
           text_equal_any_case(name, TEXT("infinity"));
}

static size_t skip_sign(struct text text, size_t at)
{
    return at + (at < text.length && (text.bytes[at] == '+' || text.bytes[at] == '-'));
}

/* 12, 1.5, 1., .5, 1e-4. */
static bool is_decimal(struct text text)
{
    size_t at = text_skip_digits(text, 0), digits = at;
    if (at < text.length && text.bytes[at] == '.') {
        const size_t fraction = text_skip_digits(text, at + 1);
        digits += fraction - (at + 1);
        at = fraction;
    }
    if (digits > 0 && at < text.length && text_lower(text.bytes[at]) == 'e') {
        const size_t exponent = skip_sign(text, at + 1);
        at = text_skip_digits(text, exponent);
        digits = at > exponent ? digits : 0;
    }
    return digits > 0 && at == text.length;
}

struct metric_value metric_value_of(struct text text)
{
    const struct text number = text_from(text, skip_sign(text, 0));
    const bool is_number = is_decimal(number) || is_special(number);
    return (struct metric_value){.state = is_number ? METRIC_FOUND : METRIC_NO_NUMBER, .text = text};
}

/* A string may hold a number that a program did not trust to a double. Of 012 readers of YAML make 10 or 12. */
struct metric_value metric_value_of_node(const struct node *value)
{
    const struct node *node = value->kind == NODE_ALIAS ? value->first : value;
    switch (node->kind) {
    case NODE_INT:
    case NODE_FLOAT:
    case NODE_STRING:
        return metric_value_of(node->text);
    default:
        return (struct metric_value){
            .state = METRIC_NO_NUMBER,
            .text = node_is_scalar(node) ? node->text : text_of(node_describe(node)),
        };
    }
}

struct metric_value metric_unreadable(const char *problem)
{
    return (struct metric_value){.state = METRIC_UNREADABLE, .problem = problem};
}

struct metric_value metric_value_copy(struct arena *arena, struct metric_value value)
{
    value.text = text_copy(arena, value.text);
    value.meant = text_copy(arena, value.meant);
    value.problem = value.problem ? text_string(arena, text_of(value.problem)) : NULL;
    return value;
}
