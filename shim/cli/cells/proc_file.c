/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/proc_file.h"
#include "core/base/buffer.h"

#include <fcntl.h>
#include <unistd.h>

/* Bytes. The kernel takes 6 MiB of arguments and environment at the most, unless told otherwise. */
#define PIECE ((size_t)4096)
#define MOST  ((size_t)8 << 20)

bool proc_file_read(struct arena *arena, const char *path, struct text *content)
{
    struct buffer out = {.arena = arena};
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = descriptor >= 0 ? 1 : 0;
    while (got > 0 && out.length < MOST) {
        buffer_reserve(&out, PIECE);
        got = read(descriptor, out.bytes + out.length, PIECE);
        out.length += got > 0 ? (size_t)got : 0;
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    *content = buffer_text(&out);
    return out.length > 0;
}
