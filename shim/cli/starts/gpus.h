/* SPDX-License-Identifier: Apache-2.0 */
/* The GPUs that cells share out among them, named as CUDA_VISIBLE_DEVICES names them: indexes, GPU-UUIDs, MIG devices
 * (NVIDIA, CUDA C++ Programming Guide, "CUDA Environment Variables"). */
#ifndef INLAY_GPUS_H
#define INLAY_GPUS_H

#include "core/base/text.h"
#include "shim/cli/base/options.h"

#define ENV_GPUS "CUDA_VISIBLE_DEVICES"

struct gpus {
    struct text *names;
    unsigned *cells; /* how many have each one now */
    size_t count;    /* 0: there are none to share out */
    bool are_hidden; /* --gpus none: cells see none. Else they get what is inherited where count is 0 */
    unsigned per_cell, cells_per_gpu;
};

/* From --gpus, else from inherited, the variable's value; it may be NULL. False, and said, when --gpus or what goes with it is
 * wrong. A variable that names no GPU that is known here is left to the cells as it is. */
bool gpus_read(struct gpus *gpus, struct arena *arena, const struct sweeping *sweeping, const char *inherited);

/* How many cells they do for at once; SIZE_MAX where there are none to share out. */
size_t gpus_room(const struct gpus *gpus);

/* Takes per_cell of them for a cell, those that the fewest have, into share. False when there is no room. */
bool gpus_take(struct gpus *gpus, size_t *share);
void gpus_give_back(struct gpus *gpus, const size_t *share);

/* The variable's value for a cell with that share, in the arena; NULL: as inherited. */
const char *gpus_value(struct arena *arena, const struct gpus *gpus, const size_t *share);

#endif
