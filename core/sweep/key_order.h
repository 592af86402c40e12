/* SPDX-License-Identifier: Apache-2.0 */
/* Keys within each other: model.width, and behind it model, would leave nothing of the width. */
#ifndef INLAY_KEY_ORDER_H
#define INLAY_KEY_ORDER_H

#include "core/sweep/chosen_settings.h"

struct key_order {
    struct replacement *list;
    size_t count;
};

/* Looks at the order in which cells set the sweep's keys. */
struct key_order key_order_of(const struct sweep *sweep);

/* False with an error: of the chosen settings one replaces another. */
bool key_order_check(const struct key_order *order, const struct chosen_settings *chosen,
                     struct diagnostics *diagnostics);

#endif
