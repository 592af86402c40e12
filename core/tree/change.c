#include "core/tree/change.h"

bool child_stays(const struct node *child)
{
    return !child->change || child->change->kind != CHANGE_REMOVE;
}
