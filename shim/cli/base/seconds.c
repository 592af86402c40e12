/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/seconds.h"

static void put_two(struct buffer *out, unsigned long long larger, const char *name, unsigned long long smaller,
                    const char *other)
{
    buffer_format(out, "%llu %s", larger, name);
    if (smaller > 0) {
        buffer_format(out, " %llu %s", smaller, other);
    }
}

void seconds_put(struct buffer *out, double seconds)
{
    const unsigned long long tenths = seconds > 0 ? (unsigned long long)(seconds * 10 + 0.5) : 0;
    const unsigned long long whole = (tenths + 5) / 10;
    if (tenths < 100) {
        buffer_format(out, "%llu.%llu s", tenths / 10, tenths % 10);
    } else if (whole < 60) {
        buffer_format(out, "%llu s", whole);
    } else if (whole < 3600) {
        put_two(out, whole / 60, "min", whole % 60, "s");
    } else if (whole < 86400) {
        put_two(out, whole / 3600, "h", whole % 3600 / 60, "min");
    } else {
        put_two(out, whole / 86400, "d", whole % 86400 / 3600, "h");
    }
}
