/* SPDX-License-Identifier: Apache-2.0 */
/* Values in the override documents that inlay writes: JSON where that can say all of them, else YAML on one line. */
#ifndef INLAY_VALUE_PUT_H
#define INLAY_VALUE_PUT_H

#include "core/base/buffer.h"
#include "core/tree/node.h"

struct value_writer {
    struct buffer *out;
    bool yaml; /* something in the document cannot be said in JSON */
};

/* Whether JSON says value as it is: with the digits that it has, and no word on which readers disagree. */
bool value_is_json(struct arena *arena, const struct node *value);

/* Numbers are put as they were written, or the job would read another spelling than `inlay render` shows. */
void value_put(const struct value_writer *writer, const struct node *value);

/* Puts before as it is, and string behind it in quotes. */
void value_put_string(const struct value_writer *writer, const char *before, struct text string);

#endif
