/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/sweep_inside.h"
#include "core/base/path.h"
#include "core/base/printable.h"
#include "shim/serve/notice.h"

#include <stdatomic.h>

static _Atomic uint64_t written; /* the path's hash; 0: none was */

static bool is_params(const char *path)
{
    const struct text name = path_name(path), directory = path_parent(path);
    size_t start = directory.length > 0 ? directory.length - 1 : 0;
    while (start > 0 && directory.bytes[start - 1] != '/') {
        start--;
    }
    return text_starts(name, TEXT("config-")) && text_ends(name, TEXT(".yaml")) &&
           text_starts(text_from(directory, start), TEXT("sweep-"));
}

void sweep_inside_wrote(const char *path)
{
    if (is_params(path)) {
        atomic_store(&written, text_hash(text_of(path)));
    }
}

struct noted {
    struct arena arena;
    const char *path;
};

static void say(void *context)
{
    struct noted *noted = context;
    notice_error((const struct text[]){TEXT("inlay: "), text_of(printable_string(&noted->arena, text_of(noted->path))),
                                       TEXT(": this sweep's runs are functions of one process, which binds and the run "
                                            "config do not reach (let wandb agent start a program)")},
                 3);
}

void sweep_inside_look(const struct launch *launch, const char *path)
{
    struct noted noted = {.path = path};
    if (atomic_load_explicit(&written, memory_order_relaxed) == 0 || !launch->is_for_sweeps || !is_params(path) ||
        atomic_load(&written) != text_hash(text_of(path)) || atomic_exchange(&written, 0) == 0) {
        return;
    }
    arena_init(&noted.arena, 0);
    arena_run(&noted.arena, say, &noted);
    arena_release(&noted.arena);
}
