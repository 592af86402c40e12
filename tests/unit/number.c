/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/number.h"
#include "tests/unit/check.h"

static struct number read(struct arena *arena, const char *lexeme)
{
    struct text text = text_of(lexeme);
    bool based = text_starts(text, TEXT("0x")) || text_starts(text, TEXT("0o"));
    struct node node = {.kind = based ? NODE_INT : NODE_FLOAT, .text = text};
    return number_of(arena, &node);
}

/* Each is less than the next; the two on one line are the same. */
static const char *const ascending[][2] = {
    {"-.inf", "-Infinity"},
    {"-1e999999999999999999999999", "-1e9999999999999999999"}, /* both beyond NUMBER_EXPONENT_MAX */
    {"-1e400", "-0.1e401"},
    {"-1.5", "-15e-1"},
    {"-1", "-1.000"},
    {"-0.99", "-.99"},
    {"-1e-400", "-10e-401"},
    {"0", "-0.0"},
    {"1e-99999999999999999999", "1e-1000000000000000000"},
    {"1e-400", "0.01e-398"},
    {"0.1", "1e-1"},
    {"0.1000000000000000055511151231257827", "0.10000000000000000555111512312578270"},
    {"0.10000000000000000555111512312579", "1.0000000000000000555111512312579e-1"},
    {"1.0", "+1"},
    {"9.99", "0999e-2"},
    {"10.", "0x0a"},
    {"10.01", "1001E-2"},
    {"15", "0o17"},
    {"9007199254740992", "9007199254740992.0"},
    {"9007199254740993", "9007199254740.993e+3"},
    {"0xffffffffffffffffffffffff", "79228162514264337593543950335"},
    {"1e400", "100e398"},
    {"2e400", "0.0002e404"},
    {".inf", "Infinity"},
};
enum { COUNT = sizeof ascending / sizeof *ascending };

static void compare_all(void *context)
{
    check_new_test();
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < COUNT; j++) {
            enum number_order expected = i < j ? NUMBER_LESS : i > j ? NUMBER_GREATER : NUMBER_EQUAL;
            struct number a = read(context, ascending[i][0]);
            struct number b = read(context, ascending[j][1]);
            CHECK(number_compare(a, b) == expected, "%s and %s", ascending[i][0], ascending[j][1]);
            CHECK(i != j || number_hash(a) == number_hash(b), "%s and %s", ascending[i][0], ascending[j][1]);
        }
    }
}

static void check_not_a_number(void *context)
{
    check_new_test();
    static const char *const names[] = {".nan", ".NaN", "NaN"};
    static const char *const others[] = {".nan", "0", ".inf", "-.inf", "1"};
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 5; j++) {
            struct number number = read(context, names[i]);
            struct number other = read(context, others[j]);
            CHECK(number_compare(number, other) == NUMBER_UNORDERED, "%s and %s", names[i], others[j]);
            CHECK(number_compare(other, number) == NUMBER_UNORDERED, "%s and %s", others[j], names[i]);
        }
    }
}

static void check_integers(void *context)
{
    check_new_test();
    static const char *const integers[] = {
        "0", "-0.0", "3", "3.0", "-300e-2", "1e400", "2.50e1", "0x1f", "1e99999999999999999999"};
    static const char *const others[] = {"0.5",  "3.01",  "1e-1", "25e-2",
                                         ".inf", "-.inf", ".nan", "1e-99999999999999999999"};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        check_new_case();
        CHECK(number_is_integer(read(context, integers[i])), "%s", integers[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        check_new_case();
        CHECK(!number_is_integer(read(context, others[i])), "%s", others[i]);
    }
}

/* The largest double is 1.7976931348623157e308; what lies half a step above rounds to infinity. */
static const struct {
    const char *lexeme;
    bool overflows;
} overflows[] = {
    {"1e400", true},
    {"-1e400", true},
    {"1e309", true},
    {"1e308", false},
    {"1.7976931348623157e308", false},
    {"1.797693134862315707e308", false},
    {"1.7976931348623158e308", false},
    {"1.7976931348623158078e308", false},
    {"1.79769313486231580794e308", true},
    {"1.7976931348623159e308", true},
    {"17.976931348623159e307", true},
    {"0.00017976931348623157e312", false},
    {"0.0001e313", true},
    {"1e-400", false},
    {"0e999", false},
    {"0.000e99999999999999999999", false},
    {"1e99999999999999999999", true},
    {"1e-99999999999999999999", false},
    {".inf", false},
    {"-.INF", false},
    {".nan", false},
    {"Infinity", false},
};

static void check_overflows(void *context)
{
    check_new_test();
    for (size_t i = 0; i < sizeof overflows / sizeof *overflows; i++) {
        check_new_case();
        CHECK(number_overflows(read(context, overflows[i].lexeme)) == overflows[i].overflows, "%s",
              overflows[i].lexeme);
    }
}

int main(void)
{
    static void (*const tests[])(void *) = {compare_all, check_not_a_number, check_integers, check_overflows};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        struct arena arena;
        arena_init(&arena, 0);
        CHECK(arena_run(&arena, tests[i], &arena), "out of memory");
        arena_release(&arena);
    }
    return check_done();
}
