/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/own_command.h"
#include "core/base/buffer.h"
#include "core/base/path.h"
#include "shim/serve/kernel.h"

#include <string.h>
#include <sys/auxv.h>

#define INTERPRETERS 3 /* words that may stand before a script: an interpreter and its argument, or env's */

const char *own_command_path(void)
{
    return (const char *)getauxval(AT_EXECFN);
}

static struct text read_all(struct arena *arena, int fd)
{
    struct buffer all = {.arena = arena};
    char piece[512];
    ssize_t length;
    for (off_t at = 0; (length = kernel_pread(fd, piece, sizeof piece, at)) > 0; at += length) {
        buffer_put(&all, (struct text){piece, (size_t)length});
    }
    return (struct text){buffer_string(&all), all.length};
}

/* Words that each end with a NUL. */
static const char **split(struct arena *arena, struct text all)
{
    const char **words = NULL;
    size_t count = 0, capacity = 0;
    for (size_t start = 0; start < all.length; start = text_find(all, start, '\0') + 1) {
        arena_grow(arena, words, count, &capacity);
        words[count++] = all.bytes + start;
    }
    arena_grow(arena, words, count, &capacity);
    words[count] = NULL;
    return words;
}

char *const *own_command_arguments(struct arena *arena)
{
    const int fd = kernel_openat(AT_FDCWD, "/proc/self/cmdline", O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) {
        return NULL;
    }
    const char **words = split(arena, read_all(arena, fd));
    kernel_close(fd);
    for (size_t i = 0; i < INTERPRETERS && words[i]; i++) {
        if (text_equal(path_name(words[i]), path_name(own_command_path()))) {
            words += i;
            break;
        }
    }
    return (char *const *)words;
}
