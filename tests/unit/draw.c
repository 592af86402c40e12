/* SPDX-License-Identifier: Apache-2.0 */
/* That draws are the same on every machine, that they have the distributions that they should, and the functions and decimal
 * numbers that they are made of. */
#include "core/sweep/draw.h"
#include "core/sweep/decimal.h"
#include "core/sweep/portable_math.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>

#define DRAWS 100000

static const struct draw_case {
    const char *name;
    struct draw draw;
    double mean, deviation; /* what they have to be */
    uint64_t hash;          /* of all texts, on every machine */
} cases[] = {
    {"uniform", {.distribution = DRAW_UNIFORM, .a = -1, .b = 3}, 1, 1.1547, 0xe63949e580abe0fb},
    {"multiples", {.distribution = DRAW_UNIFORM, .a = 0.1, .b = 0.9, .q = 0.1}, 0.5, 0.2329, 0xfeca169bb4df420d},
    {"int_uniform", {.distribution = DRAW_INT_UNIFORM, .a = 0, .b = 9}, 4.5, 2.8723, 0x4c4a7ffa6f6ec69b},
    {"log_uniform", {.distribution = DRAW_LOG_UNIFORM, .a = 1e-3, .b = 1}, 0.14462, 0.22998, 0x40be4547fae9cdfb},
    {"normal", {.distribution = DRAW_NORMAL, .a = 2, .b = 3}, 2, 3, 0x34da03078e3b3463},
    {"log_normal", {.distribution = DRAW_LOG_NORMAL, .a = 0, .b = 0.5}, 1.1331, 0.6039, 0x6edd2eb2591220fe},
    {"beta", {.distribution = DRAW_BETA, .a = 2, .b = 3}, 0.4, 0.2, 0x667a193e0aba49b0},
    {"narrow beta", {.distribution = DRAW_BETA, .a = 0.5, .b = 0.5}, 0.5, 0.35355, 0xe25912fb459acf15},
};

struct sample {
    struct arena *arena;
    const struct draw_case *draw_case;
    double sum, squares, least, most;
    uint64_t hash;
};

static void draw_all(void *context)
{
    struct sample *sample = context;
    struct draw_state state = draw_stream(7, TEXT("config.yaml:lr"));
    struct buffer all = {.arena = sample->arena};
    for (size_t i = 0; i < DRAWS; i++) {
        const size_t start = all.length;
        draw_put(&state, &sample->draw_case->draw, &all);
        buffer_byte(&all, '\n');
        const double value = strtod(all.bytes + start, NULL);
        sample->sum += value;
        sample->squares += value * value;
        sample->least = i == 0 || value < sample->least ? value : sample->least;
        sample->most = i == 0 || value > sample->most ? value : sample->most;
    }
    sample->hash = text_hash(buffer_text(&all));
}

static double size_of(double value)
{
    return value < 0 ? -value : value;
}

static void test_draws(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct sample sample = {.arena = &arena, .draw_case = &cases[i]};
        CHECK(arena_run(&arena, draw_all, &sample), "memory ran out");
        const double mean = sample.sum / DRAWS, deviation = portable_sqrt(sample.squares / DRAWS - mean * mean);
        CHECK(size_of(mean - cases[i].mean) < 0.02 * cases[i].deviation, "%s: %g", cases[i].name, mean);
        CHECK(size_of(deviation / cases[i].deviation - 1) < 0.02, "%s: %g", cases[i].name, deviation);
        CHECK(sample.hash == cases[i].hash, "%s: 0x%llx", cases[i].name, (unsigned long long)sample.hash);
        arena_release(&arena);
    }
}

/* Of three quarters of all integers the lower third would come up twice as often as the others, were it for the remainder. */
static void test_no_bias(void)
{
    check_new_test();
    const uint64_t count = UINT64_C(3) << 62;
    struct draw_state state = draw_stream(1, TEXT(""));
    size_t low = 0;
    for (size_t i = 0; i < 30000; i++) {
        const uint64_t drawn = draw_below(&state, count);
        CHECK(drawn < count, "%zu", i);
        low += drawn < UINT64_C(1) << 62;
    }
    CHECK(low > 9700 && low < 10300, "%zu", low);
    CHECK(draw_below(&state, 1) == 0, "one integer");
}

static void test_streams(void)
{
    check_new_test();
    struct draw_state a = draw_stream(1, TEXT("a")), b = draw_stream(1, TEXT("b")), c = draw_stream(2, TEXT("a"));
    const double first = draw_unit(&a);
    CHECK(first != draw_unit(&b) && first != draw_unit(&c), "streams of one beginning");
}

/* To the 15th digit. */
static void test_functions(void)
{
    static const struct {
        double (*function)(double x);
        double x, expected;
    } functions[] = {
        {portable_log, 1, 0},
        {portable_log, 2, 0.6931471805599453094},
        {portable_log, 10, 2.302585092994045684},
        {portable_log, 1e-5, -11.51292546497022842},
        {portable_log, 1.7e308, 709.7268368932282156},
        {portable_log, 0x1p-1074, -744.4400719213812180},
        {portable_log, 1.41421356, 0.3465735886019411},
        {portable_exp, 0, 1},
        {portable_exp, 1, 2.718281828459045235},
        {portable_exp, -1, 0.3678794411714423216},
        {portable_exp, 700, 1.014232054735004509e304},
        {portable_exp, -700, 9.859676543759770e-305},
        {portable_exp, 1e9, 3.023383144276055147e307},
        {portable_exp, 0.3465735902799727, 1.414213562373095049},
        {portable_sqrt, 0, 0},
        {portable_sqrt, 2, 1.414213562373095049},
        {portable_sqrt, 1e-300, 1e-150},
        {portable_sqrt, 1e300, 1e150},
    };
    check_new_test();
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const double found = functions[i].function(functions[i].x), expected = functions[i].expected;
        CHECK(size_of(found - expected) <= 1e-15 * (size_of(expected) + (expected == 0)), "%zu: %.17g", i, found);
    }
}

