/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/wandb_loaded.h"
#include "core/base/path.h"

#include <stdatomic.h>

static atomic_bool watched; /* false again when it was seen, by this process or by the one that it was forked from */

void wandb_loaded_watch(void)
{
    atomic_store(&watched, true);
}

/* wandb_init.py, wandb_init.cpython-311.pyc, wandb_init.pypy310.pyc */
static bool is_module(const char *path)
{
    const struct text name = path_name(path), parent = path_parent(path);
    return text_starts(name, TEXT("wandb_init.")) && (text_ends(name, TEXT(".py")) || text_ends(name, TEXT(".pyc"))) &&
           (text_ends(parent, TEXT("/wandb/sdk/")) || text_ends(parent, TEXT("/wandb/sdk/__pycache__/")));
}

void wandb_loaded_look(const struct records *records, const char *path)
{
    if (atomic_load_explicit(&watched, memory_order_relaxed) && is_module(path) && atomic_exchange(&watched, false)) {
        record_append(records, &(struct record){.event = LEDGER_RUN_CONFIG, .opened = path, .size = -1});
    }
}
