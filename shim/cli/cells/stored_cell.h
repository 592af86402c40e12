/* SPDX-License-Identifier: Apache-2.0 */
/* The cells that a sweep's directory has, as the functions of store.h read and write them. */
#ifndef INLAY_STORED_CELL_H
#define INLAY_STORED_CELL_H

#include "core/base/sha256.h"
#include "core/tree/node.h"

struct stored_cell {
    uint32_t number;
    const char *name; /* of its directory */
    char digest[SHA256_HEX];
    bool dropped;        /* it is in the grid no more; one that comes back is itself again */
    struct node *values; /* an object by key name, with numbers digit for digit, which cJSON would lose */
    struct text repeat;  /* the name of the key whose value only repeats the cell (struct sweep_cell); empty: none */
    size_t plan_index;   /* in the plan; SIZE_MAX: it is in none */
};

struct store {
    struct arena *arena;
    const char *dir;           /* as the user wrote it, without a slash at its end */
    struct stored_cell *cells; /* by number */
    size_t count;
    struct node *description;  /* sweep.json; NULL: none */
    struct node *base;         /* base.json; NULL: none */
    struct text base_document; /* that serves the copies from where they are; empty: store_update() was not called */
};

#endif