/* Every bit, which six digits do not show. A compiler that fuses a product and a sum makes others. */
static void test_bits(void)
{
    check_new_test();
    struct draw_state state = draw_stream(3, TEXT(""));
    uint64_t hash = 0;
    for (size_t i = 0; i < DRAWS; i++) {
        const double x = draw_unit(&state);
        const double values[] = {portable_log(x + 0.001), portable_exp(40 * x - 20), portable_sqrt(x)};
        hash = hash * 31 + text_hash((struct text){(const char *)values, sizeof values});
    }
    CHECK(hash == 0xd27b1dd1054374d1, "0x%llx", (unsigned long long)hash);
}

/* What is drawn at the very end of bounds that have more digits than a draw stays inside. */
static void draw_within(void *context)
{
    static const struct draw narrow[] = {
        {.distribution = DRAW_UNIFORM, .a = 0.12345641, .b = 0.12345649},
        {.distribution = DRAW_LOG_UNIFORM, .a = 0.12345651, .b = 0.12345659},
        {.distribution = DRAW_UNIFORM, .a = 1, .b = 10, .q = 4},
        {.distribution = DRAW_UNIFORM, .a = -0.3, .b = 0.3, .q = 0.1},
        {.distribution = DRAW_INT_UNIFORM, .a = -9007199254740992.0, .b = 9007199254740992.0},
        {.distribution = DRAW_UNIFORM, .a = 1e300, .b = 1e308},
        {.distribution = DRAW_UNIFORM, .a = -1.7e308, .b = 1.7e308},
    };
    struct draw_state state = draw_stream(1, TEXT(""));
    for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++) {
        CHECK(!draw_problem(&narrow[i]), "%zu", i);
        for (size_t j = 0; j < 1000; j++) {
            struct buffer text = {.arena = context};
            draw_put(&state, &narrow[i], &text);
            const double value = strtod(buffer_string(&text), NULL);
            CHECK(value >= narrow[i].a && value <= narrow[i].b, "%zu: %s", i, buffer_string(&text));
        }
    }
}

static void test_problems(void)
{
    static const struct draw wrong[] = {
        {.distribution = DRAW_UNIFORM, .a = 1, .b = 0},
        {.distribution = DRAW_UNIFORM, .a = 0, .b = __builtin_inf()},
        {.distribution = DRAW_UNIFORM, .a = 0, .b = 1, .q = -1},
        {.distribution = DRAW_UNIFORM, .a = 0, .b = 1e17, .q = 1},
        {.distribution = DRAW_NORMAL, .a = 0, .b = 1e17, .q = 1},
        {.distribution = DRAW_LOG_UNIFORM, .a = 0, .b = 1},
        {.distribution = DRAW_INT_UNIFORM, .a = 0.5, .b = 1},
        {.distribution = DRAW_NORMAL, .a = 0, .b = -1},
        {.distribution = DRAW_BETA, .a = 0, .b = 1},
    };
    check_new_test();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CHECK(draw_problem(&wrong[i]), "%zu", i);
    }
}

static const struct {
    const char *text, *expected; /* NULL: it is refused */
} decimals[] = {
    {"0", "0"},
    {"-12", "-12"},
    {"0x10", "16"},
    {"1200", "1200"},
    {"0.0", "0.0"},
    {"3.", "3.0"},
    {"-0.50", "-0.5"},
    {"1e3", "1000.0"},
    {"1e15", "1000000000000000.0"},
    {"1e16", "1e16"},
    {"12.5e17", "1.25e18"},
    {"0.0001", "0.0001"},
    {"0.00001", "1e-5"},
    {"1.25e-7", "1.25e-7"},
    {"123456789012345678", "123456789012345678"},
    {"1234567890123456789", NULL},
    {"1e309", NULL},
    {".inf", NULL},
    {".nan", NULL},
    {"012", NULL},
    {"x", NULL},
    {"", NULL},
};

static void read_decimals(void *context)
{
    for (size_t i = 0; i < sizeof decimals / sizeof *decimals; i++) {
        check_new_case();
        struct decimal decimal;
        bool is_integer;
        const char *problem = decimal_read(context, text_of(decimals[i].text), &decimal, &is_integer);
        struct buffer text = {.arena = context};
        if (!problem) {
            decimal_put(&text, decimal, is_integer);
        }
        CHECK(!problem == (decimals[i].expected != NULL), "%s", decimals[i].text);
        CHECK(problem || strcmp(buffer_string(&text), decimals[i].expected) == 0, "%s: %s", decimals[i].text,
              buffer_string(&text));
        CHECK(problem || strtod(decimals[i].text, NULL) == decimal_to_double(decimal), "%s", decimals[i].text);
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    test_draws();
    test_no_bias();
    test_streams();
    test_functions();
    test_bits();
    test_problems();
    check_new_test();
    CHECK(arena_run(&arena, draw_within, &arena), "memory ran out");
    CHECK(arena_run(&arena, read_decimals, &arena), "memory ran out");
    arena_release(&arena);
    return check_done();
}
