/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/value_call.h"
#include "core/base/nearest.h"
#include "core/sweep/decimal.h"
#include "core/sweep/portable_math.h"
#include "core/sweep/value_list.h"

#define CALL_ARGUMENTS 3

static const struct text names[] = {
    [CALL_RANGE] = {"range", 5},     [CALL_LOG] = {"log", 3},
    [CALL_UNIFORM] = {"uniform", 7}, [CALL_LOGUNIFORM] = {"loguniform", 10},
    [CALL_CHOICE] = {"choice", 6},
};
#define NAMES (sizeof names / sizeof *names)

/* As NumPy, Hydra, Optuna and Ray call them. */
static const struct {
    struct text name;
    enum call_name meant;
} elsewhere[] = {
    {{"linspace", 8}, CALL_RANGE},   {{"arange", 6}, CALL_RANGE},
    {{"randint", 7}, CALL_RANGE},    {{"logspace", 8}, CALL_LOG},
    {{"geomspace", 9}, CALL_LOG},    {{"interval", 8}, CALL_UNIFORM},
    {{"quniform", 8}, CALL_UNIFORM}, {{"qloguniform", 11}, CALL_LOGUNIFORM},
};

/* The word before the parentheses that text ends in; empty when it is no call of anything. */
static struct text name_of(struct text text)
{
    size_t at = 0;
    while (at < text.length && ((text_lower(text.bytes[at]) >= 'a' && text_lower(text.bytes[at]) <= 'z') ||
                                text.bytes[at] == '_' || text.bytes[at] == '-')) {
        at++;
    }
    return text_starts(text_from(text, at), TEXT("(")) && text_ends(text, TEXT(")")) ? text_part(text, 0, at)
                                                                                     : TEXT("");
}

struct value_call value_call_of(struct text text)
{
    const struct text name = name_of(text);
    for (size_t i = CALL_NONE + 1; i < NAMES; i++) {
        if (text_equal(name, names[i])) {
            return (struct value_call){(enum call_name)i, text_part(text, name.length + 1, text.length - 1)};
        }
    }
    return (struct value_call){0};
}

struct text value_call_meant(struct text text)
{
    const struct text name = name_of(text);
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        if (text_equal(name, elsewhere[i].name)) {
            return names[elsewhere[i].meant];
        }
    }
    return name.length > 0 ? nearest_name(name, names + 1, NAMES - 1) : TEXT("");
}

struct numbers {
    struct decimal list[CALL_ARGUMENTS];
    bool is_integer[CALL_ARGUMENTS];
    size_t count;
};

static const char *problem_with(struct arena *arena, struct text argument, const char *problem)
{
    struct buffer text = {.arena = arena};
    buffer_format(&text, "\"%.*s\" %s", TEXT_ARGS(argument), problem);
    return buffer_string(&text);
}

/* What is wrong with them for a person, or NULL. usage says how the call is written. */
static const char *read_numbers(struct arena *arena, struct text arguments, size_t least, const char *usage,
                                struct numbers *numbers)
{
    *numbers = (struct numbers){0};
    for (size_t start = 0, end; start <= arguments.length; start = end + 1) {
        end = text_find(arguments, start, ',');
        const struct text argument = value_list_trim(text_part(arguments, start, end));
        const size_t i = numbers->count++;
        if (numbers->count > CALL_ARGUMENTS) {
            break;
        }
        const char *problem = decimal_read(arena, argument, &numbers->list[i], &numbers->is_integer[i]);
        if (problem && argument.length > 0) {
            return problem_with(arena, argument, problem);
        }
        if (problem) {
            return usage;
        }
    }
    return numbers->count < least || numbers->count > CALL_ARGUMENTS ? usage : NULL;
}

/* With one exponent for all. False when that takes too many digits. */
static bool align(struct numbers *numbers)
{
    int exponent = 0;
    for (size_t i = 0; i < CALL_ARGUMENTS; i++) {
        exponent = numbers->list[i].exponent < exponent ? numbers->list[i].exponent : exponent;
    }
    bool fit = true;
    for (size_t i = 0; i < CALL_ARGUMENTS && fit; i++) {
        fit = decimal_rescale(&numbers->list[i], exponent);
    }
    return fit;
}

static void put_one(struct arena *arena, struct decimal decimal, bool is_integer, put_value *put, void *context)
{
    struct buffer text = {.arena = arena};
    decimal_put(&text, decimal, is_integer);
    put(context, buffer_text(&text));
}

