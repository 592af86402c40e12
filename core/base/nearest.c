/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/nearest.h"

#include <stdint.h>

/* Longer names are only compared for equality, which bounds the work and the stack. */
#define NAME_LENGTH_MAX 64

/* To a person, names that differ in case, or in - and _, are the same. */
static char fold(char c)
{
    return c == '_' ? '-' : text_lower(c);
}

static bool equal_folded(struct text a, struct text b)
{
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (fold(a.bytes[i]) != fold(b.bytes[i])) {
            return false;
        }
    }
    return true;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many bytes were inserted, left out, replaced or swapped with their neighbour: the Damerau-Levenshtein distance,
 * in its optimal string alignment form. limit + 1 stands for all distances above limit. */
static size_t edit_distance(struct text a, struct text b, size_t limit)
{
    uint8_t rows[3][NAME_LENGTH_MAX + 1];
    uint8_t *before_last = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.length; j++) {
        last[j] = (uint8_t)j;
    }
    for (size_t i = 1; i <= a.length; i++) {
        size_t least = row[0] = (uint8_t)i;
        for (size_t j = 1; j <= b.length; j++) {
            char x = fold(a.bytes[i - 1]), y = fold(b.bytes[j - 1]);
            size_t distance = smaller(smaller(last[j], row[j - 1]) + 1u, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == fold(b.bytes[j - 2]) && y == fold(a.bytes[i - 2])) {
                distance = smaller(distance, before_last[j - 2] + 1u);
            }
            row[j] = (uint8_t)distance;
            least = smaller(least, distance);
        }
        if (least > limit) {
            return limit + 1;
        }
        uint8_t *free_row = before_last;
        before_last = last;
        last = row;
        row = free_row;
    }
    return last[b.length];
}

/* Up to a third of a name may be wrong, never all of it. */
static size_t misspelling_limit(struct text wanted, struct text name)
{
    size_t longer = wanted.length > name.length ? wanted.length : name.length;
    return longer < 2 ? 0 : longer < 6 ? 1 : longer / 3;
}

/* No more than limit, else NEAREST_NONE. */
static size_t distance_within(struct text wanted, struct text name, size_t limit)
{
    if (equal_folded(wanted, name)) {
        return 0;
    }
    size_t gap = wanted.length > name.length ? wanted.length - name.length : name.length - wanted.length;
    limit = smaller(misspelling_limit(wanted, name), limit);
    if (gap > limit || wanted.length > NAME_LENGTH_MAX || name.length > NAME_LENGTH_MAX) {
        return NEAREST_NONE;
    }
    size_t distance = edit_distance(wanted, name, limit);
    return distance <= limit ? distance : NEAREST_NONE;
}

size_t nearest_distance(struct text wanted, struct text name)
{
    return distance_within(wanted, name, NAME_LENGTH_MAX);
}

struct text nearest_name(struct text wanted, const struct text *names, size_t count)
{
    struct text nearest = TEXT("");
    size_t least = NAME_LENGTH_MAX + 1;
    for (size_t i = 0; i < count && least > 0; i++) {
        size_t distance = distance_within(wanted, names[i], least - 1);
        if (distance != NEAREST_NONE) {
            nearest = names[i];
            least = distance;
        }
    }
    return nearest;
}
