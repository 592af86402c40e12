/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/portable_math.h"

#include <stdint.h>
#include <string.h>

#ifdef __FAST_MATH__
#error "draws are the same on every machine only without -ffast-math"
#endif

/* ln 2 in two parts, the first with zeros at its end, so that it times an exponent is exact. */
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW  0x1.a39ef35793c76p-33

/* Two to the power of an exponent from -1022 to 1023. */
static double power_of_2(int exponent)
{
    const uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* x as fraction times two to the *exponent, with the fraction between about 0.7 and 1.4. */
static double split(double x, int *exponent)
{
    *exponent = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        *exponent = -54;
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    *exponent += (int)(bits >> 52) - 1023;
    bits = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1023 << 52;
    double fraction;
    memcpy(&fraction, &bits, sizeof fraction);
    if (fraction > 1.4142135623730951) {
        fraction *= 0.5;
        ++*exponent;
    }
    return fraction;
}

/* ln f = 2 (s + s³/3 + s⁵/5 + …) with s = (f - 1) / (f + 1), which is below 0.172. */
double portable_log(double x)
{
    int exponent;
    const double fraction = split(x, &exponent);
    const double s = (fraction - 1) / (fraction + 1), square = s * s;
    double sum = 0;
    for (int n = 23; n > 1; n -= 2) {
        sum = (sum + 1.0 / n) * square;
    }
    return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * (s + s * sum));
}

/* e^x = 2^n e^r with r below 0.35, and e^r by its series. */
double portable_exp(double x)
{
    x = x > 708 ? 708 : x < -708 ? -708 : x;
    const int n = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    const double r = (x - n * LN2_HIGH) - n * LN2_LOW;
    double sum = 1;
    for (int i = 14; i > 0; i--) {
        sum = 1 + sum * r / i;
    }
    return sum * power_of_2(n);
}

/* By Newton's steps from a guess of a few digits. */
double portable_sqrt(double x)
{
    if (x == 0) {
        return 0;
    }
    double root = portable_exp(portable_log(x) / 2);
    root = (root + x / root) / 2;
    return root;
}
