/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/statistics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DIGITS_MAX   17 /* of a double, so that it reads back as itself */
#define DIGITS_SHORT 4

/* A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974: what each addition loses is
 * summed up by itself. */
struct sum {
    double sum, lost;
};

static void add(struct sum *sum, double number)
{
    const double next = sum->sum + number;
    if (isfinite(next)) {
        const bool is_larger = fabs(sum->sum) >= fabs(number);
        sum->lost += is_larger ? (sum->sum - next) + number : (number - next) + sum->sum;
    }
    sum->sum = next;
}

/* What is too large for a double is not known. */
static double total(const struct sum *sum, bool is_finite)
{
    return isfinite(sum->sum) ? sum->sum + sum->lost : is_finite ? NAN : sum->sum;
}

struct statistics statistics_of(const double *numbers, size_t count)
{
    struct statistics statistics = {.count = count, .mean = NAN, .deviation = NAN};
    struct sum sum = {0}, squares = {0};
    bool is_finite = true;
    for (size_t i = 0; i < count; i++) {
        is_finite &= isfinite(numbers[i]) != 0;
        add(&sum, numbers[i]);
    }
    if (count > 0) {
        statistics.mean = total(&sum, is_finite) / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        const double difference = numbers[i] - statistics.mean;
        add(&squares, difference * difference);
    }
    if (count > 1) {
        statistics.deviation = sqrt(total(&squares, is_finite) / (double)(count - 1));
    }
    return statistics;
}

static void put_special(struct buffer *out, double number)
{
    buffer_put(out, isnan(number) ? TEXT("nan") : number > 0 ? TEXT("inf") : TEXT("-inf"));
}

void statistics_put(struct buffer *out, double number)
{
    char text[40];
    if (!isfinite(number)) {
        put_special(out, number);
        return;
    }
    for (int digits = 1; digits <= DIGITS_MAX; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number) { /* so it does with all digits */
            break;
        }
    }
    buffer_put(out, text_of(text));
}

void statistics_put_short(struct buffer *out, double number)
{
    char text[40];
    if (!isfinite(number)) {
        put_special(out, number);
        return;
    }
    const bool is_large = fabs(number) >= 1e4 && fabs(number) < 1e15;
    if (is_large) {
        snprintf(text, sizeof text, "%.0f", number);
    } else {
        snprintf(text, sizeof text, "%.*g", DIGITS_SHORT, number);
    }
    buffer_put(out, text_of(text));
}