static const char *make_range(struct arena *arena, struct text arguments, put_value *put, void *context)
{
    struct numbers numbers;
    const char *problem =
        read_numbers(arena, arguments, 2, "write range(FIRST,LAST) or range(FIRST,LAST,STEP)", &numbers);
    if (problem) {
        return problem;
    }
    if (numbers.count == 2) {
        numbers.list[2] = (struct decimal){.digits = 1};
        numbers.is_integer[2] = true;
    }
    if (!align(&numbers)) {
        return "these numbers together have more digits than can be added exactly";
    }
    const __int128 first = numbers.list[0].digits, last = numbers.list[1].digits, step = numbers.list[2].digits;
    if (step == 0) {
        return "the step is 0";
    }
    if (step > 0 ? last < first : last > first) {
        return step > 0 ? "the last number is below the first (a step below 0 goes down)"
                        : "the last number is above the first, and the step is below 0";
    }
    const __int128 count = (last - first) / step + 1;
    if (count > VALUE_CALL_MAX) {
        return "it has more than 1000000 values";
    }
    const bool is_integer = numbers.is_integer[0] && numbers.is_integer[1] && numbers.is_integer[2];
    for (__int128 i = 0; i < count; i++) {
        const struct decimal value = {(int64_t)(first + i * step), numbers.list[0].exponent};
        put_one(arena, value, is_integer, put, context);
    }
    return NULL;
}

#define SIGNIFICANT 6

/* Value number i of count from first to last; the ends are the user's own. */
static struct decimal log_value(const struct numbers *numbers, int64_t i, int64_t count)
{
    if (i == 0 || i == count - 1) {
        return numbers->list[i > 0];
    }
    const double first = portable_log(decimal_to_double(numbers->list[0]));
    const double last = portable_log(decimal_to_double(numbers->list[1]));
    return decimal_of_double(portable_exp(first + (last - first) * (double)i / (double)(count - 1)), SIGNIFICANT);
}

static bool is_whole(struct decimal decimal)
{
    while (decimal.exponent < 0 && decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        decimal.exponent++;
    }
    return decimal.exponent >= 0;
}

static const char *make_log(struct arena *arena, struct text arguments, put_value *put, void *context)
{
    struct numbers numbers;
    const char *problem = read_numbers(arena, arguments, 3, "write log(FIRST,LAST,COUNT)", &numbers);
    if (problem) {
        return problem;
    }
    if (numbers.list[0].digits <= 0 || numbers.list[1].digits <= 0) {
        return "the first and the last number have to be above 0";
    }
    if (!numbers.is_integer[2] || !decimal_rescale(&numbers.list[2], 0) || numbers.list[2].digits < 2) {
        return "the count is an integer of 2 or more: write log(FIRST,LAST,COUNT)";
    }
    const int64_t count = numbers.list[2].digits;
    if (count > VALUE_CALL_MAX) {
        return "it has more than 1000000 values";
    }
    bool is_integer = numbers.is_integer[0] && numbers.is_integer[1];
    for (int64_t i = 0; i < count && is_integer; i++) {
        is_integer = is_whole(log_value(&numbers, i, count));
    }
    for (int64_t i = 0; i < count; i++) {
        struct decimal value = log_value(&numbers, i, count);
        put_one(arena, value, is_integer, put, context);
    }
    return NULL;
}

const char *value_call_make(struct arena *arena, const struct value_call *call, put_value *put, void *context)
{
    return (call->name == CALL_RANGE ? make_range : make_log)(arena, call->arguments, put, context);
}

const char *value_call_draw(struct arena *arena, const struct value_call *call, struct draw *draw)
{
    struct numbers numbers;
    const bool is_log = call->name == CALL_LOGUNIFORM;
    const char *problem = read_numbers(arena, call->arguments, 2,
                                       is_log ? "write loguniform(LEAST,MOST) or loguniform(LEAST,MOST,MULTIPLE_OF)"
                                              : "write uniform(LEAST,MOST) or uniform(LEAST,MOST,MULTIPLE_OF)",
                                       &numbers);
    if (problem) {
        return problem;
    }
    *draw = (struct draw){
        .distribution = is_log ? DRAW_LOG_UNIFORM : DRAW_UNIFORM,
        .a = decimal_to_double(numbers.list[0]),
        .b = decimal_to_double(numbers.list[1]),
        .q = decimal_to_double(numbers.list[2]),
        .is_integer = numbers.is_integer[2],
    };
    return draw_problem(draw);
}
