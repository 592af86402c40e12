/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/number_list.h"

static void put_run(const struct number_list *list)
{
    buffer_format(list->out, "%u", list->first);
    if (list->last > list->first) {
        buffer_format(list->out, !list->separator && list->last == list->first + 1 ? ", %u" : "-%u", list->last);
    }
}

void number_list_add(struct number_list *list, uint32_t number)
{
    const bool goes_on = list->count > 0 && number > list->last && number - list->last == 1;
    if (!goes_on && list->count > 0) {
        put_run(list);
        buffer_put(list->out, list->separator ? text_of(list->separator) : TEXT(", "));
    }
    list->first = goes_on ? list->first : number;
    list->last = number;
    list->count++;
}

void number_list_end(struct number_list *list)
{
    if (list->count > 0) {
        put_run(list);
    }
}
