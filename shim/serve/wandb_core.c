/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/wandb_core.h"
#include "core/base/path.h"

#include <string.h>

bool wandb_core_is(const char *program)
{
    return program && text_equal(path_name(program), TEXT(WANDB_CORE));
}

bool wandb_core_reads(const char *path)
{
    for (const char *files = strstr(path, "/files/"); files; files = strstr(files + 1, "/files/")) {
        const char *start = files;
        while (start > path && start[-1] != '/') {
            start--;
        }
        const struct text run = {start, (size_t)(files - start)};
        if (text_starts(run, TEXT("run-")) || text_starts(run, TEXT("offline-run-"))) {
            return true;
        }
    }
    return false;
}
