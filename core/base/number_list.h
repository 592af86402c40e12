/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in few words: "3, 7-9". */
#ifndef INLAY_NUMBER_LIST_H
#define INLAY_NUMBER_LIST_H

#include "core/base/buffer.h"

/* Start from {.out = buffer}, for people, or with a separator, for programs. */
struct number_list {
    struct buffer *out;
    const char *separator; /* NULL: ", ", and two numbers are no run yet */
    uint32_t first, last;  /* of the run that is not put yet */
    size_t count;
};

/* Numbers that follow each other become a run; of others the order stays. */
void number_list_add(struct number_list *list, uint32_t number);

/* After the last one. */
void number_list_end(struct number_list *list);

#endif
