/* SPDX-License-Identifier: Apache-2.0 */
/* Mean and deviation of numbers. */
#ifndef INLAY_STATISTICS_H
#define INLAY_STATISTICS_H

#include "core/base/buffer.h"

struct statistics {
    size_t count;
    double mean;      /* not a number when count is 0 */
    double deviation; /* of the sample: the divisor is count - 1; not a number when count is below 2 */
};

/* numbers may hold infinities and what is not a number. */
struct statistics statistics_of(const double *numbers, size_t count);

/* The shortest decimal that a double reads back as; "nan", "inf" and "-inf". */
void statistics_put(struct buffer *out, double number);

/* For people: 4 significant digits, of a large number all before the point. */
void statistics_put_short(struct buffer *out, double number);

#endif
