/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/change.h"

bool change_keeps(const struct node *child)
{
    return !child->change || child->change->kind != CHANGE_REMOVE;
}
