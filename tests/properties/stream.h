/* SPDX-License-Identifier: Apache-2.0 */
/* The stream that the judges read: fields, each a line with its length and then its bytes. tests/properties/edits.c has
 * its records. */
#ifndef INLAY_STREAM_H
#define INLAY_STREAM_H

#include "core/base/buffer.h"

#include <stdio.h>

static inline void put_field(struct buffer *out, struct text field)
{
    buffer_format(out, "%zu\n", field.length);
    buffer_put(out, field);
}

static inline void write_field(struct text field)
{
    printf("%zu\n", field.length);
    fwrite(field.bytes, 1, field.length, stdout);
}

#endif
