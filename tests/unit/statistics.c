/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/statistics.h"
#include "tests/unit/check.h"

#include <math.h>
#include <string.h>

static struct arena arena;

static const char *written(double number, void (*put)(struct buffer *out, double number))
{
    struct buffer out = {.arena = &arena};
    put(&out, number);
    return buffer_string(&out);
}

/* What Python's statistics.mean() and statistics.stdev() make of them, which count in fractions. */
static void test_values(void)
{
    static const struct {
        size_t count;
        double numbers[5];
        const char *mean, *deviation;
    } cases[] = {
        {0, {0}, "nan", "nan"},
        {1, {0.1}, "0.1", "nan"},
        {3, {0.9, 0.9, 0.9}, "0.9", "0"},
        {3, {0.901, 0.901, 0.901}, "0.901", "0"},
        {3, {1, 2, 4}, "2.3333333333333335", "1.5275252316519468"},
        {5, {0.91, 0.92, 0.93, 0.94, 0.95}, "0.93", "0.015811388300841858"},
        {4, {1e16, 1, -1e16, 1}, "0.5", "8.16496580927726e+15"},
        {2, {1e308, 1e308}, "nan", "0"},
        {2, {0, 1e-300}, "5e-301", "7.071067811865475e-301"},
        {2, {0, 1e200}, "5e+199", "7.071067811865475e+199"},
        {3, {1, NAN, 2}, "nan", "nan"},
        {2, {1, INFINITY}, "inf", "nan"},
        {2, {-INFINITY, INFINITY}, "nan", "nan"},
        {3, {1000000001, 1000000002, 1000000003}, "1000000002", "1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const struct statistics found = statistics_of(cases[i].numbers, cases[i].count);
        const char *mean = written(found.mean, statistics_put), *deviation = written(found.deviation, statistics_put);
        CHECK(found.count == cases[i].count, "case %zu", i);
        CHECK(strcmp(mean, cases[i].mean) == 0, "case %zu: %s", i, mean);
        CHECK(strcmp(deviation, cases[i].deviation) == 0, "case %zu: %s", i, deviation);
    }
}

static void test_written(void)
{
    static const struct {
        double number;
        const char *exact, *brief;
    } cases[] = {
        {0, "0", "0"},
        {0.1 + 0.2, "0.30000000000000004", "0.3"},
        {1e-7, "1e-07", "1e-07"},
        {123456.75, "123456.75", "123457"},
        {-9.87654, "-9.87654", "-9.877"},
        {1e300, "1e+300", "1e+300"},
        {-INFINITY, "-inf", "-inf"},
        {NAN, "nan", "nan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const char *exact = written(cases[i].number, statistics_put);
        const char *brief = written(cases[i].number, statistics_put_short);
        CHECK(strcmp(exact, cases[i].exact) == 0, "%s", exact);
        CHECK(strcmp(brief, cases[i].brief) == 0, "%s", brief);
    }
}

static void test_all(void *context)
{
    (void)context;
    test_values();
    test_written();
}

int main(void)
{
    arena_init(&arena, 0);
    const bool ran = arena_run(&arena, test_all, NULL);
    arena_release(&arena);
    return check_done() || !ran;
}
