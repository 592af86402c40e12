/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/job_memory.h"
#include "core/base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

const char *job_memory_put(struct arena *arena, struct job_memory *memory, struct text text)
{
    struct buffer path = {.arena = arena};
    int descriptor = sealed_text_make(text);
    if (descriptor < 0) {
        errno = -descriptor;
        return NULL;
    }
    memory->descriptors[memory->count++] = descriptor;
    buffer_format(&path, "/proc/%d/fd/%d", getpid(), descriptor);
    return buffer_string(&path);
}

void job_memory_inherit(const struct job_memory *memory)
{
    for (size_t i = 0; i < memory->count; i++) {
        fcntl(memory->descriptors[i], F_SETFD, 0);
    }
}
