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

static bool are_finite(const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(numbers[i])) {
            return false;
        }
    }
    return true;
}

/* What is too large for a double is not known. */
static double sum_of(const double *numbers, size_t count)
{
    struct sum sum = {0};
    for (size_t i = 0; i < count; i++) {
        add(&sum, numbers[i]);
    }
    return isfinite(sum.sum) ? sum.sum + sum.lost : are_finite(numbers, count) ? NAN : sum.sum;
}

/* The quotient of a rounded sum may lie beside all of the numbers: three times 0.901, by three, is more than that. */
static double mean_of(const double *numbers, size_t count)
{
    double least = numbers[0], most = numbers[0];
    const double mean = sum_of(numbers, count) / (double)count;
    for (size_t i = 1; i < count; i++) {
        least = numbers[i] < least ? numbers[i] : least;
        most = numbers[i] > most ? numbers[i] : most;
    }
    return mean < least ? least : mean > most ? most : mean;
}

static double widest(const double *numbers, size_t count)
{
    double most = 0;
    for (size_t i = 1; i < count; i++) {
        const double distance = fabs(numbers[i] - numbers[0]);
        most = distance > most ? distance : most;
    }
    return most;
}

/* Counted from the first number, so that equal ones have a deviation of 0, however their mean is rounded; and in powers of two of
 * about the widest difference, so that no square is too small or too large for a double. */
static double deviation_of(const double *numbers, size_t count)
{
    struct sum shift = {0}, squares = {0};
    if (count < 2 || !are_finite(numbers, count) || !isfinite(widest(numbers, count))) {
        return NAN;
    }
    int power;
    frexp(widest(numbers, count), &power);
    for (size_t i = 0; i < count; i++) {
        add(&shift, ldexp(numbers[i] - numbers[0], -power));
    }
    const double mean = (shift.sum + shift.lost) / (double)count;
    for (size_t i = 0; i < count; i++) {
        const double difference = ldexp(numbers[i] - numbers[0], -power) - mean;
        add(&squares, difference * difference);
    }
    const double deviation = ldexp(sqrt((squares.sum + squares.lost) / (double)(count - 1)), power);
    return isfinite(deviation) ? deviation : NAN;
}

struct statistics statistics_of(const double *numbers, size_t count)
{
    struct statistics statistics = {.count = count, .mean = NAN, .deviation = NAN};
    if (count > 0) {
        statistics.mean = mean_of(numbers, count);
    }
    statistics.deviation = deviation_of(numbers, count);
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
